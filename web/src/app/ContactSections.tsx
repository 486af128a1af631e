import { Suspense, lazy } from "react";
import type { Contact } from "@/api/types";

const Consent = lazy(() => import("@/features/consent/ConsentSection").then((file) => ({ default: file.ConsentSection })));
const Links = lazy(() => import("@/features/contacts/ContactPanelLinks").then((file) => ({ default: file.ContactPanelLinks })));

/** What other features know of a contact, for the panel beside the thread. */
export function ContactSections({ contact }: { contact: Contact }) {
  return (
    <Suspense fallback={null}>
      <Consent contactId={contact.id} />
      <Links contact={contact} />
    </Suspense>
  );
}

/** Consent alone, for the contact's own page. */
export function ContactConsent({ contactId }: { contactId: string }) {
  return <Suspense fallback={null}><Consent contactId={contactId} /></Suspense>;
}
