import { KeyTable } from "../kernels/key-table.ts";
import { Slab } from "../kernels/slab.ts";
import type { EventRow } from "../nouns/event-row.ts";
import type { Policy } from "../nouns/policy.ts";
import type { WindowState, WindowStats } from "../ports/window-state.ts";
import { compilePlan, type KindPlan, type Plan } from "./plan.ts";

/**
 * Slab words per allowed key: what a key's windows may take on average before windows are kept coarser. 128 words are
 * 512 bytes; the default policy measures under 200 bytes on simulated traffic.
 */
export const SLAB_WORDS_PER_KEY = 128;

/**
 * Event time between full sweeps. Times are kept modulo 2^32 ms (49.7 days); windows reach 30 days, so with a sweep every
 * 3.1 days no entry is ever older than 34 days when it is looked at.
 */
const FULL_SWEEP_MS = 2 ** 28;
/** Longest window a policy may ask for. */
const WINDOW_MS_MAX = 30 * 86_400_000;

/** The windows of one policy, in typed arrays, in this process. Allocates nothing per event but when tables double. */
export function createWindows(policy: Policy): WindowState {
  return new EmbeddedWindows(policy);
}

class EmbeddedWindows implements WindowState {
  private readonly plan: Plan;
  private readonly slab: Slab;
  private sweptAtMs = -1;

  constructor(policy: Policy) {
    this.slab = new Slab(policy.keysMax * SLAB_WORDS_PER_KEY);
    this.plan = compilePlan(policy, this.slab);
  }

  measure(row: EventRow, asOfMs: number, out: Float64Array): void {
    const plan = this.plan.kinds[row.kind];
    if (plan === undefined) return;
    if (row.late === 1) {
      for (const feature of plan.windowed) out[feature] = Number.NaN;
    } else {
      if (asOfMs - this.sweptAtMs >= FULL_SWEEP_MS) this.sweepUpTo(asOfMs);
      this.measureTables(plan, row, asOfMs >>> 0, out);
      if (plan.elsewhere.length > 0) this.measureElsewhere(plan, row, asOfMs >>> 0, out);
    }
    derive(plan, row, out);
  }

  stats(): WindowStats {
    let keysLive = 0;
    let keysEvicted = 0;
    let bytes = this.slab.bytes;
    for (const table of this.plan.tables) {
      keysLive += table.keysLive;
      keysEvicted += table.keysEvicted;
      bytes += table.bytes;
    }
    return { keysLive, keysEvicted, bytes };
  }

  snapshot(): Uint8Array[] {
    const header = new Uint8Array(new Float64Array([this.sweptAtMs]).buffer);
    return [header, ...this.slab.snapshot(), ...this.plan.tables.flatMap((table) => table.snapshot())];
  }

  restore(parts: readonly Uint8Array[]): void {
    const expected = 4 + this.plan.tables.length * KeyTable.SNAPSHOT_PARTS;
    if (parts.length !== expected)
      throw new Error(`snapshot has \`${parts.length}\` parts, this policy needs ${expected}`);
    this.sweptAtMs = new Float64Array(parts[0]!.slice().buffer)[0]!;
    this.slab.restore(parts.slice(1, 4));
    let at = 4;
    for (const table of this.plan.tables) {
      table.restore(parts.slice(at, at + KeyTable.SNAPSHOT_PARTS));
      at += KeyTable.SNAPSHOT_PARTS;
    }
  }

  restart(asOfMs: number): void {
    this.slab.clear();
    for (const table of this.plan.tables) table.restart(asOfMs >>> 0);
    this.sweptAtMs = asOfMs;
  }

  private measureTables(plan: KindPlan, row: EventRow, t: number, out: Float64Array): void {
    const hash = row.hash;
    for (let i = 0; i < plan.tables.length; i++) {
      const { table, columnA, columnB, steps } = plan.tables[i]!;
      let low = hash[columnA * 2]!;
      let high = hash[columnA * 2 + 1]!;
      let present = (low | high) !== 0;
      if (columnB >= 0 && present) {
        const lowB = hash[columnB * 2]!;
        const highB = hash[columnB * 2 + 1]!;
        present = (lowB | highB) !== 0;
        // The columns are hashes already: one multiply-rotate round keeps the pair as spread out as they are.
        low = Math.imul(((low << 15) | (low >>> 17)) ^ lowB, 0x85ebca6b) ^ highB;
        high = Math.imul(((high << 13) | (high >>> 19)) ^ highB, 0xc2b2ae35) ^ lowB;
        if ((low | high) === 0) low = 1;
      }
      if (!present) {
        for (let g = 0; g < steps.length; g++) if (steps[g]!.reads) steps[g]!.group.absent(out);
        continue;
      }
      let entering = 0;
      for (let g = 0; g < steps.length; g++) {
        const step = steps[g]!;
        if (step.enters && (step.where === null || step.where(row) === 1)) entering |= 1 << g;
      }
      const base = entering === 0 ? table.peek(low, high) : table.find(low, high, t);
      if (base < 0) {
        const evicted = table.wasEvicted(low, high, t);
        for (let g = 0; g < steps.length; g++) {
          if (!steps[g]!.reads) continue;
          if (evicted) steps[g]!.group.absent(out);
          else steps[g]!.group.unseen(out);
        }
        continue;
      }
      for (let g = 0; g < steps.length; g++) {
        const step = steps[g]!;
        const entered = ((entering >>> g) & 1) === 1;
        if (entered) step.group.enter(base, t, row);
        if (step.reads) step.group.read(base, t, row, out, entered);
      }
    }
  }

  /** Enters the event under its own key, then reads under another of its values. */
  private measureElsewhere(plan: KindPlan, row: EventRow, t: number, out: Float64Array): void {
    const hash = row.hash;
    for (let i = 0; i < plan.elsewhere.length; i++) {
      const { table, columnA, readColumn, steps } = plan.elsewhere[i]!;
      const low = hash[columnA * 2]!;
      const high = hash[columnA * 2 + 1]!;
      if ((low | high) !== 0) {
        let base = -1;
        for (let g = 0; g < steps.length; g++) {
          const step = steps[g]!;
          if (!step.enters || (step.where !== null && step.where(row) !== 1)) continue;
          if (base < 0) base = table.find(low, high, t);
          step.group.enter(base, t, row);
        }
      }
      const readLow = hash[readColumn * 2]!;
      const readHigh = hash[readColumn * 2 + 1]!;
      const present = (readLow | readHigh) !== 0;
      const base = present ? table.peek(readLow, readHigh) : -1;
      const evicted = present && base < 0 && table.wasEvicted(readLow, readHigh, t);
      for (let g = 0; g < steps.length; g++) {
        const { group, reads } = steps[g]!;
        if (!reads) continue;
        if (base >= 0) group.read(base, t, row, out, false);
        else if (!present || evicted) group.absent(out);
        else group.unseen(out);
      }
    }
  }

  /** After a gap the sweeps that would have happened in it are made up for, as far back as anything can have lived. */
  private sweepUpTo(asOfMs: number): void {
    if (this.sweptAtMs < 0) this.sweptAtMs = asOfMs;
    let passes = 0;
    while (
      asOfMs - this.sweptAtMs >= FULL_SWEEP_MS &&
      passes * FULL_SWEEP_MS < WINDOW_MS_MAX + 2 * FULL_SWEEP_MS
    ) {
      this.sweptAtMs += FULL_SWEEP_MS;
      this.sweep(this.sweptAtMs >>> 0);
      passes++;
    }
    if (asOfMs - this.sweptAtMs >= FULL_SWEEP_MS) this.sweptAtMs = asOfMs;
  }

  private sweep(t: number): void {
    for (const table of this.plan.tables) {
      const groups = this.plan.groupsOf.get(table)!;
      table.sweepAll(t, (base) => {
        for (const group of groups) group.expire(base, t);
      });
    }
  }
}

function derive(plan: KindPlan, row: EventRow, out: Float64Array): void {
  for (let i = 0; i < plan.derived.length; i++) {
    const derived = plan.derived[i]!;
    if (derived.kind === "ratio") {
      const denominator = out[derived.denominator]!;
      const measurable = denominator > 0 && denominator >= derived.denominatorMin;
      out[derived.feature] = measurable ? out[derived.numerator]! / denominator : Number.NaN;
    } else if (derived.kind === "age") {
      out[derived.feature] = Math.max(0, row.occurredAtMs - row.num[derived.column]!) / derived.unitMs;
    } else {
      out[derived.feature] = row.num[derived.column]!;
    }
  }
}
