/** The states every screen shares, in words. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { LinkButton } from "@/design/LinkButton";
import { State } from "@/design/State";
import { useMe } from "./permissions";
import { sayError, useRoleName } from "./words";

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const code = error instanceof ApiError ? t("app.errors.code", { code: error.code }) : undefined;
  return (
    <div role="alert">
      <State title={t("app.errors.title")} text={sayError(error)} code={code}>
        {retry && <Button variant="default" onClick={retry}>{t("app.actions.retry")}</Button>}
      </State>
    </div>
  );
}

export function NoPermission() {
  const { t } = useTranslation();
  const me = useMe();
  const roleName = useRoleName();
  return (
    <State
      title={t("app.states.noPermissionTitle")}
      text={t("app.states.noPermissionText", { role: me ? roleName(me.role) : "", tenant: me?.tenant.name ?? "" })}
    />
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main style={{ padding: 24 }}>
      <State title={t("app.states.notFoundTitle")} text={t("app.states.notFoundText")}>
        <LinkButton to="/inbox">{t("app.actions.goToInbox")}</LinkButton>
      </State>
    </main>
  );
}

/** What a route shows when its code or its first data failed. */
export function ScreenError({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation();
  const known = error instanceof ApiError || (error instanceof Error && error.name === "NetworkError");
  return (
    <main style={{ padding: 24 }} role="alert">
      <State
        title={t("app.errors.title")}
        text={known ? sayError(error) : t("app.errors.screen")}
        code={error instanceof Error ? t("app.errors.code", { code: error instanceof ApiError ? error.code : error.name }) : undefined}
      >
        <Button variant="default" onClick={() => (known && reset ? reset() : window.location.reload())}>{t("app.actions.retry")}</Button>
      </State>
    </main>
  );
}
