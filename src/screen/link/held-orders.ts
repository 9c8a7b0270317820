import { ORDERS_MAX, ORDERS_PER_PAYEE_MAX } from "./link-limits.ts";
import type { Order } from "./order.ts";
import type { Payee } from "./payee.ts";

/** Orders that were asked, the latest of each payee and of all. */
export class HeldOrders {
  /** Whose each order was, the earliest first from `first` on; orders a payee gave up itself are still in it. */
  private queue: Payee[] = [];
  private first = 0;
  private readonly gone = new Map<Payee, number>();
  private readonly max: number;
  private readonly perPayeeMax: number;

  constructor(max: number = ORDERS_MAX, perPayeeMax: number = ORDERS_PER_PAYEE_MAX) {
    this.max = max;
    this.perPayeeMax = perPayeeMax;
  }

  /** Adds an order to its payee's, and calls back with those that make room. Amortised O(1). */
  add(payee: Payee, order: Order, onGone: (order: Order) => void): void {
    payee.orders.push(order);
    this.queue.push(payee);
    if (payee.orders.length > this.perPayeeMax) {
      onGone(payee.orders.shift()!);
      this.gone.set(payee, (this.gone.get(payee) ?? 0) + 1);
    }
    while (this.queue.length - this.first > this.max) this.dropFirst(onGone);
  }

  private dropFirst(onGone: (order: Order) => void): void {
    const payee = this.queue[this.first++]!;
    const already = this.gone.get(payee) ?? 0;
    if (already === 0) {
      const order = payee.orders.shift();
      if (order !== undefined) onGone(order);
    } else if (already === 1) this.gone.delete(payee);
    else this.gone.set(payee, already - 1);
    if (this.first * 2 <= this.queue.length) return;
    this.queue = this.queue.slice(this.first);
    this.first = 0;
  }
}
