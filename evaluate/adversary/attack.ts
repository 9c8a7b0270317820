/**
 * What an attacker may decide, as switches: each is one evasion, and each works alone and with all
 * others. Red-team simulation for the regression bench of a defensive detector: what comes of it
 * are log lines of an invented platform.
 */

export type Range = readonly [low: number, high: number];

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Every switch with a value. Ranges are drawn from evenly, once for each thing they are about. */
export interface Switches {
  /** Accounts of a pool. Not used with `usedOnce`, where an order takes as many as its lot. */
  readonly hands: number;
  readonly pools: number;
  /** Orders a pool delivers. */
  readonly orders: Range;
  /** Acts of an order. `null`: as many as `density` of the pool. */
  readonly lot: Range | null;
  /** Part of the pool that works on an order; not used where `lot` is given. */
  readonly density: Range;
  /** From an order's first act to its last. Cut to what is left of the world. */
  readonly deliveryMs: Range;
  /** Even over the delivery, or where the target's honest audience is in time. */
  readonly curve: "uniform" | "target";
  /** Acts on things that nobody paid for, for each paid act, by the same accounts. */
  readonly cover: number;
  /**
   * What cover is drawn from: what everybody likes now, or what one person's neighbours like now.
   */
  readonly coverBy: "popularity" | "taste";
  /** Honest acts before each paid act within the session, and as many drawn anew after it. */
  readonly around: Range;
  /**
   * Plain looks at other things between two acts of a session. Nothing in a world without views.
   */
  readonly looksBetween: number;
  /**
   * What `source` says of a paid act: a customer's link, the feed as honest people, or a share
   * link.
   */
  readonly arrival: "link" | "feed" | "share";
  /** A view before the act: none, a second before it, or as long before it as honest people. */
  readonly look: "none" | "glance" | "watched";
  /**
   * Views of the target bought for each paid act, by hands of the pool that are not in the order.
   */
  readonly idleViews: number;
  /** Part of an order's hands that also do another kind of act to the target. */
  readonly besides: number;
  /**
   * Other things of the same owner that a hand acts on in the three days before: it is a regular.
   */
  readonly regulars: number;
  /** A new owner for each order, one owner for all, or one owner for each pool. */
  readonly customers: "unrelated" | "oneOwner" | "poolPerCustomer";
  /** Orders begin soon after their target appears, or follow one upon the other. */
  readonly start: "fresh" | "together";
  /** Part of the orders that somebody pays for to harm an owner who ordered nothing. */
  readonly framed: number;
  /** Exponent of Zipf's law over the hands of a pool: 0 all alike, 1 a few do most. */
  readonly unevenness: number;
  /** Chance decides who meets, or no two hands ever share two orders (lines of an affine plane). */
  readonly lineups: "chance" | "lines";
  /** Each account does one paid act and never another. */
  readonly usedOnce: boolean;
  /** Part of the hands that are honest people with a past: stolen accounts or paid people. */
  readonly hijacked: number;
  /** Addresses: few for all hands, one person's own, or a new one for each visit. */
  readonly network: "farm" | "own" | "rotating";
  /** Phones: several accounts on one, one for each account, or a new one for each visit. */
  readonly devices: "farm" | "own" | "rotating";
  /** Accounts registered within an hour or two, or at times as other people. */
  readonly registration: "batch" | "aged";
  /**
   * Acts of an order follow each other so close, whatever `deliveryMs` says; `null`: they do not.
   */
  readonly gapMs: number | null;
  /** Hands come to each order in the same order of names. */
  readonly fixedOrder: boolean;
  /** Part of the paid acts that are taken back, and when. */
  readonly retracted: number;
  readonly retractAfterMs: Range;
  /**
   * Bought acts as part of all acts of their type: pools are added until it is so. 0: no pools
   * added.
   */
  readonly worldShare: number;
}

/** What a caller names; whatever is left out is as in `NO_EVASION`. */
export type Attack = Partial<Switches>;

/** One crude pool: a rack of phones does what it is told, at once, and nothing else. */
export const NO_EVASION: Switches = {
  hands: 120,
  pools: 1,
  orders: [12, 12],
  lot: null,
  density: [1, 1],
  deliveryMs: [10 * MINUTE_MS, 10 * MINUTE_MS],
  curve: "uniform",
  cover: 0,
  coverBy: "popularity",
  around: [0, 0],
  looksBetween: 0,
  arrival: "link",
  look: "none",
  idleViews: 0,
  besides: 0,
  regulars: 0,
  customers: "unrelated",
  start: "fresh",
  framed: 0,
  unevenness: 0,
  lineups: "chance",
  usedOnce: false,
  hijacked: 0,
  network: "farm",
  devices: "farm",
  registration: "batch",
  gapMs: null,
  fixedOrder: false,
  retracted: 0,
  retractAfterMs: [2 * DAY_MS, 5 * DAY_MS],
  worldShare: 0,
};

export function switchesOf(attack: Attack): Switches {
  return { ...NO_EVASION, ...attack };
}

/**
 * Side of the largest square of prime side that so many hands fill: lines through it hold as many
 * hands.
 */
export function lineLengthOf(hands: number): number {
  for (let side = Math.floor(Math.sqrt(hands)); side > 2; side--) {
    let prime = true;
    for (let by = 2; by * by <= side; by++) if (side % by === 0) prime = false;
    if (prime) return side;
  }
  return 2;
}
