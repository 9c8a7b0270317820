import { isEngagement, kindCode, RETRACTION_BIT, TARGET_KINDS } from "../nouns/event.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { hashBytes } from "../nouns/hash.ts";
import { EVENT_BYTES_MAX, ID_BYTES_MAX, TEXT_BYTES_MAX, TIME_MS_MAX, TIME_MS_MIN } from "../nouns/limits.ts";
import * as column from "./row-columns.ts";

/** A value as a mapping gives it. */
export type FieldScalar = string | number | boolean;

/**
 * Values of columns → an event's row, without a line of JSON in between. Takes what is plain; on anything else (a quote in
 * a text, a number out of range, a payment, a field that is missing) it gives up, and the careful path answers, by way of
 * the line. What it takes fills the row as the line would (tested against each other).
 */
export interface RowFiller {
  begin(row: EventRow): void;
  /** One field's value; false: give up. */
  put(place: number, value: FieldScalar): boolean;
  /** Begins a text that is put together of pieces. */
  openText(): void;
  /** A piece of it, `bytes[from, to)`; false where a byte is not ASCII that JSON writes as it stands: then `put` says the text anew, or gives up. */
  piece(bytes: Uint8Array, from: number, to: number): boolean;
  /** The text is whole: the value of a field that `takesPieces`; false: give up. */
  closeText(place: number): boolean;
  /** All fields were put; false: give up. */
  end(): boolean;
}

type Put = (value: FieldScalar) => boolean;

/** Room for the texts of one event; what is longer is left to the careful path, which knows the limit of a line. */
const TEXT_ROOM = EVENT_BYTES_MAX / 2;
/** Longest a character of a string gets in UTF-8. */
const UTF8_BYTES_MAX = 3;

/** 1 for the bytes that stand for themselves in a string of JSON: ASCII but quotes, backslashes and control characters. */
const AS_IT_STANDS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c ? 1 : 0,
);

/** Places of `put` by contract path: −1 for a path that is left to the careful path. */
export function fillPlace(path: string): number {
  return PATHS.indexOf(path);
}

/** Whether a field can be put as pieces of text. */
export function takesPieces(place: number): boolean {
  return place < TEXTS.length || PATHS[place] === "type" || PATHS[place] === "context.ip";
}

/** Whether a path of an event of engagement is one that its row does not hold, whatever its value. */
export function isUnread([outer, inner]: readonly string[]): boolean {
  const known = PATHS.map((path) => path.split(".") as [string, string?]);
  const first = known.filter(([name]) => name === outer);
  if (first.length === 0) return true;
  return inner !== undefined && first.every(([, name]) => name !== undefined && name !== inner);
}

const TEXTS: readonly (readonly [path: string, key: number, bytesMax: number])[] = [
  ["id", column.ID, ID_BYTES_MAX],
  ["actor.id", column.ACTOR, ID_BYTES_MAX],
  ["target.id", column.TARGET, ID_BYTES_MAX],
  ["actor.registration_batch", column.REGISTRATION_BATCH, ID_BYTES_MAX],
  ["target.owner", column.OWNER, ID_BYTES_MAX],
  ["context.ip_prefix", column.IP_PREFIX, ID_BYTES_MAX],
  ["context.ip_kind", column.IP_KIND, ID_BYTES_MAX],
  ["context.device", column.DEVICE, ID_BYTES_MAX],
  ["context.app_version", column.APP_VERSION, ID_BYTES_MAX],
  ["context.user_agent", column.USER_AGENT, ID_BYTES_MAX],
  ["context.source", column.SOURCE, ID_BYTES_MAX],
  ["context.parent_share", column.PARENT_SHARE, ID_BYTES_MAX],
  ["content.text", column.CONTENT, TEXT_BYTES_MAX],
];
const NUMBERS: readonly (readonly [path: string, column: number, min: number, max: number])[] = [
  ["target.duration_ms", column.DURATION_MS, Number.MIN_VALUE, column.NUMBER_MAX],
  ["behavior.dwell_ms", column.DWELL_MS, 0, column.NUMBER_MAX],
  ["behavior.play_ratio", column.PLAY_RATIO, 0, column.NUMBER_MAX],
  ["behavior.scroll_depth", column.SCROLL_DEPTH, 0, 1],
  ["behavior.preceding_events", column.PRECEDING_EVENTS, 0, column.NUMBER_MAX],
];
const FLAGS: readonly (readonly [path: string, column: number])[] = [
  ["context.emulator", column.EMULATOR],
  ["context.rooted", column.ROOTED],
];
const SPECIAL = [
  "type",
  "at",
  "actor.registered_at",
  "target.kind",
  "context.ip",
  "context.asn",
  "retraction",
] as const;
const PATHS: readonly string[] = [...TEXTS, ...NUMBERS, ...FLAGS]
  .map(([path]): string => path)
  .concat(SPECIAL);

/** A filler with its own room for texts, which its rows point into: good until the next `begin`. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a kernel: the columns of one row, filled without an object a field.
export function createRowFiller(): RowFiller {
  const room = new Uint8Array(TEXT_ROOM + TEXT_BYTES_MAX * UTF8_BYTES_MAX);
  const toBytes = new TextEncoder();
  let row: EventRow;
  let used = 0;
  /** Where the text that is being put together ends so far. */
  let open = 0;
  let kindIndex = -1;
  let typed = false;
  let timed = false;

  /** The text's UTF-8 behind what is there; −1 where JSON would write it otherwise, or it is too long. */
  function write(text: string, bytesMax: number): number {
    const { length } = text;
    if (length > bytesMax || used > TEXT_ROOM) return -1;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return writeWide(text, bytesMax);
      if (code < 0x20 || code === 0x22 || code === 0x5c) return -1;
      room[used + i] = code;
    }
    return used + length;
  }
  function writeWide(text: string, bytesMax: number): number {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code === 0x22 || code === 0x5c) return -1;
    }
    if (!text.isWellFormed()) return -1;
    const { written } = toBytes.encodeInto(text, room.subarray(used));
    return written > bytesMax ? -1 : used + written;
  }
  function span(key: number, end: number): void {
    row.span[key * 2] = used;
    row.span[key * 2 + 1] = end;
    used = end;
  }
  const text =
    (key: number, bytesMax: number): Put =>
    (value) => {
      if (typeof value !== "string") return false;
      if (value === "") return true;
      const end = write(value, bytesMax);
      if (end < 0) return false;
      hashBytes(room, used, end, row.hash, key * 2);
      span(key, end);
      return true;
    };
  const number =
    (place: number, min: number, max: number): Put =>
    (value) => {
      if (typeof value !== "number" || !(value >= min && value <= max)) return false;
      row.num[place] = value + 0;
      return true;
    };
  const flag =
    (place: number): Put =>
    (value) => {
      if (typeof value !== "boolean") return false;
      row.num[place] = value ? 1 : 0;
      return true;
    };
  const isTime = (value: FieldScalar): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= TIME_MS_MIN && value < TIME_MS_MAX;
  const takeType = (code: number): boolean => {
    if (code < 0 || !isEngagement(code)) return false;
    row.kind |= code;
    typed = true;
    return true;
  };
  const special: Readonly<Record<(typeof SPECIAL)[number], Put>> = {
    type: (value) => {
      return takeType(typeof value === "string" ? (kindCode(value) ?? -1) : -1);
    },
    at: (value) => {
      if (!isTime(value)) return false;
      row.occurredAtMs = value + 0;
      timed = true;
      return true;
    },
    "actor.registered_at": (value) => {
      if (!isTime(value)) return false;
      row.num[column.REGISTERED_AT_MS] = value + 0;
      return true;
    },
    "target.kind": (value) => {
      kindIndex = (TARGET_KINDS as readonly FieldScalar[]).indexOf(value);
      if (kindIndex < 0) return false;
      span(column.TARGET_KIND, write(value as string, ID_BYTES_MAX));
      return true;
    },
    "context.ip": (value) => {
      if (typeof value !== "string") return false;
      if (value === "") return true;
      const end = write(value, ID_BYTES_MAX);
      if (end < 0 || !column.putIp(row, room, used, end)) return false;
      span(column.IP, end);
      return true;
    },
    "context.asn": (value) => {
      if (typeof value !== "number" || !Number.isInteger(value)) return false;
      if (value < 0 || value > column.ASN_MAX) return false;
      row.num[column.ASN_NUMBER] = value + 0;
      const end = write(String(value + 0), ID_BYTES_MAX);
      hashBytes(room, used, end, row.hash, column.ASN * 2);
      span(column.ASN, end);
      return true;
    },
    retraction: (value) => {
      if (typeof value !== "boolean") return false;
      if (value) row.kind |= RETRACTION_BIT;
      return true;
    },
  };
  const typePlace = PATHS.indexOf("type");
  const ipPlace = PATHS.indexOf("context.ip");
  const puts: readonly Put[] = [
    ...TEXTS.map(([, key, bytesMax]) => text(key, bytesMax)),
    ...NUMBERS.map(([, place, min, max]) => number(place, min, max)),
    ...FLAGS.map(([, place]) => flag(place)),
    ...SPECIAL.map((name) => special[name]),
  ];

  return {
    begin(into) {
      row = into;
      column.clearRow(row, room, 0, 0);
      // The first byte is never that of a line: whoever needs one sees that there is none.
      room[0] = 0;
      used = 1;
      kindIndex = -1;
      typed = false;
      timed = false;
    },
    put: (place, value) => puts[place]!(value),
    openText() {
      open = used;
    },
    piece(bytes, from, to) {
      const length = to - from;
      if (open - used + length > TEXT_BYTES_MAX || used > TEXT_ROOM) return false;
      const shift = open - from;
      for (let i = from; i < to; i++) {
        const byte = bytes[i]!;
        if (AS_IT_STANDS[byte] === 0) return false;
        room[shift + i] = byte;
      }
      open += length;
      return true;
    },
    closeText(place) {
      if (place === typePlace) return takeType(column.typeCode(room, used, open));
      if (place === ipPlace) {
        if (open - used > ID_BYTES_MAX || !column.putIp(row, room, used, open)) return false;
        span(column.IP, open);
        return true;
      }
      const [, key, bytesMax] = TEXTS[place]!;
      if (open - used > bytesMax) return false;
      hashBytes(room, used, open, row.hash, key * 2);
      span(key, open);
      return true;
    },
    end() {
      const { hash } = row;
      const has = (key: number): boolean => (hash[key * 2]! | hash[key * 2 + 1]!) !== 0;
      if (!typed || !timed || kindIndex < 0 || used > TEXT_ROOM) return false;
      if (!has(column.ID) || !has(column.ACTOR) || !has(column.TARGET)) return false;
      row.end = used;
      column.putTarget(row, kindIndex, hash[column.TARGET * 2]!, hash[column.TARGET * 2 + 1]!);
      column.deriveIpPrefix(row);
      return true;
    },
  };
}
