/** Attacks by name. What a preset does not say is as in `NO_EVASION`: a crude farm. */
import { type Attack, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "./attack.ts";

/**
 * All a patient seller can do with accounts that are used again, and still deliver within a week.
 */
const FULL: Attack = {
  hands: 400,
  orders: [30, 60],
  density: [0.1, 0.3],
  deliveryMs: [DAY_MS, 5 * DAY_MS],
  curve: "target",
  cover: 3,
  coverBy: "taste",
  around: [3, 5],
  looksBetween: 2,
  arrival: "feed",
  look: "watched",
  network: "own",
  devices: "own",
  registration: "aged",
};

export type AttackName =
  | "farm"
  | "burst"
  | "day"
  | "drip"
  | "full"
  | "bigPool"
  | "poolPerCustomer"
  | "smallLots"
  | "unevenHands"
  | "usedOnce"
  | "oneOwner"
  | "mostlyFake";

export const ATTACKS: Readonly<Record<AttackName, Attack>> = {
  /** Two racks of phones, most of each at work on every order, within the hour. */
  farm: { hands: 150, pools: 2, orders: [8, 12], density: [0.8, 1], deliveryMs: [20 * MINUTE_MS, HOUR_MS] },
  /** A quarter of an hour, most of five hundred hands. */
  burst: { hands: 500, orders: [6, 10], density: [0.8, 0.8], deliveryMs: [15 * MINUTE_MS, 15 * MINUTE_MS] },
  /** A day, more than half of the pool, a like on something popular for each that is paid. */
  day: { hands: 300, orders: [10, 15], density: [0.6, 0.6], deliveryMs: [DAY_MS, DAY_MS], cover: 1 },
  /** Four days, a third of the pool. */
  drip: { hands: 300, orders: [10, 15], density: [0.3, 0.4], deliveryMs: [4 * DAY_MS, 4 * DAY_MS] },
  full: FULL,
  /** The same from ten times the stock: two hands seldom meet again. */
  bigPool: { ...FULL, hands: 4000, lot: [50, 150] },
  /** The same, each customer with hands of their own, as a fan club has. */
  poolPerCustomer: {
    ...FULL,
    hands: 60,
    pools: 12,
    orders: [3, 6],
    density: [0.4, 0.8],
    customers: "poolPerCustomer",
  },
  /** The same in lots as small as panels sell. */
  smallLots: { ...FULL, lot: [12, 25] },
  /** The same, a few hands doing most. */
  unevenHands: { ...FULL, unevenness: 1 },
  /** The same, each account paid for one act. */
  usedOnce: { ...FULL, usedOnce: true, lot: [40, 120] },
  /**
   * Eighteen accounts go through one owner's 27 items, one second apart, in the order of their
   * names.
   */
  oneOwner: {
    hands: 18,
    orders: [27, 27],
    customers: "oneOwner",
    start: "together",
    gapMs: SECOND_MS,
    fixedOrder: true,
  },
  /**
   * Such pools until three of five acts of the paid type are bought, cover aside: what is usual is
   * bought. Little cover, or most acts would be that.
   */
  mostlyFake: { ...FULL, cover: 0.5, around: [0, 0], worldShare: 0.6 },
};

export type BreakerName = "neverTwice" | "askedFriends" | "ownCircle" | "underTheCounts" | "boughtNormal";

/** Combinations made to pass under what the detector's public documents say it needs. */
export const BREAKERS: Readonly<Record<BreakerName, Attack>> = {
  /**
   * No two hands ever share two orders, however often each is used; little cover, so that hands
   * stay ordinary.
   */
  neverTwice: {
    ...FULL,
    hands: 1000,
    orders: [100, 140],
    lot: [20, 31],
    lineups: "lines",
    cover: 1,
    around: [0, 2],
    idleViews: 10,
    besides: 0.1,
  },
  /** Real people, each paid once, sent by a share link: as friends who were asked. */
  askedFriends: {
    ...FULL,
    usedOnce: true,
    hijacked: 1,
    lot: [30, 150],
    deliveryMs: [6 * HOUR_MS, 2 * DAY_MS],
    cover: 0,
    around: [0, 2],
    arrival: "share",
    idleViews: 3,
    besides: 0.2,
  },
  /**
   * Less than twenty hands to a customer, half of them people, who are regulars of the owner first.
   */
  ownCircle: {
    ...FULL,
    hands: 19,
    pools: 20,
    orders: [4, 8],
    density: [0.6, 0.9],
    customers: "poolPerCustomer",
    cover: 1,
    around: [0, 2],
    hijacked: 0.5,
    regulars: 3,
    besides: 0.3,
  },
  /**
   * Fewer acts than an audience is judged from, by hands that serve half an order in the world's
   * time.
   */
  underTheCounts: {
    ...FULL,
    hands: 1500,
    orders: [60, 60],
    lot: [8, 14],
    cover: 1,
    around: [0, 2],
    hijacked: 0.3,
    idleViews: 4,
    besides: 0.2,
    network: "rotating",
    devices: "rotating",
  },
  /**
   * Half of all acts bought, of many stocks in even parts, so that the null model learns it as
   * usual.
   */
  boughtNormal: {
    ...FULL,
    hands: 1500,
    lot: [30, 60],
    unevenness: 0.5,
    cover: 0.5,
    around: [0, 0],
    hijacked: 0.3,
    idleViews: 6,
    besides: 0.1,
    worldShare: 0.5,
  },
};
