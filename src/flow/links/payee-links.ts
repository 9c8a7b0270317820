import type { LinkHealth, PayeeLinkReport } from "../../nouns/payee-link-report.ts";
import type { PayeeLinkReports } from "../engine.ts";

/** Holds what the link test told last; empty until it does. */
export class PayeeLinks implements PayeeLinkReports {
  private payees: readonly PayeeLinkReport[] = [];
  private byId: ReadonlyMap<string, PayeeLinkReport> = new Map();
  private byItem: ReadonlyMap<string, readonly PayeeLinkReport[]> = new Map();
  private latest: LinkHealth = {
    state: "off",
    reason: "",
    position: 0,
    behind: 0,
    payments: 0,
    payees: 0,
    waiting: 0,
    bytes: 0,
    looked_at: null,
  };

  /** `payees`: all that is told now; null where nothing new is. */
  take(health: LinkHealth, payees: readonly PayeeLinkReport[] | null): void {
    this.latest = health;
    if (payees === null) return;
    this.payees = payees;
    this.byId = new Map(payees.map((payee) => [payee.payee, payee]));
    const byItem = new Map<string, PayeeLinkReport[]>();
    for (const payee of payees) {
      for (const item of new Set(payee.steps.map((step) => `${step.item.kind}/${step.item.id}`))) {
        const list = byItem.get(item);
        if (list === undefined) byItem.set(item, [payee]);
        else list.push(payee);
      }
    }
    this.byItem = byItem;
  }

  /** The thread failed; what was told stands. */
  fail(reason: string): void {
    this.latest = { ...this.latest, state: "failed", reason };
  }

  list(): readonly PayeeLinkReport[] {
    return this.payees;
  }

  of(payee: string): PayeeLinkReport | null {
    return this.byId.get(payee) ?? null;
  }

  servedBy(kind: string, id: string): readonly PayeeLinkReport[] {
    return this.byItem.get(`${kind}/${id}`) ?? [];
  }

  health(): LinkHealth {
    return this.latest;
  }
}
