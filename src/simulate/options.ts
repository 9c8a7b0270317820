import { TouchstoneError } from "../nouns/codes.ts";
import { DAY_MS, MINUTE_MS } from "../nouns/durations.ts";
import { TIME_MS_MAX } from "../nouns/limits.ts";
import { FAMILY_TRAITS, INFRASTRUCTURES, type Infrastructure } from "./attack-family.ts";
import { ALL_FAMILIES, type AttackFamily, HONEST_SETS, type HonestSet } from "./truth.ts";

/** One pool of accounts that sells engagement, and what it sells in the simulated time. */
export interface AttackSpec {
  readonly family: AttackFamily;
  /** Orders it serves, 1 to 10,000. Default 4. */
  readonly orders?: number;
  /** Actions in each order, 1 to 100,000: a round number in the trade. Default 200. */
  readonly amount?: number;
  /** Buyers (owners of the targets), 1 to `orders`. Default: two orders of three are another buyer's. */
  readonly owners?: number;
  /** Speed: window in which one order is delivered, 1 minute to 30 days. Cut to nine tenths of the simulated time. */
  readonly deliveryMs?: number;
  /** Share of the pool that works on one order, in [0.01, 1]. The pool is as large as this asks for. */
  readonly density?: number;
  /** Actions on popular things as cover, for each one bought, in [0, 10]. */
  readonly camouflage?: number;
  readonly infrastructure?: Infrastructure;
}

/** One kind of honest traffic that looks like an attack. */
export interface HonestSetSpec {
  readonly set: HonestSet;
  /** Its part of all events, in (0, 0.2]; for nat, campus, cafe and family: of the people. */
  readonly share?: number;
}

export interface SimulationOptions {
  /** Whole number in [0, 2^32). The same seed and options give the same bytes. */
  readonly seed: number;
  /** First moment, ms since 1970. Default: midnight in China, 2026-11-22. */
  readonly startMs?: number;
  /** 1 minute to 366 days. Default one day. */
  readonly durationMs?: number;
  /** About how many events a day holds in all, 1,000 to 1,000,000,000. Default 1,000,000. */
  readonly eventsPerDay?: number;
  /** Hours the people's clocks are ahead of UTC, −12 to 14. Default 8. */
  readonly utcOffsetHours?: number;
  /** Events per person and day, 2 to 500; sets how many people there are. Default 28. */
  readonly eventsPerPerson?: number;
  /** One event in fifty arrives up to this much late, 0 to 1 hour. Default 0: strictly in order of time. */
  readonly disorderMs?: number;
  /** Part of the events that the default attacks make up, in [0.001, 0.5]. Default 0.045. */
  readonly attackShare?: number;
  /** Payments beside the engagement: what was bought is paid for, and people pay for all else. Default false. */
  readonly payments?: boolean;
  /** Which pools sell; "default": every family. */
  readonly attacks?: readonly AttackSpec[] | "default" | "none";
  /** Which honest hard cases happen; "default": all. */
  readonly honestSets?: readonly (HonestSetSpec | HonestSet)[] | "default" | "none";
}

export const EVENTS_PER_DAY_MIN = 1000;
export const EVENTS_PER_DAY_MAX = 1_000_000_000;
export const DURATION_MS_MIN = MINUTE_MS;
export const DURATION_MS_MAX = 366 * DAY_MS;
/** Most people kept in memory (about 100 bytes each); beyond it the same people do more. */
export const PEOPLE_MAX = 5_000_000;
const PEOPLE_MIN = 300;

/** Default part of each set; together about a fifth of the day. */
const SET_SHARES: Readonly<Record<HonestSet, number>> = {
  nat: 0.04,
  campus: 0.035,
  cafe: 0.012,
  family: 0.04,
  flash_crowd: 0.02,
  live_surge: 0.02,
  fan_club: 0.012,
  red_packet: 0.005,
  promotion: 0.015,
  push_surge: 0.012,
  new_region: 0.015,
};

export interface Settled {
  readonly seed: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly eventsPerDay: number;
  readonly utcOffsetMs: number;
  readonly peopleCount: number;
  readonly disorderMs: number;
  readonly attackShare: number;
  readonly payments: boolean;
  readonly attacks: readonly AttackSpec[] | "default";
  /** Share by set; 0 for those left out. */
  readonly shares: Readonly<Record<HonestSet, number>>;
}

/** Options with the defaults filled in. Throws `bad_request` with the field, the value and what would be right. */
export function settleOptions(options: SimulationOptions): Settled {
  const seed = whole("seed", options.seed, 0, 2 ** 32 - 1);
  const durationMs = whole("durationMs", options.durationMs ?? DAY_MS, DURATION_MS_MIN, DURATION_MS_MAX);
  const eventsPerDay = whole(
    "eventsPerDay",
    options.eventsPerDay ?? 1_000_000,
    EVENTS_PER_DAY_MIN,
    EVENTS_PER_DAY_MAX,
  );
  const eventsPerPerson = inside("eventsPerPerson", options.eventsPerPerson ?? 28, 2, 500);
  const startMs = whole(
    "startMs",
    options.startMs ?? Date.UTC(2026, 10, 21, 16),
    10 * 366 * DAY_MS,
    TIME_MS_MAX - durationMs,
  );
  return {
    seed,
    startMs,
    durationMs,
    eventsPerDay,
    utcOffsetMs: inside("utcOffsetHours", options.utcOffsetHours ?? 8, -12, 14) * 3_600_000,
    peopleCount: Math.min(PEOPLE_MAX, Math.max(PEOPLE_MIN, Math.round(eventsPerDay / eventsPerPerson))),
    disorderMs: whole("disorderMs", options.disorderMs ?? 0, 0, 3_600_000),
    attackShare: inside("attackShare", options.attackShare ?? 0.045, 0.001, 0.5),
    payments: options.payments ?? false,
    attacks:
      options.attacks === "none"
        ? []
        : options.attacks === undefined || options.attacks === "default"
          ? "default"
          : options.attacks.map(checkAttack),
    shares: settleShares(options.honestSets ?? "default"),
  };
}

function checkAttack(spec: AttackSpec, index: number): AttackSpec {
  const at = `attacks[${index}]`;
  if (!ALL_FAMILIES.includes(spec.family)) {
    throw refuse(`${at}.family`, spec.family, `one of ${ALL_FAMILIES.join(", ")}`);
  }
  if (spec.orders !== undefined) whole(`${at}.orders`, spec.orders, 1, 10_000);
  if (spec.amount !== undefined) whole(`${at}.amount`, spec.amount, 1, 100_000);
  if (spec.owners !== undefined) whole(`${at}.owners`, spec.owners, 1, spec.orders ?? 4);
  if (spec.deliveryMs !== undefined) whole(`${at}.deliveryMs`, spec.deliveryMs, MINUTE_MS, 30 * DAY_MS);
  if (spec.density !== undefined) inside(`${at}.density`, spec.density, 0.01, 1);
  if (spec.camouflage !== undefined) inside(`${at}.camouflage`, spec.camouflage, 0, 10);
  if (spec.infrastructure !== undefined) {
    if (!INFRASTRUCTURES.includes(spec.infrastructure)) {
      throw refuse(`${at}.infrastructure`, spec.infrastructure, `one of ${INFRASTRUCTURES.join(", ")}`);
    }
    const possible = FAMILY_TRAITS[spec.family].infrastructures;
    if (!possible.includes(spec.infrastructure)) {
      throw refuse(
        `${at}.infrastructure`,
        spec.infrastructure,
        `${possible.join(" or ")} for ${spec.family}`,
      );
    }
  }
  return spec;
}

function settleShares(
  wishes: readonly (HonestSetSpec | HonestSet)[] | "default" | "none",
): Record<HonestSet, number> {
  const shares = { ...SET_SHARES };
  if (wishes === "default") return shares;
  for (const set of HONEST_SETS) shares[set] = 0;
  if (wishes === "none") return shares;
  wishes.forEach((wish, index) => {
    const spec = typeof wish === "string" ? { set: wish } : wish;
    if (!HONEST_SETS.includes(spec.set)) {
      throw refuse(`honestSets[${index}].set`, spec.set, `one of ${HONEST_SETS.join(", ")}`);
    }
    shares[spec.set] = inside(`honestSets[${index}].share`, spec.share ?? SET_SHARES[spec.set], 0.0001, 0.2);
  });
  return shares;
}

function whole(field: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value)) return inside(field, value, low, high);
  throw refuse(field, value, `a whole number from ${low} to ${high}`);
}

function inside(field: string, value: number, low: number, high: number): number {
  if (typeof value === "number" && value >= low && value <= high) return value;
  throw refuse(field, value, `a number from ${low} to ${high}`);
}

function refuse(field: string, value: unknown, right: string): TouchstoneError {
  return new TouchstoneError("bad_request", `${field} is \`${String(value)}\`; it must be ${right}`);
}
