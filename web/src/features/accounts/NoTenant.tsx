import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { allauth } from "@/app/allauth";
import { signOut } from "@/app/session";
import { IdentityScreen } from "./IdentityScreen";

/** Signed in, but a member of no business (any more). */
export function NoTenant() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useQuery({
    queryKey: ["session-user"],
    queryFn: async () => (await allauth<{ user?: { email?: string } }>("GET", "auth/session")).data?.user?.email ?? "",
  });
  return (
    <IdentityScreen title={t("app.states.noTenantTitle")} intro={t("app.states.noTenantText", { email: session.data ?? "" })}>
      <Button variant="default" onClick={() => void signOut().then(() => navigate({ to: "/sign-in" }))}>{t("app.menu.signOut")}</Button>
    </IdentityScreen>
  );
}
