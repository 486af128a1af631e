import { Trans, useTranslation } from "react-i18next";
import { State } from "@/design/State";
import classes from "./Inbox.module.css";

export function NothingOpen() {
  const { t } = useTranslation();
  return (
    <div className={classes.nothing}>
      <State title={t("messaging.nothingOpen.title")} text={t("messaging.nothingOpen.text")}>
        <p className={classes.keys}><Trans i18nKey="messaging.nothingOpen.keys" components={{ key: <kbd /> }} /></p>
      </State>
    </div>
  );
}
