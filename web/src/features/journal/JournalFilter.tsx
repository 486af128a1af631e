import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { JournalSearch } from "./journal";
import classes from "./journal.module.css";

/** Searching reads the bodies of a whole span: it is asked for, not done with every letter. */
export function JournalFilter({ filter, onChange }: { filter: JournalSearch; onChange: (filter: JournalSearch) => void }) {
  const { t } = useTranslation();
  const [values, setValues] = useState(filter);
  const set = (name: keyof JournalSearch) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setValues((before) => ({ ...before, [name]: value || undefined }));
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    onChange(values);
  }
  return (
    <form className={classes.filter} onSubmit={submit} role="search">
      <TextInput className={classes.grow} label={t("journal.search")} placeholder={t("journal.searchHint")} value={values.search ?? ""} onChange={set("search")} />
      <TextInput type="datetime-local" label={t("journal.since")} value={values.since ?? ""} onChange={set("since")} />
      <TextInput type="datetime-local" label={t("journal.until")} value={values.until ?? ""} onChange={set("until")} />
      <Button type="submit" variant="default">{t("journal.find")}</Button>
    </form>
  );
}
