import { BIN_MS } from "./link-limits.ts";
import type { Order } from "./order.ts";
import type { Payee } from "./payee.ts";
import { SCALES_MS } from "./scales.ts";

/** An order whose window of a scale closes. */
export interface DueOrder {
  readonly order: Order;
  readonly payee: Payee;
  readonly scale: number;
}

/** Orders by the bin in which their next window closes. */
export class DueOrders {
  private readonly byBin = new Map<number, DueOrder[]>();
  private overdue: DueOrder[] = [];
  private passed = Number.NEGATIVE_INFINITY;

  /** O(1). One whose window has closed already comes at the next call. */
  add(due: DueOrder): void {
    const bin = Math.ceil((due.order.atMs + SCALES_MS[due.scale]!) / BIN_MS) + 1;
    if (bin <= this.passed) {
      this.overdue.push(due);
      return;
    }
    const list = this.byBin.get(bin);
    if (list === undefined) this.byBin.set(bin, [due]);
    else list.push(due);
  }

  /** Orders whose windows have closed by a time, the earliest first; none twice. O(bins passed, or bins that hold any). */
  closedBy(nowMs: number): readonly DueOrder[] {
    const { overdue } = this;
    if (overdue.length > 0) this.overdue = [];
    const bin = Math.floor(nowMs / BIN_MS);
    if (!(bin > this.passed) || !Number.isFinite(bin)) return overdue;
    const from = this.passed + 1;
    this.passed = bin;
    if (this.byBin.size === 0) return overdue;
    const bins =
      bin - from < this.byBin.size
        ? Array.from({ length: bin - from + 1 }, (_, i) => from + i)
        : [...this.byBin.keys()].filter((at) => at <= bin).sort((a, b) => a - b);
    return [...overdue, ...bins.flatMap((at) => this.takeAt(at))];
  }

  /** Takes those that come next out. O(bins that hold any). */
  takeNext(): readonly DueOrder[] {
    let next = Number.POSITIVE_INFINITY;
    for (const bin of this.byBin.keys()) next = Math.min(next, bin);
    return this.takeAt(next);
  }

  private takeAt(bin: number): readonly DueOrder[] {
    const orders = this.byBin.get(bin) ?? [];
    this.byBin.delete(bin);
    return orders;
  }
}
