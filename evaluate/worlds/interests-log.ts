/**
 * The log of the world of interests while it grows: columns of numbers, because a world of 200,000
 * people has millions of rows and objects are made once, at the end. Also the set of pairs that a
 * like table holds once: an account likes an item once, as honest accounts do in any export whose
 * key is (account, item).
 */

/** Kinds of rows; the place in the list is the number in the column. */
export const TYPES = [
  "like",
  "favorite",
  "comment",
  "share",
  "follow",
  "view",
  "unlike",
  "unfavorite",
  "unfollow",
] as const;

type EventType = (typeof TYPES)[number];

/** Ways in; only a view row holds one, and 0 is none. */
export const SOURCES = ["", "recommend", "follow", "hot", "profile", "share", "search"] as const;

export type Source = (typeof SOURCES)[number];

const TYPE_NUMBER = Object.fromEntries(TYPES.map((type, place) => [type, place])) as Record<
  EventType,
  number
>;
const SOURCE_NUMBER = Object.fromEntries(SOURCES.map((source, place) => [source, place])) as Record<
  Source,
  number
>;

export interface Log {
  size: number;
  type: Uint8Array;
  at: Float64Array;
  actor: Uint32Array;
  /** An item, or for a follow the account that is followed. */
  target: Uint32Array;
  source: Uint8Array;
  /** Place in `texts`; 0 is no text. */
  text: Uint16Array;
  readonly texts: string[];
  /** Rows outside [0, windowMs) are not kept: an export begins and ends. */
  readonly windowMs: number;
}

/** What a row may hold beside its four main columns. */
interface RowExtras {
  readonly source?: Source;
  readonly text?: number;
}

/** A small world fits without growing. */
const FIRST_ROOM = 1 << 16;

export function createLog(windowMs: number): Log {
  return {
    size: 0,
    type: new Uint8Array(FIRST_ROOM),
    at: new Float64Array(FIRST_ROOM),
    actor: new Uint32Array(FIRST_ROOM),
    target: new Uint32Array(FIRST_ROOM),
    source: new Uint8Array(FIRST_ROOM),
    text: new Uint16Array(FIRST_ROOM),
    texts: [""],
    windowMs,
  };
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}

function growLog(log: Log): void {
  const room = log.at.length * 2;
  log.type = grown(log.type, new Uint8Array(room));
  log.at = grown(log.at, new Float64Array(room));
  log.actor = grown(log.actor, new Uint32Array(room));
  log.target = grown(log.target, new Uint32Array(room));
  log.source = grown(log.source, new Uint8Array(room));
  log.text = grown(log.text, new Uint16Array(room));
}

export function addRow(
  log: Log,
  type: EventType,
  at: number,
  actor: number,
  target: number,
  extras?: RowExtras,
): void {
  if (at < 0 || at >= log.windowMs) return;
  if (log.size === log.at.length) growLog(log);
  const row = log.size;
  log.type[row] = TYPE_NUMBER[type];
  log.at[row] = Math.floor(at);
  log.actor[row] = actor;
  log.target[row] = target;
  log.source[row] = SOURCE_NUMBER[extras?.source ?? ""];
  log.text[row] = extras?.text ?? 0;
  log.size += 1;
}

/** Number by which rows name a text; texts are few, so a crowd shares its slogan. */
export function addText(log: Log, text: string): number {
  log.texts.push(text);
  return log.texts.length - 1;
}

/** Places of the rows in order of time; rows of one moment stay in the order they were written. */
export function orderOfTime(log: Log): Uint32Array {
  let order = Uint32Array.from({ length: log.size }, (_, row) => row);
  let spare = new Uint32Array(log.size);
  // Radix sort by 16 bits at a time: two passes hold 49 days of milliseconds.
  for (let unit = 1; unit < log.windowMs; unit *= 65536) {
    const starts = new Uint32Array(65537);
    for (let row = 0; row < log.size; row += 1) starts[(Math.floor(log.at[row]! / unit) % 65536) + 1]! += 1;
    for (let digit = 0; digit < 65536; digit += 1) starts[digit + 1]! += starts[digit]!;
    for (const row of order) {
      const digit = Math.floor(log.at[row]! / unit) % 65536;
      spare[starts[digit]!] = row;
      starts[digit]! += 1;
    }
    [order, spare] = [spare, order];
  }
  return order;
}

/** Pairs of two numbers; `add` says whether the pair was new. */
export interface PairSet {
  readonly add: (first: number, second: number) => boolean;
  readonly has: (first: number, second: number) => boolean;
}

/** Second numbers stay below this, so that a pair is one exact number. */
const PAIR_SPAN = 2 ** 24;

function slotOf(keys: Float64Array, first: number, second: number): number {
  const key = first * PAIR_SPAN + second + 1;
  const mask = keys.length - 1;
  let mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  let slot = Math.imul(mixed, 0x2c1b3c6d) & mask;
  while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
  return slot;
}

function rehashed(keys: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(keys.length * 2);
  for (const key of keys) {
    if (key === 0) continue;
    larger[slotOf(larger, Math.floor((key - 1) / PAIR_SPAN), (key - 1) % PAIR_SPAN)] = key;
  }
  return larger;
}

/**
 * Open addressing in one array of numbers: a Set of millions of numbers takes five times the
 * memory.
 */
export function createPairSet(): PairSet {
  let keys = new Float64Array(FIRST_ROOM);
  let size = 0;
  return {
    has: (first, second) => keys[slotOf(keys, first, second)] !== 0,
    add: (first, second) => {
      const slot = slotOf(keys, first, second);
      if (keys[slot] !== 0) return false;
      keys[slot] = first * PAIR_SPAN + second + 1;
      size += 1;
      // Half full at most: chains stay short.
      if (size * 2 > keys.length) keys = rehashed(keys);
      return true;
    },
  };
}
