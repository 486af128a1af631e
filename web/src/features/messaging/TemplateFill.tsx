import { Button, Loader } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Fragment, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { TemplateDetail, TemplatePreview } from "@/api/types";
import { ErrorState } from "@/app/States";
import { sayError } from "@/app/words";
import { newClientKey } from "./sendMessage";
import { sendRich } from "./sendRich";
import { TemplateField } from "./TemplateField";
import classes from "./TemplatePicker.module.css";
import { type Texts, fieldsOf, valuesFrom } from "./templateValues";

interface TemplateFillProps {
  templateId: string;
  conversationId: string;
  onSent: () => void;
}

/** What was filled in and not sent yet, by conversation and template: closing the window loses nothing. */
const drafts = new Map<string, Texts>();

export function TemplateFill(props: TemplateFillProps) {
  const template = useQuery({
    queryKey: ["template", props.templateId],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/templates/{template_id}", { params: { path: { template_id: props.templateId } }, signal })),
  });
  if (template.isError) return <ErrorState error={template.error} retry={() => void template.refetch()} />;
  if (!template.data) return <div className={classes.state}><Loader size={18} /></div>;
  if (template.data.form.unsupported) return <p className={classes.state}>{template.data.form.unsupported}</p>;
  return <Fill {...props} template={template.data} />;
}

function Fill({ template, conversationId, onSent }: TemplateFillProps & { template: TemplateDetail }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const draft = `${conversationId} ${template.id}`;
  const [texts, setTexts] = useState<Texts>(drafts.get(draft) ?? {});
  const clientKey = useRef(newClientKey());
  const fields = fieldsOf(template.form);
  const values = useMemo(() => valuesFrom(template.form, texts), [template.form, texts]);
  const [settled] = useDebouncedValue(values, 250);
  const preview = useQuery({
    queryKey: ["template-preview", template.id, settled],
    queryFn: ({ signal }) => unwrap(client.POST("/api/v1/templates/{template_id}/preview", {
      params: { path: { template_id: template.id } }, body: { values: settled }, signal,
    })),
    placeholderData: (before) => before,
  });
  const send = useMutation({
    mutationFn: () => sendRich(queryClient, conversationId, {
      kind: "template", template: { id: template.id, values }, client_key: clientKey.current, text: "",
    }),
    onSuccess: () => {
      drafts.delete(draft);
      onSent();
    },
  });
  const refused = send.error instanceof ApiError ? send.error.fields : {};
  const change = (place: string, value: string) => {
    const next = { ...texts, [place]: value };
    drafts.set(draft, next);
    setTexts(next);
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); send.mutate(); }}>
      <div className={classes.fields}>
        {fields.map((field, at) => (
          <Fragment key={field.place}>
            {field.card !== undefined && field.card !== fields[at - 1]?.card && <h3 className={classes.card}>{t("messaging.templates.card", { number: field.card })}</h3>}
            <TemplateField
              field={field} value={texts[field.place] ?? ""} isFirst={at === 0} error={refused[`template.values.${field.place}`]}
              onChange={(value) => change(field.place, value)}
            />
          </Fragment>
        ))}
      </div>
      {preview.data && <Shown shown={preview.data.rendered} />}
      {send.isError && <p role="alert" className={classes.refusal}>{sayError(send.error)}</p>}
      <div className={classes.end}>
        <Button type="submit" loading={send.isPending} disabled={(preview.data?.problems.length ?? 0) > 0}>
          {t("messaging.templates.send")}
        </Button>
      </div>
    </form>
  );
}

function Shown({ shown }: { shown: TemplatePreview["rendered"] }) {
  const { t } = useTranslation();
  return (
    <div className={classes.shown} aria-label={t("messaging.templates.preview")} role="group" dir="auto">
      {shown.header?.text && <div className={classes.shownHeader}>{shown.header.text}</div>}
      <div>{shown.body}</div>
      {shown.footer && <div className={classes.shownFooter}>{shown.footer}</div>}
      {shown.buttons.map((button, at) => <div key={at} className={classes.shownButton}>{button.label}</div>)}
    </div>
  );
}
