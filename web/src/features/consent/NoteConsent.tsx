import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import classes from "./consent.module.css";
import { PURPOSES, type Purpose, consentQuery } from "./consent";

/** What somebody said outside of WhatsApp, with the proof in words. */
export function NoteConsent({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [purpose, setPurpose] = useState<Purpose>("marketing");
  const [state, setState] = useState<"in" | "out">("in");
  const [note, setNote] = useState("");
  const { busy, errors, message, form } = useSubmit({
    fields: ["note"],
    check: () => ({ note: !note.trim() && t("consent.noteNeeded") }),
    action: async () => {
      await unwrap(client.POST("/api/v1/contacts/{contact_id}/consent", { params: { path: { contact_id: contactId } }, body: { purpose, state, note: note.trim(), evidence: {} } }));
      await queryClient.invalidateQueries({ queryKey: consentQuery(contactId).queryKey });
      setNote("");
      setOpen(false);
    },
  });
  if (!open) return <Button variant="default" className={classes.start} onClick={() => setOpen(true)}>{t("consent.add")}</Button>;
  return (
    <form {...form} className={classes.stack}>
      {message && <Notice tone="wrong">{message}</Notice>}
      <div className={classes.two}>
        <Select
          label={t("consent.purpose")} value={purpose} onChange={(value) => value && setPurpose(value as Purpose)}
          data={PURPOSES.map((value) => ({ value, label: t(`consent.purposes.${value}`) }))}
        />
        <Select
          label={t("consent.said")} value={state} onChange={(value) => value && setState(value as "in" | "out")}
          data={(["in", "out"] as const).map((value) => ({ value, label: t(`consent.saying.${value}`) }))}
        />
      </div>
      <TextInput
        label={t("consent.note")} description={t("consent.noteHint")} value={note} error={errors.note} maxLength={2000} autoFocus
        inputWrapperOrder={["label", "input", "error", "description"]} onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={busy}>{t("consent.record")}</Button>
        <Button variant="subtle" color="gray" onClick={() => setOpen(false)}>{t("app.actions.cancel")}</Button>
      </div>
    </form>
  );
}
