import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Overview } from "@/api/types";
import { lasting, sayChange, sayCount, sayShare } from "./numbers";
import type { Figure, Opened } from "./overview";
import classes from "./overview.module.css";

type Figures = Overview["figures"];

interface Tile {
  name: "received" | "sent" | "delivered" | "read" | "failed" | "answers" | "closed" | "opted_in" | "opted_out";
  value: string;
  note?: string;
  change: string;
  opens?: Figure;
}

/** Every figure with what it is a part of, and how it was in the range before. */
export function FigureGrid({ figures, before, onOpen }: { figures: Figures; before: Figures; onOpen: (opened: Opened) => void }) {
  const { t } = useTranslation();
  const say = (seconds: number | null) => {
    if (seconds == null) return "";
    const { unit, amount } = lasting(seconds);
    return t(`overview.lasting.${unit}`, { amount });
  };
  const part = (of: number) => (of ? t("overview.figures.ofSent", { share: sayShare(of, figures.sent) }) : undefined);
  const slow = (seconds: number | null) => (seconds == null ? undefined : t("overview.figures.slow", { time: say(seconds) }));
  const counted = (name: Figure) => ({ name, value: sayCount(figures[name]), change: sayChange(figures[name], before[name]), opens: figures[name] ? name : undefined });
  const tiles: Tile[] = [
    counted("received"), counted("sent"), { ...counted("delivered"), note: part(figures.delivered) },
    { ...counted("read"), note: part(figures.read) }, { ...counted("failed"), note: part(figures.failed) },
    { ...counted("answers"), value: say(figures.answer_median) || "–", change: sayChange(figures.answer_median, before.answer_median), note: slow(figures.answer_slow) },
    { name: "closed", value: sayCount(figures.closed), change: sayChange(figures.closed, before.closed),
      note: figures.resolution_median == null ? undefined : t("overview.figures.resolved", { time: say(figures.resolution_median) }) },
    { name: "opted_in", value: sayCount(figures.opted_in), change: sayChange(figures.opted_in, before.opted_in) },
    { name: "opted_out", value: sayCount(figures.opted_out), change: sayChange(figures.opted_out, before.opted_out) },
  ];
  return (
    <ul className={classes.grid} aria-label={t("overview.figures.title")}>
      {tiles.map((tile) => <li key={tile.name}><FigureTile tile={tile} onOpen={onOpen} /></li>)}
    </ul>
  );
}

function FigureTile({ tile, onOpen }: { tile: Tile; onOpen: (opened: Opened) => void }) {
  const { t } = useTranslation();
  const { opens } = tile;
  const inside = (
    <>
      <span className={classes.name}>{t(`overview.figures.${tile.name}`)}</span>
      <span className={classes.value}>{tile.value}</span>
      <span className={classes.under}>
        {tile.note && <span>{tile.note}</span>}
        {tile.change && <span title={t("overview.figures.before")}>{tile.change}</span>}
      </span>
    </>
  );
  return opens ? <UnstyledButton className={classes.tile} onClick={() => onOpen({ figure: opens })}>{inside}</UnstyledButton> : <div className={classes.tile}>{inside}</div>;
}
