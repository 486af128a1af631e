import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useTranslation } from "react-i18next";
import type { Overview } from "@/api/types";
import { sayCount } from "./numbers";
import classes from "./overview.module.css";

const hour = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** Received beside sent; screen readers get the same as a table. */
export default function OverviewChart({ series, by }: { series: Overview["series"]; by: Overview["by"] }) {
  const { t } = useTranslation();
  const format = by === "hour" ? hour : day;
  const data = series.map((one) => ({ at: format.format(new Date(one.starts_at)), received: one.received, sent: one.sent, failed: one.failed }));
  const names = { received: t("overview.figures.received"), sent: t("overview.figures.sent"), failed: t("overview.figures.failed") };
  return (
    <div className={classes.chart}>
      <div aria-hidden>
        <BarChart
          h={220} data={data} dataKey="at" withLegend legendProps={{ verticalAlign: "top", height: 32, itemSorter: null }} gridAxis="x" tickLine="none" valueFormatter={sayCount}
          barProps={{ isAnimationActive: false, radius: 2 }} maxBarWidth={18}
          series={[
            { name: "received", label: names.received, color: "var(--wp-accent)" },
            { name: "sent", label: names.sent, color: "var(--wp-machine)" },
            { name: "failed", label: names.failed, color: "var(--wp-wrong)" },
          ]}
        />
      </div>
      <table className={classes.spoken}>
        <thead><tr><th>{t("overview.chart.time")}</th><th>{names.received}</th><th>{names.sent}</th><th>{names.failed}</th></tr></thead>
        <tbody>
          {data.map((one, place) => <tr key={place}><th scope="row">{one.at}</th><td>{one.received}</td><td>{one.sent}</td><td>{one.failed}</td></tr>)}
        </tbody>
      </table>
    </div>
  );
}
