import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, unwrap } from "@/api/client";
import { queryClient } from "@/api/query";
import type { ConsentWord } from "@/api/types";
import { ErrorState } from "@/app/States";
import { undoable } from "@/app/undo";
import { useHidden } from "@/app/useHidden";
import { useSubmit } from "@/app/useSubmit";
import { Notice } from "@/design/Notice";
import { Row, Rows, Section } from "@/design/Page";
import classes from "./consent.module.css";
import { wordsQuery } from "./consent";

/** The business's own words beside those of 33 languages that are built in. */
export function Words({ mayManage }: { mayManage: boolean }) {
  const { t } = useTranslation();
  const words = useQuery(wordsQuery);
  const hidden = useHidden();
  const shown = words.data?.filter((one) => !hidden.isHidden(one.id)) ?? [];

  function remove(word: ConsentWord) {
    hidden.hide(word.id);
    undoable({
      message: t("consent.words.removed", { word: word.word }),
      run: async () => {
        await client.DELETE("/api/v1/consent/words/{word_id}", { params: { path: { word_id: word.id } }, keepalive: true });
        await queryClient.invalidateQueries({ queryKey: wordsQuery.queryKey });
      },
      restore: () => hidden.unhide(word.id),
    });
  }

  return (
    <Section title={t("consent.words.title")} hint={t("consent.words.hint")}>
      <div className={classes.stack}>
        {mayManage && <AddWord />}
        {words.isError && <ErrorState error={words.error} retry={() => void words.refetch()} />}
        {shown.length > 0 && (
          <Rows label={t("consent.words.title")}>
            {shown.map((one) => (
              <Row
                key={one.id} title={<bdi>{one.word}</bdi>} meta={t(`consent.saying.${one.state}`)}
                side={mayManage && <Button variant="default" aria-label={t("consent.words.removeOne", { word: one.word })} onClick={() => remove(one)}>{t("consent.words.remove")}</Button>}
              />
            ))}
          </Rows>
        )}
      </div>
    </Section>
  );
}

function AddWord() {
  const { t } = useTranslation();
  const [word, setWord] = useState("");
  const [state, setState] = useState<"in" | "out">("out");
  const { busy, errors, message, form } = useSubmit({
    fields: ["word"],
    check: () => ({ word: !word.trim() && t("consent.words.needed") }),
    action: async () => {
      await unwrap(client.POST("/api/v1/consent/words", { body: { word: word.trim(), state } }));
      setWord("");
      await queryClient.invalidateQueries({ queryKey: wordsQuery.queryKey });
    },
  });
  return (
    <form {...form} className={classes.stack}>
      {message && <Notice tone="wrong">{message}</Notice>}
      <div className={classes.inline}>
        <TextInput label={t("consent.words.word")} value={word} error={errors.word} maxLength={40} autoComplete="off" onChange={(event) => setWord(event.currentTarget.value)} inputWrapperOrder={["label", "error", "input"]} />
        <Select
          label={t("consent.words.means")} value={state} onChange={(value) => value && setState(value as "in" | "out")}
          data={(["out", "in"] as const).map((value) => ({ value, label: t(`consent.saying.${value}`) }))}
        />
        <Button type="submit" variant="default" loading={busy}>{t("consent.words.add")}</Button>
      </div>
    </form>
  );
}
