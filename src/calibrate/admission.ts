/** Rates from which on a score enters by quota, highest first: a p-value needs a place in the quota of every rate it lies below. */
const TRIM_RATES = [1e-2, 1e-3, 1e-4] as const;
const LEVELS = TRIM_RATES.length;
/** Quota over what is expected: above 1 so that all honest alarms enter sooner or later, and a rising tail is followed; an attack can add half the tail. */
const QUOTA = 1.5;
/** Entries a quota gathers, and how far another level's entries may overdraw it. */
const TOKENS_MAX = 2;
const TOKENS_MIN = -4;
/** Scores that wait for a place, by rate. What an attack leaves here is all it adds once it is over. */
const WAITING_MAX = 8;
const ALARMS_KNOWN = 3;
/** Hours looked back on: a part of high scores that has lasted for most of them is what traffic is like now. */
const HOURS = 24;
/** Per node: events of this hour; then by rate: tokens, gain for an event, events of this hour below it, how many wait, their part of each earlier hour. */
const LEVEL_FACTS = 4 + HOURS;
const FACTS = 1 + LEVELS * LEVEL_FACTS;
const TOKENS = 0;
const GAIN = 1;
const BELOW = 2;
const WAITING = 3;
const SHARES = 4;
/** Words of one who waits: his id. */
const ENTRY = 2;

/**
 * What may enter a baseline: trimming against contamination without a ratchet. Scores that would be alarms enter by quota, at every rate: at once when there is
 * room, else in turn. Honest alarms are as many as asked for, so they all enter: cutting them off would make the next threshold lower, and the next. A burst of an
 * attack finds the quota used up and the waiting room full, whatever its size; who is named in a campaign while waiting never enters. The quota follows the
 * median of the last day's hours: what lasts for half a day and nobody names is the new ordinary.
 */
export class Admission {
  /** The id of the one whom `release` let in. */
  readonly released = new Int32Array(ENTRY);
  private readonly nodesMax: number;
  private readonly facts: Float64Array;
  private readonly waiting: Int32Array;
  private readonly sorted = new Float64Array(HOURS);

  constructor(nodesMax: number) {
    this.nodesMax = nodesMax;
    this.facts = new Float64Array(nodesMax * FACTS);
    this.waiting = new Int32Array(nodesMax * LEVELS * WAITING_MAX * ENTRY);
    for (let node = 0; node < nodesMax; node++) this.clear(node);
  }

  /**
   * Whether a score of this p-value enters the node's baseline now; else it waits, if there is room. `known`: events that p-values rest on; a rate is held to its
   * quota from the time on that three of them are alarms at it. Before, its threshold is a guess, and would trim what it should learn from.
   */
  admits(node: number, p: number, known: number, idLow: number, idHigh: number): boolean {
    const { facts } = this;
    const base = node * FACTS;
    facts[base]!++;
    let deepest = -1;
    let room = true;
    for (let level = 0; level < LEVELS; level++) {
      const at = base + 1 + level * LEVEL_FACTS;
      facts[at + TOKENS] = Math.min(TOKENS_MAX, facts[at + TOKENS]! + facts[at + GAIN]!);
      if (p > TRIM_RATES[level]! || known * TRIM_RATES[level]! < ALARMS_KNOWN) continue;
      deepest = level;
      facts[at + BELOW]!++;
      if (facts[at + TOKENS]! < 1 || facts[at + WAITING]! > 0) room = false;
    }
    if (deepest < 0) return true;
    if (room) {
      this.spend(node, deepest);
      return true;
    }
    const at = base + 1 + deepest * LEVEL_FACTS + WAITING;
    if (facts[at]! < WAITING_MAX) {
      const entry = this.entry(node, deepest, facts[at]!);
      this.waiting[entry] = idLow;
      this.waiting[entry + 1] = idHigh;
      facts[at]!++;
    }
    return false;
  }

  /** Lets one in who waited for the node, the rarest first; false when there is none or no room. He is in `released`. */
  release(node: number): boolean {
    for (let level = LEVELS - 1; level >= 0; level--) {
      const at = node * FACTS + 1 + level * LEVEL_FACTS;
      if (this.facts[at + WAITING] === 0 || this.facts[at + TOKENS]! < 1) continue;
      const first = this.entry(node, level, 0);
      this.released.set(this.waiting.subarray(first, first + ENTRY));
      this.leave(node, level, 0);
      this.spend(node, level);
      return true;
    }
    return false;
  }

  /** Sends one away who waits for the node, if he does. */
  dismiss(node: number, idLow: number, idHigh: number): void {
    for (let level = 0; level < LEVELS; level++) {
      const there = this.facts[node * FACTS + 1 + level * LEVEL_FACTS + WAITING]!;
      for (let i = 0; i < there; i++) {
        const entry = this.entry(node, level, i);
        if (this.waiting[entry] !== (idLow | 0) || this.waiting[entry + 1] !== (idHigh | 0)) continue;
        this.leave(node, level, i);
        return;
      }
    }
  }

  /** Gives back the place that one took who entered and is now named: of the rates, `rates` were the ones his p-value lay below. */
  refund(node: number, rates: number): void {
    for (let level = 0; level < rates; level++) {
      const at = node * FACTS + 1 + level * LEVEL_FACTS + TOKENS;
      this.facts[at] = Math.min(TOKENS_MAX, this.facts[at]! + 1);
    }
  }

  /** An hour has passed. O(nodes). */
  turn(): void {
    const { facts, sorted } = this;
    for (let node = 0; node < this.nodesMax; node++) {
      const seen = facts[node * FACTS]!;
      facts[node * FACTS] = 0;
      for (let level = 0; level < LEVELS; level++) {
        const at = node * FACTS + 1 + level * LEVEL_FACTS;
        const first = at + SHARES;
        facts.copyWithin(first + 1, first, first + HOURS - 1);
        facts[first] = seen === 0 ? 0 : facts[at + BELOW]! / seen;
        facts[at + BELOW] = 0;
        sorted.set(facts.subarray(first, first + HOURS));
        sorted.sort();
        const usual = (sorted[HOURS / 2 - 1]! + sorted[HOURS / 2]!) / 2;
        facts[at + GAIN] = QUOTA * Math.max(TRIM_RATES[level]!, usual);
      }
    }
  }

  clear(node: number): void {
    this.facts.fill(0, node * FACTS, (node + 1) * FACTS);
    for (let level = 0; level < LEVELS; level++) {
      const at = node * FACTS + 1 + level * LEVEL_FACTS;
      this.facts[at + TOKENS] = TOKENS_MAX;
      this.facts[at + GAIN] = QUOTA * TRIM_RATES[level]!;
    }
  }

  get bytes(): number {
    return this.facts.byteLength + this.waiting.byteLength;
  }

  snapshot(): Uint8Array[] {
    return [new Uint8Array(this.facts.buffer), new Uint8Array(this.waiting.buffer)];
  }

  restore(facts: Uint8Array, waiting: Uint8Array): void {
    new Uint8Array(this.facts.buffer).set(facts);
    new Uint8Array(this.waiting.buffer).set(waiting);
  }

  private entry(node: number, level: number, place: number): number {
    return ((node * LEVELS + level) * WAITING_MAX + place) * ENTRY;
  }

  private spend(node: number, deepest: number): void {
    for (let level = 0; level <= deepest; level++) {
      const at = node * FACTS + 1 + level * LEVEL_FACTS + TOKENS;
      this.facts[at] = Math.max(TOKENS_MIN, this.facts[at]! - 1);
    }
  }

  private leave(node: number, level: number, place: number): void {
    const at = node * FACTS + 1 + level * LEVEL_FACTS + WAITING;
    const end = this.entry(node, level, this.facts[at]!);
    this.waiting.copyWithin(this.entry(node, level, place), this.entry(node, level, place + 1), end);
    this.facts[at]!--;
  }
}
