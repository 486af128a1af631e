import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { cssVariables, theme } from "@/design/theme";
import "@/locales/i18n";
import classes from "./Providers.module.css";
import { Reauthentication } from "./Reauthentication";

interface ProvidersProps {
  client: QueryClient;
  children: ReactNode;
  env?: "default" | "test";
}

export function Providers({ client, children, env = "default" }: ProvidersProps) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" env={env}>
      <QueryClientProvider client={client}>
        {children}
        <Reauthentication />
      </QueryClientProvider>
      <Notifications position="bottom-left" transitionDuration={120} limit={4} classNames={{ root: classes.toasts }} />
    </MantineProvider>
  );
}
