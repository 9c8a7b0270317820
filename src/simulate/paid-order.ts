import type { Campaign } from "./campaign.ts";
import type { PayeeRow } from "./payee-truth.ts";

/** The payments of a simulated stretch, joined to its engagement: who buys pays before the delivery begins. */
export interface PaymentWorld {
  /** An order was placed: it is paid for between its item's birth and its delivery. */
  readonly order: (campaign: Campaign, order: PaidOrder) => void;
  /** Begins ordinary life's payments. */
  readonly start: () => void;
  readonly payees: () => readonly PayeeRow[];
}

export interface PaidOrder {
  readonly owner: number;
  readonly type: string;
  readonly amount: number;
  readonly bornMs: number;
  readonly startMs: number;
}
