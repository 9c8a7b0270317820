/** Rates at which what is obtained is fed back, highest first. Between them the map is a straight line in logarithms. */
export const FEEDBACK_RATES = [0.1, 0.01, 1e-3, 1e-4] as const;
const KNOTS = FEEDBACK_RATES.length;
/**
 * How far one alarm moves its rate's threshold, in log p. Fewer alarms must move it further to follow at all; where there are many, small steps keep the noise
 * down. The variance that feedback adds to log p is half a step.
 */
const STEPS = [0.004, 0.012, 0.04, 0.08] as const;
/** A threshold is moved by a factor of e^2.5 = 12 at most, here and by all strata together. */
const SHIFT_MAX = 2.5;
/**
 * Alarms of a band that count, over those expected, and how many are gathered for a sudden change: a burst of bought scores that happen to lie in a band moves its
 * threshold by a factor of e^0.5 = 1.6 at once, and by half a step for each alarm expected meanwhile.
 */
const BUDGET = 1.5;
const TOKENS_MAX = STEPS.map((step) => 0.5 / step);
/** Flags of what `learn` answers, above the band. */
const WHOLE = 16;
const OWN = 32;
/** Least distance of two thresholds, in log p: one does not overtake the next. */
const GAP_MIN = 0.7;
const LN_RATES = FEEDBACK_RATES.map(Math.log);
/**
 * Part of all p-values that lies between a rate and the next lower one; for the lowest, all below it: an honest crowd larger than any before lies as far out as an
 * attack, and were nothing learnt from it, the rare rates would be obtained up to twice as often as asked for. The budget limits what an attack can make of that.
 */
const BAND_PARTS = FEEDBACK_RATES.map((rate, k) => rate - (FEEDBACK_RATES[k + 1] ?? 0));

/**
 * Adaptive conformal inference (Gibbs & Candès, NeurIPS 2021) on the logarithm of the threshold, for several rates at once: an alarm makes its threshold stricter
 * by a step, the lack of one laxer, so that the alarms of n events differ from those asked for by at most `2 · SHIFT_MAX / step`, whatever the scores do.
 *
 * Where we differ: a rate's threshold answers only to p-values between itself and the next lower threshold. Traffic that drifts moves mass through these bands;
 * an attack's scores lie far out and move the rarest rate alone, within its budget. Gibbs' and Candès' own rule would spend the alarms of all rates on it.
 * Two thresholds add up, one of the stratum and one (node 0) of everything.
 */
export class RateFeedback {
  private readonly shifts: Float64Array;
  private readonly tokens: Float64Array;
  /** Thresholds of the two nodes last asked for, in log p. */
  private readonly at = new Float64Array(KNOTS);

  constructor(nodesMax: number) {
    this.shifts = new Float64Array(nodesMax * KNOTS);
    this.tokens = Float64Array.from({ length: nodesMax * KNOTS }, (_, i) => TOKENS_MAX[i % KNOTS]!);
  }

  /** A p-value by rank → the p-value that is obtained as often as it says. Monotone. */
  calibrate(node: number, p: number): number {
    this.place(node);
    const { at } = this;
    const y = Math.log(p);
    if (y >= at[0]!) return Math.exp((y * LN_RATES[0]!) / at[0]!);
    for (let k = 1; k < KNOTS; k++) {
      if (y < at[k]!) continue;
      const part = (at[k - 1]! - y) / (at[k - 1]! - at[k]!);
      return Math.exp(LN_RATES[k - 1]! + part * (LN_RATES[k]! - LN_RATES[k - 1]!));
    }
    return Math.exp(LN_RATES[KNOTS - 1]! + y - at[KNOTS - 1]!);
  }

  /** Which band a calibrated p-value lies in; −1 for none: an ordinary one. */
  band(p: number): number {
    if (p > FEEDBACK_RATES[0]) return -1;
    let band = 0;
    while (band + 1 < KNOTS && p <= FEEDBACK_RATES[band + 1]!) band++;
    return band;
  }

  /** Takes in one event's band; answers what `unlearn` needs to take it back. */
  learn(node: number, band: number): number {
    const whole = this.move(0, band) ? WHOLE : 0;
    return (band + 1) | whole | (node !== 0 && this.move(node, band) ? OWN : 0);
  }

  /**
   * Takes back what `learn` made of one event, its alarm and its place among the events that alarms are counted over: were the place left, an attack of a fifth of
   * the traffic, once named, would let honest alarms be a quarter more than asked for.
   */
  unlearn(node: number, learnt: number): void {
    const band = (learnt & (WHOLE - 1)) - 1;
    this.back(0, learnt & WHOLE ? band : -1);
    if (node !== 0) this.back(node, learnt & OWN ? band : -1);
  }

  /** What a threshold was moved by, as a factor on p: 1 = not at all. */
  shift(node: number, knot: number): number {
    this.place(node);
    return Math.exp(this.at[knot]! - LN_RATES[knot]!);
  }

  clear(node: number): void {
    this.shifts.fill(0, node * KNOTS, (node + 1) * KNOTS);
    this.tokens.set(TOKENS_MAX, node * KNOTS);
  }

  get bytes(): number {
    return this.shifts.byteLength + this.tokens.byteLength;
  }

  snapshot(): Uint8Array[] {
    return [new Uint8Array(this.shifts.buffer), new Uint8Array(this.tokens.buffer)];
  }

  restore(shifts: Uint8Array, tokens: Uint8Array): void {
    new Uint8Array(this.shifts.buffer).set(shifts);
    new Uint8Array(this.tokens.buffer).set(tokens);
  }

  private place(node: number): void {
    const { at, shifts } = this;
    let above = 0;
    for (let k = 0; k < KNOTS; k++) {
      const shift = shifts[k]! + (node === 0 ? 0 : shifts[node * KNOTS + k]!);
      above = Math.min(above - GAP_MIN, LN_RATES[k]! + shift);
      at[k] = above;
    }
  }

  /** One event: all thresholds get laxer by what is asked for, the band's own stricter if its budget allows. */
  private move(node: number, band: number): boolean {
    const { shifts, tokens } = this;
    const base = node * KNOTS;
    for (let k = 0; k < KNOTS; k++) {
      shifts[base + k] = Math.min(SHIFT_MAX, shifts[base + k]! + STEPS[k]! * BAND_PARTS[k]!);
      tokens[base + k] = Math.min(TOKENS_MAX[k]!, tokens[base + k]! + BUDGET * BAND_PARTS[k]!);
    }
    if (band < 0 || tokens[base + band]! < 1) return false;
    tokens[base + band]!--;
    shifts[base + band] = Math.max(-SHIFT_MAX, shifts[base + band]! - STEPS[band]!);
    return true;
  }

  private back(node: number, band: number): void {
    const { shifts, tokens } = this;
    const base = node * KNOTS;
    for (let k = 0; k < KNOTS; k++) {
      const step = STEPS[k]! * ((k === band ? 1 : 0) - BAND_PARTS[k]!);
      shifts[base + k] = Math.min(SHIFT_MAX, Math.max(-SHIFT_MAX, shifts[base + k]! + step));
      const token = (k === band ? 1 : 0) - BUDGET * BAND_PARTS[k]!;
      tokens[base + k] = Math.min(TOKENS_MAX[k]!, Math.max(0, tokens[base + k]! + token));
    }
  }
}
