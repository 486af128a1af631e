import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { Tag, type Tone } from "@/design/Tag";

const TONES: Record<Channel["status"], Tone> = { checking: "waiting", connected: "well", failed: "wrong", paused: "plain" };

export function ChannelStatus({ status }: { status: Channel["status"] }) {
  const { t } = useTranslation();
  return <Tag tone={TONES[status]} dot>{t(`channels.status.${status}`)}</Tag>;
}
