/** Failures in the reader's words. */
import { useTranslation } from "react-i18next";
import { ApiError, NetworkError } from "@/api/errors";
import i18n from "@/locales/i18n";

export function sayError(error: unknown): string {
  if (error instanceof NetworkError) return i18n.t("app.errors.network");
  if (!(error instanceof ApiError)) return i18n.t("app.errors.server");
  if (error.status === 429) {
    return error.retryAfterSeconds === null
      ? i18n.t("app.errors.tooMany")
      : i18n.t("app.errors.tooManySeconds", { count: error.retryAfterSeconds });
  }
  if (error.detail) return error.detail;
  if (error.status === 401) return i18n.t("app.errors.signedOut");
  if (error.status === 403) return i18n.t("app.errors.forbidden");
  if (error.status === 404) return i18n.t("app.errors.notFound");
  return i18n.t("app.errors.server");
}

export function useRoleName(): (role: string) => string {
  const { t } = useTranslation();
  return (role) => t(`app.roles.${role}` as "app.roles.owner", { defaultValue: role });
}
