import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "./permissions";
import classes from "./Settings.module.css";

/** Settings: sections at the side (a row on a phone), one column of content. */
export function Settings() {
  const { t } = useTranslation();
  const links = useRef<HTMLDivElement>(null);
  const { pathname } = useLocation();
  // On a phone the row scrolls: the open section may lie outside.
  useEffect(() => {
    links.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [pathname]);
  const mayReplay = useMay("webhooks:replay");
  const sections = [
    ["/settings/profile", t("app.settings.profile")],
    ["/settings/security", t("app.settings.security")],
    ["/settings/channels", t("app.settings.channels")],
    ["/settings/consent", t("consent.title")],
    ["/settings/sending", t("sending.title")],
    ["/settings/members", t("app.settings.members")],
    ["/settings/api-keys", t("app.settings.apiKeys")],
    ...(mayReplay ? [["/settings/journal", t("journal.title")] as const] : []),
  ] as const;
  return (
    <div className={classes.settings}>
      <nav className={classes.sections} aria-label={t("app.settings.title")}>
        <p className={classes.title}>{t("app.settings.title")}</p>
        <div ref={links} className={classes.links}>
          {sections.map(([to, words]) => (
            <Link key={to} to={to} className={classes.section} activeProps={{ className: classes.active }}>{words}</Link>
          ))}
        </div>
      </nav>
      <main className={classes.content}>
        <div className={classes.column}>
          <Outlet />
        </div>
      </main>
    </div>
  );
}
