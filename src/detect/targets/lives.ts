import { EVENT_TYPES, PAYMENT_CODE, RETRACTION_BIT } from "../../nouns/event.ts";
import { accountsPer } from "../columns/accounts-per.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { type Grouped, inOrder, readVisits } from "./audiences.ts";
import { AROUND_MS, LIFE_ACTS_MAX } from "./second-tier-limits.ts";

const VIEW = EVENT_TYPES.indexOf("view");
const FOLLOW = EVENT_TYPES.indexOf("follow");

/** Whether an event is an act on a thing: no view, no follow, no payment, nothing taken back. */
function isAct(kind: number): boolean {
  return kind !== VIEW && kind !== FOLLOW && kind !== PAYMENT_CODE && kind < RETRACTION_BIT;
}

/**
 * What each actor acted on, each target once, in order of time. By actor: places `start[a]` to
 * `start[a + 1]`.
 */
interface Lives {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly atMs: Float64Array;
  /** By target: different actors. */
  readonly actors: Int32Array;
  /** Pairs of actor and target. */
  readonly pairs: number;
}

/**
 * Columns → lives. At most `LIFE_ACTS_MAX` things of one actor, evenly over its time. O(events).
 */
function readLives(columns: EventColumns, byActor: Grouped): Lives {
  const { actorCount, targetCount, kind, target, occurredAtMs } = columns;
  const start = new Int32Array(actorCount + 1);
  let room = 0;
  for (let event = 0; event < kind.length; event++) if (isAct(kind[event]!)) room++;
  const targets = new Int32Array(room);
  const times = new Float64Array(room);
  let pairs = 0;
  const actors = new Int32Array(targetCount);
  const stamp = new Int32Array(targetCount).fill(-1);
  const own: number[] = [];
  for (let a = 0; a < actorCount; a++) {
    own.length = 0;
    for (let at = byActor.start[a]!; at < byActor.start[a + 1]!; at++) {
      const event = byActor.events[at]!;
      const thing = target[event]!;
      if (thing < 0 || !isAct(kind[event]!) || stamp[thing] === a) continue;
      stamp[thing] = a;
      own.push(event);
    }
    const step = Math.max(1, own.length / LIFE_ACTS_MAX);
    for (let at = 0; at < own.length; at += step) {
      const event = own[Math.floor(at)]!;
      targets[pairs] = target[event]!;
      times[pairs++] = occurredAtMs[event]!;
      actors[target[event]!]!++;
    }
    start[a + 1] = pairs;
  }
  return {
    start,
    target: targets.subarray(0, pairs),
    atMs: times.subarray(0, pairs),
    actors,
    pairs,
  };
}

/**
 * Who did one kind of act on one target, and the life of each around it. Arrays by actor of the
 * crowd.
 */
export interface Crowd {
  readonly target: number;
  readonly kind: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly actor: Int32Array;
  /**
   * Part of all else that the actor acted on which lies within `AROUND_MS` of this act, in [0, 1];
   * 1 where there is nothing else.
   */
  readonly around: Float32Array;
  /** Other things the actor acted on. */
  readonly others: Int32Array;
  /**
   * What the actor shares with the others of the crowd in the rest of its life, as a multiple of
   * what popularity gives (each thing counts by 1 / its actors); NaN = no rest of a life.
   */
  readonly tie: Float32Array;
  /** 1 = had to do with another thing of the owner before. All 0 where owners are unknown. */
  readonly known: Uint8Array;
  /**
   * Targets of the owner in these columns; 0 = the owner is not told. Who has one thing cannot be
   * known from another.
   */
  readonly ownerTargets: number;
  /** Acts of other kinds on the target: pairs of actor and kind. */
  readonly otherActs: number;
  /** Different people who came to the target, whatever they did. */
  readonly came: number;
  /** Accounts seen on the device of each act (its address where no event tells a device); 0 = not told. */
  readonly seat: Int32Array;
}

/**
 * Columns → every crowd of at least `actorsMin` actors that did one of `kinds` to one target.
 * O(events · log + Σ over crowds of the lives of their actors), the latter bounded by pairs ·
 * `LIFE_ACTS_MAX`.
 */
export function readCrowds(columns: EventColumns, kinds: readonly number[], actorsMin: number): Crowd[] {
  const { targetCount, actorCount, kind, actor, target, owner, occurredAtMs } = columns;
  // One after another, so that what one needs while it is made is gone before the next.
  const seatOf = accountsOfSeats(columns);
  const { lives, known } = readActors(columns);
  const byTarget = inOrder(columns, target, targetCount);
  const shown = new Int32Array(actorCount);
  const shared = new Map<number, number>();
  const crowds: Crowd[] = [];
  const ownerTargets = new Int32Array(columns.ownerCount);
  for (let t = 0; t < targetCount; t++)
    if (owner[t]! >= 0 && byTarget.start[t] !== byTarget.start[t + 1]) ownerTargets[owner[t]!]!++;
  const first = new Map<number, number[]>(kinds.map((one) => [one, []]));
  for (let t = 0; t < targetCount; t++) {
    for (const events of first.values()) events.length = 0;
    const came: number[] = [];
    let acts = 0;
    for (let at = byTarget.start[t]!; at < byTarget.start[t + 1]!; at++) {
      const event = byTarget.events[at]!;
      const code = kind[event]!;
      const who = actor[event]!;
      if (who < 0 || code >= RETRACTION_BIT || code === PAYMENT_CODE) continue;
      const bit = 1 << code;
      if (shown[who] === 0) came.push(who);
      if ((shown[who]! & bit) !== 0) continue;
      shown[who]! |= bit;
      if (!isAct(code)) continue;
      acts++;
      first.get(code)?.push(event);
    }
    for (const who of came) shown[who] = 0;
    for (const [code, events] of first) {
      if (events.length < actorsMin) continue;
      crowds.push({
        target: t,
        kind: code,
        fromMs: occurredAtMs[events[0]!]!,
        toMs: occurredAtMs[events.at(-1)!]!,
        ...readAround(columns, lives, events, shared),
        ownerTargets: owner[t]! < 0 ? 0 : ownerTargets[owner[t]!]!,
        known: Uint8Array.from(events, (event) => (owner[t]! < 0 ? 0 : known[event]!)),
        otherActs: acts - events.length,
        came: came.length,
        seat: Int32Array.from(events, seatOf),
      });
    }
  }
  return crowds;
}

/** What is told actor by actor: their lives, and by event whether they knew its owner. O(events · log). */
function readActors(columns: EventColumns): { readonly lives: Lives; readonly known: Uint8Array } {
  const byActor = inOrder(columns, columns.actor, columns.actorCount);
  return { lives: readLives(columns, byActor), known: readVisits(columns, byActor).known };
}

/** Columns → by event: accounts seen on its device, or on its address where devices are not told; 0 = not told. O(events). */
function accountsOfSeats({ count, actor, infrastructure }: EventColumns): (event: number) => number {
  const value = infrastructure.device ?? infrastructure.ip;
  if (value === undefined) return () => 0;
  const accounts = accountsPer(value, actor, count);
  return (event) => accounts[value[event]!] ?? 0;
}

/** The lives of a crowd around its acts. `shared` is room that is reused. */
function readAround(
  columns: EventColumns,
  lives: Lives,
  events: readonly number[],
  shared: Map<number, number>,
): Pick<Crowd, "actor" | "around" | "others" | "tie"> {
  const { actor, target, occurredAtMs } = columns;
  const thing = target[events[0]!]!;
  const who = Int32Array.from(events, (event) => actor[event]!);
  const around = new Float32Array(events.length);
  const others = new Int32Array(events.length);
  const tie = new Float32Array(events.length);
  const isRest = (place: number, event: number): boolean =>
    lives.target[place] !== thing && Math.abs(lives.atMs[place]! - occurredAtMs[event]!) > AROUND_MS;
  shared.clear();
  let rests = 0;
  const rest = new Int32Array(events.length);
  events.forEach((event, i) => {
    for (let place = lives.start[who[i]!]!; place < lives.start[who[i]! + 1]!; place++) {
      if (lives.target[place] === thing) continue;
      others[i]!++;
      if (!isRest(place, event)) continue;
      rest[i]!++;
      shared.set(lives.target[place]!, (shared.get(lives.target[place]!) ?? 0) + 1);
    }
    rests += rest[i]!;
    around[i] = others[i] === 0 ? 1 : (others[i]! - rest[i]!) / others[i]!;
  });
  events.forEach((event, i) => {
    let met = 0;
    let counted = 0;
    for (let place = lives.start[who[i]!]!; place < lives.start[who[i]! + 1]!; place++) {
      if (!isRest(place, event)) continue;
      const actors = lives.actors[lives.target[place]!]!;
      // Nobody else is there to be met.
      if (actors < 2) continue;
      met += (shared.get(lives.target[place]!)! - 1) / actors;
      counted++;
    }
    // Of a thing with n actors chance brings n / pairs of what others did, and it counts by 1 / n.
    const chance = (counted * (rests - rest[i]!)) / lives.pairs;
    tie[i] = chance > 0 ? met / chance : Number.NaN;
  });
  return { actor: who, around, others, tie };
}
