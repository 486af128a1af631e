import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AfterAMoment } from "@/design/State";
import classes from "./Thread.module.css";

const WIDTHS = [220, 300, 180, 260] as const;

export function ThreadSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.scroller}>
      <AfterAMoment>
        <div role="status" aria-label={t("messaging.thread.loading")} className={classes.waiting}>
          {WIDTHS.map((width, place) => (
            <Skeleton key={width} height={44} width={width} radius="xl" ml={place % 2 ? "auto" : undefined} />
          ))}
        </div>
      </AfterAMoment>
    </div>
  );
}
