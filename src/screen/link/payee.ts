import type { LinkExclusion } from "../../nouns/payee-link.ts";
import { keyNumber } from "./key-number.ts";
import type { Key } from "./link-inputs.ts";
import { PAYEES_MAX } from "./link-limits.ts";
import type { Order } from "./order.ts";

/** What is held of a payee. */
export interface Payee {
  readonly key: Key;
  readonly ref: number;
  payments: number;
  waiting: number;
  readonly excluded: Partial<Record<LinkExclusion, number>>;
  /** Orders that were asked, the latest of them. */
  readonly orders: Order[];
}

/** Counts a payment that says nothing. */
export function exclude(payee: Payee, why: LinkExclusion): void {
  payee.excluded[why] = (payee.excluded[why] ?? 0) + 1;
}

/** Payees by key, up to a limit: beyond it those of whom nothing was ever asked go, and where that is none, the ones seen first. */
export class PayeeRegistry {
  private readonly payees = new Map<number, Payee>();
  private readonly payeesMax: number;

  constructor(payeesMax: number = PAYEES_MAX) {
    this.payeesMax = payeesMax;
  }

  get size(): number {
    return this.payees.size;
  }

  /** The payee of a key, new where it is. O(1), where room must be made O(payees). */
  of(key: Key, ref: number): Payee {
    const number = keyNumber(key);
    const known = this.payees.get(number);
    if (known !== undefined) return known;
    if (this.payees.size >= this.payeesMax) this.makeRoom();
    const payee: Payee = { key, ref, payments: 0, waiting: 0, excluded: {}, orders: [] };
    this.payees.set(number, payee);
    return payee;
  }

  all(): readonly Payee[] {
    return [...this.payees.values()];
  }

  private makeRoom(): void {
    for (const [number, { orders }] of this.payees) if (orders.length === 0) this.payees.delete(number);
    for (const number of this.payees.keys()) {
      if (this.payees.size < this.payeesMax) break;
      this.payees.delete(number);
    }
  }
}
