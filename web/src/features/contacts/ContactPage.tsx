import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isStatus } from "@/api/errors";
import type { ContactDetail } from "@/api/types";
import { ContactConsent } from "@/app/ContactSections";
import { ErrorState, NoPermission } from "@/app/States";
import { When } from "@/app/When";
import { useMay } from "@/app/permissions";
import { contactName } from "@/app/contacts";
import { LinkButton } from "@/design/LinkButton";
import { Facts, Page, Row, Rows, Section } from "@/design/Page";
import { RowsSkeleton, State } from "@/design/State";
import { Tag } from "@/design/Tag";
import { BlockContact } from "./BlockContact";
import { ContactForm } from "./ContactForm";
import { MergeContacts } from "./MergeContacts";
import { contactQuery } from "./contacts";
import classes from "./contacts.module.css";

export function ContactPage() {
  const { t } = useTranslation();
  const { contactId } = useParams({ from: "/shell/contacts/$contactId" });
  const mayRead = useMay("contacts:read");
  const contact = useQuery({ ...contactQuery(contactId), enabled: mayRead });
  return (
    <div className={classes.column}>
      <Link to="/contacts" className={classes.back}><ChevronLeft size={15} aria-hidden />{t("contacts.title")}</Link>
      {!mayRead ? <NoPermission />
        : isStatus(contact.error, 404) ? <State title={t("app.states.notFoundTitle")} text={t("app.states.notFoundText")} />
        : contact.data ? <OneContact key={contact.data.id} contact={contact.data} />
        : contact.isError ? <ErrorState error={contact.error} retry={() => void contact.refetch()} />
        : <RowsSkeleton label={t("app.states.loading")} />}
    </div>
  );
}

function OneContact({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation();
  const mayWrite = useMay("contacts:write");
  const reached = contact.phone ?? contact.username ?? "";
  return (
    <Page
      title={contactName(contact)} intro={contact.blocked_at ? <Tag tone="wrong">{t("contacts.blocked")}</Tag> : contact.phone !== contactName(contact) && <bdi dir="ltr">{contact.phone}</bdi>}
      action={reached && <LinkButton variant="default" to="/inbox" search={{ q: reached }}>{t("contacts.conversations")}</LinkButton>}
    >
      <ContactForm contact={contact} mayWrite={mayWrite} />
      <Identities contact={contact} />
      <ContactConsent contactId={contact.id} />
      {mayWrite && <MergeContacts contact={contact} />}
      {mayWrite && <BlockContact contact={contact} />}
    </Page>
  );
}

function Identities({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation();
  return (
    <Section title={t("contacts.identities.title")} hint={t("contacts.identities.hint")}>
      <Rows label={t("contacts.identities.title")}>
        {contact.identities.map((one) => (
          <Row
            key={`${one.kind} ${one.value} ${one.retired_at ?? ""}`}
            title={<bdi dir="ltr" className={one.retired_at ? classes.retired : undefined}>{one.kind === "wa_id" ? `+${one.value}` : one.value}</bdi>}
            meta={<>{t(`contacts.identities.${one.kind}`)} · {t("contacts.identities.since")} <When at={one.first_seen_at} />{one.retired_at && <> · {t("contacts.identities.until")} <When at={one.retired_at} /></>}</>}
          />
        ))}
      </Rows>
      {contact.marketing_capped_until && <Facts facts={[[t("contacts.cappedUntil"), <When key="capped" at={contact.marketing_capped_until} />]]} />}
    </Section>
  );
}
