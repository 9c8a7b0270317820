import { grown } from "./growing.ts";
import { BIN_MS } from "./link-limits.ts";

/** Bins kept: a month of five-minute bins; older ones are let go in halves. */
const BINS_MAX = 2 * 8_928;
const TYPES_MAX = 16;

/**
 * Events of each type on the whole platform, by bin. What an item is expected to get follows it: hours of the day, weekends, a pay-day, an outage and a crowd that comes
 * to everything are in it, and no model of them is needed.
 */
export class PlatformCourse {
  private firstBin = Number.NaN;
  private latestBin = Number.NEGATIVE_INFINITY;
  /** By bin and type. */
  private counts = new Float64Array(512 * TYPES_MAX);
  /** Sums up to and without each bin, by type; made anew where events came since. */
  private sums = new Float64Array(0);
  private summed = false;
  private readonly totals = new Float64Array(TYPES_MAX);

  /** Takes one event; one from before what is held is left out. O(1). */
  add(type: number, atMs: number): void {
    const bin = Math.floor(atMs / BIN_MS);
    if (Number.isNaN(this.firstBin)) this.firstBin = bin;
    if (bin < this.firstBin) return;
    while (bin - this.firstBin >= BINS_MAX) this.forgetHalf(bin);
    const at = (bin - this.firstBin) * TYPES_MAX + type;
    this.counts = grown(this.counts, at + TYPES_MAX, BINS_MAX * TYPES_MAX + TYPES_MAX);
    this.counts[at]!++;
    this.totals[type]!++;
    this.latestBin = Math.max(this.latestBin, bin);
    this.summed = false;
  }

  /** First bin that is held; NaN before the first event. */
  get begin(): number {
    return this.firstBin;
  }

  /** Events of a type that are held. */
  total(type: number): number {
    return this.totals[type]!;
  }

  /** Events of a type in bins [from, to). O(1), after new events O(bins held). */
  between(type: number, from: number, to: number): number {
    if (Number.isNaN(this.firstBin)) return 0;
    if (!this.summed) this.sum();
    return Math.max(0, this.upTo(type, to) - this.upTo(type, from));
  }

  private upTo(type: number, bin: number): number {
    const at = Math.min(this.latestBin + 1, Math.max(this.firstBin, bin)) - this.firstBin;
    return this.sums[at * TYPES_MAX + type]!;
  }

  private sum(): void {
    const bins = this.latestBin - this.firstBin + 1;
    const needed = (bins + 1) * TYPES_MAX;
    if (this.sums.length < needed) this.sums = new Float64Array(needed + 256 * TYPES_MAX);
    for (let at = 0; at < bins * TYPES_MAX; at++) {
      this.sums[at + TYPES_MAX] = this.sums[at]! + this.counts[at]!;
    }
    this.summed = true;
  }

  private forgetHalf(bin: number): void {
    const shift = Math.max(BINS_MAX / 2, bin - this.firstBin - BINS_MAX + 1);
    const gone = Math.min(this.counts.length, shift * TYPES_MAX);
    for (let at = 0; at < gone; at++) this.totals[at % TYPES_MAX]! -= this.counts[at]!;
    this.counts.copyWithin(0, gone);
    this.counts.fill(0, this.counts.length - gone);
    this.firstBin += shift;
    this.latestBin = Math.max(this.latestBin, this.firstBin);
    this.summed = false;
  }
}
