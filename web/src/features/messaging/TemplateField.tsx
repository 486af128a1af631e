import { Button, FileButton, TextInput, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sayError } from "@/app/words";
import { uploadFile } from "./sendRich";
import classes from "./TemplatePicker.module.css";
import type { Field } from "./templateValues";

interface TemplateFieldProps {
  field: Field;
  value: string;
  error?: string | undefined;
  isFirst: boolean;
  onChange: (value: string) => void;
}

const ACCEPT = { image: "image/*", video: "video/*", document: "" };

/** One thing to fill in: words, a file, a number, a time, or products. */
export function TemplateField({ field, value, error, isFirst, onChange }: TemplateFieldProps) {
  const { t } = useTranslation();
  if (field.kind === "file") return <FileField field={field} value={value} error={error} onChange={onChange} />;
  const isBlank = field.kind === "text" && !field.place.includes("header.location") && !field.place.includes("header.product");
  const label = isBlank ? t("messaging.templates.value", { name: field.label }) : t(`messaging.templates.fields.${field.kind === "sections" ? "sections" : field.label}` as "messaging.templates.fields.name");
  const shared = { label, value, error, dir: "auto" as const, "data-autofocus": isFirst || undefined };
  if (field.kind === "sections") {
    return <Textarea {...shared} autosize minRows={2} placeholder={t("messaging.templates.sectionsExample")} onChange={({ currentTarget }) => onChange(currentTarget.value)} />;
  }
  return (
    <TextInput
      {...shared} placeholder={field.example} type={field.kind === "time" ? "datetime-local" : "text"} inputMode={field.kind === "number" ? "decimal" : undefined}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function FileField({ field, value, error, onChange }: Omit<TemplateFieldProps, "isFirst">) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const file = field.file ?? "document";
  const upload = useMutation({
    mutationFn: async (chosen: File) => {
      const media = await uploadFile(chosen, chosen.name);
      if (media.kind !== file) throw new Error(t(`messaging.templates.wrongFile.${file}`));
      setName(chosen.name);
      return media.id;
    },
    onSuccess: onChange,
  });
  const trouble = upload.isError ? (upload.error.constructor === Error ? upload.error.message : sayError(upload.error)) : error;
  return (
    <div className={classes.file}>
      <FileButton accept={ACCEPT[file]} onChange={(chosen) => chosen && upload.mutate(chosen)}>
        {(props) => <Button {...props} variant="default" loading={upload.isPending}>{t(value ? `messaging.templates.otherFile.${file}` : `messaging.templates.file.${file}`)}</Button>}
      </FileButton>
      {value && <bdi className={classes.fileName}>{name || t("messaging.templates.chosen")}</bdi>}
      {trouble && <p role="alert" className={classes.refusal}>{trouble}</p>}
    </div>
  );
}
