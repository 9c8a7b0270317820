import { InvalidArgumentError } from "commander";

/** A commander parser for a whole number in [low, high]. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`\`${text}\` is not a whole number from ${low} to ${high}.`);
  };
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A commander parser for a duration as in `90s`, `15m`, `6h`, `1d`; → milliseconds. */
export function duration(text: string): number {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  if (match === null)
    throw new InvalidArgumentError(`\`${text}\` is not a duration; write it as 90s, 15m, 6h or 1d.`);
  return Number(match[1]) * UNITS_MS[match[2]!]!;
}

/** A commander parser for an RFC 3339 time; → ms since 1970. */
export function time(text: string): number {
  const ms = /\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new InvalidArgumentError(`\`${text}\` is not a time; write it as 2026-11-22T00:00:00+08:00.`);
  }
  return ms;
}

/** A commander parser for words separated by commas. */
export function words(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** A commander parser for the address of a running engine. */
export function httpAddress(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError(`\`${text}\` is not an address; write it as http://127.0.0.1:8787.`);
}
