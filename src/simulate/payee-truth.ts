/** What a payee is in the simulation. Never part of an event. */
export const PAYEE_ROLES = [
  "code_shop",
  "reseller",
  "panel",
  "personal_seller",
  "mule",
  "crowd_worker",
  "merchant",
  "influencer_shop",
  "tip_jar",
  "agency",
  "official_promotion",
  "friend",
] as const;
export type PayeeRole = (typeof PAYEE_ROLES)[number];

/** A payee: a line of the payees file. */
export interface PayeeRow {
  readonly payee: string;
  readonly role: PayeeRole;
  /** Sells engagement, or collects for who does. */
  readonly sells: boolean;
  readonly payments: number;
  /** Campaigns whose orders were paid to it, and how many orders those were. */
  readonly campaigns: readonly string[];
  readonly orders: number;
}

/** Roles that sell engagement or collect for who does. */
export const SELLING_ROLES: ReadonlySet<PayeeRole> = new Set([
  "code_shop",
  "reseller",
  "panel",
  "personal_seller",
  "mule",
]);
