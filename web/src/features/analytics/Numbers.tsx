import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Overview } from "@/api/types";
import { Row, Rows, Section } from "@/design/Page";
import { Tag, type Tone } from "@/design/Tag";
import { sayCount } from "./numbers";

const tones: Record<string, Tone> = { connected: "well", failed: "wrong", paused: "waiting", GREEN: "well", YELLOW: "waiting", RED: "wrong" };

/** How each number stands with Meta, and what passed through it. */
export function Numbers({ numbers }: { numbers: Overview["numbers"] }) {
  const { t } = useTranslation();
  if (!numbers.length) return null;
  return (
    <Section title={t("overview.numbers.title")}>
      <Rows label={t("overview.numbers.title")}>
        {numbers.map((one) => (
          <Row
            key={one.channel_id}
            title={<><Link to="/settings/channels/$channelId" params={{ channelId: one.channel_id }}>{one.name}</Link><Standing one={one} /></>}
            meta={<><span dir="ltr">{one.display_phone_number}</span>{one.status_reason && <> · {one.status_reason}</>}</>}
            side={<span>{t("overview.numbers.passed", { received: sayCount(one.received), sent: sayCount(one.sent), failed: sayCount(one.failed) })}</span>}
          />
        ))}
      </Rows>
    </Section>
  );
}

function Standing({ one }: { one: Overview["numbers"][number] }) {
  const { t } = useTranslation();
  const quality = one.quality_rating.toUpperCase();
  return (
    <>
      {one.status !== "connected" && <Tag tone={tones[one.status] ?? "plain"} dot>{t(`overview.numbers.status.${one.status as "failed"}`)}</Tag>}
      {(quality === "YELLOW" || quality === "RED") && <Tag tone={tones[quality] ?? "plain"} dot>{t(`overview.numbers.quality.${quality}`)}</Tag>}
    </>
  );
}
