import type { EventType } from "./event.ts";
import type { LinkExclusion, LinkState } from "./payee-link.ts";

/** What the payments to one payee were followed by, with names: the public form. */
export interface PayeeLinkReport {
  readonly payee: string;
  readonly state: LinkState;
  /** Payments seen; those asked (payer owns items, window closed), their payers; those whose last window is open. */
  readonly payments: number;
  readonly orders: number;
  readonly buyers: number;
  readonly waiting: number;
  readonly excluded: Readonly<Partial<Record<LinkExclusion, number>>>;
  readonly followed: number;
  readonly followed_by_chance: number;
  readonly scale_hours: number;
  readonly p: number | null;
  /** False-discovery rate over payees. */
  readonly q: number | null;
  readonly dose: {
    readonly type: EventType;
    readonly currency: string;
    readonly per_unit: number;
    readonly steps: number;
    readonly agreeing: number;
    readonly p: number;
    readonly lag_p: number;
  } | null;
  readonly lag_minutes: { readonly low: number; readonly median: number; readonly high: number } | null;
  readonly fed_share: number | null;
  readonly curve: readonly {
    readonly lag_minutes: number;
    readonly low: number;
    readonly median: number;
    readonly high: number;
  }[];
  readonly steps: readonly PayeeStep[];
}

/** A step that an order was followed by. */
export interface PayeeStep {
  readonly payer: string;
  readonly item: { readonly kind: string; readonly id: string };
  readonly type: EventType;
  readonly paid_at: string;
  readonly amount: number | null;
  readonly currency: string;
  readonly from: string;
  readonly to: string;
  readonly lag_minutes: number;
  readonly excess: number;
  readonly expected: number;
  readonly p: number;
  readonly agrees: boolean;
}

/** How the link test does. */
export interface LinkHealth {
  readonly state: "off" | "starting" | "watching" | "failed";
  readonly reason: string;
  /** Events read of the log, and those that wait. */
  readonly position: number;
  readonly behind: number;
  readonly payments: number;
  readonly payees: number;
  readonly waiting: number;
  readonly bytes: number;
  readonly looked_at: string | null;
}
