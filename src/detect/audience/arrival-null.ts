import { DAY_MS } from "../../nouns/durations.ts";
import { VISIT_GAP_MS } from "./audience-limits.ts";
import type { Audience } from "./gather-audiences.ts";

/**
 * When the people of an audience come, if each comes on its own: a mixture of kinds of people. Each
 * kind has its promptness and its hours of the day, and where a person of kind c came to target t,
 * the place is drawn among t's own arrivals in proportion to promptness_c(latency) × hours_c(hour).
 * So the target's own curve, with its waves, is given, and so is each person's habit.
 */
export interface ArrivalNull {
  readonly kinds: number;
  /**
   * Share of target t's arrivals before place p, for kind c: `before[(p + t) * kinds + c]`; one
   * more row than places for each target.
   */
  readonly before: Float64Array;
  /**
   * Of which kind the account at place p is, by its other acts only: `kindOf[p * kinds + c]`, sums
   * to 1.
   */
  readonly kindOf: Float32Array;
  /** What was learned, to begin from when somebody is left out. */
  readonly learned: Learned;
}

interface Learned {
  /** By kind and bin of latency, by kind and bin of the day, by kind. */
  readonly promptness: Float64Array;
  readonly hours: Float64Array;
  readonly size: Float64Array;
}

/** How an audience's null is learned. */
export interface LearnOptions {
  /**
   * 1 = the account is left out of what is learned, and of the targets' curves unless
   * `drawnFromAll`.
   */
  readonly left?: Uint8Array;
  readonly drawnFromAll?: boolean;
  /** What was learned before: fewer rounds are enough. */
  readonly from?: ArrivalNull;
}

/**
 * Kinds of people to begin with: promptness by hours. Parts of the accounts by mean latency, the
 * promptest first, and small there: the few who come within minutes of whatever appears are the
 * honest people that most resemble a group.
 */
const PROMPTNESS_PARTS = [0.02, 0.06, 0.16, 0.4, 0.7, 1] as const;
const HOUR_PARTS = [0.5, 1] as const;
const KINDS = PROMPTNESS_PARTS.length * HOUR_PARTS.length;
/**
 * Bins of latency: each is twice as long as the one before, the first takes `FIRST_BIN_MS`; the
 * last is open.
 */
const LATENCY_BINS = 22;
const FIRST_BIN_MS = 10_000;
const HOUR_BINS = 12;
/**
 * Rounds of expectation and maximisation; the likelihood is flat to a few parts in 10^4 after six
 * on all variants tried.
 */
const ROUNDS = 8;
const ROUNDS_AGAIN = 4;
/**
 * Acts that each bin of each kind is given beside its own: keeps a kind from being a handful of
 * accounts.
 */
const PRIOR_ACTS = 10;
/**
 * Part of an arrival that every target's every place may count on whatever the kind: no window is
 * impossible.
 */
const FLOOR = 1e-3;

/** Audience → its null. O(places × kinds × rounds), and 8 × kinds × 2.5 bytes a place. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a kernel: rounds of one fit over typed arrays that are made once and shared by its steps.
export function learnArrivals(
  audience: Audience,
  { left, drawnFromAll = false, from: known }: LearnOptions = {},
): ArrivalNull {
  const { accountOf, targetOf, atMs, openedMs, accountStart, place } = audience;
  const places = place.length;
  const accounts = audience.actor.length;
  const latency = new Uint8Array(places);
  const hour = new Uint8Array(places);
  for (let p = 0; p < places; p++) {
    const sinceMs = atMs[p]! - openedMs[targetOf[p]!]!;
    latency[p] = Math.min(LATENCY_BINS - 1, Math.floor(Math.log2(1 + sinceMs / FIRST_BIN_MS)));
    hour[p] = Math.floor(((((atMs[p]! % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS) * HOUR_BINS);
  }
  const votes = visitVotes(audience);
  const shares = known ? new Float64Array(accounts * KINDS) : firstGuess(audience, latency, hour);
  const promptness = known?.learned.promptness.slice() ?? new Float64Array(KINDS * LATENCY_BINS).fill(1);
  const hours = known?.learned.hours.slice() ?? new Float64Array(KINDS * HOUR_BINS).fill(1);
  const weight = new Float64Array(places * KINDS);
  const total = new Float64Array(audience.target.length * KINDS);
  const size = known?.learned.size.slice() ?? new Float64Array(KINDS);

  const weigh = (): void => {
    total.fill(0);
    for (let p = 0; p < places; p++) {
      const counted = left?.[accountOf[p]!] ? 0 : 1;
      for (let c = 0; c < KINDS; c++) {
        const one = FLOOR + promptness[c * LATENCY_BINS + latency[p]!]! * hours[c * HOUR_BINS + hour[p]!]!;
        weight[p * KINDS + c] = one;
        total[targetOf[p]! * KINDS + c]! += counted * one;
      }
    }
    for (let i = 0; i < total.length; i++) total[i] = Math.max(total[i]!, Number.MIN_VALUE);
  };
  // What a place weighs hangs on its bins alone: logarithms are taken once a bin and once a target.
  const lnBins = new Float64Array(LATENCY_BINS * HOUR_BINS * KINDS);
  const lnTotal = new Float64Array(total.length);
  const takeLogs = (): void => {
    for (let l = 0; l < LATENCY_BINS; l++)
      for (let h = 0; h < HOUR_BINS; h++)
        for (let c = 0; c < KINDS; c++)
          lnBins[(l * HOUR_BINS + h) * KINDS + c] = Math.log(
            FLOOR + promptness[c * LATENCY_BINS + l]! * hours[c * HOUR_BINS + h]!,
          );
    for (let i = 0; i < total.length; i++) lnTotal[i] = Math.log(total[i]!);
  };
  /** Adds `times` what a place says of each kind. */
  const addLogs = (p: number, times: number, to: Float64Array): void => {
    const bin = (latency[p]! * HOUR_BINS + hour[p]!) * KINDS;
    const of = targetOf[p]! * KINDS;
    const by = times * votes[p]!;
    for (let c = 0; c < KINDS; c++) to[c]! += by * Math.min(0, lnBins[bin + c]! - lnTotal[of + c]!);
  };
  const accountLog = new Float64Array(KINDS);

  const expect = (): void => {
    takeLogs();
    const lnSize = size.map(Math.log);
    for (let u = 0; u < accounts; u++) {
      accountLog.set(lnSize);
      for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++) addLogs(place[i]!, 1, accountLog);
      softmax(accountLog, shares, u * KINDS);
    }
  };
  const maximise = (): void => {
    size.fill(1);
    const came = new Float64Array(total.length);
    const gotL = new Float64Array(promptness.length);
    const gotH = new Float64Array(hours.length);
    const dueL = new Float64Array(promptness.length);
    const dueH = new Float64Array(hours.length);
    for (let u = 0; u < accounts; u++)
      if (!left?.[u]) for (let c = 0; c < KINDS; c++) size[c]! += shares[u * KINDS + c]!;
    const sum = size.reduce((all, one) => all + one, 0);
    for (let c = 0; c < KINDS; c++) size[c]! /= sum;
    for (let p = 0; p < places; p++) {
      if (left?.[accountOf[p]!]) continue;
      for (let c = 0; c < KINDS; c++) {
        const share = shares[accountOf[p]! * KINDS + c]! * votes[p]!;
        came[targetOf[p]! * KINDS + c]! += share;
        gotL[c * LATENCY_BINS + latency[p]!]! += share;
        gotH[c * HOUR_BINS + hour[p]!]! += share;
      }
    }
    for (let p = 0; p < places; p++) {
      if (left?.[accountOf[p]!]) continue;
      for (let c = 0; c < KINDS; c++) {
        const at = targetOf[p]! * KINDS + c;
        const due = (came[at]! * weight[p * KINDS + c]!) / total[at]!;
        dueL[c * LATENCY_BINS + latency[p]!]! += due;
        dueH[c * HOUR_BINS + hour[p]!]! += due;
      }
    }
    for (let i = 0; i < promptness.length; i++)
      promptness[i]! *= (gotL[i]! + PRIOR_ACTS) / (dueL[i]! + PRIOR_ACTS);
    for (let i = 0; i < hours.length; i++) hours[i]! *= (gotH[i]! + PRIOR_ACTS) / (dueH[i]! + PRIOR_ACTS);
  };

  weigh();
  for (let round = known ? ROUNDS - ROUNDS_AGAIN : 0; round < ROUNDS; round++) {
    if (round > 0) expect();
    maximise();
    weigh();
  }
  expect();

  const before = new Float64Array((places + audience.target.length) * KINDS);
  const kindOf = new Float32Array(places * KINDS);
  for (let t = 0; t < audience.target.length; t++) {
    const [from, to] = [audience.targetStart[t]!, audience.targetStart[t + 1]!];
    for (let p = from; p < to; p++) {
      const counted = !drawnFromAll && left?.[accountOf[p]!] ? 0 : 1;
      const at = (p + t) * KINDS;
      for (let c = 0; c < KINDS; c++)
        before[at + KINDS + c] = before[at + c]! + counted * weight[p * KINDS + c]!;
    }
    for (let c = 0; c < KINDS; c++) {
      const all = before[(to + t) * KINDS + c]!;
      if (all > 0) for (let p = from; p < to; p++) before[(p + t + 1) * KINDS + c]! /= all;
    }
  }
  const others = new Float64Array(KINDS);
  const lnSize = size.map(Math.log);
  for (let u = 0; u < accounts; u++) {
    accountLog.set(lnSize);
    for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++) addLogs(place[i]!, 1, accountLog);
    for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++) {
      others.set(accountLog);
      addLogs(place[i]!, -1, others);
      softmax(others, kindOf, place[i]! * KINDS);
    }
  }
  return { kinds: KINDS, before, kindOf, learned: { promptness, hours, size } };
}

/** The same null for people of whom nothing is known: everyone is of each kind by its size. */
export function withoutHabits(nul: ArrivalNull): ArrivalNull {
  const { size } = nul.learned;
  return { ...nul, kindOf: nul.kindOf.map((_, i) => size[i % nul.kinds]!) };
}

/** Weight of place p of target t among its target's arrivals, for kind c. */
export function massAt({ kinds, before }: ArrivalNull, p: number, t: number, c: number): number {
  return before[(p + t + 1) * kinds + c]! - before[(p + t) * kinds + c]!;
}

/**
 * Chance to come within a window by what `others` did who are not under suspicion themselves: their
 * mass within it over all of theirs, with half an arrival more on each side, so that few others
 * prove little and none prove nothing.
 */
export function othersShare(within: number, all: number, others: number): number {
  const share = Math.min(1, Math.max(0, within) / Math.max(1e-9, all));
  return (share * others + 0.5) / (Math.max(0, others) + 1);
}

/** A visit has one vote on its account's habits, however much was liked on it. */
function visitVotes({ accountStart, place, atMs, actor }: Audience): Float32Array {
  const votes = new Float32Array(place.length);
  for (let u = 0; u < actor.length; u++) {
    for (let from = accountStart[u]!; from < accountStart[u + 1]!; ) {
      let to = from + 1;
      while (to < accountStart[u + 1]! && atMs[place[to]!]! - atMs[place[to - 1]!]! <= VISIT_GAP_MS) to++;
      for (let i = from; i < to; i++) votes[place[i]!] = 1 / (to - from);
      from = to;
    }
  }
  return votes;
}

/** Accounts by mean latency and by mean hour, in parts. */
function firstGuess(
  { actor, accountStart, place }: Audience,
  latency: Uint8Array,
  hour: Uint8Array,
): Float64Array {
  const accounts = actor.length;
  const meanLatency = new Float64Array(accounts);
  const meanHour = new Float64Array(accounts);
  for (let u = 0; u < accounts; u++) {
    let [x, y] = [0, 0];
    for (let i = accountStart[u]!; i < accountStart[u + 1]!; i++) {
      meanLatency[u]! += latency[place[i]!]! / (accountStart[u + 1]! - accountStart[u]!);
      x += Math.cos((2 * Math.PI * hour[place[i]!]!) / HOUR_BINS);
      y += Math.sin((2 * Math.PI * hour[place[i]!]!) / HOUR_BINS);
    }
    meanHour[u] = Math.atan2(y, x);
  }
  const shares = new Float64Array(accounts * KINDS);
  const rank = (of: Float64Array, parts: readonly number[]): Uint8Array => {
    const order = Int32Array.from(of, (_, u) => u).sort((a, b) => of[a]! - of[b]! || a - b);
    const part = new Uint8Array(accounts);
    order.forEach((u, at) => {
      part[u] = parts.findIndex((edge) => at < edge * accounts);
    });
    return part;
  };
  const byLatency = rank(meanLatency, PROMPTNESS_PARTS);
  const byHour = rank(meanHour, HOUR_PARTS);
  for (let u = 0; u < accounts; u++) shares[u * KINDS + byLatency[u]! * HOUR_PARTS.length + byHour[u]!] = 1;
  return shares;
}

/** exp(log) / its sum → `to[at ..]`; `log` is used up. */
function softmax(log: Float64Array, to: Float64Array | Float32Array, at: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < KINDS; c++) if (log[c]! > most) most = log[c]!;
  let sum = 0;
  for (let c = 0; c < KINDS; c++) {
    log[c] = Math.exp(log[c]! - most);
    sum += log[c]!;
  }
  for (let c = 0; c < KINDS; c++) to[at + c] = log[c]! / sum;
}
