import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Overview } from "@/api/types";
import { Row, Rows, Section } from "@/design/Page";
import { sayCount, sayShare } from "./numbers";
import type { Opened } from "./overview";

/** Why messages did not go, the most frequent first. */
export function Causes({ causes, failed, onOpen }: { causes: Overview["causes"]; failed: number; onOpen: (opened: Opened) => void }) {
  const { t } = useTranslation();
  if (!causes.length) return null;
  return (
    <Section title={t("overview.causes.title")}>
      <Rows label={t("overview.causes.title")}>
        {causes.map((cause) => (
          <Row
            key={cause.code} title={cause.reason}
            meta={<>{t("overview.causes.count", { count: cause.count, shown: sayCount(cause.count), share: sayShare(cause.count, failed) })} · <span dir="ltr">{cause.code}</span></>}
            side={<Button size="compact-sm" variant="default" aria-label={t("overview.causes.openOne", { reason: cause.reason })} onClick={() => onOpen({ figure: "failed", cause: cause.code })}>{t("overview.causes.open")}</Button>}
          />
        ))}
      </Rows>
    </Section>
  );
}
