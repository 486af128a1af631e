import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { When } from "@/app/When";
import { useMay } from "@/app/permissions";
import { ConsentDrawer } from "./ConsentDrawer";
import classes from "./consent.module.css";
import { PURPOSES, consentQuery } from "./consent";

/** What a contact agreed to, for the panel beside the thread. */
export function ConsentSection({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const mayRead = useMay("consent:read");
  const consent = useInfiniteQuery({ ...consentQuery(contactId), enabled: mayRead });
  const [open, setOpen] = useState(false);
  if (!mayRead) return null;
  const standing = consent.data?.pages[0]?.standing;
  const told = PURPOSES.flatMap((purpose) => standing?.filter((one) => one.purpose === purpose) ?? []);
  return (
    <section className={classes.panelSection}>
      <div className={classes.head}>
        <h3>{t("consent.title")}</h3>
        <button type="button" className={classes.link} onClick={() => setOpen(true)}>{t("consent.history")}</button>
      </div>
      {consent.isError && !standing && <p className={classes.faint}>{t("consent.unknown")}</p>}
      {standing && told.length === 0 && <p className={classes.faint}>{t("consent.nothing")}</p>}
      <dl className={classes.standing}>
        {told.map((one) => (
          <div key={one.purpose}>
            <dt>{t(`consent.purposes.${one.purpose}`)}</dt>
            <dd><span data-state={one.state}>{t(`consent.states.${one.state}`)}</span> <span className={classes.faint}><When at={one.since} /></span></dd>
          </div>
        ))}
      </dl>
      <ConsentDrawer contactId={contactId} opened={open} onClose={() => setOpen(false)} />
    </section>
  );
}
