/**
 * Customers and their orders. Who buys is no star: small and middling makers order for an item that
 * has just come out and is seen by some, and mostly stays mediocre. What is popular anyway is
 * ordered for seldom.
 */
import { HOUR_MS, MINUTE_MS, type Switches } from "./attack.ts";
import { below, between, logNormal, pick, type Random, rounded, wholeBetween } from "./chance.ts";
import { createMint, type Mint } from "./mint.ts";
import type { Survey, Target } from "./survey.ts";

export interface Order {
  readonly target: Target;
  readonly startMs: number;
  readonly endMs: number;
  /** Acts wanted. */
  readonly lot: number;
}

/** What there is to order for, and what has been ordered for. */
export interface Catalogue {
  readonly survey: Survey;
  readonly switches: Switches;
  readonly random: Random;
  readonly mintTarget: Mint;
  /** Targets that somebody acts on, the least seen first. */
  readonly items: readonly Target[];
  /** Whether targets appear during the world, so that they can be ordered for when fresh. */
  readonly comeOut: boolean;
  readonly ofOwner: ReadonlyMap<string, readonly Target[]>;
  /** Owners, the least seen first. */
  readonly owners: readonly string[];
  readonly rankOf: ReadonlyMap<string, number>;
  /** Places of targets that were ordered for. */
  readonly taken: Set<number>;
  /** Owners who ordered. */
  readonly served: Set<string>;
  minted: number;
}

/** By how much is seen of them: the middle orders, the unseen less, stars hardly ever. */
const MIDDLE = [0.25, 0.85] as const;
const LOW_WEIGHT = 0.3;
const HIGH_WEIGHT = 0.1;
const STAR = 0.97;
const STAR_WEIGHT = 0.02;
/** An order comes an hour or two after the item: the owner has seen that nothing happens. */
const ORDERED_AFTER_MS = 1.5 * HOUR_MS;
const ORDERED_AFTER_SIGMA = 0.9;
const ORDERED_AFTER_MAX_MS = 12 * HOUR_MS;
/** Where a log names no owners, so many items are taken for one maker's. */
const ITEMS_OF_NOBODY = 10;
/** Pause between two orders that follow one upon the other. */
const NEXT_ORDER_MS = 5 * MINUTE_MS;
const TRIES = 400;

export function createCatalogue(survey: Survey, switches: Switches, random: Random): Catalogue {
  const acted = survey.targets.filter(({ acts }) => acts > 0);
  const span = survey.endMs - survey.startMs;
  // What is there from the first moments on may be old: the log does not say.
  const fresh = acted.filter(({ bornMs }) => bornMs > survey.startMs + span / 100);
  const comeOut = fresh.length * 5 >= acted.length;
  const items = (comeOut ? fresh : acted).sort((a, b) => a.events - b.events || a.place - b.place);
  const ofOwner = new Map<string, Target[]>();
  const seen = new Map<string, number>();
  for (const target of items) {
    const owner = ownerOf(survey, target);
    const theirs = ofOwner.get(owner);
    if (theirs === undefined) ofOwner.set(owner, [target]);
    else theirs.push(target);
    seen.set(owner, (seen.get(owner) ?? 0) + target.events);
  }
  const owners = [...seen.keys()].sort((a, b) => seen.get(a)! - seen.get(b)!);
  return {
    survey,
    switches,
    random,
    mintTarget: createMint(
      random,
      survey.targets.map(({ id }) => id),
      "v",
    ),
    items,
    comeOut,
    ofOwner,
    owners,
    rankOf: new Map(owners.map((owner, rank) => [owner, rank / owners.length])),
    taken: new Set(),
    served: new Set(),
    minted: 0,
  };
}

/** The owner, or a stand-in for one where the log names none. */
export function ownerOf(survey: Survey, target: Target): string {
  const makers = Math.ceil(survey.targets.length / ITEMS_OF_NOBODY);
  return target.owner ?? `?${target.place % makers}`;
}

/** The orders of one pool of so many hands, in the order in which they begin. */
export function takeOrders(catalogue: Catalogue, hands: number): Order[] {
  const { switches, random, survey } = catalogue;
  const count = wholeBetween(random, switches.orders);
  const framed = rounded(random, switches.framed * count);
  const bought = targetsOf(catalogue, count - framed);
  const victims = Array.from({ length: framed }, () => strangerOf(catalogue));
  const span = survey.endMs - survey.startMs;
  let nextMs = survey.startMs + span * between(random, [0.15, 0.5]);
  return [...bought, ...victims]
    .map((target) => {
      const lot = lotOf(switches, hands, random);
      const wanted = switches.gapMs === null ? between(random, switches.deliveryMs) : switches.gapMs * lot;
      const together = switches.start === "together";
      const startMs = together ? nextMs : freshStartOf(catalogue, target, wanted);
      const endMs = Math.min(survey.endMs, startMs + wanted);
      nextMs = Math.min(endMs + NEXT_ORDER_MS * random(), survey.endMs - wanted);
      return { target, startMs, endMs, lot };
    })
    .sort((a, b) => a.startMs - b.startMs);
}

function lotOf({ lot, density, usedOnce }: Switches, hands: number, random: Random): number {
  const wanted = lot === null ? Math.round(between(random, density) * hands) : wholeBetween(random, lot);
  return Math.max(1, usedOnce ? wanted : Math.min(wanted, hands));
}

function freshStartOf({ survey, comeOut, random }: Catalogue, target: Target, wantedMs: number): number {
  const latest = survey.endMs - wantedMs;
  const after = Math.min(ORDERED_AFTER_MAX_MS, logNormal(random, ORDERED_AFTER_MS, ORDERED_AFTER_SIGMA));
  const somewhere = survey.startMs + random() * (latest - survey.startMs);
  // An order that would not end before the world begins as early as the item allows.
  return comeOut ? Math.max(target.bornMs, Math.min(target.bornMs + after, latest)) : somewhere;
}

function targetsOf(catalogue: Catalogue, count: number): Target[] {
  const { switches, served } = catalogue;
  if (switches.customers === "unrelated") {
    return Array.from({ length: count }, () => strangerOf(catalogue));
  }
  const [known] = served;
  const owner =
    switches.customers === "oneOwner" && known !== undefined ? known : customerOf(catalogue, count);
  served.add(owner);
  const items = (catalogue.ofOwner.get(owner) ?? []).filter(({ place }) => !catalogue.taken.has(place));
  const targets = items.slice(0, count);
  while (targets.length < count) targets.push(uploaded(catalogue, owner));
  for (const { place } of targets) catalogue.taken.add(place);
  return targets;
}

/**
 * A mediocre item, in time to be ordered for, of somebody who has not ordered yet if there is one.
 */
function strangerOf(catalogue: Catalogue): Target {
  const { survey, items, random, taken, served, comeOut, switches } = catalogue;
  const middleMs = (survey.startMs + survey.endMs) / 2;
  const room = comeOut ? Math.max(middleMs, survey.endMs - switches.deliveryMs[1]) : survey.endMs;
  let best: Target | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    const place = below(random, items.length);
    const target = items[place]!;
    if (taken.has(target.place)) continue;
    best ??= target;
    const owner = ownerOf(survey, target);
    const weight = weightOf(place / items.length) * weightOf(catalogue.rankOf.get(owner) ?? 0);
    if (served.has(owner) || target.bornMs > room || random() > weight) continue;
    best = target;
    break;
  }
  // Where all that could be ordered for was, the same is sold again.
  const chosen = best ?? pick(random, items);
  taken.add(chosen.place);
  served.add(ownerOf(survey, chosen));
  return chosen;
}

/** An owner with so many items if there is one, by preference of middling fame. */
function customerOf({ owners, ofOwner, served, random }: Catalogue, count: number): string {
  let best: string | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    const rank = below(random, owners.length);
    const owner = owners[rank]!;
    if (served.has(owner) || random() > weightOf(rank / owners.length)) continue;
    const items = ofOwner.get(owner)!.length;
    if (items >= count) return owner;
    if (best === undefined || items > ofOwner.get(best)!.length) best = owner;
  }
  return best ?? pick(random, owners);
}

function weightOf(rank: number): number {
  if (rank >= STAR) return STAR_WEIGHT;
  if (rank < MIDDLE[0]) return LOW_WEIGHT;
  return rank < MIDDLE[1] ? 1 : HIGH_WEIGHT;
}

/** An item that the customer puts up for the purpose: nobody else has seen it. */
function uploaded(catalogue: Catalogue, owner: string): Target {
  const { survey, items, random, mintTarget } = catalogue;
  const { kind } = pick(random, items);
  const bornMs = survey.startMs + (survey.endMs - survey.startMs) * between(random, [0.05, 0.15]);
  const place = survey.targets.length + catalogue.minted++;
  const named = owner.startsWith("?") ? undefined : owner;
  return { place, kind, id: mintTarget(), owner: named, bornMs, acts: 0, events: 0 };
}
