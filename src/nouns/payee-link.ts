/**
 * What the link test says of a payee. `linked`: steps follow payments beyond chance, and what a unit of money bought agrees across buyers. `follows`: they follow, the dose does not
 * agree. `promotion`: they follow, and the feed delivered them, as official promotion does. `chance`: nothing beyond it. `not_enough`: too few buyers to say. `official`: the payee is
 * listed as the platform's own and is not judged.
 */
export const LINK_STATES = ["linked", "follows", "promotion", "chance", "not_enough", "official"] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** Why payments of a payee say nothing, each payment once. */
export const LINK_EXCLUSIONS = [
  "no_item",
  "own_payment",
  "no_amount",
  "refunded",
  "many_items",
  "before_events",
  "no_reference",
  "over_limit",
] as const;
export type LinkExclusion = (typeof LINK_EXCLUSIONS)[number];

/** The step that an order was followed by. */
export interface LinkedStep<Name = LinkName> {
  readonly payer: Name;
  readonly item: Name;
  readonly type: number;
  readonly paidAtMs: number;
  /** Whole units of the currency; null = not known. */
  readonly amount: number | null;
  readonly currency: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** From the payment to the step's beginning. */
  readonly lagMs: number;
  /** Events above the curve's expected course, and that course. */
  readonly excess: number;
  readonly expected: number;
  /** Chance of such a step by chance among all items of the payer. */
  readonly p: number;
  /** In the range of doses that most buyers agree on. */
  readonly agrees: boolean;
}

/** A key and where its name is found. */
export interface LinkName {
  readonly key: string;
  readonly ref: number;
}

/** Part of what was delivered that had come by a time after the payment. */
export interface DeliveryPoint {
  readonly lagMs: number;
  /** Over orders: the quarter, half and three quarters of them had got this part by then, in [0, 1]. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** What the payments to one payee were followed by. */
export interface PayeeLink<Name = LinkName> {
  readonly payee: Name;
  readonly state: LinkState;
  /** Payments seen, those asked (payer owns items, window closed), their different payers, and those whose window is still open. */
  readonly payments: number;
  readonly orders: number;
  readonly buyers: number;
  readonly waiting: number;
  readonly excluded: Readonly<Partial<Record<LinkExclusion, number>>>;
  /** Buyers whose payment was followed by a step, how many chance alone would give, and the length of time looked at. */
  readonly followed: number;
  readonly followedByChance: number;
  readonly scaleMs: number;
  /** Chance of so many steps by coincidence, and the false-discovery rate over payees; null = not enough data. */
  readonly p: number | null;
  readonly q: number | null;
  /** Events a unit of money, and the part of steps within a factor of two of it; null = not told. */
  readonly dose: LinkDose | null;
  readonly lagMs: { readonly low: number; readonly median: number; readonly high: number } | null;
  /** Part of steps that the feed delivered; null where origins are not known. */
  readonly fedShare: number | null;
  readonly curve: readonly DeliveryPoint[];
  /** Up to a stated number, the least likely by chance first. */
  readonly steps: readonly LinkedStep<Name>[];
}

export interface LinkDose {
  readonly type: number;
  readonly currency: string;
  readonly perUnit: number;
  /** Steps of the type with a known amount, and the part of them that agrees. */
  readonly steps: number;
  readonly agreeing: number;
  /** Chance of such agreement of dose, and of lag, among steps that chance makes. */
  readonly p: number;
  readonly lagP: number;
}
