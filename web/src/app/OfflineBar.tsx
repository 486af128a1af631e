import { useNetwork } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import classes from "./Shell.module.css";

export function OfflineBar() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  return (
    <div role="status" className={online ? undefined : classes.offline}>
      {online ? null : t("app.states.offline")}
    </div>
  );
}
