import type { Both as Words } from "../../words/language.ts";
import type { Column } from "./column.ts";
import type { FieldGuess } from "./guess.ts";
import type { Aspect } from "./header-meaning.ts";

const SO_NAMED: Words = { zh: "列名和值都如此", en: "so its name and its values say" };

/** Fields that are texts as they stand, by what a column's name says. */
const TEXT_FIELDS: Readonly<Partial<Record<Aspect, string>>> = {
  device: "context.device",
  user_agent: "context.user_agent",
  app_version: "context.app_version",
  source: "context.source",
  share: "context.parent_share",
  batch: "actor.registration_batch",
  text: "content.text",
};

/** Columns that are left → the optional fields they fill, and what was noticed about them. */
export function chooseContext(
  columns: readonly Column[],
  taken: readonly string[],
): { fields: FieldGuess[]; notes: Words[] } {
  const fields: FieldGuess[] = [];
  const notes: Words[] = [];
  const add = (
    path: string,
    column: Column,
    options: Readonly<Record<string, string | number>> = {},
  ): void => {
    if (fields.some((field) => field.path === path)) return;
    fields.push({ path, value: { from: column.name }, options, confidence: 0.9, because: SO_NAMED });
  };
  for (const column of columns) {
    if (taken.includes(column.name) || column.meaning === null) continue;
    const { aspect, moment, unitMs } = column.meaning;
    const path = TEXT_FIELDS[aspect];
    if (aspect === "device" && column.phoneShare > 0.5) continue;
    if (path !== undefined) {
      if (aspect !== "text" || column.integerShare < 0.95) add(path, column);
      if (aspect === "device" && column.placeholderShare > 0) notes.push(placeholders(column));
    } else if (aspect === "ip" && column.ipShare + column.placeholderShare >= 0.5) {
      add("context.ip", column);
      if (column.placeholderShare > 0) notes.push(placeholders(column));
    } else if (aspect === "asn" && column.integerShare > 0.9) add("context.asn", column);
    else if (aspect === "dwell" && column.numberShare >= 0.8)
      add("behavior.dwell_ms", column, scaled(column, unitMs, notes));
    else if (aspect === "duration" && column.numberShare >= 0.8)
      add("target.duration_ms", column, scaled(column, unitMs, notes));
    else if (aspect === "ratio" && column.numberShare >= 0.8) {
      const percent = column.values.some(
        (value) => value !== null && (value.includes("%") || Number(value) > 20),
      );
      add("behavior.play_ratio", column, percent ? { scale: 0.01 } : {});
    } else if (aspect === "time" && moment === "registered" && column.timeShare >= 0.8)
      registered(column, add);
  }
  return { fields, notes };
}

/** A number of seconds or milliseconds: by its name, else by its size. Nobody stays for a second's thousandth. */
function scaled(
  column: Column,
  unitMs: number | undefined,
  notes: Words[],
): Readonly<Record<string, number>> {
  let unit = unitMs;
  if (unit === undefined) {
    const numbers = column.values.flatMap((value) =>
      value === null || value === "" ? [] : [Number(value.replaceAll(",", ""))],
    );
    const sorted = numbers.filter((number) => Number.isFinite(number)).sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1] ?? 0;
    unit = median >= LONG_SECONDS ? 1 : 1000;
    notes.push({
      zh: `\`${column.name}\` 没有写单位，按${unit === 1 ? "毫秒" : "秒"}读取`,
      en: `\`${column.name}\` names no unit and is read as ${unit === 1 ? "milliseconds" : "seconds"}`,
    });
  }
  return unit === 1 ? {} : { scale: unit };
}
/** A median stay of over 25 minutes is none: then it is milliseconds. */
const LONG_SECONDS = 1500;

function registered(
  column: Column,
  add: (path: string, column: Column, options?: Readonly<Record<string, string | number>>) => void,
): void {
  const forms = [...column.timeForms].sort(([, a], [, b]) => b - a);
  const form = forms[0]?.[0];
  if (
    form === "ab_year" ||
    form === "relative" ||
    form === "clock" ||
    form === "no_year" ||
    form === "unix_ns"
  )
    return;
  const unit =
    form === "unix_s"
      ? "s"
      : form === "unix_ms"
        ? "ms"
        : form === "unix_us"
          ? "us"
          : form === "excel"
            ? "excel"
            : null;
  add("actor.registered_at", column, unit === null ? { zone: "" } : { unit });
}

function placeholders(column: Column): Words {
  const share = Math.round(column.placeholderShare * 100);
  const shown = column.placeholders
    .slice(0, 3)
    .map((text) => `\`${text}\``)
    .join(", ");
  return {
    zh: `\`${column.name}\` 有 ${share}% 的值是占位（${shown}），不代表同一台设备或同一个人`,
    en: `${share} % of the values of \`${column.name}\` stand for none (${shown}) and are nobody's`,
  };
}
