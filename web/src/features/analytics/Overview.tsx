import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Overview as Shown } from "@/api/types";
import { ErrorState, NoPermission } from "@/app/States";
import { useMay } from "@/app/permissions";
import { Page, Section } from "@/design/Page";
import { RowsSkeleton } from "@/design/State";
import { BehindDrawer } from "./BehindDrawer";
import { Causes } from "./Causes";
import { FigureGrid } from "./FigureGrid";
import { Now } from "./Now";
import { Numbers } from "./Numbers";
import { OverviewFilter } from "./OverviewFilter";
import { type Opened, overviewQuery } from "./overview";
import classes from "./overview.module.css";
import { rangeOf } from "./range";

const OverviewChart = lazy(() => import("./OverviewChart"));

/** What came in, what went out, and what became of it: now, and in a range of days beside the range before. */
export function Overview() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/shell/overview" });
  const navigate = useNavigate();
  const mayRead = useMay("overview:read");
  const range = rangeOf(search);
  const overview = useQuery({ ...overviewQuery(range, search.channel), enabled: mayRead });
  const [opened, setOpened] = useState<Opened | null>(null);
  if (!mayRead) return <div className={classes.column}><NoPermission /></div>;
  const shown = overview.data;
  return (
    <div className={classes.column} aria-busy={overview.isPlaceholderData}>
      <Page title={t("overview.title")}>
        <OverviewFilter search={search} range={range} onChange={(next) => void navigate({ to: "/overview", search: next, replace: true })} />
        {overview.isError && !shown && <ErrorState error={overview.error} retry={() => void overview.refetch()} />}
        {overview.isPending && mayRead && <RowsSkeleton rows={6} label={t("app.states.loading")} />}
        {shown && <Body shown={shown} onOpen={setOpened} />}
      </Page>
      <BehindDrawer opened={opened} range={range} channel={search.channel} onClose={() => setOpened(null)} />
    </div>
  );
}

function Body({ shown, onOpen }: { shown: Shown; onOpen: (opened: Opened) => void }) {
  const { t } = useTranslation();
  const isEmpty = shown.figures.received + shown.figures.sent === 0;
  return (
    <>
      <Now now={shown.now} />
      <FigureGrid figures={shown.figures} before={shown.before} onOpen={onOpen} />
      <Section title={t(shown.by === "hour" ? "overview.chart.byHour" : "overview.chart.byDay")} hint={t("overview.chart.hint", { zone: shown.zone })}>
        {isEmpty ? <p className={classes.faint}>{t("overview.empty")}</p> : (
          <Suspense fallback={<div className={classes.chart} />}><OverviewChart series={shown.series} by={shown.by} /></Suspense>
        )}
      </Section>
      <Causes causes={shown.causes} failed={shown.figures.failed} onOpen={onOpen} />
      <Numbers numbers={shown.numbers} />
      {shown.is_counting && <p className={classes.faint} role="status">{t("overview.counting")}</p>}
    </>
  );
}
