import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChartColumn, Inbox, type LucideIcon, Settings, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Mark } from "@/design/Mark";
import { PersonMenu } from "./PersonMenu";
import { useMay } from "./permissions";
import classes from "./Shell.module.css";

function RailLink({ to, label, icon: Icon }: { to: "/inbox" | "/contacts" | "/overview" | "/settings"; label: string; icon: LucideIcon }) {
  return (
    <Tooltip label={label} position="right">
      <Link to={to} className={classes.railLink} activeProps={{ className: classes.railActive }} aria-label={label}>
        <Icon size={18} strokeWidth={1.7} aria-hidden />
        <span className={classes.railText} aria-hidden>{label}</span>
      </Link>
    </Tooltip>
  );
}

export function Rail() {
  const { t } = useTranslation();
  const mayReadContacts = useMay("contacts:read");
  const mayReadOverview = useMay("overview:read");
  return (
    <nav className={classes.rail} aria-label={t("app.nav.label")}>
      <Link to="/inbox" className={classes.mark} aria-label={t("app.name")}><Mark size={32} /></Link>
      <RailLink to="/inbox" label={t("app.nav.inbox")} icon={Inbox} />
      {mayReadContacts && <RailLink to="/contacts" label={t("app.nav.contacts")} icon={Users} />}
      {mayReadOverview && <RailLink to="/overview" label={t("app.nav.overview")} icon={ChartColumn} />}
      <span className={classes.railGap} />
      <RailLink to="/settings" label={t("app.nav.settings")} icon={Settings} />
      <PersonMenu />
    </nav>
  );
}
