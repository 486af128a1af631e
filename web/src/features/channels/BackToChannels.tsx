import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import classes from "./channels.module.css";

export function BackToChannels() {
  const { t } = useTranslation();
  return (
    <Link to="/settings/channels" className={classes.back}>
      <ArrowLeft size={14} strokeWidth={1.7} aria-hidden />
      {t("channels.title")}
    </Link>
  );
}
