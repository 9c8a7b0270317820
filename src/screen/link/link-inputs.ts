/** A 64-bit key as two words; never both 0. */
export interface Key {
  readonly low: number;
  readonly high: number;
}

/** What a visit came from: 0 unknown, 1 the feed or an advertisement (what official promotion buys), 2 anything else. */
export type Surface = 0 | 1 | 2;

/** One engagement event, as the link test needs it. */
export interface LinkEngagement {
  /** Index of the type, in [0, 15]; each type of an item has a curve of its own. */
  readonly type: number;
  readonly atMs: number;
  readonly item: Key;
  readonly owner: Key;
  readonly surface: Surface;
  /** Where the caller finds the event again, for names. */
  readonly ref: number;
}

/** One payment, as the link test needs it. */
export interface LinkPayment {
  readonly id: Key;
  readonly atMs: number;
  readonly payer: Key;
  readonly payee: Key;
  /** Whole units of its currency (yuan), ≥ 0; NaN where it is not known. */
  readonly amount: number;
  /** ISO 4217, or empty where it is not known; doses of different currencies are not compared. */
  readonly currency: string;
  readonly ref: number;
}
