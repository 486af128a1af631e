import { Button, Group, Loader, Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Template } from "@/api/types";
import { ErrorState } from "@/app/States";
import { TemplateFill } from "./TemplateFill";
import classes from "./TemplatePicker.module.css";

interface TemplatePickerProps {
  conversationId: string;
  channelId: string;
  onClose: () => void;
}

/** Choose an approved template, fill it in, see it, send it. */
export function TemplatePicker({ conversationId, channelId, onClose }: TemplatePickerProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Template | null>(null);
  return (
    <Modal
      opened onClose={onClose} size="lg" closeButtonProps={{ "aria-label": t("app.actions.close") }} title={chosen ? (
        <Group gap={6}>
          <Button size="compact-sm" variant="subtle" color="gray" leftSection={<ChevronLeft size={15} aria-hidden />} onClick={() => setChosen(null)}>
            {t("messaging.templates.all")}
          </Button>
          <bdi>{chosen.name}</bdi>
        </Group>
      ) : t("messaging.templates.title")}
    >
      {chosen
        ? <TemplateFill templateId={chosen.id} conversationId={conversationId} onSent={onClose} />
        : <Choice channelId={channelId} onChoose={setChosen} />}
    </Modal>
  );
}

function Choice({ channelId, onChoose }: { channelId: string; onChoose: (template: Template) => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search, 200);
  const templates = useQuery({
    queryKey: ["templates", channelId, wanted],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/templates", {
      params: { query: { channel_id: channelId, search: wanted, status: "approved", limit: 100 } }, signal,
    })),
    placeholderData: (before) => before,
  });
  return (
    <>
      <TextInput
        value={search} onChange={(event) => setSearch(event.currentTarget.value)} placeholder={t("messaging.templates.search")}
        aria-label={t("messaging.templates.search")} data-autofocus
      />
      {templates.isError && <ErrorState error={templates.error} retry={() => void templates.refetch()} />}
      {templates.isPending && <div className={classes.state}><Loader size={18} /></div>}
      {templates.data?.items.length === 0 && <p className={classes.state}>{t(wanted ? "messaging.templates.noMatch" : "messaging.templates.none")}</p>}
      <ul className={classes.list}>
        {templates.data?.items.map((one) => (
          <li key={one.id}>
            <button type="button" className={classes.one} onClick={() => onChoose(one)}>
              <span className={classes.name}><bdi>{one.name}</bdi><small>{t(`messaging.templates.category.${one.category}`, { defaultValue: one.category })} · {one.language}</small></span>
              <span dir="auto" className={classes.words}>{one.body}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
