import { Button } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { ApiKey, NewApiKey } from "@/api/types";
import { CopyField } from "@/app/CopyField";
import { ErrorState, NoPermission } from "@/app/States";
import { When } from "@/app/When";
import { useMay } from "@/app/permissions";
import { undoable } from "@/app/undo";
import { useHidden } from "@/app/useHidden";
import { Notice } from "@/design/Notice";
import { Page, Row, Rows } from "@/design/Page";
import { RowsSkeleton, State } from "@/design/State";
import { Tag } from "@/design/Tag";
import { NewApiKeyForm } from "./NewApiKeyForm";
import classes from "./settings.module.css";

const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: () => unwrap(client.GET("/api/v1/api-keys")),
});

export function ApiKeys() {
  const { t } = useTranslation();
  const mayManage = useMay("api_keys:manage");
  const keys = useQuery({ ...apiKeysQuery, enabled: mayManage });
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewApiKey | null>(null);
  const hidden = useHidden();
  if (!mayManage) return <NoPermission />;
  const shown = keys.data?.filter((key) => !hidden.isHidden(key.id));

  function revoke(key: ApiKey) {
    hidden.hide(key.id);
    undoable({
      message: t("accounts.apiKeys.revoking", { name: key.name }),
      run: async () => {
        await client.DELETE("/api/v1/api-keys/{api_key_id}", { params: { path: { api_key_id: key.id } }, keepalive: true });
        await queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
        hidden.unhide(key.id);
      },
      restore: () => hidden.unhide(key.id),
    });
  }

  return (
    <Page
      title={t("accounts.apiKeys.title")} intro={t("accounts.apiKeys.intro")}
      action={!making && <Button onClick={() => { setMaking(true); setMade(null); }}>{t("accounts.apiKeys.make")}</Button>}
    >
      <div className={classes.stack}>
        {made && (
          <div className={classes.stack}>
            <Notice tone="waiting">{t("accounts.apiKeys.once")}</Notice>
            <CopyField label={made.name} value={made.secret} />
          </div>
        )}
        {making && (
          <NewApiKeyForm
            onClose={() => setMaking(false)}
            onMade={(key) => {
              setMade(key);
              setMaking(false);
              void queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
            }}
          />
        )}
        {keys.isError && <ErrorState error={keys.error} retry={() => void keys.refetch()} />}
        {keys.isPending && <RowsSkeleton label={t("app.states.loading")} />}
        {shown?.length === 0 && !making && <State title={t("accounts.apiKeys.emptyTitle")} text={t("accounts.apiKeys.emptyText")} />}
        {shown && shown.length > 0 && (
          <Rows label={t("accounts.apiKeys.title")}>
            {shown.map((key) => <ApiKeyRow key={key.id} apiKey={key} onRevoke={() => revoke(key)} />)}
          </Rows>
        )}
      </div>
    </Page>
  );
}

function ApiKeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t } = useTranslation();
  const used = apiKey.last_used_at ? <>{t("accounts.apiKeys.lastUsed")} <When at={apiKey.last_used_at} /></> : t("accounts.apiKeys.neverUsed");
  return (
    <Row
      title={<>{apiKey.name} <code>{apiKey.prefix}…</code></>}
      meta={<>{apiKey.scopes.map((scope) => t(`accounts.scopes.${scope}` as "accounts.scopes.messages:send", { defaultValue: scope })).join(", ")}<br />{t("accounts.apiKeys.by", { name: apiKey.created_by })} · {used}</>}
      side={apiKey.revoked_at
        ? <Tag>{t("accounts.apiKeys.revoked")}</Tag>
        : <Button variant="default" aria-label={t("accounts.apiKeys.revokeName", { name: apiKey.name })} onClick={onRevoke}>{t("accounts.apiKeys.revoke")}</Button>}
    />
  );
}
