import type { Both } from "./language.ts";

/** Clock times as somebody in one place reads them. */
export interface Zone {
  /** As the person named it: `Asia/Shanghai`, `+08:00`, `UTC`. */
  readonly name: string;
  /** `Asia/Shanghai, UTC+8`: the offset is that of a time in question, since summer time changes it. */
  label(atMs: number): string;
  /** RFC 3339 or ms → `2026-11-22 20:00:05`; `–` for null. */
  text(at: string | number | null): string;
  /** The same to the minute. */
  minute(at: string | number | null): string;
  /** Hour of the day, 0 to 23. */
  hour(atMs: number): number;
  /** ms to add to a UTC time to get the wall clock's. */
  offsetMs(atMs: number): number;
}

const QUARTER_MS = 900_000;
/** Offsets remembered: a year of quarter hours is 35,040. */
const OFFSETS_MAX = 50_000;

/** The zone of the machine, named. */
export function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}

/** A zone by its name (IANA, or an offset as in `+08:00`); null where there is none of that name. */
export function createZone(name: string): Zone | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch {
    return null;
  }
  const offsets = new Map<number, number>();

  /** Zones change their offset at whole quarter hours. */
  function offsetMs(atMs: number): number {
    const quarter = Math.floor(atMs / QUARTER_MS);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const startMs = quarter * QUARTER_MS;
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(startMs)) part[type] = Number(value);
    const { year, month, day, hour, minute, second } = part as Record<string, number>;
    const wallMs = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
    if (offsets.size >= OFFSETS_MAX) offsets.clear();
    offsets.set(quarter, wallMs - startMs);
    return wallMs - startMs;
  }
  const wall = (at: string | number, characters: number): string => {
    const atMs = typeof at === "number" ? at : Date.parse(at);
    return new Date(atMs + offsetMs(atMs)).toISOString().slice(0, characters).replace("T", " ");
  };
  return {
    name,
    offsetMs,
    label(atMs) {
      const minutes = Math.round(offsetMs(atMs) / 60_000);
      const size = Math.abs(minutes);
      const rest = size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`;
      const offset = `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
      return minutes === 0 && /^(Etc\/)?(UTC|GMT)$/.test(name) ? "UTC" : `${name}, ${offset}`;
    },
    text: (at) => (at === null ? "–" : wall(at, 19)),
    minute: (at) => (at === null ? "–" : wall(at, 16)),
    hour: (atMs) => new Date(atMs + offsetMs(atMs)).getUTCHours(),
  };
}

/** UTC: what everything is told in where nobody named a place. */
export const UTC: Zone = createZone("UTC")!;

/** Why a name is no zone, and what would be one. */
export function notAZone(name: string): Both {
  return {
    zh: `没有名为 \`${name}\` 的时区；请写作 Asia/Shanghai、Europe/Berlin、UTC 或 +08:00`,
    en: `no time zone is named \`${name}\`; write it as Asia/Shanghai, Europe/Berlin, UTC or +08:00`,
  };
}
