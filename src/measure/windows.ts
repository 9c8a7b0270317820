import { SLOTS } from "../kernels/slots.ts";
import type { EventRow } from "../nouns/event-row.ts";
import type { Policy } from "../nouns/policy.ts";
import type { WindowState, WindowStats } from "../ports/window-state.ts";
import type { KindPlan } from "./plan.ts";
import { SlotOwner } from "./slot-owner.ts";

/**
 * The windows of one policy, in typed arrays, in this process. Allocates nothing per event but when tables double. `owners`: how many
 * share the slots among them, each with tables and memory of its own, as processes would; the answers are the same.
 */
export function createWindows(policy: Policy, owners = 1): WindowState {
  return new EmbeddedWindows(policy, owners);
}

class EmbeddedWindows implements WindowState {
  readonly slots = SLOTS;
  private readonly owners: readonly SlotOwner[];
  /** One owner that holds every slot writes every feature. */
  private whole: boolean;

  constructor(policy: Policy, owners: number) {
    const holds = (owner: number) => (slot: number) => slot % owners === owner;
    this.owners = Array.from({ length: owners }, (_, owner) => new SlotOwner(policy, holds(owner)));
    this.whole = owners === 1;
  }

  measure(row: EventRow, asOfMs: number, out: Float64Array): void {
    const first = this.owners[0]!;
    const plan = first.planOf(row.kind);
    if (plan === undefined) return;
    if (row.late === 1 || !this.whole) for (const feature of plan.windowed) out[feature] = Number.NaN;
    if (row.late === 0) {
      if (this.whole) first.measure(row, asOfMs, out);
      else for (const owner of this.owners) owner.measure(row, asOfMs, out);
    }
    derive(plan, row, out);
  }

  enter(row: EventRow, asOfMs: number): void {
    if (row.late === 0) for (const owner of this.owners) owner.measure(row, asOfMs, null);
  }

  stats(): WindowStats {
    const stats = this.owners.map((owner) => owner.stats());
    const sum = (of: (one: WindowStats) => number): number => stats.reduce((all, one) => all + of(one), 0);
    return {
      keysLive: sum((one) => one.keysLive),
      keysEvicted: sum((one) => one.keysEvicted),
      bytes: sum((one) => one.bytes),
    };
  }

  snapshotSlot(slot: number): Uint8Array {
    return this.ownerOf(slot).snapshotSlot(slot);
  }

  restoreSlot(slot: number, part: Uint8Array): void {
    this.ownerOf(slot).restoreSlot(slot, part);
    this.whole = this.owners.length === 1 && this.owners[0]!.holdsAll;
  }

  dropSlot(slot: number): void {
    this.ownerOf(slot).dropSlot(slot);
    this.whole = false;
  }

  restart(asOfMs: number): void {
    for (const owner of this.owners) owner.restart(asOfMs);
  }

  private ownerOf(slot: number): SlotOwner {
    return this.owners[slot % this.owners.length]!;
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
