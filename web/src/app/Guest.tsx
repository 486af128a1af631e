import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Mark } from "@/design/Mark";
import classes from "./Guest.module.css";

/** The frame of the screens before signing in: one narrow column, nothing else. */
export function Guest() {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <header className={classes.brand}>
        <Mark size={28} />
        <span>{t("app.name")}</span>
      </header>
      <main className={classes.column}>
        <Outlet />
      </main>
    </div>
  );
}
