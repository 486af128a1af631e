import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { OfflineBar } from "./OfflineBar";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";

/** The frame for signed-in people: rail at the side (at the foot on a phone), content beside it. */
export function Shell() {
  const { t } = useTranslation();
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>{t("app.nav.skip")}</a>
      <Rail />
      <div className={classes.column}>
        <OfflineBar />
        <div id="content" className={classes.content} tabIndex={-1}>
          <Outlet />
        </div>
      </div>
    </div>
  );
}
