import { useNavigate, useRouter } from "@tanstack/react-router";
import type { NextStep } from "@/app/session";

/** Goes where a step of signing in leads: the wanted address, the second factor, or the mail box. */
export function useFollow(next?: string): (step: NextStep, email?: string) => Promise<void> {
  const navigate = useNavigate();
  const router = useRouter();
  const search = next ? { next } : {};
  return async (step, email) => {
    if (step.step === "in") router.history.push(next ?? "/inbox");
    else if (step.step === "second_factor") await navigate({ to: "/sign-in/second-factor", search });
    else if (step.step === "verify_email") await navigate({ to: "/verify-email", search: { ...search, ...(email ? { email } : {}) } });
    else await navigate({ to: "/sign-in", search });
  };
}
