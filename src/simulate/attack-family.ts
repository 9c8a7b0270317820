import { HOUR_MS, MINUTE_MS } from "../nouns/durations.ts";
import type { AttackFamily } from "./truth.ts";

/**
 * Who delivers. farm: rows of real phones in one place; emulators: virtual phones, often in a datacentre; proxies: few
 * machines behind many subscribers' addresses; humans: paid people with their own phones; hijacked: other people's accounts.
 */
export const INFRASTRUCTURES = ["farm", "proxies", "humans", "hijacked", "emulators"] as const;
export type Infrastructure = (typeof INFRASTRUCTURES)[number];

/**
 * What one delivered action looks like. protocol: the bare request, no client around it; scripted: an app driven by a script;
 * imitated: scripted with random dwell and swipes; human: somebody really looks; bare: one tap on a profile; viewer: a view only.
 */
export type Execution = "protocol" | "scripted" | "imitated" | "human" | "bare" | "viewer";

/** How an order is spread over its window. */
export type Pace = "burst" | "rounds" | "paced" | "steady" | "crowd";

/** Where the accounts come from: signed up together days ago, bought in lots of mixed age, or warmed up for months. */
export type Supply = "fresh" | "dealer" | "aged";

type Range = readonly [low: number, high: number];

export interface FamilyTraits {
  readonly act: "like" | "follow" | "comment" | "share" | "view";
  readonly execution: Execution;
  readonly pace: Pace;
  readonly supply: Supply;
  /** First is the default; the others may be asked for. */
  readonly infrastructures: readonly Infrastructure[];
  readonly deliveryMs: Range;
  readonly density: Range;
  readonly camouflage: Range;
  /** Actions one account performs for one order. */
  readonly repeats: number;
  /** Everything is taken back after the delivery has been checked. */
  readonly retracts: boolean;
  /** The owner of the target ordered nothing. */
  readonly framed: boolean;
  /**
   * Which of the pool work on an order. drawn (the default): anybody; rotating: half of the pool at a time, the half moving on with each order; once: nobody
   * works twice, and the pool is as large as all orders together.
   */
  readonly hands?: "drawn" | "rotating" | "once";
  /** A second seller behind the same shop: half of the accounts are theirs. */
  readonly second?: Infrastructure;
}

const LIKES = { act: "like", repeats: 1, retracts: false, framed: false } as const;

/**
 * What each family does. Windows follow the panels' catalogues (bursts of minutes, "1 to 24 hours", drips of days); density,
 * camouflage and pace follow the evaluation grid (speed 15 min to 96 h, density .15 to .8, camouflage 0 to 3).
 */
export const FAMILY_TRAITS: Readonly<Record<AttackFamily, FamilyTraits>> = {
  bot_burst: {
    ...LIKES,
    execution: "protocol",
    pace: "burst",
    supply: "dealer",
    infrastructures: ["emulators", "proxies", "farm"],
    deliveryMs: [3 * MINUTE_MS, 15 * MINUTE_MS],
    density: [0.3, 0.8],
    camouflage: [0, 0.3],
  },
  device_farm: {
    ...LIKES,
    execution: "scripted",
    pace: "rounds",
    supply: "dealer",
    infrastructures: ["farm"],
    deliveryMs: [20 * MINUTE_MS, 3 * HOUR_MS],
    density: [0.25, 0.6],
    camouflage: [0.4, 1],
  },
  emulator_farm: {
    ...LIKES,
    execution: "scripted",
    pace: "paced",
    supply: "dealer",
    infrastructures: ["emulators"],
    deliveryMs: [15 * MINUTE_MS, 2 * HOUR_MS],
    density: [0.3, 0.6],
    camouflage: [0.2, 0.8],
  },
  residential_proxy: {
    ...LIKES,
    execution: "scripted",
    pace: "paced",
    supply: "aged",
    infrastructures: ["proxies"],
    deliveryMs: [HOUR_MS, 6 * HOUR_MS],
    density: [0.15, 0.4],
    camouflage: [0.3, 1],
  },
  slow_drip: {
    ...LIKES,
    execution: "scripted",
    pace: "steady",
    supply: "aged",
    infrastructures: ["farm", "proxies", "emulators"],
    deliveryMs: [24 * HOUR_MS, 96 * HOUR_MS],
    density: [0.15, 0.4],
    camouflage: [0.5, 1],
  },
  paid_humans: {
    ...LIKES,
    execution: "human",
    pace: "crowd",
    supply: "aged",
    infrastructures: ["humans"],
    deliveryMs: [HOUR_MS, 4 * HOUR_MS],
    density: [0.1, 0.3],
    camouflage: [0, 0.3],
  },
  hijacked: {
    ...LIKES,
    execution: "scripted",
    pace: "paced",
    supply: "aged",
    infrastructures: ["hijacked"],
    deliveryMs: [30 * MINUTE_MS, 4 * HOUR_MS],
    density: [0.2, 0.5],
    camouflage: [0.2, 0.5],
  },
  zombie_followers: {
    act: "follow",
    repeats: 1,
    retracts: false,
    framed: false,
    execution: "bare",
    pace: "paced",
    supply: "fresh",
    infrastructures: ["emulators", "proxies", "farm"],
    deliveryMs: [HOUR_MS, 8 * HOUR_MS],
    density: [0.3, 0.7],
    camouflage: [0, 0.2],
  },
  comment_copy: {
    act: "comment",
    repeats: 1,
    retracts: false,
    framed: false,
    execution: "scripted",
    pace: "paced",
    supply: "dealer",
    infrastructures: ["farm", "emulators", "proxies", "humans"],
    deliveryMs: [30 * MINUTE_MS, 3 * HOUR_MS],
    density: [0.2, 0.5],
    camouflage: [0.2, 0.5],
  },
  mass_share: {
    act: "share",
    repeats: 1,
    retracts: false,
    framed: false,
    execution: "scripted",
    pace: "crowd",
    supply: "dealer",
    infrastructures: ["farm", "humans", "emulators", "proxies"],
    deliveryMs: [20 * MINUTE_MS, 2 * HOUR_MS],
    density: [0.3, 0.6],
    camouflage: [0.1, 0.3],
  },
  post_then_retract: {
    ...LIKES,
    retracts: true,
    execution: "scripted",
    pace: "paced",
    supply: "dealer",
    infrastructures: ["proxies", "farm", "emulators"],
    deliveryMs: [10 * MINUTE_MS, HOUR_MS],
    density: [0.3, 0.6],
    camouflage: [0.2, 0.5],
  },
  framed_victim: {
    ...LIKES,
    framed: true,
    execution: "scripted",
    pace: "burst",
    supply: "dealer",
    infrastructures: ["farm", "emulators", "proxies"],
    deliveryMs: [10 * MINUTE_MS, 90 * MINUTE_MS],
    density: [0.3, 0.6],
    camouflage: [0.1, 0.5],
  },
  random_dwell: {
    ...LIKES,
    execution: "imitated",
    pace: "paced",
    supply: "aged",
    infrastructures: ["farm", "proxies", "emulators"],
    deliveryMs: [HOUR_MS, 6 * HOUR_MS],
    density: [0.2, 0.4],
    camouflage: [0.4, 1],
  },
  view_inflation: {
    act: "view",
    repeats: 5,
    retracts: false,
    framed: false,
    execution: "viewer",
    pace: "paced",
    supply: "dealer",
    infrastructures: ["proxies", "emulators", "farm"],
    deliveryMs: [HOUR_MS, 6 * HOUR_MS],
    density: [0.3, 0.6],
    camouflage: [0, 0.1],
  },
  // A reseller who fills every order from two sellers' stocks and lets accounts rest in turns.
  vendor_mix: {
    ...LIKES,
    execution: "scripted",
    pace: "paced",
    supply: "aged",
    infrastructures: ["farm", "emulators"],
    second: "proxies",
    hands: "rotating",
    deliveryMs: [30 * MINUTE_MS, 6 * HOUR_MS],
    density: [0.2, 0.5],
    camouflage: [0.3, 1],
  },
  // A board of small paid tasks where each account is let in once.
  task_market: {
    ...LIKES,
    execution: "human",
    pace: "crowd",
    supply: "aged",
    infrastructures: ["humans", "farm"],
    hands: "once",
    deliveryMs: [HOUR_MS, 6 * HOUR_MS],
    density: [1, 1],
    camouflage: [0, 0.5],
  },
};

/** Events one bought action costs on average, its lead-up and its cover included. */
export function eventsPerBought(family: AttackFamily, camouflage: number): number {
  const traits = FAMILY_TRAITS[family];
  const lead = { protocol: 0, scripted: 1.9, imitated: 3.5, human: 1, bare: 0, viewer: 0 }[traits.execution];
  const cover = traits.execution === "protocol" || traits.act === "follow" || traits.act === "view" ? 1 : 2;
  return 1 + lead + camouflage * cover + (traits.retracts ? 1 : 0);
}
