import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { When } from "@/app/When";
import { Facts, Section } from "@/design/Page";

type Fact = readonly [string, ReactNode];

/** What Meta says of the number, in words; empty ones are left out. */
export function ChannelFacts({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const word = (group: string, value: string) => t(`channels.${group}.${value.toLowerCase()}`, { defaultValue: value.toLowerCase().replaceAll("_", " ") });
  const limit = channel.messaging_limit && word("limit", channel.messaging_limit);
  const facts: (Fact | false | "" | null)[] = [
    [t("channels.page.quality"), word("quality", channel.quality_rating || "unknown")],
    channel.messages_per_second > 0 && [t("channels.page.throughput"), t("channels.page.perSecond", { count: channel.messages_per_second })],
    limit && [t("channels.page.limit"), limit],
    channel.name_status && [t("channels.page.nameStatus"), word("nameStatus", channel.name_status)],
    channel.username && [t("channels.page.username"), `@${channel.username}`],
    channel.is_on_business_app && [t("channels.page.app"), t("channels.page.onApp")],
    [t("channels.fields.waba_id"), [channel.waba_name, channel.waba_id].filter(Boolean).join(" · ")],
    [t("channels.fields.phone_number_id"), channel.phone_number_id],
    [t("channels.fields.app_id"), channel.app_id],
    channel.token_expires_at && [t("channels.page.tokenEnds"), <When key="ends" at={channel.token_expires_at} />],
    [t("channels.page.connectedAt"), <When key="when" at={channel.created_at} />],
    channel.checked_at && [t("channels.page.checkedAt"), <When key="checked" at={channel.checked_at} />],
  ];
  return (
    <Section title={t("channels.page.details")}>
      <Facts facts={facts.filter((one): one is Fact => Boolean(one))} />
    </Section>
  );
}
