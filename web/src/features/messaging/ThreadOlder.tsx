import { Button, Loader } from "@mantine/core";
import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Thread.module.css";

export interface OlderMessages {
  exist: boolean;
  isLoading: boolean;
  hasFailed: boolean;
  /** Something else of this thread is being fetched; older ones wait for it. */
  isBusy: boolean;
  load: () => void;
}

/** Asks for more when it comes into view; after a failure only when it is told to. */
export function ThreadOlder({ older, scroller }: { older: OlderMessages; scroller: RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation();
  const mark = useRef<HTMLDivElement>(null);
  const { isLoading, hasFailed, isBusy } = older;
  const ask = useEffectEvent(() => older.load());
  useEffect(() => {
    if (isBusy || hasFailed || !mark.current || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (seen) => seen.some((one) => one.isIntersecting) && ask(),
      { root: scroller.current, rootMargin: "600px 0px" },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [scroller, isBusy, hasFailed]);

  function press() {
    // The button goes away while it loads; the focus stays with the messages.
    scroller.current?.focus({ preventScroll: true });
    older.load();
  }

  return (
    <div ref={mark} className={classes.older}>
      {isLoading ? <Loader size={16} aria-label={t("messaging.thread.loadingOlder")} /> : (
        <div className={classes.olderFailed} role={hasFailed ? "alert" : undefined}>
          {hasFailed && <span>{t("messaging.thread.olderFailed")}</span>}
          <Button size="compact-xs" variant="subtle" onClick={press}>
            {hasFailed ? t("app.actions.retry") : t("messaging.thread.older")}
          </Button>
        </div>
      )}
    </div>
  );
}
