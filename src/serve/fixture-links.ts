import type { PayeeLinkReports } from "../flow/engine.ts";
import type { LinkHealth, PayeeLinkReport } from "../nouns/payee-link-report.ts";

/** Links for this folder's tests: what was given to it. */
export interface FixtureLinks extends PayeeLinkReports {
  set(payees: readonly PayeeLinkReport[], health?: Partial<LinkHealth>): void;
}

export function createFixtureLinks(): FixtureLinks {
  let payees: readonly PayeeLinkReport[] = [];
  let more: Partial<LinkHealth> = {};
  return {
    set: (next, health = {}) => {
      payees = next;
      more = health;
    },
    list: () => payees,
    of: (id) => payees.find(({ payee }) => payee === id) ?? null,
    servedBy: (kind, id) =>
      payees.filter(({ steps }) => steps.some(({ item }) => item.kind === kind && item.id === id)),
    health: () => ({
      state: "watching",
      reason: "",
      position: 10,
      behind: 0,
      payments: payees.reduce((sum, { payments }) => sum + payments, 0),
      payees: payees.length,
      waiting: 0,
      bytes: 1_000,
      looked_at: "2026-11-22T12:00:00.000Z",
      ...more,
    }),
  };
}

/** A payee that sells likes, as the link test tells it. */
export function sellerLink(payee: string, more: Partial<PayeeLinkReport> = {}): PayeeLinkReport {
  const lags = [5, 10, 20, 60, 120, 360];
  return {
    payee,
    state: "linked",
    payments: 30,
    orders: 24,
    buyers: 22,
    waiting: 3,
    excluded: { no_item: 2, refunded: 1 },
    followed: 17,
    followed_by_chance: 0.48,
    scale_hours: 6,
    p: 1.2e-16,
    q: 4.1e-15,
    dose: { type: "like", currency: "CNY", per_unit: 20.5, steps: 17, agreeing: 15, p: 0.001, lag_p: 0.004 },
    lag_minutes: { low: 8, median: 21, high: 44 },
    fed_share: 0,
    curve: lags.map((lag_minutes, i) => ({
      lag_minutes,
      low: i / 8,
      median: i / 6,
      high: Math.min(1, i / 4),
    })),
    steps: [0, 1, 2].map((i) => ({
      payer: `u${i}`,
      item: { kind: "video", id: `v${i}` },
      type: "like" as const,
      paid_at: `2026-11-22T0${i}:00:00.000Z`,
      amount: 9.9,
      currency: "CNY",
      from: `2026-11-22T0${i}:20:00.000Z`,
      to: `2026-11-22T0${i}:55:00.000Z`,
      lag_minutes: 20,
      excess: 200 + i * 70,
      expected: 1.5,
      p: 0.004,
      agrees: i < 2,
    })),
    ...more,
  };
}
