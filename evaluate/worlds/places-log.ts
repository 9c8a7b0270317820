/**
 * The platform's log in the world of places: events in columns while the world is made, and lines
 * in order of time at the end. The log loses what real ones lose, so missing and placeholder fields
 * fall on honest people by the thousand.
 */

import { type Chance, createChance } from "./places-chance.ts";
import { DAY, HOUR, START } from "./places-clock.ts";
import type { Networks } from "./places-networks.ts";
import type { Person } from "./places-people.ts";
import type { Phones } from "./places-phones.ts";
import type { WorldEvent } from "./world.ts";

export const VIEW = 0;
export const LIKE = 1;
export const FOLLOW = 2;
export const COMMENT = 3;
export const SHARE = 4;
export const FAVORITE = 5;
export const UNLIKE = 6;
export const UNFOLLOW = 7;
export const UNFAVORITE = 8;

const TYPES: readonly string[] = [
  "view",
  "like",
  "follow",
  "comment",
  "share",
  "favorite",
  "unlike",
  "unfollow",
  "unfavorite",
];

const SOURCES = [
  "recommend",
  "search",
  "follow",
  "share",
  "profile",
  "hot",
  "nearby",
  "scan",
  "push",
  "other",
] as const;
export type Source = (typeof SOURCES)[number];
const SOURCE_NUMBERS = new Map<string, number>(SOURCES.map((name, index) => [name, index]));

export type TargetKind = "video" | "article" | "account" | "live" | "link" | "comment";

/** Where and with what someone sits. */
export interface Seat {
  readonly address: number;
  readonly device: number;
}

export interface Log {
  readonly addTarget: (kind: TargetKind, id: string, owner: string | undefined) => number;
  readonly addText: (text: string) => number;
  /** Writes an event, unless the account does not exist yet or the world is over. */
  readonly record: (
    type: number,
    at: number,
    person: Person,
    target: number,
    source: Source,
    seat: Seat,
    text?: number,
  ) => void;
  readonly finish: (names: readonly string[], networks: Networks, phones: Phones) => WorldEvent[];
}

/** A share comes back from the messenger, which often tells no device. */
const SHARE_WITHOUT_DEVICE = 0.3;
/** A collector node in fifty drops the address; the record keeps the rest. */
const LOST_ADDRESS = 0.012;
/** For three hours, an edge that carried a fifth of the traffic wrote its own address. */
const EDGE_ADDRESS = "10.0.3.7";
const EDGE_SHARE = 0.2;
const EDGE_FROM = START + 4 * DAY + 19 * HOUR;
const EDGE_UNTIL = EDGE_FROM + 3 * HOUR;
/** Events whose source the client wrote as its default. */
const SOURCE_LOST = 0.03;

interface Columns {
  readonly at: Float64Array;
  readonly actor: Uint32Array;
  readonly target: Uint32Array;
  readonly address: Uint32Array;
  readonly device: Uint32Array;
  readonly text: Int32Array;
  readonly type: Uint8Array;
  readonly source: Uint8Array;
}

function columnsOf(size: number): Columns {
  return {
    at: new Float64Array(size),
    actor: new Uint32Array(size),
    target: new Uint32Array(size),
    address: new Uint32Array(size),
    device: new Uint32Array(size),
    text: new Int32Array(size),
    type: new Uint8Array(size),
    source: new Uint8Array(size),
  };
}

function grown(old: Columns): Columns {
  const wider = columnsOf(Math.ceil(old.at.length * 1.6));
  for (const key of Object.keys(old) as (keyof Columns)[]) wider[key].set(old[key]);
  return wider;
}

/** Places of events by actor, and by time for each: a counting sort and then small ones. */
function orderByActor(columns: Columns, count: number, people: number): [Uint32Array, Uint32Array] {
  const from = new Uint32Array(people + 1);
  for (let row = 0; row < count; row++) from[columns.actor[row]! + 1]!++;
  for (let person = 0; person < people; person++) from[person + 1]! += from[person]!;
  const next = from.slice();
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[next[columns.actor[row]!]!++] = row;
  for (let person = 0; person < people; person++) {
    order.subarray(from[person]!, from[person + 1]!).sort((a, b) => columns.at[a]! - columns.at[b]! || a - b);
  }
  return [order, from];
}

/**
 * A platform counts one like of an account and a target until it is taken back: marks what it would
 * not log.
 */
function findRepeats(columns: Columns, count: number, people: number): Uint8Array {
  const [order, from] = orderByActor(columns, count, people);
  const dropped = new Uint8Array(count);
  const standing = new Set<number>();
  for (let person = 0; person < people; person++) {
    standing.clear();
    for (let place = from[person]!; place < from[person + 1]!; place++) {
      const row = order[place]!;
      const type = columns.type[row]!;
      const gives = type === LIKE || type === FOLLOW || type === FAVORITE;
      if (!gives && type < UNLIKE) continue;
      // The three retractions stand in one order with what they retract.
      const family = type === LIKE || type === UNLIKE ? 0 : type === FOLLOW || type === UNFOLLOW ? 1 : 2;
      const key = columns.target[row]! * 3 + family;
      if (standing.has(key) === gives) dropped[row] = 1;
      else if (gives) standing.add(key);
      else standing.delete(key);
    }
  }
  return dropped;
}

/** Rows in order of time, without the dropped: a counting sort by minute and then a small sort. */
function orderByTime(columns: Columns, count: number, dropped: Uint8Array, end: number): Uint32Array {
  const minuteOf = (row: number): number => Math.floor((columns.at[row]! - START) / 60_000);
  const minutes = Math.ceil((end - START) / 60_000);
  const from = new Uint32Array(minutes + 1);
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (dropped[row]) continue;
    from[minuteOf(row) + 1]!++;
    kept++;
  }
  for (let minute = 0; minute < minutes; minute++) from[minute + 1]! += from[minute]!;
  const next = from.slice();
  const order = new Uint32Array(kept);
  for (let row = 0; row < count; row++) if (!dropped[row]) order[next[minuteOf(row)]!++] = row;
  for (let minute = 0; minute < minutes; minute++) {
    order.subarray(from[minute]!, from[minute + 1]!).sort((a, b) => columns.at[a]! - columns.at[b]! || a - b);
  }
  return order;
}

interface LogState {
  readonly people: readonly Person[];
  readonly seed: number;
  readonly end: number;
  columns: Columns;
  count: number;
  readonly kinds: TargetKind[];
  readonly ids: string[];
  readonly owners: (string | undefined)[];
  readonly texts: string[];
}

export function createLog(people: readonly Person[], days: number, seed: number): Log {
  const log: LogState = {
    people,
    seed,
    end: START + days * DAY,
    columns: columnsOf(Math.max(4_096, people.length * 24)),
    count: 0,
    kinds: [],
    ids: [],
    owners: [],
    texts: [],
  };
  return {
    addTarget: (kind, id, owner) => addTarget(log, kind, id, owner),
    addText: (text) => log.texts.push(text) - 1,
    record: (type, at, person, target, source, seat, text) =>
      record(log, type, at, person, target, source, seat, text),
    finish: (names, networks, phones) => finish(log, names, networks, phones),
  };
}

function eventOf(
  log: LogState,
  row: number,
  names: readonly string[],
  networks: Networks,
  phones: Phones,
  chance: Chance,
): WorldEvent {
  const atMs = log.columns.at[row]!;
  const person = log.people[log.columns.actor[row]!]!;
  const target = log.columns.target[row]!;
  const code = log.columns.type[row]!;
  const owner = log.owners[target];
  const text = log.columns.text[row]!;
  const edge = atMs >= EDGE_FROM && atMs < EDGE_UNTIL && chance.hit(EDGE_SHARE);
  const place = log.columns.address[row]!;
  const ip = edge ? EDGE_ADDRESS : chance.hit(LOST_ADDRESS) ? undefined : networks.addresses[place]!;
  const asn = edge || ip === undefined ? 0 : networks.operators[place]!;
  const bare = code === SHARE && chance.hit(SHARE_WITHOUT_DEVICE);
  const number = log.columns.device[row]!;
  const device = bare ? undefined : phones.devices[number]!.id;
  const told = chance.hit(SOURCE_LOST) ? "other" : SOURCES[log.columns.source[row]!]!;
  const source = person.habits.oldApp ? undefined : told;
  const userAgent = bare ? undefined : phones.agents[phones.agentAt(number, atMs)]!;
  const registeredAtMs = Number.isNaN(person.shownJoin) ? undefined : person.shownJoin;
  const type = TYPES[code]!;
  const actor = names[person.index]!;
  const targetKind = log.kinds[target]!;
  const id = log.ids[target]!;
  const isFull =
    owner !== undefined &&
    source !== undefined &&
    ip !== undefined &&
    asn !== 0 &&
    device !== undefined &&
    userAgent !== undefined &&
    registeredAtMs !== undefined &&
    text < 0;
  // The usual line as one literal: a fifth of the time that the general one takes.
  if (isFull) {
    return {
      type,
      atMs,
      actor,
      targetKind,
      target: id,
      owner,
      source,
      ip,
      asn,
      device,
      userAgent,
      registeredAtMs,
    };
  }
  return {
    type,
    atMs,
    actor,
    targetKind,
    target: id,
    ...(owner === undefined ? undefined : { owner }),
    ...(source === undefined ? undefined : { source }),
    ...(ip === undefined ? undefined : { ip }),
    ...(asn === 0 ? undefined : { asn }),
    ...(device === undefined ? undefined : { device }),
    ...(userAgent === undefined ? undefined : { userAgent }),
    ...(registeredAtMs === undefined ? undefined : { registeredAtMs }),
    ...(text < 0 ? undefined : { text: log.texts[text]! }),
  };
}

function addTarget(log: LogState, kind: TargetKind, id: string, owner: string | undefined): number {
  log.kinds.push(kind);
  log.owners.push(owner);
  return log.ids.push(id) - 1;
}

function record(
  log: LogState,
  type: number,
  at: number,
  person: Person,
  target: number,
  source: Source,
  seat: Seat,
  text = -1,
): void {
  if (at < START || at >= log.end || at < person.joinedAt) return;
  if (log.count === log.columns.at.length) log.columns = grown(log.columns);
  log.columns.at[log.count] = Math.floor(at);
  log.columns.actor[log.count] = person.index;
  log.columns.target[log.count] = target;
  log.columns.address[log.count] = seat.address;
  log.columns.device[log.count] = seat.device;
  log.columns.text[log.count] = text;
  log.columns.type[log.count] = type;
  log.columns.source[log.count] = SOURCE_NUMBERS.get(source)!;
  log.count++;
}

function finish(log: LogState, names: readonly string[], networks: Networks, phones: Phones): WorldEvent[] {
  const chance = createChance(log.seed);
  const dropped = findRepeats(log.columns, log.count, log.people.length);
  const order = orderByTime(log.columns, log.count, dropped, log.end);
  const events: WorldEvent[] = new Array(order.length);
  for (let place = 0; place < order.length; place++) {
    events[place] = eventOf(log, order[place]!, names, networks, phones, chance);
  }
  return events;
}
