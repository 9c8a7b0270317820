import type { WorldEvent } from "../worlds/world.ts";

/** A payment of a planted world. */
export interface PlantedPayment {
  readonly atMs: number;
  readonly payer: string;
  readonly payee: string;
  readonly yuan: number;
}

/**
 * What a payee is. Nothing follows payments to a `merchant`, a `tips` jar, a shop of an influencer's `goods` or a shop on `payday`. Steps do follow, and nobody bought them, after
 * payments to a `studio` (creators pay it and then post), to a `print` shop (creators on a viral item pay it), to an `agency` (the feed's own promotion) and for `seeding` (people are sent goods and share).
 */
export const ROLES = [
  "seller",
  "merchant",
  "tips",
  "goods",
  "payday",
  "studio",
  "print",
  "agency",
  "seeding",
] as const;
export type Role = (typeof ROLES)[number];
/** Roles whose payments nothing follows but by chance. */
export const UNRELATED: ReadonlySet<Role> = new Set(["merchant", "tips", "goods", "payday"]);

export interface PlantedPayee {
  readonly payee: string;
  readonly role: Role;
  /** Orders paid for; 0 for honest payees. */
  readonly orders: number;
}

/** An order that was paid to a seller and delivered. */
export interface PlantedOrder {
  readonly payee: string;
  readonly item: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PlantedWorld {
  readonly events: readonly WorldEvent[];
  readonly payments: readonly PlantedPayment[];
  readonly payees: readonly PlantedPayee[];
  readonly orders: readonly PlantedOrder[];
}
