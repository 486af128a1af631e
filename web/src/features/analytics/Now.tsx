import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Overview } from "@/api/types";
import { When } from "@/app/When";
import { sayCount } from "./numbers";
import classes from "./overview.module.css";

/** At this moment: what is open, and who waits. */
export function Now({ now }: { now: Overview["now"] }) {
  const { t } = useTranslation();
  return (
    <section className={classes.now} aria-label={t("overview.now.title")}>
      <Link to="/inbox" className={classes.nowItem}>
        <strong>{sayCount(now.open)}</strong> {t("overview.now.open", { count: now.open })}
      </Link>
      <Link to="/inbox" search={{ unread: true }} className={classes.nowItem} data-waiting={now.waiting > 0 || undefined}>
        <strong>{sayCount(now.waiting)}</strong> {t("overview.now.waiting", { count: now.waiting })}
        {now.waiting_since && <span className={classes.faint}>{t("overview.now.since")} <When at={now.waiting_since} /></span>}
      </Link>
    </section>
  );
}
