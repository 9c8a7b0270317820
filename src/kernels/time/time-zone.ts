import { HOUR_MS, MINUTE_MS } from "../../nouns/durations.ts";

/** A zone of local clocks: what a wall clock's reading means in UTC. */
export interface TimeZone {
  readonly name: string;
  /** Whether the clock is ever put forward or back. */
  readonly fixed: boolean;
  /**
   * A wall clock's reading, as ms of the same digits read as UTC → ms since 1970 UTC. A reading that a clock put forward
   * skips is taken as the clock stood before (02:30 → 03:30 of the new time); of one that occurs twice the earlier is taken:
   * what Temporal calls `compatible`, and RFC 5545 (3.3.5) asks for. About 0.1 µs in a zone whose hour was asked before.
   */
  toUtc(localMs: number): number;
  /** Whether the clock skips this reading or shows it twice. */
  doubt(localMs: number): "skipped" | "twice" | null;
}

/** Clocks change on a quarter of an hour everywhere; a reading's quarter says all about its offset. */
const SLOT_MS = 15 * MINUTE_MS;
/** Quarters of an hour remembered: 16 years of one zone's log touch at most 560,000. */
const SLOTS_MAX = 100_000;

const zones = new Map<string, TimeZone | null>();

/** `Asia/Shanghai`, `+08:00`, `UTC+8`, `Z` → the zone; null for a name that no zone has. */
export function timeZone(name: string): TimeZone | null {
  let zone = zones.get(name);
  if (zone === undefined) {
    const minutes = offsetMinutes(name);
    zone = minutes === null ? namedZone(name) : fixedZone(name, minutes);
    zones.set(name, zone);
  }
  return zone;
}

/** What to write in place of a zone that is not known. */
export function zoneHint(name: string): string {
  const place = name.slice(name.lastIndexOf("/") + 1).toLowerCase();
  const instead = PLACES_WITHOUT_ZONE[place];
  if (instead !== undefined) return `write \`${instead}\``;
  if (AMBIGUOUS_ABBREVIATIONS.has(name.toUpperCase())) {
    return `\`${name}\` means several zones: write an offset as in \`+08:00\`, or a place as in \`Asia/Shanghai\``;
  }
  const near = Intl.supportedValuesOf("timeZone").find((zone) => zone.toLowerCase().endsWith(`/${place}`));
  return near === undefined
    ? "an offset as in `+08:00`, a place as in `Asia/Shanghai`, or `UTC`"
    : `did you mean \`${near}\`?`;
}

/** Cities that people look for in vain among the names of zones. */
const PLACES_WITHOUT_ZONE: Readonly<Record<string, string>> = {
  beijing: "Asia/Shanghai",
  peking: "Asia/Shanghai",
  shenzhen: "Asia/Shanghai",
  guangzhou: "Asia/Shanghai",
  chengdu: "Asia/Shanghai",
  hangzhou: "Asia/Shanghai",
  china: "Asia/Shanghai",
  北京: "Asia/Shanghai",
  上海: "Asia/Shanghai",
  中国: "Asia/Shanghai",
  香港: "Asia/Hong_Kong",
  台北: "Asia/Taipei",
  "san francisco": "America/Los_Angeles",
  seattle: "America/Los_Angeles",
  washington: "America/New_York",
  boston: "America/New_York",
  delhi: "Asia/Kolkata",
  mumbai: "Asia/Kolkata",
};

/** Abbreviations that stand for more than one zone: `CST` is China's, Cuba's and Chicago's. */
export const AMBIGUOUS_ABBREVIATIONS: ReadonlySet<string> = new Set([
  "CST",
  "IST",
  "BST",
  "AST",
  "SST",
  "GST",
  "ECT",
  "WST",
]);

/** Minutes east of UTC of an offset or of an abbreviation with one meaning (RFC 2822, 4.3, without CST and CDT); else null. */
export function offsetMinutes(text: string): number | null {
  const known = ABBREVIATIONS[text.toUpperCase()];
  if (known !== undefined) return known;
  const match = /^(?:UTC|GMT)?\s?([+\-−])(\d{1,2})(?::?(\d{2}))?$/i.exec(text);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 18 * 60 || Number(match[3] ?? 0) > 59) return null;
  return match[1] === "+" ? minutes : -minutes + 0;
}

const ABBREVIATIONS: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  UT: 0,
  EST: -300,
  EDT: -240,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  CET: 60,
  CEST: 120,
  JST: 540,
  KST: 540,
  HKT: 480,
  SGT: 480,
};

function fixedZone(name: string, minutes: number): TimeZone {
  return { name, fixed: true, toUtc: (localMs) => localMs - minutes * MINUTE_MS, doubt: () => null };
}

function namedZone(name: string): TimeZone | null {
  let parts: Intl.DateTimeFormat;
  try {
    parts = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null; // the platform's zone table has no such name
  }
  /** Offset at a moment, ms. */
  const offsetAt = (utcMs: number): number => {
    const field: Record<string, number> = {};
    for (const { type, value } of parts.formatToParts(utcMs)) field[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = field;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1000) * 1000;
  };
  /** The offsets under which this reading exists, the earlier moment first; none where it is skipped. */
  const offsetsOf = (localMs: number): number[] => {
    // No clock changes twice within a day: the offsets a day before and after are all there can be.
    const before = offsetAt(localMs - 24 * HOUR_MS);
    const after = offsetAt(localMs + 24 * HOUR_MS);
    const offsets = before === after ? [before] : [before, after];
    const real = offsets.filter((offset) => offsetAt(localMs - offset) === offset);
    return real.length > 0 ? real.sort((a, b) => b - a) : [];
  };
  const slots = new Map<number, number>();
  return {
    name,
    fixed: false,
    toUtc(localMs) {
      const slot = Math.floor(localMs / SLOT_MS);
      let offset = slots.get(slot);
      if (offset === undefined) {
        offset = offsetsOf(slot * SLOT_MS)[0] ?? offsetAt(slot * SLOT_MS - 24 * HOUR_MS);
        if (slots.size >= SLOTS_MAX) slots.clear();
        slots.set(slot, offset);
      }
      return localMs - offset;
    },
    doubt(localMs) {
      const slot = Math.floor(localMs / SLOT_MS) * SLOT_MS;
      const { length } = offsetsOf(slot);
      return length === 0 ? "skipped" : length > 1 ? "twice" : null;
    },
  };
}
