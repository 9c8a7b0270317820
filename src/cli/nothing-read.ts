import type { InputOutcome } from "../flow/event-visitor.ts";
import { CODES, type Rejection, TouchstoneError } from "../nouns/codes.ts";
import { detailText } from "../words/error-words.ts";
import type { Language } from "../words/language.ts";
import { spokenLanguage } from "./language.ts";

/** Hears what became of each input of a run. */
export interface ReadOutcomes {
  add(outcome: InputOutcome): void;
  /** Throws `nothing_read`, with the first values, when no input gave an event though some held records. */
  failIfNothing(): void;
  /** The same as a value for inputs of which nothing could be read while others gave events; null when there is none. */
  failed(): TouchstoneError | null;
}

/** A file of which nothing could be read is a failure, not an export without events. */
export function createReadOutcomes(): ReadOutcomes {
  const unread: InputOutcome[] = [];
  let events = 0;
  return {
    add(outcome) {
      events += outcome.events;
      if (outcome.events === 0 && outcome.rejected > 0) unread.push(outcome);
    },
    failIfNothing() {
      if (events === 0 && unread.length > 0) throw nothingRead(unread);
    },
    failed: () => (unread.length === 0 ? null : nothingRead(unread)),
  };
}

function nothingRead(unread: readonly InputOutcome[]): TouchstoneError {
  const language = spokenLanguage();
  const words = WORDS[language];
  const told = unread.slice(0, FILES_SHOWN).map(({ name, rejected, firstRejections }) => {
    const lines = firstRejections.map((rejection) => `\n  ${shown(rejection, language)}`);
    return words.refused(name, rejected) + lines.join("");
  });
  if (unread.length > FILES_SHOWN) told.push(words.more(unread.length - FILES_SHOWN));
  return new TouchstoneError("nothing_read", told.join("\n"));
}

/** Files told of one by one: what went wrong in three is what went wrong. */
const FILES_SHOWN = 3;

const WORDS = {
  zh: {
    refused: (name: string, rejected: number): string =>
      `\`${name}\`：${rejected === 1 ? "唯一的一条记录" : `全部 ${rejected} 条记录`}被拒，首先是：`,
    more: (files: number): string => `另有 ${files} 个文件`,
  },
  en: {
    refused: (name: string, rejected: number): string =>
      `\`${name}\`: ${rejected === 1 ? "its one record was" : `all of its ${rejected} records were`} refused, the first:`,
    more: (files: number): string => `and ${files} files more`,
  },
};

function shown({ line, code, field, value, hint }: Rejection, language: Language): string {
  const where = field === "" ? "" : ` ${field}`;
  const what = value === "" ? "" : ` \`${value}\``;
  return language === "zh"
    ? `第 ${line} 行：${CODES[code].zh} [${code}]${where}${what}：${detailText(hint, language)}`
    : `line ${line}: ${code}${where}${what}: ${hint}`;
}
