import { Button, Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { TemplateDetail, TemplatePreview } from "@/api/types";
import { ErrorState } from "@/app/States";
import { sayError } from "@/app/words";
import { newClientKey } from "./sendMessage";
import { sendRich } from "./sendRich";
import classes from "./TemplatePicker.module.css";
import { fieldsOf, isFillable, valuesFrom } from "./templateValues";

interface TemplateFillProps {
  templateId: string;
  conversationId: string;
  onSent: () => void;
}

export function TemplateFill(props: TemplateFillProps) {
  const { t } = useTranslation();
  const template = useQuery({
    queryKey: ["template", props.templateId],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/templates/{template_id}", { params: { path: { template_id: props.templateId } }, signal })),
  });
  if (template.isError) return <ErrorState error={template.error} retry={() => void template.refetch()} />;
  if (!template.data) return <div className={classes.state}><Loader size={18} /></div>;
  if (!isFillable(template.data.form)) return <p className={classes.state}>{t("messaging.templates.notHere")}</p>;
  return <Fill {...props} template={template.data} />;
}

function Fill({ template, conversationId, onSent }: TemplateFillProps & { template: TemplateDetail }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [texts, setTexts] = useState<Record<string, string>>({});
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
    onSuccess: onSent,
  });
  const refused = send.error instanceof ApiError ? send.error.fields : {};
  return (
    <form onSubmit={(event) => { event.preventDefault(); send.mutate(); }}>
      <div className={classes.fields}>
        {fields.map(({ place, label, example }, at) => (
          <TextInput
            key={place} label={t("messaging.templates.value", { name: label })} placeholder={example} value={texts[place] ?? ""} dir="auto"
            data-autofocus={at === 0 || undefined} error={refused[`template.values.${place}`]}
            onChange={({ currentTarget }) => setTexts((before) => ({ ...before, [place]: currentTarget.value }))}
          />
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
