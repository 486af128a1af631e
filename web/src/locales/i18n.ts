/** Every text of the app; one file per domain so that a feature carries its own words. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import accounts from "./en/accounts.json";
import app from "./en/app.json";
import channels from "./en/channels.json";
import consent from "./en/consent.json";
import contacts from "./en/contacts.json";
import journal from "./en/journal.json";
import messaging from "./en/messaging.json";
import overview from "./en/overview.json";
import sending from "./en/sending.json";

export const english = { app, accounts, channels, consent, contacts, journal, messaging, overview, sending };

void i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: { translation: english } },
  interpolation: { escapeValue: false },
  returnNull: false,
  // Permission names carry a colon.
  nsSeparator: false,
});

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    nsSeparator: false;
    resources: { translation: typeof english };
  }
}

export default i18next;
