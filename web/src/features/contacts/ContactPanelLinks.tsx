import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import { useMay } from "@/app/permissions";
import { suggestionsQuery } from "./contacts";
import classes from "./contacts.module.css";

/** From the panel beside the thread to all that is known of the person. */
export function ContactPanelLinks({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const mayWrite = useMay("contacts:write");
  const suggestions = useQuery({ ...suggestionsQuery(contact.id), enabled: mayWrite });
  const open = { to: "/contacts/$contactId" as const, params: { contactId: contact.id } };
  return (
    <section className={classes.panelLinks}>
      {contact.blocked_at && <p className={classes.wrong}>{t("contacts.blockedText")}</p>}
      {suggestions.data && suggestions.data.length > 0 && <p><Link {...open}>{t("contacts.merge.maybe")}</Link></p>}
      <p><Link {...open}>{t("contacts.openContact")}</Link></p>
    </section>
  );
}
