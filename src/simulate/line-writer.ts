import type { Agenda } from "./agenda.ts";
import type { AppVersion } from "./client-table.ts";
import type { OpaqueId } from "./opaque-id.ts";
import type { Random } from "./random.ts";
import type { HonestSet, Label, TruthRow } from "./truth.ts";

/** Lines are handed out in runs of about this many bytes. */
export const RUN_BYTES = 64 * 1024;
/** Share of events that arrive late when `disorderMs` is set; mobile clients on bad networks are about that many. */
const DISORDER_SHARE = 0.02;

/** Consecutive event lines and what is true of them, in the same order. */
export interface Run {
  /** NDJSON, each line ended by \n. */
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly truth: readonly TruthRow[];
}

/** Who acts, from what app and where: fixed for a session. */
export interface Client {
  /** Value of `actor`. */
  readonly actorJson: string;
  /** Fields of `context` up to the user agent, without braces. */
  readonly contextJson: string;
  readonly version: AppVersion;
}

/** One event about to be written; a caller may reuse the object. null numbers are written as null. */
export interface Act {
  client: Client;
  type: string;
  /** Value of `target`. */
  targetJson: string;
  source: string | null;
  parentShare: string | null;
  dwellMs: number | null;
  playRatio: number | null;
  scrollDepth: number | null;
  precedingEvents: number | null;
  text: string | null;
  label: Label;
  campaign: string | null;
  set: HonestSet | null;
}

export interface LineWriter {
  /** Writes an event at a whole millisecond, not before the last one; returns its id. */
  readonly write: (atMs: number, act: Act) => string;
  /** True when a run is ready to be taken. */
  readonly full: () => boolean;
  /** The lines since the last call, null when there are none. */
  readonly take: () => Run | null;
  /** Events written so far. */
  readonly written: () => number;
}

const MILLIS: readonly string[] = Array.from({ length: 1000 }, (_, i) => `${String(i).padStart(3, "0")}Z`);

/** All lines, honest or not, go through this one formatter, so that their form cannot betray their maker. */
export function createLineWriter(
  nameEvent: OpaqueId,
  agenda: Agenda,
  random: Random,
  disorderMs: number,
  endMs: number,
): LineWriter {
  let lines = "";
  let truth: TruthRow[] = [];
  let written = 0;
  let second = -1;
  let secondText = "";

  const append = (line: string, row: TruthRow): void => {
    lines += line;
    truth.push(row);
  };
  return {
    write: (atMs, act) => {
      const id = nameEvent(written++);
      const wholeSecond = Math.floor(atMs / 1000);
      if (wholeSecond !== second) {
        second = wholeSecond;
        secondText = new Date(wholeSecond * 1000).toISOString().slice(0, 20);
      }
      const line = `{"id":"${id}","type":"${act.type}","at":"${secondText}${MILLIS[atMs - wholeSecond * 1000]!}","actor":${
        act.client.actorJson
      },"target":${act.targetJson},"context":{${act.client.contextJson},"source":${quoted(
        act.source,
      )},"parent_share":${quoted(act.parentShare)}}${behaviorJson(act)}${
        act.text === null ? "" : `,"content":{"text":${JSON.stringify(act.text)}}`
      }}\n`;
      const row = { event: id, label: act.label, campaign: act.campaign, set: act.set };
      if (disorderMs > 0 && random.chance(DISORDER_SHARE)) {
        agenda.add(Math.min(endMs - 1, atMs + 1 + random.below(disorderMs)), () => {
          append(line, row);
          return -1;
        });
      } else append(line, row);
      return id;
    },
    full: () => lines.length >= RUN_BYTES,
    take: () => {
      if (truth.length === 0) return null;
      const run = { bytes: Buffer.from(lines, "utf8"), count: truth.length, truth };
      lines = "";
      truth = [];
      return run;
    },
    written: () => written,
  };
}

function quoted(text: string | null): string {
  return text === null ? "null" : `"${text}"`;
}

function behaviorJson(act: Act): string {
  const version = act.client.version;
  if (!version.sendsBehavior) return "";
  const play = act.playRatio === null ? "null" : `${Math.round(act.playRatio * 100) / 100}`;
  const dwell = act.dwellMs === null ? "null" : `${Math.round(act.dwellMs)}`;
  const scroll = version.sendsScroll
    ? `,"scroll_depth":${act.scrollDepth === null ? "null" : Math.round(act.scrollDepth * 100) / 100}`
    : "";
  const preceding = version.sendsPreceding ? `,"preceding_events":${act.precedingEvents}` : "";
  return `,"behavior":{"dwell_ms":${dwell},"play_ratio":${play}${scroll}${preceding}}`;
}
