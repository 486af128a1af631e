import { useTranslation } from "react-i18next";

export function Inbox() {
  const { t } = useTranslation();
  return <main style={{ padding: 24 }}>{t("messaging.placeholder")}</main>;
}
