import { type Chance, chanceOf } from "./chance.ts";
import { remark } from "./remarks.ts";

/** One act of one person on one thing: what a row of an export stands for. */
export interface Act {
  /** Number of the person, from 0. */
  readonly who: number;
  /** Number of the target, from 0. */
  readonly what: number;
  readonly atMs: number;
  readonly type: ActType;
  readonly text: string;
  /** Number of the act in the world, the source of its own id. */
  readonly nth: number;
  readonly bought: boolean;
}

export type ActType = "comment" | "like" | "follow" | "share" | "view" | "danmaku" | "favorite";

export interface WorldPlan {
  readonly seed: number;
  readonly name: string;
  readonly rows: number;
  /** Kinds of act, drawn by equal chance; a type that stands twice is twice as likely. */
  readonly types: readonly ActType[];
  readonly targets: number;
  /** Distance between two instants that the file's time form can tell apart, milliseconds. */
  readonly stepMs: number;
  readonly language: "zh" | "en" | "de" | "tw";
  /** Accounts of a pool that were paid to act on three targets, 0 for none. */
  readonly bought: number;
  readonly fromMs?: number;
  readonly days?: number;
}

export interface World {
  readonly acts: readonly Act[];
  /** Targets on which the pool acted. */
  readonly ordered: readonly number[];
}

/** Early November 2026: before the run, so that no row lies in the future, and past the end of summer time. */
const FROM_MS = Date.UTC(2026, 10, 3, 2, 0, 0);
/** Three and a half weeks: days above 12 tell day and month apart, and a month's export is what is sent. */
const DAYS = 24;
/** Acts a person does in such an export, on average: most do one, few do many. */
const ACTS_PER_PERSON = 1.8;
/** A pool is sent to three targets: one alone could be a crowd of friends. */
const ORDERS = 3;
/** An order is filled within this many minutes: what panels that sell likes promise. */
const ORDER_MINUTES = 90;

/** A plan → acts in order of time, none twice for one person, target, type and distinguishable instant. */
export function makeWorld(plan: WorldPlan): World {
  const chance = chanceOf(plan.seed, plan.name);
  const fromMs = plan.fromMs ?? FROM_MS;
  const spanMs = (plan.days ?? DAYS) * 86_400_000;
  // Who follows or likes does it once for a target, so few targets need a larger crowd.
  const crowd = Math.max(2, Math.round(plan.rows / Math.min(ACTS_PER_PERSON, plan.targets * 0.7)));
  const seen = new Set<string>();
  const acts: Omit<Act, "nth">[] = [];
  const births = Array.from({ length: plan.targets }, () => fromMs + chance.next() * spanMs * 0.6);
  const add = (who: number, what: number, at: number, type: ActType, bought: boolean): boolean => {
    const atMs = Math.floor(at / 1000) * 1000;
    // A like or a follow stands once for a person and a target; texts once for an instant.
    const once = type === "like" || type === "follow" || type === "favorite";
    const key = `${type} ${who} ${what} ${once ? "" : Math.floor(atMs / plan.stepMs)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    acts.push({ who, what, atMs, type, text: remark(chance, plan.language), bought });
    return true;
  };
  const ordered = plan.bought > 0 ? chance.shuffled(births.map((_, i) => i)).slice(0, ORDERS) : [];
  for (const what of ordered) {
    const start = births[what]! + 2 * 3_600_000;
    for (let i = 0; i < plan.bought && acts.length < plan.rows; i += 1)
      add(crowd + i, what, start + chance.next() * ORDER_MINUTES * 60_000, plan.types[0]!, true);
  }
  let misses = 0;
  while (acts.length < plan.rows) {
    const what = drawTarget(chance, plan.targets);
    const at = drawTime(chance, births[what]!, fromMs + spanMs);
    if (add(drawPerson(chance, crowd), what, at, chance.pick(plan.types), false)) continue;
    misses += 1;
    if (misses > plan.rows * 50) throw new Error(`the world of ${plan.name} is too small for its rows`);
  }
  acts.sort((a, b) => a.atMs - b.atMs || a.who - b.who || a.what - b.what);
  return { acts: acts.map((act, nth) => ({ ...act, nth })), ordered };
}

/** Popularity falls off as in Zipf's law, exponent about 1: few posts get most of it. */
function drawTarget(chance: Chance, targets: number): number {
  return Math.min(targets - 1, Math.floor(targets ** chance.next()) - (targets === 1 ? 0 : 1));
}

/** Most people are near the even share; some come often. */
function drawPerson(chance: Chance, crowd: number): number {
  const share = chance.next();
  return Math.min(crowd - 1, Math.floor(share * share * 0.3 * crowd + chance.next() * 0.7 * crowd));
}

/** Half of what a post gets comes in its first day, by an exponential; nights (01 to 07 in China) are thin. */
function drawTime(chance: Chance, birth: number, end: number): number {
  for (;;) {
    const at = birth + -Math.log(1 - chance.next()) * 86_400_000 * 1.4;
    if (at >= end) continue;
    const hour = new Date(at + 8 * 3_600_000).getUTCHours();
    if (hour >= 1 && hour < 7 && chance.next() < 0.85) continue;
    return at;
  }
}
