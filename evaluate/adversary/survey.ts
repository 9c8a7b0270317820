/**
 * What an attacker learns of a platform before the first order: who acts on what, at what pace,
 * which fields the log has, and how honest people come to an act. A seller sees as much by owning
 * some accounts and a screen.
 */
import type { World, WorldEvent } from "../worlds/world.ts";
import { MINUTE_MS } from "./attack.ts";

export interface Target {
  /** Place in the survey's list; items that customers upload come behind it. */
  readonly place: number;
  readonly kind: string;
  readonly id: string;
  readonly owner: string | undefined;
  /** First event on it. */
  readonly bornMs: number;
  /** Honest acts of the paid type. */
  acts: number;
  /** Honest events of all kinds. */
  events: number;
}

/**
 * Positions of events by a key, ascending: those of key `k` are `at[from[k]]` to `at[from[k + 1] -
 * 1]`.
 */
export interface Lists {
  readonly from: Int32Array;
  readonly at: Int32Array;
}

/** Part of the events that have a field. */
export type Presence = Readonly<Record<FieldName, number>>;
export type FieldName = "owner" | "source" | "ip" | "asn" | "device" | "userAgent" | "registeredAtMs";

export interface Survey {
  readonly events: readonly WorldEvent[];
  readonly startMs: number;
  readonly endMs: number;
  /** What is for sale: likes, or the act most done where likes are few. */
  readonly type: string;
  /** Acts of any kind, no views and no retractions. */
  readonly acts: Int32Array;
  /** Kinds of act beside the paid one that are done to the same targets, most done first. */
  readonly otherTypes: readonly string[];
  readonly actors: readonly string[];
  readonly placeOfActor: ReadonlyMap<string, number>;
  readonly targets: readonly Target[];
  /** Actor and target of each event, as places in the lists above. */
  readonly actorOf: Int32Array;
  readonly targetOf: Int32Array;
  readonly ofActor: Lists;
  readonly ofTarget: Lists;
  /** The same of acts alone: views are many times as many. */
  readonly actsOfActor: Lists;
  readonly actsOfTarget: Lists;
  readonly presence: { readonly act: Presence; readonly view: Presence };
  readonly hasViews: boolean;
  /** Part of the paid type's honest acts that a view by the same person stands beside. */
  readonly lookShare: number;
  /** From that view to the act; below zero where views are logged when they are left. */
  readonly lookGaps: readonly number[];
  /** Between two acts of one session. */
  readonly actGaps: readonly number[];
}

/** Likes are sold first; where fewer than one act in ten is one, whatever is most done is sold. */
const LIKES_MIN = 0.1;
/** A pause that ends a visit; half an hour is what web analytics takes. */
const VISIT_PAUSE_MS = 30 * MINUTE_MS;
/** As many gaps as are remembered: more change no draw. */
const GAPS_MAX = 20_000;
/** Events of the same person looked through for the view of an act. */
const LOOK_BACK = 12;
/** Events looked at for which fields there are, in blocks of some. */
const PRESENCE_EVENTS = 300_000;
const BLOCK = 1000;
const FIELDS: readonly FieldName[] = [
  "owner",
  "source",
  "ip",
  "asn",
  "device",
  "userAgent",
  "registeredAtMs",
];

export function isAct(type: string): boolean {
  return type !== "view" && !type.startsWith("un");
}

/** Positions of the events of one key. */
export function listed(lists: Lists, key: number): Int32Array {
  return lists.at.subarray(lists.from[key] ?? 0, lists.from[key + 1] ?? lists.from[key] ?? 0);
}

export function surveyOf(world: World): Survey {
  const { events } = world;
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) throw new Error("a world without events cannot be attacked");
  const types = actTypes(events);
  const type = types[0];
  if (type === undefined) throw new Error("a world without acts has nothing to sell");

  const placeOfActor = new Map<string, number>();
  const actors: string[] = [];
  const placeOfTarget = new Map<string, Map<string, number>>();
  const targets: Target[] = [];
  const actorOf = new Int32Array(events.length);
  const targetOf = new Int32Array(events.length);
  const acts: number[] = [];
  events.forEach((event, position) => {
    let actor = placeOfActor.get(event.actor);
    if (actor === undefined) {
      actor = actors.length;
      actors.push(event.actor);
      placeOfActor.set(event.actor, actor);
    }
    let places = placeOfTarget.get(event.targetKind);
    if (places === undefined) {
      places = new Map();
      placeOfTarget.set(event.targetKind, places);
    }
    let place = places.get(event.target);
    if (place === undefined) {
      place = targets.length;
      const { targetKind: kind, target: id, owner, atMs: bornMs } = event;
      targets.push({ place, kind, id, owner, bornMs, acts: 0, events: 0 });
      places.set(id, place);
    }
    const target = targets[place]!;
    target.events++;
    if (event.type === type) target.acts++;
    actorOf[position] = actor;
    targetOf[position] = place;
    if (isAct(event.type)) acts.push(position);
  });
  const actPositions = Int32Array.from(acts);
  const all = new Int32Array(events.length).map((_, position) => position);
  const survey = {
    events,
    startMs: first.atMs,
    endMs: last.atMs,
    type,
    acts: actPositions,
    otherTypes: types.slice(1),
    actors,
    placeOfActor,
    targets,
    actorOf,
    targetOf,
    ofActor: listsOf(all, actorOf, actors.length),
    ofTarget: listsOf(all, targetOf, targets.length),
    actsOfActor: listsOf(actPositions, actorOf, actors.length),
    actsOfTarget: listsOf(actPositions, targetOf, targets.length),
    hasViews: events.some((event) => event.type === "view"),
    presence: {
      act: presenceOf(events, (event) => event.type === type),
      view: presenceOf(events, (event) => event.type === "view"),
    },
  };
  return { ...survey, ...manners(survey) };
}

/**
 * The paid type first, then the others that are done to the same kind of target, most done first.
 */
function actTypes(events: readonly WorldEvent[]): string[] {
  const counts = new Map<string, number>();
  const kinds = new Map<string, string>();
  let all = 0;
  for (const { type, targetKind } of events) {
    if (!isAct(type)) continue;
    counts.set(type, (counts.get(type) ?? 0) + 1);
    if (!kinds.has(type)) kinds.set(type, targetKind);
    all++;
  }
  const types = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
  const paid = (counts.get("like") ?? 0) >= LIKES_MIN * all ? "like" : types[0];
  if (all === 0 || paid === undefined) return [];
  return [paid, ...types.filter((type) => type !== paid && kinds.get(type) === kinds.get(paid))];
}

function listsOf(positions: Int32Array, keyOf: Int32Array, keys: number): Lists {
  const from = new Int32Array(keys + 1);
  for (const position of positions) from[keyOf[position]! + 1]!++;
  for (let key = 0; key < keys; key++) from[key + 1]! += from[key]!;
  const next = from.slice();
  const at = new Int32Array(positions.length);
  for (const position of positions) at[next[keyOf[position]!]!++] = position;
  return { from, at };
}

function presenceOf(events: readonly WorldEvent[], counts: (event: WorldEvent) => boolean): Presence {
  const have = { owner: 0, source: 0, ip: 0, asn: 0, device: 0, userAgent: 0, registeredAtMs: 0 };
  let all = 0;
  const step = Math.ceil(events.length / PRESENCE_EVENTS);
  for (let position = 0; position < events.length; position++) {
    const event = events[position]!;
    // One block in so many tells enough.
    if (position % (step * BLOCK) >= BLOCK || !counts(event)) continue;
    all++;
    for (const field of FIELDS) if (event[field] !== undefined) have[field]++;
  }
  for (const field of FIELDS) have[field] /= Math.max(1, all);
  return have;
}

/** How honest people come to an act, and how soon they do the next. */
function manners(survey: Pick<Survey, "events" | "type" | "ofActor" | "targetOf" | "actors">) {
  const { events, type, ofActor, targetOf, actors } = survey;
  const lookGaps: number[] = [];
  const actGaps: number[] = [];
  let acts = 0;
  for (let actor = 0; actor < actors.length && acts < GAPS_MAX; actor++) {
    const end = ofActor.from[actor + 1]!;
    let lastAct = Number.NEGATIVE_INFINITY;
    for (let place = ofActor.from[actor]!; place < end; place++) {
      const position = ofActor.at[place]!;
      const event = events[position]!;
      if (!isAct(event.type)) continue;
      const gap = event.atMs - lastAct;
      if (gap > 0 && gap <= VISIT_PAUSE_MS) actGaps.push(gap);
      lastAct = event.atMs;
      if (event.type !== type) continue;
      acts++;
      const start = Math.max(ofActor.from[actor]!, place - LOOK_BACK);
      for (let other = Math.min(end - 1, place + LOOK_BACK); other >= start; other--) {
        const seen = ofActor.at[other]!;
        if (targetOf[seen] !== targetOf[position] || events[seen]!.type !== "view") continue;
        const lookGap = event.atMs - events[seen]!.atMs;
        if (Math.abs(lookGap) > VISIT_PAUSE_MS) continue;
        lookGaps.push(lookGap);
        break;
      }
    }
  }
  return { lookGaps, actGaps, lookShare: lookGaps.length / Math.max(1, acts) };
}
