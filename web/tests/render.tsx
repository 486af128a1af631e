/** Renders a real address of the app, or one component, with the providers and a scripted server. */
import { RouterProvider, createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { queryClient } from "@/api/query";
import { Providers } from "@/app/Providers";
import { createAppRouter } from "@/app/router";

export function renderAt(path: string) {
  const router = createAppRouter({ history: createMemoryHistory({ initialEntries: [path] }) });
  const view = render(
    <Providers client={queryClient} env="test">
      <RouterProvider router={router as never} />
    </Providers>,
  );
  return { ...view, router, user: userEvent.setup({ delay: null }) };
}

export function renderAlone(node: ReactNode) {
  return { ...render(<Providers client={queryClient} env="test">{node}</Providers>), user: userEvent.setup({ delay: null }) };
}
