import { KeyCodes } from "../../kernels/key-codes.ts";
import type { LinkExclusion, PayeeLink } from "../../nouns/payee-link.ts";
import { deliveryOf } from "./delivery-of.ts";
import { type DueOrder, DueOrders } from "./due-orders.ts";
import { HeldOrders } from "./held-orders.ts";
import { type CurveLimits, ItemCurves } from "./item-curves.ts";
import { judgePayee } from "./judge-payee.ts";
import { keyNumber } from "./key-number.ts";
import type { Key, LinkEngagement, LinkPayment } from "./link-inputs.ts";
import { BIN_MS, WAITING_MAX, WAITING_PER_PAYEE_MAX } from "./link-limits.ts";
import { type Order, seenSteps } from "./order.ts";
import { OwnWindows } from "./own-windows.ts";
import { type OwnerStep, StepReader } from "./owner-steps.ts";
import { exclude, type Payee, PayeeRegistry } from "./payee.ts";
import { PlatformCourse } from "./platform-course.ts";
import { SCALES_MS } from "./scales.ts";
import { StepNull } from "./step-null.ts";
import { tellPayees } from "./tell-payees.ts";
import { WindowNull } from "./window-null.ts";

export interface LinkTestOptions {
  /** Index of the type that is a view; promotion is told by where views come from. */
  readonly viewType: number;
  /** Whole numbers in [0, 2^32), a seeded generator. */
  readonly u32: () => number;
  /** Whether a payee is the platform's own promotion, by listing. Default: none. */
  readonly isOfficial?: (payee: Key) => boolean;
  readonly limits?: CurveLimits & { readonly waitingMax?: number };
}

/** What the test holds, and what it had to leave out. */
export interface LinkTestHealth {
  readonly payments: number;
  readonly waiting: number;
  readonly payees: number;
  readonly items: number;
  readonly lateEvents: number;
  readonly evictedBins: number;
  readonly givenUp: number;
  readonly bytes: number;
}

/** References drawn at a scale before fewer are drawn an order, and how many an order then and before. */
const REFERENCES_ENOUGH = 20_000;
const REFERENCES_PER_ORDER = 2;
const REFERENCES_AT_FIRST = 40;

/**
 * The link test: payments and engagement in, in order of time but for late ones; at each `look`, what the payments to each payee were followed by. A payment is asked once for each length of time, when that has passed; a look costs the
 * payees with news, and the references of the rest. Deterministic for the same input, looks and generator. Memory: see `link-limits.ts`.
 */
export class LinkTest {
  private readonly curves: ItemCurves;
  private readonly course = new PlatformCourse();
  private readonly steps: StepReader;
  private readonly references: StepNull;
  private readonly windows: WindowNull;
  private readonly own: OwnWindows;
  private readonly options: LinkTestOptions;
  private readonly waitingMax: number;
  private readonly payees = new PayeeRegistry();
  /** Orders by their payment's id, for refunds; a refund that came first waits here as its amount. */
  private readonly byId = new Map<number, { readonly order: Order; readonly payee: Payee } | number>();
  private readonly due = new DueOrders();
  private readonly held = new HeldOrders();
  private newestMs = Number.NEGATIVE_INFINITY;
  private readonly payers = new KeyCodes();
  private paymentCount = 0;
  private waitingCount = 0;
  private givenUp = 0;

  constructor(options: LinkTestOptions) {
    this.options = options;
    this.curves = new ItemCurves(options.limits);
    this.waitingMax = options.limits?.waitingMax ?? WAITING_MAX;
    this.steps = new StepReader(this.curves, this.course, options.viewType);
    this.references = new StepNull(options.u32);
    this.windows = new WindowNull(this.references, options.u32);
    this.own = new OwnWindows(
      (payer, atMs, scaleMs) => {
        const found = this.steps.at(this.curves.owner(payer), atMs, scaleMs);
        return found === null ? null : seenSteps(found);
      },
      () => this.course.begin * BIN_MS,
    );
  }

  /** Takes an engagement event; retractions are the caller's to leave out. O(1). */
  addEngagement(event: LinkEngagement): void {
    this.advance(event.atMs);
    if (this.curves.add(event)) this.course.add(event.type, event.atMs);
  }

  /** Takes a payment; the same id again is the caller's to leave out. O(1). */
  addPayment(payment: LinkPayment): void {
    this.advance(payment.atMs);
    this.paymentCount++;
    const payee = this.payees.of(payment.payee, payment.ref);
    payee.payments++;
    const { payer, amount } = payment;
    const id = keyNumber(payment.id);
    const refund = this.byId.get(id);
    const left = typeof refund === "number" ? amount - refund : amount;
    if (typeof refund === "number") this.byId.delete(id);
    const why = this.whyNot(payment, payee, left, typeof refund === "number");
    if (why !== null) {
      exclude(payee, why);
      return;
    }
    if (this.waitingCount >= this.waitingMax) this.giveUp();
    const order: Order = {
      id,
      atMs: payment.atMs,
      payerKey: payer,
      payeeKey: payment.payee,
      amount: left,
      currency: payment.currency,
      ref: payment.ref,
      payer: -1,
      refunded: false,
      seen: SCALES_MS.map(() => null),
    };
    this.byId.set(id, { order, payee });
    payee.waiting++;
    this.waitingCount++;
    this.due.add({ order, payee, scale: 0 });
  }

  /** Why a payment is not asked; null where it is. `left`: its amount without what was refunded before it came. */
  private whyNot(
    { payer, payee: key }: LinkPayment,
    payee: Payee,
    left: number,
    refunded: boolean,
  ): LinkExclusion | null {
    if (keyNumber(payer) === keyNumber(key)) return "own_payment";
    if (refunded && !(left > 0)) return "refunded";
    if (left === 0) return "no_amount";
    if (payee.waiting >= WAITING_PER_PAYEE_MAX && this.curves.owner(payer) < 0) return "over_limit";
    return null;
  }

  /** Takes back a payment, whole or in part, before or after it came. O(1). */
  addRefund(paymentId: Key, amount: number): void {
    const id = keyNumber(paymentId);
    const known = this.byId.get(id);
    if (known === undefined || typeof known === "number") {
      if (this.byId.size < 2 * this.waitingMax) this.byId.set(id, (known ?? 0) + amount);
      return;
    }
    const { order, payee } = known;
    if (order.refunded) return;
    order.amount -= amount;
    // A refund of an unknown part leaves an amount that proves nothing.
    if (order.amount > 0) return;
    order.refunded = true;
    exclude(payee, "refunded");
  }

  /** Looks as of a time, the newest event by default: every payee, those told first. O(payees' orders). */
  look(nowMs: number = this.newestMs): readonly PayeeLink[] {
    this.advance(nowMs);
    const all = this.payees.all();
    this.own.forget();
    const told = tellPayees(all, (payee) => this.isOfficial(payee), {
      steps: this.references,
      windows: this.windows,
      own: this.own,
    });
    const parts = {
      references: this.references,
      delivery: (step: OwnerStep, paidAtMs: number, scaleMs: number) =>
        deliveryOf(this.curves, this.course, { step, paidAtMs, scaleMs }),
    };
    return all
      .map((payee, i) => {
        const official = this.isOfficial(payee);
        return judgePayee(payee, told[i]!, { ...parts, official });
      })
      .sort((a, b) => (a.q ?? 2) - (b.q ?? 2) || (a.p ?? 2) - (b.p ?? 2) || b.payments - a.payments);
  }

  health(): LinkTestHealth {
    return {
      payments: this.paymentCount,
      waiting: this.waitingCount,
      payees: this.payees.size,
      items: this.curves.itemCount,
      lateEvents: this.curves.late,
      evictedBins: this.curves.evicted,
      givenUp: this.givenUp,
      bytes: this.curves.bytes,
    };
  }

  private isOfficial(payee: Payee): boolean {
    return this.options.isOfficial?.(payee.key) ?? false;
  }

  /** Reads the windows that have closed. */
  private advance(nowMs: number): void {
    if (nowMs > this.newestMs) this.newestMs = nowMs;
    for (;;) {
      const closed = this.due.closedBy(this.newestMs);
      if (closed.length === 0) return;
      for (const due of closed) this.read(due);
    }
  }

  /** An order's window has closed: what its payer's curves did in it, and what others' did. */
  private read(due: DueOrder): void {
    const { order, payee, scale } = due;
    if (order.refunded) {
      this.settle(due, null);
      return;
    }
    if (!(Math.floor(order.atMs / BIN_MS) > this.course.begin)) {
      this.settle(due, "before_events");
      return;
    }
    const owner = this.curves.owner(order.payerKey);
    // Who owns nothing when the longest window has closed bought no engagement for what they own.
    if (owner < 0) {
      this.goOn(due, "no_item");
      return;
    }
    const found = this.steps.at(owner, order.atMs, SCALES_MS[scale]!);
    if (found === null) {
      this.settle(due, "many_items");
      return;
    }
    if (order.payer < 0) {
      order.payer = this.payers.code(order.payerKey.low, order.payerKey.high);
      this.held.add(payee, order, ({ id }) => this.byId.delete(id));
    }
    order.seen[scale] = seenSteps(found);
    this.drawReferences(order, scale);
    this.goOn(due, null);
  }

  /** To the next longer window; after the last one it is settled. */
  private goOn(due: DueOrder, why: LinkExclusion | null): void {
    if (due.scale === SCALES_MS.length - 1) this.settle(due, why);
    else this.due.add({ ...due, scale: due.scale + 1 });
  }

  /** Others' curves at the moment of a payment: half of them payers of anybody, half owners of anything. */
  private drawReferences(order: Order, scale: number): void {
    const { payers, references, curves } = this;
    const draws = references.drawn[scale]! < REFERENCES_ENOUGH ? REFERENCES_AT_FIRST : REFERENCES_PER_ORDER;
    for (let draw = 0; draw < draws; draw++) {
      const part = this.options.u32() / 2 ** 32;
      const key =
        draw % 2 === 0
          ? keyAt(payers, Math.floor(part * payers.size))
          : curves.ownerKey(Math.floor(part * curves.ownerCount));
      const owner = curves.owner(key);
      if (owner < 0 || keyNumber(key) === keyNumber(order.payerKey)) continue;
      const found = this.steps.at(owner, order.atMs, SCALES_MS[scale]!);
      if (found === null) continue;
      for (const step of found.steps) references.add(scale, step);
      references.addQuiet(scale, found.quiet);
      if (draw % 2 === 0) this.windows.add(scale, seenSteps(found));
    }
  }

  /** An order's last window has closed, or it is asked no more. */
  private settle({ order, payee }: DueOrder, why: LinkExclusion | null): void {
    payee.waiting--;
    this.waitingCount--;
    if (order.payer < 0) this.byId.delete(order.id);
    if (why !== null) exclude(payee, why);
  }

  /** Room for a payment: the orders that would be asked next are given up. */
  private giveUp(): void {
    for (const due of this.due.takeNext()) {
      this.givenUp++;
      this.settle(due, "over_limit");
    }
  }
}

function keyAt({ words }: KeyCodes, code: number): Key {
  return { low: words[code * 2]!, high: words[code * 2 + 1]! };
}
