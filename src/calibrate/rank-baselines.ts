import { paretoSurvival, paretoTail } from "./pareto-tail.ts";
import { BIN_COUNT, binFloor } from "./score-bins.ts";

/** Scores counted above a place before its rank is trusted; beyond it the tail is extrapolated. A rank of ten has a third of its size for an error. */
const RANK_MIN = 3;
/** Part of a baseline that its tail is fitted to, and how many scores that must be. */
const TAIL_PART = 0.03;
const TAIL_SCORES_MIN = 60;
/** A tail is fitted again when the baseline has taken in this part of itself. */
const REFIT_PART = 0.02;
const REFIT_SCORES_MIN = 64;
/** The weight of one event grows with the clock; at this size everything is scaled back to 1. */
const UNIT_MAX = 2 ** 40;
const STRIDE = BIN_COUNT + 1;
/** Numbers beside the bins, by baseline. */
const FACTS = 8;
const WEIGHT = 0;
const TAKEN = 1; // weight taken in since the tail was fitted
const TAIL_BIN = 2; // ranks are trusted below this bin; BIN_COUNT = no tail fitted
const TAIL_MASS = 3; // share of the weight from that bin on
const TAIL_FROM = 4; // the excesses' threshold
const TAIL_SHAPE = 5;
const TAIL_SCALE = 6;
const TAIL_THERE = 7; // survival at the tail bin's floor, by the fit

/**
 * What scores were like, by node: histograms with exponentially fading weights (forward decay: Cormode et al., ICDE 2009), kept as Fenwick trees from the top bin
 * down, so that taking in a score and asking its rank cost eleven steps each and allocate nothing. 16 KiB a node.
 */
export class RankBaselines {
  /** Weight of an event that happens now. */
  unit = 1;
  private readonly halfLifeMs: number;
  private readonly hasTails: boolean;
  private readonly tree: Float64Array;
  private readonly facts: Float64Array;

  /**
   * `hasTails`: beyond the third largest score a fitted tail speaks, which tells far from farther, but is no rate: fitted to the few scores at hand it puts the
   * next one too far out, 4 times too often below 1e-4 after four thousand exchangeable scores. Without tails a rank is all there is, and the rate is exact.
   */
  constructor(nodesMax: number, halfLifeMs: number, hasTails = true) {
    this.halfLifeMs = halfLifeMs;
    this.hasTails = hasTails;
    this.tree = new Float64Array(nodesMax * STRIDE);
    this.facts = new Float64Array(nodesMax * FACTS);
    for (let node = 0; node < nodesMax; node++) this.clear(node);
  }

  /** Lets `ms` pass: all weights fade by half in a half-life. O(1), now and then O(nodes · bins). */
  advance(ms: number): void {
    this.unit *= 2 ** (ms / this.halfLifeMs);
    if (this.unit <= UNIT_MAX) return;
    const scale = 1 / this.unit;
    for (let i = 0; i < this.tree.length; i++) this.tree[i]! *= scale;
    for (let at = 0; at < this.facts.length; at += FACTS) {
      this.facts[at + WEIGHT]! *= scale;
      this.facts[at + TAKEN]! *= scale;
    }
    this.unit = 1;
  }

  /** Takes weight out of a bin again, no more than is there: a stratum may have been let go of and begun anew. */
  remove(node: number, bin: number, weight: number): void {
    const there = this.above(node, bin - 1) - this.above(node, bin);
    if (there > 0) this.add(node, bin, -Math.min(weight, there));
  }

  /** Adds weight to a bin. */
  add(node: number, bin: number, weight: number): void {
    const { tree } = this;
    const base = node * STRIDE;
    for (let i = BIN_COUNT - bin; i <= BIN_COUNT; i += i & -i) tree[base + i]! += weight;
    const at = node * FACTS;
    const left = this.facts[at + WEIGHT]! + weight;
    this.facts[at + WEIGHT] = Math.max(0, left);
    this.facts[at + TAKEN]! += Math.abs(weight);
    const due = Math.max(REFIT_SCORES_MIN * this.unit, REFIT_PART * left);
    if (this.facts[at + TAKEN]! >= due) this.fit(node);
  }

  /** How many events of now the baseline weighs. */
  count(node: number): number {
    return this.facts[node * FACTS + WEIGHT]! / this.unit;
  }

  /**
   * The part of scores at least this high, were this one among them, in (0, 1]: uniform when the score is exchangeable with the baseline's, whatever its
   * distribution, ties and all (`chance` in [0, 1) breaks them: smoothed conformal prediction, Vovk et al. 2005). Beyond the third largest, the fitted tail where
   * there are tails.
   */
  survival(node: number, bin: number, chance: number): number {
    const at = node * FACTS;
    const { facts, unit } = this;
    const weight = facts[at + WEIGHT]!;
    if (bin >= facts[at + TAIL_BIN]!) {
      const shape = facts[at + TAIL_SHAPE]!;
      const scale = facts[at + TAIL_SCALE]!;
      const from = facts[at + TAIL_FROM]!;
      const low = paretoSurvival(shape, scale, binFloor(bin) - from);
      const high = paretoSurvival(shape, scale, binFloor(bin + 1) - from);
      return Math.min(
        1,
        (facts[at + TAIL_MASS]! * (high + (1 - chance) * (low - high))) / facts[at + TAIL_THERE]!,
      );
    }
    const above = this.above(node, bin);
    const inBin = Math.max(0, this.above(node, bin - 1) - above);
    return Math.min(1, (above + (1 - chance) * (inBin + unit)) / (weight + unit));
  }

  /** Forgets a node's scores. */
  clear(node: number): void {
    this.tree.fill(0, node * STRIDE, (node + 1) * STRIDE);
    this.facts.fill(0, node * FACTS, (node + 1) * FACTS);
    this.facts[node * FACTS + TAIL_BIN] = BIN_COUNT;
  }

  get bytes(): number {
    return this.tree.byteLength + this.facts.byteLength;
  }

  snapshot(): Uint8Array[] {
    return [bytesOf(Float64Array.of(this.unit)), bytesOf(this.tree), bytesOf(this.facts)];
  }

  /** Parts of `snapshot`, of the same number of nodes: ask before. */
  restore(unit: Uint8Array, tree: Uint8Array, facts: Uint8Array): void {
    this.unit = new Float64Array(unit.slice().buffer)[0]!;
    bytesOf(this.tree).set(tree);
    bytesOf(this.facts).set(facts);
  }

  /** Weight in the bins above. */
  private above(node: number, bin: number): number {
    const { tree } = this;
    const base = node * STRIDE;
    let sum = 0;
    for (let i = BIN_COUNT - 1 - bin; i > 0; i -= i & -i) sum += tree[base + i]!;
    return Math.max(0, sum);
  }

  /** The lowest bin with less than `weight` above it. */
  private binAt(node: number, weight: number): number {
    const base = node * STRIDE;
    let place = 0;
    let left = weight;
    for (let step = BIN_COUNT >> 1; step > 0; step >>= 1) {
      if (place + step <= BIN_COUNT && this.tree[base + place + step]! < left) {
        place += step;
        left -= this.tree[base + place]!;
      }
    }
    return BIN_COUNT - 1 - place;
  }

  private fit(node: number): void {
    const at = node * FACTS;
    const { facts, unit } = this;
    const weight = facts[at + WEIGHT]!;
    facts[at + TAKEN] = 0;
    facts[at + TAIL_BIN] = BIN_COUNT;
    if (!this.hasTails) return;
    const tail = Math.max(TAIL_SCORES_MIN * unit, TAIL_PART * weight);
    if (tail > weight / 2) return;
    const firstBin = this.binAt(node, tail) + 1;
    const rankBin = this.binAt(node, RANK_MIN * unit) + 1;
    const mass = this.above(node, firstBin - 1);
    const rankMass = this.above(node, rankBin - 1);
    // All in one bin, or nothing above it: the rank is all there is.
    if (rankBin <= firstBin || rankBin >= BIN_COUNT || mass < (TAIL_SCORES_MIN / 2) * unit || rankMass <= 0)
      return;
    const from = binFloor(firstBin);
    let mean = 0;
    let weighted = 0;
    let higher = mass;
    for (let bin = firstBin; bin < BIN_COUNT - 1 && higher > 1e-9 * unit; bin++) {
      const next = this.above(node, bin);
      const own = Math.max(0, higher - next);
      const middle = (binFloor(bin) + binFloor(bin + 1)) / 2 - from;
      mean += (own / mass) * middle;
      weighted += (own / mass) * middle * ((next + own / 2) / mass);
      higher = next;
    }
    if (!(mean > 0)) return;
    const { shape, scale } = paretoTail(mean, weighted);
    facts[at + TAIL_BIN] = rankBin;
    facts[at + TAIL_MASS] = rankMass / weight;
    facts[at + TAIL_FROM] = from;
    facts[at + TAIL_SHAPE] = shape;
    facts[at + TAIL_SCALE] = scale;
    facts[at + TAIL_THERE] = paretoSurvival(shape, scale, binFloor(rankBin) - from);
  }
}

function bytesOf(array: Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
