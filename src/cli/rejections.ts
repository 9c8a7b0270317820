import { CODES, type Rejection } from "../nouns/codes.ts";
import { detailText } from "../words/error-words.ts";
import type { Both } from "../words/language.ts";
import { visibleText } from "../words/visible-text.ts";
import { spokenLanguage } from "./language.ts";

/** Rejections shown one by one on a terminal; the rest is counted. `--rejects FILE` keeps them all. */
const SHOWN_MAX = 20;

const KEPT_BY: Both = {
  zh: "`--rejects FILE` 可全部保存",
  en: "`--rejects FILE` keeps them all",
};

/** A path, a value of at most some hundred characters, and what to do about it. */
const LINE_CHARS_MAX = 2_000;

/** Tells the person about rejected lines as they come, and counts them by code. */
export interface RejectionReport {
  readonly total: number;
  readonly byCode: Readonly<Record<string, number>>;
  add(rejection: Rejection, input: string): void;
}

export interface RejectionTelling {
  /** Where all of them can be had. */
  readonly keptBy?: Both;
  /** What was told already, where a file is read a second time: it is not told again. */
  readonly said?: Set<string>;
}

export function createRejectionReport(
  keep: (line: string) => void,
  { keptBy = KEPT_BY, said = new Set() }: RejectionTelling = {},
): RejectionReport {
  const say = (line: string): void => {
    const text = visibleText(line, LINE_CHARS_MAX); // whoever wrote the file chose the value: no escape sequence may get through
    if (said.has(text)) return;
    said.add(text);
    process.stderr.write(`${text}\n`);
  };
  const language = spokenLanguage();
  const byCode: Record<string, number> = {};
  let total = 0;
  return {
    get total() {
      return total;
    },
    byCode,
    add(rejection, input) {
      total++;
      byCode[rejection.code] = (byCode[rejection.code] ?? 0) + 1;
      keep(`${JSON.stringify({ input, ...rejection })}\n`);
      if (total <= SHOWN_MAX) {
        const { code, line, field, value, hint } = rejection;
        const where = field === "" ? "" : ` ${field}`;
        const what = value === "" ? "" : ` \`${value}\``;
        const told = detailText(hint, language);
        say(
          language === "zh"
            ? `${input}:${line}：${CODES[code].zh} [${code}]${where}${what}：${told}`
            : `${input}:${line}: ${code}${where}${what}: ${told}`,
        );
      } else if (total === SHOWN_MAX + 1) {
        say(
          language === "zh"
            ? `… 其余被拒的行只计数；${keptBy[language]}`
            : `… further rejected lines are counted only; ${keptBy[language]}`,
        );
      }
    },
  };
}
