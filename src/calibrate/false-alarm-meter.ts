import { HOUR_MS } from "../nouns/durations.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import { dispersionOf } from "./dispersion-of.ts";

/** Rates at which alarms are counted, highest first. */
export const NOMINAL_RATES = [1e-2, 1e-3, 1e-4] as const;
/** Hours remembered: seven days. */
export const METER_HOURS = 168;
const COLUMNS = 1 + NOMINAL_RATES.length;
const NEVER = -1;

/** What was asked and what came, over a time. Everything that was not named in a campaign counts as honest, so what came is an upper bound. */
export interface FalseAlarmRate {
  readonly nominal: number;
  /** null where nothing was scored. */
  readonly empirical: number | null;
  /** 95 % interval of the obtained rate; alarms come in clusters, so it is widened by their variance over the hours. */
  readonly low: number;
  readonly high: number;
  /** Obtained over asked: 1 is right. */
  readonly ratio: number | null;
  readonly alarms: number;
  /** Scores it rests on. */
  readonly n: number;
}

/** The reading shown: overall at each asked rate, and by stratum. Times are ends of whole hours, UTC. */
export interface FalseAlarmReading {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rates: readonly FalseAlarmRate[];
  readonly byStratum: readonly {
    readonly path: readonly number[];
    readonly rates: readonly FalseAlarmRate[];
  }[];
}

/** Counts scores and alarms by hour of event time and stratum, for the last seven days. Node 0 is the whole. 2.7 kB a node. */
export class FalseAlarmMeter {
  private readonly nodesMax: number;
  private readonly counts: Uint32Array;
  /** Hour that each slot holds, in hours since 1970. */
  private readonly hours: Float64Array;

  constructor(nodesMax: number) {
    this.nodesMax = nodesMax;
    this.counts = new Uint32Array(METER_HOURS * nodesMax * COLUMNS);
    this.hours = new Float64Array(METER_HOURS).fill(NEVER);
  }

  /** How many of the asked rates a p-value is an alarm at. */
  alarmsAt(p: number): number {
    let alarms = 0;
    while (alarms < NOMINAL_RATES.length && p <= NOMINAL_RATES[alarms]!) alarms++;
    return alarms;
  }

  /** Counts a score; answers its hour, −1 when that is older than what is remembered. */
  add(node: number, atMs: number, alarms: number): number {
    const hour = Math.floor(atMs / HOUR_MS);
    const slot = slotOf(hour);
    if (this.hours[slot] !== hour) {
      if (this.hours[slot]! > hour) return NEVER;
      this.hours[slot] = hour;
      this.counts.fill(0, slot * this.nodesMax * COLUMNS, (slot + 1) * this.nodesMax * COLUMNS);
    }
    this.count(slot, 0, alarms, 1);
    if (node !== 0) this.count(slot, node, alarms, 1);
    return hour;
  }

  /** Takes a score out again, once it is known to belong to a campaign. */
  remove(node: number, hour: number, alarms: number): void {
    const slot = slotOf(hour);
    if (hour < 0 || this.hours[slot] !== hour) return;
    this.count(slot, 0, alarms, -1);
    if (node !== 0) this.count(slot, node, alarms, -1);
  }

  /** The hours that end in (toMs − windowMs, toMs + 1 h]. `pathOf(node)` names a stratum, null for a node not in use. O(hours · nodes). */
  reading(
    toMs: number,
    windowMs: number,
    pathOf: (node: number) => readonly number[] | null,
  ): FalseAlarmReading {
    const last = Math.floor(toMs / HOUR_MS);
    const first = last - Math.min(METER_HOURS, Math.max(1, Math.round(windowMs / HOUR_MS))) + 1;
    const slots: number[] = [];
    for (let hour = first; hour <= last; hour++)
      if (this.hours[slotOf(hour)] === hour) slots.push(slotOf(hour));
    const byStratum: { path: readonly number[]; rates: readonly FalseAlarmRate[] }[] = [];
    for (let node = 1; node < this.nodesMax; node++) {
      const path = pathOf(node);
      if (path === null) continue;
      const rates = this.rates(slots, node);
      if (rates[0]!.n > 0) byStratum.push({ path, rates });
    }
    return {
      fromMs: first * HOUR_MS,
      toMs: (last + 1) * HOUR_MS,
      rates: this.rates(slots, 0),
      byStratum: byStratum.sort((a, b) => b.rates[0]!.n - a.rates[0]!.n),
    };
  }

  /** Forgets a node. */
  clear(node: number): void {
    for (let slot = 0; slot < METER_HOURS; slot++) {
      const at = (slot * this.nodesMax + node) * COLUMNS;
      this.counts.fill(0, at, at + COLUMNS);
    }
  }

  get bytes(): number {
    return this.counts.byteLength + this.hours.byteLength;
  }

  snapshot(): Uint8Array[] {
    return [new Uint8Array(this.counts.buffer), new Uint8Array(this.hours.buffer)];
  }

  restore(counts: Uint8Array, hours: Uint8Array): void {
    new Uint8Array(this.counts.buffer).set(counts);
    new Uint8Array(this.hours.buffer).set(hours);
  }

  private rates(slots: readonly number[], node: number): readonly FalseAlarmRate[] {
    const at = slots.map((slot) => (slot * this.nodesMax + node) * COLUMNS);
    const trials = at.map((base) => this.counts[base]!);
    const n = trials.reduce((sum, one) => sum + one, 0);
    return NOMINAL_RATES.map((nominal, level) => {
      const hits = at.map((base) => this.counts[base + 1 + level]!);
      const alarms = hits.reduce((sum, one) => sum + one, 0);
      const [low, high] = wilsonInterval(alarms, n, dispersionOf(hits, trials));
      const empirical = n === 0 ? null : alarms / n;
      return {
        nominal,
        empirical,
        low,
        high,
        ratio: empirical === null ? null : empirical / nominal,
        alarms,
        n,
      };
    });
  }

  private count(slot: number, node: number, alarms: number, by: 1 | -1): void {
    const at = (slot * this.nodesMax + node) * COLUMNS;
    for (let column = 0; column <= alarms; column++) {
      this.counts[at + column] = Math.max(0, this.counts[at + column]! + by);
    }
  }
}

function slotOf(hour: number): number {
  return ((hour % METER_HOURS) + METER_HOURS) % METER_HOURS;
}
