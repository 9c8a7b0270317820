import { timeZone } from "../../kernels/time/time-zone.ts";
import type { Column } from "./column.ts";

/** What a file says of the zone of its clocks. */
export interface ToldZone {
  /** A zone's name or offset. */
  readonly zone: string;
  /** The name or text that says it. */
  readonly by: string;
}

const ZONE_NAME = /^(?:time_?zone|tz|zone|utc_?offset|tz_?offset|时区)$/i;
const OFFSET = /(?:UTC|GMT)\s*([+-−])\s*(\d{1,2})(?::?(\d{2}))?/i;

/** The name of a column → the zone in it, as in `time (UTC+8)` or `北京时间`; null where it names none. */
export function zoneInName(text: string): string | null {
  const told = OFFSET.exec(text);
  if (told !== null) return `${told[1] === "+" ? "+" : "-"}${told[2]!.padStart(2, "0")}:${told[3] ?? "00"}`;
  if (/北京时间|beijing|shanghai|\bCST\b/i.test(text)) return "Asia/Shanghai";
  return /UTC|GMT/i.test(text) ? "UTC" : null;
}

/**
 * A column of zones, the same in each row, or the lines above the table that speak of one (`Time zone: UTC-8`) → that zone; null where the
 * file says nothing that can be read. `several`: a column names different ones.
 */
export function toldZone(columns: readonly Column[], about: string): ToldZone | "several" | null {
  const column = columns.find(({ name }) => ZONE_NAME.test(name.trim()));
  if (column !== undefined) {
    const values = [...new Set(column.values.filter((value) => value !== null && value.trim() !== ""))];
    if (values.length > 1) return "several";
    const zone = readZone(values[0] ?? "");
    if (zone !== null) return { zone, by: column.name };
  }
  const line = about
    .split("\n")
    .find((one) => /time ?zone|时区|時區|北京时间|times? (?:are|is) in\b|(?:UTC|GMT)\s*[+-]\s*\d/i.test(one));
  if (line === undefined) return null;
  const named = /\b[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+\b/.exec(line)?.[0];
  const zone = (named === undefined ? null : readZone(named)) ?? zoneInName(line);
  return zone === null ? null : { zone, by: line.trim().slice(0, 60) };
}

function readZone(text: string): string | null {
  const bare = text.trim();
  if (timeZone(bare) !== null) return bare;
  const short = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(bare);
  if (short !== null) return `${short[1]}${short[2]!.padStart(2, "0")}:${short[3] ?? "00"}`;
  return zoneInName(bare);
}
