import { useTranslation } from "react-i18next";
import classes from "./Composer.module.css";
import { COUNT_FROM, MOST_CHARACTERS } from "./textLength";

const number = new Intl.NumberFormat();

/** The keys; near the limit how much is used, and above it what to do. */
export function ComposerHint({ id, length, hasKeyboard }: { id: string; length: number; hasKeyboard: boolean }) {
  const { t } = useTranslation();
  const isOver = length > MOST_CHARACTERS;
  const most = number.format(MOST_CHARACTERS);
  return (
    <>
      <p id={id} className={classes.hint} data-over={isOver || undefined}>{words()}</p>
      {/* Says it once: the count above changes with every key. */}
      <div className="visually-hidden" role="status">{isOver && t("messaging.composer.tooLong", { most })}</div>
    </>
  );

  function words() {
    if (isOver) return t("messaging.composer.over", { count: length - MOST_CHARACTERS, over: number.format(length - MOST_CHARACTERS), most });
    if (length >= COUNT_FROM) return t("messaging.composer.count", { length: number.format(length), most });
    return hasKeyboard && t("messaging.composer.keys");
  }
}
