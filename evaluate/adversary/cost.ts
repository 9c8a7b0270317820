/**
 * What an attack costs who does it. Prices are assumptions of an order of magnitude, each with
 * where it comes from; they tell which evasion is dear, not what anybody pays. Retail prices are
 * medians of a list of 1,656 offers of 2021 in roubles (Kalameyets, guardeec/datasets), for likes
 * on short videos.
 */
import { type Attack, DAY_MS, type Range, type Switches, switchesOf } from "./attack.ts";

export interface Cost {
  readonly likes: number;
  /** Accounts made or bought; those of other people are not among them. */
  readonly accounts: number;
  /** People paid or robbed. */
  readonly people: number;
  readonly phones: number;
  readonly addresses: number;
  /** Days from the first act to the last, as far as the attack decides it. */
  readonly days: number;
  /** Acts done that nobody pays for, and looks. */
  readonly unpaidActs: number;
  readonly looks: number;
  /** As if every account were found and lost at the end. */
  readonly yuan: number;
  readonly yuanPerLike: number;
  /** As if none were: an account then serves for a year. */
  readonly yuanPerLikeUnfound: number;
  /** What such likes were sold for: above it, the seller loses. */
  readonly marketYuanPerLike: number;
}

/** Mean rate of 2021. */
const YUAN_PER_ROUBLE = 0.087;
/** Medians of the list: a standard like, a good one, one by a person. */
const STANDARD_LIKE_YUAN = 0.124 * YUAN_PER_ROUBLE;
const GOOD_LIKE_YUAN = 0.644 * YUAN_PER_ROUBLE;
const PERSON_LIKE_YUAN = 1.5 * YUAN_PER_ROUBLE;
/**
 * A bulk account with a verified number: 85 to 500 dollars a thousand (Thomas et al., CCS 2014).
 */
const BATCH_ACCOUNT_YUAN = 1;
/** One that has aged: some ten times as much, as sellers ask for age and a filled profile. */
const AGED_ACCOUNT_YUAN = 10;
/** What a person gets for a task of a click: half of what it is sold for. */
const PERSON_ACT_YUAN = PERSON_LIKE_YUAN / 2;
/** A used phone, worn out within a year (what is reported of raided farms). */
const PHONE_YUAN_PER_DAY = 200 / 365;
/** A subscriber's line of a farm, a month. */
const LINE_YUAN_PER_DAY = 100 / 30;
/** A residential address held for one account, a month: two to three dollars in bulk. */
const HELD_ADDRESS_YUAN_PER_DAY = 18 / 30;
/**
 * A visit through a rotating residential proxy: a megabyte or two, at some 5 dollars a gigabyte.
 */
const ROTATED_VISIT_YUAN = 0.05;
/**
 * Making a phone look like another, a visit: licences of such software by the month and the
 * thousand.
 */
const NEW_DEVICE_YUAN = 0.01;
/** Power and upkeep of a scripted act or look; some ten seconds of a phone. */
const SCRIPTED_ACT_YUAN = 0.0002;
/** Sellers' accounts seldom outlive a year: passwords, numbers and rules change. */
const ACCOUNT_LIFE_DAYS = 365;
/** Sizes of a farm as the simulation has them. */
const ACCOUNTS_PER_PHONE = 6;
const ACCOUNTS_PER_LINE = 100;
/** Part of the cover that is done in visits of its own. */
const COVER_ALONE = 0.5;

/** Over so many days in which orders come in; the customary worlds have fourteen. */
export function costOf(attack: Attack, openDays = 14): Cost {
  const switches = switchesOf(attack);
  const { pools, usedOnce } = switches;
  const orders = mean(switches.orders) * pools;
  const lot = switches.lot === null ? mean(switches.density) * switches.hands : mean(switches.lot);
  const likes = orders * (usedOnce ? lot : Math.min(lot, switches.hands));
  const hands = usedOnce ? likes : switches.hands * pools;
  const people = hands * switches.hijacked;
  const accounts = hands - people;
  const unpaidActs =
    likes * (switches.cover + 2 * mean(switches.around) + switches.regulars + switches.besides);
  const looks = likes * looksPerLike(switches);
  const visits = likes * (1 + COVER_ALONE * switches.cover + switches.regulars);
  const days = daysOf(switches, lot, openDays);
  const bought = accounts / Math.max(1, hands);

  const phones = Math.ceil(switches.devices === "own" ? accounts : accounts / ACCOUNTS_PER_PHONE);
  const ownLines = switches.network === "own" ? accounts : visits * bought;
  const addresses = Math.ceil(switches.network === "farm" ? accounts / ACCOUNTS_PER_LINE : ownLines);
  const accountYuan = switches.registration === "aged" ? AGED_ACCOUNT_YUAN : BATCH_ACCOUNT_YUAN;
  const asked = likes * (1 + switches.cover + switches.regulars + switches.besides);
  const accountsYuan = accounts * accountYuan;
  const upkeepYuan =
    // An account used once holds its phone and its line for a day, then the next has them.
    (phones * PHONE_YUAN_PER_DAY + lineYuanPerDay(switches.network, addresses)) * (usedOnce ? 1 : days) +
    (switches.network === "rotating" ? visits * bought * ROTATED_VISIT_YUAN : 0) +
    (switches.devices === "rotating" ? visits * bought * NEW_DEVICE_YUAN : 0) +
    // What people do before and after, they do for themselves.
    asked * switches.hijacked * PERSON_ACT_YUAN +
    (likes + unpaidActs) * (1 - switches.hijacked) * SCRIPTED_ACT_YUAN +
    looks * SCRIPTED_ACT_YUAN;
  const yuan = accountsYuan + upkeepYuan;
  // Accounts used once are used up, found or not.
  const worn = usedOnce ? 1 : Math.min(1, days / ACCOUNT_LIFE_DAYS);
  return {
    likes,
    accounts,
    people,
    phones,
    addresses,
    days,
    unpaidActs,
    looks,
    yuan,
    yuanPerLike: yuan / likes,
    yuanPerLikeUnfound: (accountsYuan * worn + upkeepYuan) / likes,
    marketYuanPerLike: marketOf(switches),
  };
}

function mean([low, high]: Range): number {
  return (low + high) / 2;
}

function looksPerLike(switches: Switches): number {
  const acts = 1 + switches.cover + switches.regulars;
  const before = switches.look === "none" ? 0 : acts;
  const passed = 2 * mean(switches.around) * (1 + switches.looksBetween);
  return before + passed + switches.idleViews;
}

function daysOf(switches: Switches, lot: number, openDays: number): number {
  const deliveryMs = switches.gapMs === null ? mean(switches.deliveryMs) : switches.gapMs * lot;
  const delivery = deliveryMs / DAY_MS;
  return switches.start === "together" ? mean(switches.orders) * delivery : Math.max(openDays, delivery);
}

function lineYuanPerDay(network: Switches["network"], addresses: number): number {
  if (network === "farm") return addresses * LINE_YUAN_PER_DAY;
  return network === "own" ? addresses * HELD_ADDRESS_YUAN_PER_DAY : 0;
}

/** What customers pay for: people most, aged accounts on phones of their own well, racks little. */
function marketOf({ hijacked, registration, devices }: Switches): number {
  if (hijacked > 0.5) return PERSON_LIKE_YUAN;
  return registration === "aged" && devices !== "farm" ? GOOD_LIKE_YUAN : STANDARD_LIKE_YUAN;
}
