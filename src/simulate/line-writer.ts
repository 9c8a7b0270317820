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
  readonly actorBytes: Uint8Array;
  readonly contextBytes: Uint8Array;
  readonly version: AppVersion;
}

/** One event about to be written; a caller may reuse the object. null numbers are written as null. */
export interface Act {
  client: Client;
  type: string;
  /** Value of `target`, see `targetBytes`. */
  target: Uint8Array;
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
  /** Writes a payment, its fields after the time as JSON without braces; returns its id. */
  readonly writePayment: (
    atMs: number,
    fields: string,
    truth: { readonly label: Label; readonly campaign: string | null },
  ) => string;
  /** True when a run is ready to be taken. */
  readonly full: () => boolean;
  /** The lines since the last call, null when there are none. */
  readonly take: () => Run | null;
}

/** Room beyond `RUN_BYTES` for one more line. The longest, a comment with every field, takes 1 kB. */
const LINE_BYTES_MAX = 8192;

interface WriterState {
  readonly nameEvent: OpaqueId;
  readonly agenda: Agenda;
  readonly random: Random;
  readonly disorderMs: number;
  readonly endMs: number;
  bytes: Buffer<ArrayBuffer>;
  end: number;
  truth: TruthRow[];
  written: number;
  second: number;
  secondText: string;
}

/**
 * All lines, honest or not, go through this one formatter, so that their form cannot betray their maker. It writes bytes,
 * not texts: joining the parts as strings took three times as long.
 */
export function createLineWriter(
  nameEvent: OpaqueId,
  agenda: Agenda,
  random: Random,
  disorderMs: number,
  endMs: number,
): LineWriter {
  const writer: WriterState = {
    nameEvent,
    agenda,
    random,
    disorderMs,
    endMs,
    bytes: Buffer.allocUnsafeSlow(RUN_BYTES + LINE_BYTES_MAX),
    end: 0,
    truth: [],
    written: 0,
    second: -1,
    secondText: "",
  };
  return {
    write: (atMs, act) => write(writer, atMs, act),
    writePayment: (atMs, fields, given2) => writePayment(writer, atMs, fields, given2),
    full: () => writer.end >= RUN_BYTES,
    take: () => take(writer),
  };
}

function put(writer: WriterState, part: Uint8Array): void {
  writer.bytes.set(part, writer.end);
  writer.end += part.length;
}

/** Short ASCII text. */
function putText(writer: WriterState, text: string): void {
  for (let i = 0; i < text.length; i++) writer.bytes[writer.end++] = text.charCodeAt(i);
}

function putTime(writer: WriterState, atMs: number): void {
  const wholeSecond = Math.floor(atMs / 1000);
  if (wholeSecond !== writer.second) {
    writer.second = wholeSecond;
    writer.secondText = new Date(wholeSecond * 1000).toISOString().slice(0, 20);
  }
  putText(writer, writer.secondText);
  const ms = atMs - wholeSecond * 1000;
  writer.bytes[writer.end++] = 48 + Math.floor(ms / 100);
  writer.bytes[writer.end++] = 48 + (Math.floor(ms / 10) % 10);
  writer.bytes[writer.end++] = 48 + (ms % 10);
}

function putLine(writer: WriterState, id: string, atMs: number, act: Act): void {
  put(writer, OPEN);
  putText(writer, id);
  put(writer, typeBytes(act.type));
  putTime(writer, atMs);
  put(writer, act.client.actorBytes);
  put(writer, act.target);
  put(writer, act.client.contextBytes);
  put(writer, sourceBytes(act.client.version.sendsBehavior ? act.source : null));
  if (act.parentShare === null) put(writer, NULL);
  else putText(writer, `"${act.parentShare}"`);
  writer.bytes[writer.end++] = BRACE;
  const version = act.client.version;
  if (version.sendsBehavior) {
    put(writer, DWELL);
    putText(writer, act.dwellMs === null ? "null" : String(Math.round(act.dwellMs)));
    put(writer, PLAY);
    putText(writer, hundredths(act.playRatio));
    if (version.sendsScroll) {
      put(writer, SCROLL);
      putText(writer, hundredths(act.scrollDepth));
    }
    if (version.sendsPreceding) {
      put(writer, PRECEDING);
      putText(writer, String(act.precedingEvents));
    }
    writer.bytes[writer.end++] = BRACE;
  }
  if (act.text !== null)
    writer.end += writer.bytes.write(`,"content":{"text":${JSON.stringify(act.text)}}`, writer.end);
  writer.bytes[writer.end++] = BRACE;
  writer.bytes[writer.end++] = 10;
}

/** Files the line that stands since `start`, now or a while later. */
function file(writer: WriterState, start: number, atMs: number, row: TruthRow): string {
  if (writer.disorderMs > 0 && writer.random.chance(DISORDER_SHARE)) {
    const held = Buffer.from(writer.bytes.subarray(start, writer.end));
    writer.end = start;
    writer.agenda.add(Math.min(writer.endMs - 1, atMs + 1 + writer.random.below(writer.disorderMs)), () => {
      put(writer, held);
      writer.truth.push(row);
      return -1;
    });
  } else writer.truth.push(row);
  return row.event;
}

function write(writer: WriterState, atMs: number, act: Act): string {
  const id = writer.nameEvent(writer.written++);
  const start = writer.end;
  putLine(writer, id, atMs, act);
  return file(writer, start, atMs, { event: id, label: act.label, campaign: act.campaign, set: act.set });
}

function writePayment(
  writer: WriterState,
  atMs: number,
  fields: string,
  { label, campaign }: { readonly label: Label; readonly campaign: string | null },
): string {
  const id = writer.nameEvent(writer.written++);
  const start = writer.end;
  put(writer, OPEN);
  putText(writer, id);
  put(writer, typeBytes("payment"));
  putTime(writer, atMs);
  writer.end += writer.bytes.write(`Z",${fields}}\n`, writer.end);
  return file(writer, start, atMs, { event: id, label, campaign, set: null });
}

function take(writer: WriterState): Run | null {
  if (writer.truth.length === 0) return null;
  const run = {
    bytes: writer.bytes.subarray(0, writer.end),
    count: writer.truth.length,
    truth: writer.truth,
  };
  writer.bytes = Buffer.allocUnsafeSlow(RUN_BYTES + LINE_BYTES_MAX);
  writer.end = 0;
  writer.truth = [];
  return run;
}

const BRACE = 125;
const OPEN = Buffer.from('{"id":"');
const NULL = Buffer.from("null");
const DWELL = Buffer.from(',"behavior":{"dwell_ms":');
const PLAY = Buffer.from(',"play_ratio":');
const SCROLL = Buffer.from(',"scroll_depth":');
const PRECEDING = Buffer.from(',"preceding_events":');

const typeParts = new Map<string, Uint8Array>();
/** Types are a closed list, so the parts are built once. */
function typeBytes(type: string): Uint8Array {
  const known = typeParts.get(type);
  if (known !== undefined) return known;
  const made = Buffer.from(`","type":"${type}","at":"`);
  typeParts.set(type, made);
  return made;
}

const sourceParts = new Map<string | null, Uint8Array>();
/** Sources are a closed list, so the parts are built once. */
function sourceBytes(source: string | null): Uint8Array {
  const known = sourceParts.get(source);
  if (known !== undefined) return known;
  const made = Buffer.from(`${source === null ? "null" : `"${source}"`},"parent_share":`);
  sourceParts.set(source, made);
  return made;
}

function hundredths(value: number | null): string {
  return value === null ? "null" : String(Math.round(value * 100) / 100);
}

/** The fixed parts of a session's lines. `actorJson` is the value of `actor`, `contextJson` the fields of `context` up to the user agent. */
export function createClient(actorJson: string, contextJson: string, version: AppVersion): Client {
  return {
    actorBytes: Buffer.from(`Z","actor":${actorJson},"target":`, "latin1"),
    contextBytes: Buffer.from(`,"context":{${contextJson},"source":`, "latin1"),
    version,
  };
}

/** Value of `target` → the form lines are written from. */
export function targetBytes(json: string): Uint8Array {
  return Buffer.from(json, "latin1");
}
