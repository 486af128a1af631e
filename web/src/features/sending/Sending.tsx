import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState, NoPermission } from "@/app/States";
import { useMay } from "@/app/permissions";
import { Page } from "@/design/Page";
import { RowsSkeleton } from "@/design/State";
import { PolicyForm } from "./PolicyForm";
import { Queues } from "./Queues";
import { policyQuery } from "./sending";

/** The business's own rules for what it starts itself, and what waits to be sent. */
export function Sending() {
  const { t } = useTranslation();
  const mayRead = useMay("conversations:read");
  const policy = useQuery({ ...policyQuery, enabled: mayRead });
  if (!mayRead) return <NoPermission />;
  return (
    <Page title={t("sending.title")} intro={t("sending.intro")}>
      {policy.isError && <ErrorState error={policy.error} retry={() => void policy.refetch()} />}
      {policy.isPending && <RowsSkeleton label={t("app.states.loading")} />}
      {policy.data && <PolicyForm policy={policy.data} />}
      <Queues />
    </Page>
  );
}
