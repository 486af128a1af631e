import { Button, Select, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import type { Channel, ProfileIn } from "@/api/types";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Facts, Section } from "@/design/Page";
import { rememberChannel } from "./channels";
import classes from "./channels.module.css";

const FIELDS = ["about", "description", "address", "email", "website", "vertical", "display_name"] as const;
type Field = (typeof FIELDS)[number];
const LONGEST: Record<Field, number> = { about: 139, description: 512, address: 256, email: 128, website: 256, vertical: 40, display_name: 128 };
const VERTICALS = [
  "APPAREL", "AUTO", "BEAUTY", "EDU", "ENTERTAIN", "EVENT_PLAN", "FINANCE", "GOVT", "GROCERY", "HEALTH", "HOTEL", "NONPROFIT", "PROF_SERVICES",
  "RESTAURANT", "RETAIL", "TRAVEL", "OTHER",
] as const;

/** What customers see of the number. Meta takes it in a moment; the name is looked at by Meta first. */
export function ChannelProfile({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const shown = asShown(channel);
  const [values, setValues] = useState(shown);
  const [saved, setSaved] = useState(false);
  const { busy, errors, message, form } = useSubmit({
    fields: FIELDS,
    check: () => ({ about: shown.about && !values.about.trim() && t("channels.profile.aboutNeeded") }),
    action: async () => {
      rememberChannel(await unwrap(client.PATCH("/api/v1/channels/{channel_id}/profile", {
        params: { path: { channel_id: channel.id } }, body: changed(shown, values),
      })));
      setOpen(false);
      setSaved(true);
    },
  });
  const change = (name: Field, value: string) => setValues((before) => ({ ...before, [name]: value }));
  const input = (name: Field) => ({
    name, label: t(`channels.profile.${name}`), value: values[name], error: errors[name], maxLength: LONGEST[name],
    onChange: (event: { currentTarget: { value: string } }) => change(name, event.currentTarget.value),
  });
  return (
    <Section
      title={t("channels.profile.title")} hint={t("channels.profile.hint")}
      action={
        <div className={classes.actions}>
          <span role="status" className={classes.saved}>{saved ? t("channels.profile.sent") : ""}</span>
          {!open && <Button variant="default" onClick={() => { setValues(shown); setOpen(true); setSaved(false); }}>{t("channels.profile.edit")}</Button>}
        </div>
      }
    >
      <div className={classes.stack}>
        {channel.profile_problem && <Notice tone="wrong">{channel.profile_problem}</Notice>}
        {!open && <Facts facts={FIELDS.filter((name) => shown[name]).map((name) => [t(`channels.profile.${name}`), name === "vertical" ? vertical(shown.vertical) : shown[name]] as const)} />}
        {open && (
          <form {...form} className={classes.form}>
            {message && <Notice tone="wrong">{message}</Notice>}
            <TextInput {...input("display_name")} description={t("channels.profile.nameHint")} inputWrapperOrder={["label", "input", "error", "description"]} />
            <TextInput {...input("about")} />
            <Textarea {...input("description")} autosize minRows={2} />
            <TextInput {...input("address")} />
            <TextInput {...input("email")} type="email" />
            <TextInput {...input("website")} type="url" />
            <Select
              label={t("channels.profile.vertical")} value={values.vertical || null} error={errors.vertical} searchable
              data={VERTICALS.map((value) => ({ value, label: vertical(value) }))}
              onChange={(value) => change("vertical", value ?? "")}
            />
            <div className={classes.actions}>
              <Button type="submit" loading={busy}>{t("app.actions.save")}</Button>
              <Button variant="subtle" color="gray" onClick={() => setOpen(false)}>{t("app.actions.cancel")}</Button>
            </div>
          </form>
        )}
      </div>
    </Section>
  );

  function vertical(value: string) {
    return t(`channels.vertical.${value}`, { defaultValue: value });
  }
}

function asShown(channel: Channel): Record<Field, string> {
  const profile = channel.profile as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const websites = Array.isArray(profile.websites) ? profile.websites : [];
  return {
    about: text(profile.about), description: text(profile.description), address: text(profile.address), email: text(profile.email),
    website: text(websites[0]), vertical: text(profile.vertical), display_name: channel.verified_name,
  };
}

function changed(before: Record<Field, string>, now: Record<Field, string>): ProfileIn {
  const names = FIELDS.filter((name) => now[name].trim() !== before[name]);
  return Object.fromEntries(names.map((name) => (name === "website" ? ["websites", now.website.trim() ? [now.website.trim()] : []] : [name, now[name].trim()])));
}
