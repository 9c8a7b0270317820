import type { AttackPlan } from "./attack-plan.ts";
import type { AttackFamily } from "./truth.ts";

/** One order of a campaign: a round number of actions on one target. */
export interface OrderRow {
  readonly kind: string;
  readonly id: string;
  readonly type: string;
  readonly owner: string;
  /** `victim`: somebody else ordered it. */
  readonly owner_role: "buyer" | "victim";
  readonly ordered: number;
  /** Bought actions written; less than ordered when the simulated time ends first. */
  readonly delivered: number;
  readonly start: string;
  /** Time of the last bought action. */
  readonly end: string;
}

/** A pool of accounts and everything it delivered: a line of the campaigns file. */
export interface CampaignRow {
  readonly id: string;
  readonly family: AttackFamily;
  readonly parameters: {
    readonly delivery_ms: number;
    readonly density: number;
    readonly camouflage: number;
    readonly infrastructure: string;
  };
  /** Accounts that gain, buyers and victims alike; `targets` says which. */
  readonly owners: readonly string[];
  readonly targets: readonly OrderRow[];
  /** Every account of the pool. */
  readonly members: readonly string[];
  readonly ordered: number;
  readonly delivered: number;
  readonly start: string | null;
  readonly end: string | null;
}

/** An order while it is being delivered. */
export interface Order {
  readonly kind: string;
  readonly id: string;
  readonly type: string;
  readonly owner: number;
  readonly amount: number;
  delivered: number;
  startMs: number;
  endMs: number;
}

export interface Campaign {
  readonly id: string;
  readonly plan: AttackPlan;
  readonly framed: boolean;
  readonly accounts: Int32Array;
  readonly orders: Order[];
}

/** A campaign → its row. Complete once the simulation has run to its end. */
export function campaignRow(campaign: Campaign, actorId: (account: number) => string): CampaignRow {
  const { plan } = campaign;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const begun = campaign.orders.filter((order) => order.delivered > 0);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    id: campaign.id,
    family: plan.family,
    parameters: {
      delivery_ms: plan.deliveryMs,
      density: plan.density,
      camouflage: plan.camouflage,
      infrastructure: plan.infrastructure,
    },
    owners: [...new Set(begun.map((order) => actorId(order.owner)))],
    targets: begun.map((order) => ({
      kind: order.kind,
      id: order.id,
      type: order.type,
      owner: actorId(order.owner),
      owner_role: campaign.framed ? "victim" : "buyer",
      ordered: order.amount,
      delivered: order.delivered,
      start: iso(order.startMs),
      end: iso(order.endMs),
    })),
    members: Array.from(campaign.accounts, actorId),
    ordered: sum(begun.map((order) => order.amount)),
    delivered: sum(begun.map((order) => order.delivered)),
    start: begun.length === 0 ? null : iso(Math.min(...begun.map((order) => order.startMs))),
    end: begun.length === 0 ? null : iso(Math.max(...begun.map((order) => order.endMs))),
  };
}
