import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/permissions";
import { channelsQuery, tableAddress } from "./overview";
import classes from "./overview.module.css";
import { type Range, SPANS, type Span } from "./range";
import type { OverviewSearch } from "./routes";

interface Props {
  search: OverviewSearch;
  range: Range;
  onChange: (next: OverviewSearch) => void;
}

/** Which days, which number, and the same as a table. All of it is in the address. */
export function OverviewFilter({ search, range, onChange }: Props) {
  const { t } = useTranslation();
  const channels = useQuery({ ...channelsQuery, enabled: useMay("channels:read") }).data ?? [];
  const span = search.span ?? "week";
  const choose = (next: Span) => onChange({ ...search, span: next, ...(next === "custom" ? { first: range.first, last: range.last } : { first: undefined, last: undefined }) });
  return (
    <div className={classes.filter}>
      <Select aria-label={t("overview.filter.range")} value={span} data={SPANS.map((value) => ({ value, label: t(`overview.filter.spans.${value}`) }))} onChange={(value) => value && choose(value)} />
      {span === "custom" && (
        <>
          <TextInput type="date" aria-label={t("overview.filter.first")} value={range.first} max={range.last} onChange={(event) => event.currentTarget.value && onChange({ ...search, first: event.currentTarget.value, last: range.last })} />
          <TextInput type="date" aria-label={t("overview.filter.last")} value={range.last} min={range.first} onChange={(event) => event.currentTarget.value && onChange({ ...search, last: event.currentTarget.value, first: range.first })} />
        </>
      )}
      {channels.length > 1 && (
        <Select
          aria-label={t("overview.filter.channel")} value={search.channel ?? ""} data={[{ value: "", label: t("overview.filter.all") }, ...channels.map((one) => ({ value: one.id, label: one.name }))]}
          onChange={(value) => onChange({ ...search, channel: value || undefined })}
        />
      )}
      <Button component="a" href={tableAddress(range, search.channel)} download variant="default" leftSection={<Download size={15} strokeWidth={1.7} aria-hidden />}>{t("overview.filter.table")}</Button>
    </div>
  );
}
