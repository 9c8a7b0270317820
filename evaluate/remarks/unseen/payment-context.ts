import type { Chance } from "./chance.ts";

/** What stands beside a remark. Anything may be absent: many providers send the text and the amount only. */
export interface PaymentContext {
  readonly amount_minor?: number;
  readonly currency?: string;
  readonly scene?: string;
  readonly payee_kind?: "personal" | "merchant";
  readonly category?: string;
}

interface Profile {
  readonly currency: string;
  /** Amounts in minor units that are usual, or a range `[low, high, step]`. */
  readonly amounts:
    | readonly number[]
    | { readonly low: number; readonly high: number; readonly step: number };
  /** `scene payee_kind category`, `-` for absent; written more than once where it is more usual. */
  readonly ways: readonly string[];
}

const GRID = [
  100, 100, 300, 500, 660, 880, 990, 1000, 1500, 1880, 2000, 3000, 5000, 6600, 9900, 10000, 19800,
];
const PERSONAL = ["transfer personal -", "transfer personal -", "scan personal -", "red_packet personal -"];
const BOUGHT_WAYS = [...PERSONAL, "scan merchant -", "order merchant digital_goods", "scan merchant grocery"];

function range(low: number, high: number, step = 100): Profile["amounts"] {
  return { low, high, step };
}

const PROFILES: Readonly<Record<string, Profile>> = {
  small: { currency: "CNY", amounts: GRID, ways: BOUGHT_WAYS },
  tiny: { currency: "CNY", amounts: GRID.slice(0, 10), ways: BOUGHT_WAYS },
  "hk-small": { currency: "HKD", amounts: range(1000, 40000, 500), ways: BOUGHT_WAYS },
  "tw-small": { currency: "TWD", amounts: range(5000, 150000, 1000), ways: BOUGHT_WAYS },
  "sg-small": { currency: "SGD", amounts: range(200, 6000, 50), ways: BOUGHT_WAYS },
  "en-small": { currency: "USD", amounts: range(100, 5000, 49), ways: BOUGHT_WAYS },
  world: { currency: "EUR", amounts: range(100, 4000, 10), ways: BOUGHT_WAYS },
  course: {
    currency: "CNY",
    amounts: range(990, 200000, 10),
    ways: ["scan personal -", "order merchant education"],
  },
  goods: {
    currency: "CNY",
    amounts: range(100, 60000, 10),
    ways: ["scan personal -", "transfer personal -", "scan merchant grocery", "order merchant retail"],
  },
  renovation: {
    currency: "CNY",
    amounts: range(5000, 900000, 1000),
    ways: ["transfer personal -", "scan merchant building"],
  },
  everyday: {
    currency: "CNY",
    amounts: range(100, 30000, 10),
    ways: [
      "scan personal -",
      "transfer personal -",
      "scan merchant services",
      "order merchant digital_goods",
    ],
  },
  rent: {
    currency: "CNY",
    amounts: range(50000, 600000, 5000),
    ways: ["transfer personal -", "transfer merchant housing"],
  },
  meals: {
    currency: "CNY",
    amounts: range(300, 20000, 10),
    ways: ["scan personal -", "scan merchant restaurant", "order merchant restaurant"],
  },
  aa: { currency: "CNY", amounts: range(500, 30000, 1), ways: PERSONAL },
  redpacket: {
    currency: "CNY",
    amounts: [100, 520, 660, 666, 880, 888, 1000, 1314, 2000, 5200, 6600, 8800, 20000],
    ways: ["red_packet personal -", "transfer personal -"],
  },
  personal: { currency: "CNY", amounts: range(100, 200000, 100), ways: PERSONAL },
  charity: {
    currency: "CNY",
    amounts: [100, 500, 660, 1000, 2000, 5000, 10000, 50000],
    ways: ["donation merchant charity", "scan merchant charity", "transfer personal -"],
  },
  company: {
    currency: "CNY",
    amounts: range(20000, 9000000, 1000),
    ways: [
      "transfer merchant advertising",
      "transfer merchant software_service",
      "transfer merchant -",
      "transfer personal -",
    ],
  },
  agency: {
    currency: "CNY",
    amounts: range(50000, 5000000, 1000),
    ways: ["transfer merchant advertising", "transfer personal -"],
  },
  tip: {
    currency: "CNY",
    amounts: [10, 100, 600, 660, 990, 1000, 5200, 6600, 10000, 52000],
    ways: ["tip personal -", "tip merchant live_streaming", "transfer personal -", "red_packet personal -"],
  },
  adplatform: {
    currency: "CNY",
    amounts: [3000, 5800, 7500, 10000, 30000, 50000, 100000, 500000],
    ways: ["order merchant advertising", "order merchant advertising", "transfer personal -"],
  },
  school: {
    currency: "CNY",
    amounts: range(1000, 800000, 1000),
    ways: ["scan merchant education", "transfer personal -"],
  },
  health: {
    currency: "CNY",
    amounts: range(300, 80000, 10),
    ways: ["scan merchant pharmacy", "scan merchant health", "transfer personal -"],
  },
  games: {
    currency: "CNY",
    amounts: [600, 1000, 3000, 6800, 9800, 12800, 19800, 64800],
    ways: ["order merchant games", "transfer personal -", "order merchant digital_goods"],
  },
  collection: {
    currency: "CNY",
    amounts: range(500, 50000, 100),
    ways: ["scan personal -", "transfer personal -", "order merchant retail"],
  },
  printing: {
    currency: "CNY",
    amounts: range(100, 200000, 50),
    ways: ["scan merchant printing", "transfer personal -"],
  },
  "hk-honest": {
    currency: "HKD",
    amounts: range(1500, 900000, 100),
    ways: ["transfer personal -", "scan merchant restaurant"],
  },
  "tw-honest": {
    currency: "TWD",
    amounts: range(3000, 2000000, 1000),
    ways: ["transfer personal -", "order merchant retail"],
  },
  "sg-honest": {
    currency: "SGD",
    amounts: range(200, 150000, 10),
    ways: ["transfer personal -", "scan merchant restaurant"],
  },
  "en-honest": {
    currency: "USD",
    amounts: range(100, 150000, 5),
    ways: ["transfer personal -", "order merchant retail"],
  },
  "world-honest": {
    currency: "EUR",
    amounts: range(100, 90000, 10),
    ways: ["transfer personal -", "scan merchant retail"],
  },
};

/** One in four has the text alone, one in five of the rest has no scene, and a category is often not told. */
const BARE_SHARE = 0.25;
const NO_SCENE_SHARE = 0.2;
const NO_CATEGORY_SHARE = 0.4;

/** Amount and scene as this profile pays; `amountMinor` where the text itself says the price. */
export function paymentContext(profile: string, chance: Chance, amountMinor?: number): PaymentContext {
  const found = PROFILES[profile];
  if (found === undefined) throw new Error(`no profile \`${profile}\``);
  const { amounts, currency, ways } = found;
  const drawn =
    "low" in amounts
      ? amounts.low + amounts.step * chance.whole(0, Math.floor((amounts.high - amounts.low) / amounts.step))
      : chance.pick(amounts);
  const [scene, kind, category] = chance.pick(ways).split(" ");
  if (chance.next() < BARE_SHARE) return {};
  return {
    amount_minor: amountMinor ?? drawn,
    currency,
    ...(chance.next() < NO_SCENE_SHARE ? {} : { scene: scene! }),
    payee_kind: kind as "personal" | "merchant",
    ...(category === "-" || chance.next() < NO_CATEGORY_SHARE ? {} : { category: category! }),
  };
}
