import { Button, Drawer } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/app/States";
import { When } from "@/app/When";
import { Row, Rows } from "@/design/Page";
import { RowsSkeleton, State } from "@/design/State";
import { lasting } from "./numbers";
import { type Opened, behindQuery } from "./overview";
import type { Range } from "./range";

interface Props {
  opened: Opened | null;
  range: Range;
  channel: string | undefined;
  onClose: () => void;
}

/** The messages that a figure counts; each leads to its conversation. */
export function BehindDrawer({ opened, range, channel, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer opened={opened !== null} onClose={onClose} position="right" size="lg" title={opened && t(`overview.figures.${opened.figure}`)} closeButtonProps={{ "aria-label": t("app.actions.close") }}>
      {opened && <Behind key={JSON.stringify(opened)} opened={opened} range={range} channel={channel} />}
    </Drawer>
  );
}

function Behind({ opened, range, channel }: Omit<Props, "opened" | "onClose"> & { opened: Opened }) {
  const { t } = useTranslation();
  const behind = useInfiniteQuery(behindQuery(range, channel, opened));
  if (behind.isError && !behind.data) return <ErrorState error={behind.error} retry={() => void behind.refetch()} />;
  if (!behind.data) return <RowsSkeleton rows={8} label={t("app.states.loading")} />;
  const items = behind.data.pages.flatMap((page) => page.items);
  const waited = (seconds: number) => {
    const { unit, amount } = lasting(seconds);
    return t("overview.behind.waited", { time: t(`overview.lasting.${unit}`, { amount }) });
  };
  if (!items.length) return <State title={t("overview.behind.none")} />;
  return (
    <>
      <Rows label={t(`overview.figures.${opened.figure}`)}>
        {items.map((one) => (
          <Row
            key={one.id}
            title={<Link to="/inbox/$conversationId" params={{ conversationId: one.conversation_id }}><bdi>{one.contact || t("overview.behind.nobody")}</bdi></Link>}
            meta={<><bdi>{one.text || t(`messaging.list.kinds.${one.kind as "image"}`)}</bdi>{one.reason && <><br />{one.reason}</>}{opened.figure === "answers" && one.answered_after != null && <><br />{waited(one.answered_after)}</>}</>}
            side={<When at={one.sent_at} />}
          />
        ))}
      </Rows>
      {behind.hasNextPage && <Button mt="md" variant="default" loading={behind.isFetchingNextPage} onClick={() => void behind.fetchNextPage()}>{t("overview.behind.more")}</Button>}
    </>
  );
}
