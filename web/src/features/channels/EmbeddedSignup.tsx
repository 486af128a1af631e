import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Signup } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Section } from "@/design/Page";
import { rememberConnection } from "./connections";
import { loadSdk, openSignup, signupQuery } from "./signup";

/** Where this installation has an app of its own at Meta: sign in there, choose, and come back. */
export function EmbeddedSignup() {
  const signup = useQuery(signupQuery).data;
  return signup?.config_id ? <Window signup={signup} /> : null;
}

function Window({ signup }: { signup: Signup }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // Loaded before the click: a window that opens later than that is blocked.
  const sdk = useQuery({ queryKey: ["channels", "sdk", signup.sdk_url], queryFn: () => loadSdk(signup), retry: false, staleTime: Infinity });
  const { busy, message, run } = useSubmit({
    action: async () => {
      if (!sdk.data) return;
      const chosen = await openSignup(sdk.data, signup);
      if (!chosen) return;
      const connection = await unwrap(client.POST("/api/v1/channels/signup", { body: chosen }));
      rememberConnection(connection);
      await navigate({ to: "/settings/channels/new/$connectionId", params: { connectionId: connection.id } });
    },
  });
  return (
    <Section
      title={t("channels.signup.title")} hint={t("channels.signup.hint")}
      action={<Button variant="default" loading={busy} disabled={!sdk.data} onClick={() => void run()}>{t("channels.signup.action")}</Button>}
    >
      {sdk.isError && <Notice tone="wrong">{t("channels.signup.blocked")}</Notice>}
      {message && <Notice tone="wrong">{message}</Notice>}
    </Section>
  );
}
