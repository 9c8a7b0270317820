import { DAY_MS } from "../../../nouns/durations.ts";

/** How a number of a cell is shown: as a date, a time of day, both, or as the number it is. */
export type CellKind = "number" | "date" | "time" | "date_time";

/** Formats that every workbook has without naming them (ECMA-376, 18.8.30, with those of Chinese, Japanese and Korean Excel). */
const BUILT_IN = new Map<number, CellKind>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, "date"] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id) => [id, "time"] as const),
  [22, "date_time"],
]);

/** A number format → what it shows. `code` is the format's own text, where the workbook names it. */
export function kindOfFormat(id: number, code: string | undefined): CellKind {
  if (code === undefined) return BUILT_IN.get(id) ?? "number";
  // What stands in quotes, behind a backslash or in brackets (colours, locales, but not elapsed time) is no part of the number.
  const bare = code
    .split(";")[0]!
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "")
    .toLowerCase();
  if (/general|[#0?]/.test(bare.replace(/s+\.0+/g, "s"))) return "number";
  const day = /[yde年日月]|m{3,}/.test(bare);
  const time = /[hs时分秒]/.test(bare);
  if (day && time) return "date_time";
  if (time) return "time";
  return day || /m/.test(bare) ? "date" : "number";
}

const EPOCH_1900_MS = Date.UTC(1899, 11, 30);
const EPOCH_1904_MS = Date.UTC(1904, 0, 1);
/** The 60th day of the 1900 system is 29 February 1900, which never was: days before it count from one day later. */
const DAY_THAT_NEVER_WAS = 60;
/** Serials go to 31 December 9999. */
const SERIAL_END = 2_958_466;

/** A cell's serial number of days → `2026-11-20 20:00:01`, `2026-11-20` or `20:00:01`; the number as text where it is no date. */
export function dateText(serial: number, kind: CellKind, from1904: boolean): string {
  if (!(serial >= 0 && serial < SERIAL_END)) return String(serial);
  const shift = !from1904 && serial < DAY_THAT_NEVER_WAS ? DAY_MS : 0;
  // A serial is a double: milliseconds are what it holds.
  const ms = Math.round(serial * DAY_MS) + (from1904 ? EPOCH_1904_MS : EPOCH_1900_MS) + shift;
  const [day, clock] = new Date(ms).toISOString().slice(0, -1).split("T") as [string, string];
  const time = clock.endsWith(".000") ? clock.slice(0, 8) : clock;
  if (kind === "time" && serial < 1) return time;
  return kind === "date" && clock === "00:00:00.000" ? day : `${day} ${time}`;
}
