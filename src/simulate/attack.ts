import { TouchstoneError } from "../nouns/codes.ts";
import { HOUR_MS, MINUTE_MS } from "../nouns/durations.ts";
import { FAMILY_TRAITS, type Infrastructure } from "./attack-family.ts";
import { type Crew, gatherCrew } from "./attack-infrastructure.ts";
import type { AttackPlan } from "./attack-plan.ts";
import { type BoughtVisit, openBoughtVisit } from "./bought-visit.ts";
import type { Campaign, Order } from "./campaign.ts";
import type { Item, ItemKind } from "./catalogue.ts";
import { orderedComments } from "./comment-text.ts";
import { dayRhythm, RHYTHM_MAX } from "./day-rhythm.ts";
import { createOpaqueId } from "./opaque-id.ts";
import { orderPace } from "./order-pace.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** Time for the last visit of an order to end before the simulated time does. */
const TAIL_MS = 2 * MINUTE_MS;
/** Longest wait between an item's appearance and the order for it. */
const WAIT_MS_MAX = 2 * HOUR_MS;
/** How long after delivery a retracting seller takes everything back, and how long the sweep lasts. */
const RETRACT_AFTER_MS = [20 * MINUTE_MS, 150 * MINUTE_MS] as const;
const RETRACT_SWEEP_MS = 25 * MINUTE_MS;
/** Cover follows a bought action within hours, with this mean. */
const COVER_MEAN_MS = 40 * MINUTE_MS;

/** Gathers the pool of one plan and puts its orders on the agenda. */
export function startCampaign(world: World, random: Random, plan: AttackPlan, index: number): Campaign {
  const traits = FAMILY_TRAITS[plan.family];
  const hands = Math.ceil(plan.amount / traits.repeats);
  const protocol = traits.execution === "protocol";
  const once = traits.hands === "once";
  const size = once ? hands * plan.orders : Math.ceil(hands / plan.density);
  const gather = (infrastructure: Infrastructure, part: number): Crew =>
    gatherCrew(world, random, infrastructure, traits.supply, part, protocol);
  const crew =
    traits.second === undefined
      ? gather(plan.infrastructure, size)
      : joinCrews(
          gather(plan.infrastructure, Math.ceil(size / 2)),
          gather(traits.second, Math.floor(size / 2)),
          random,
        );
  if (crew.accounts.length < (once ? size : hands)) {
    throw new TouchstoneError(
      "bad_request",
      `${plan.family} needs \`${once ? size : hands}\` different ${plan.infrastructure} accounts for ${once ? "its orders" : "one order"} and ${world.people.count} people yield ${
        crew.accounts.length
      }; lower the amount or raise eventsPerDay`,
    );
  }
  const campaign: Campaign = {
    id: createOpaqueId(world.seed, "campaign", "c")(index),
    plan,
    framed: traits.framed,
    accounts: crew.accounts,
    orders: [],
  };
  const owners = drawOwners(world, random, plan.owners);
  const habits = {
    // What the seller's script is set to: the same for all its accounts.
    dwellMs: random.between(protocol ? 600 : 3500, protocol ? 4000 : 11_000),
    source: random.pick(
      traits.execution === "human"
        ? (["deep_link"] as const)
        : traits.execution === "bare"
          ? (["profile", "search"] as const)
          : protocol || traits.execution === "viewer"
            ? (["recommend", "profile", "deep_link"] as const)
            : (["search", "profile", "deep_link", "recommend"] as const),
    ),
  };
  for (let order = 0; order < plan.orders; order++) {
    const owner = owners[order % owners.length]!;
    scheduleOrder(world, random, campaign, crew, owner, habits, order);
  }
  return campaign;
}

/** Two sellers' accounts as one stock, shuffled. */
function joinCrews(first: Crew, second: Crew, random: Random): Crew {
  const whole = first.accounts.length + second.accounts.length;
  const order = drawHands(random, 0, whole, whole);
  const own = first.accounts.length;
  return {
    accounts: order.map((at) => (at < own ? first.accounts[at]! : second.accounts[at - own]!)),
    client: (index) => {
      const at = order[index]!;
      return at < own ? first.client(at) : second.client(at - own);
    },
  };
}

interface Habits {
  readonly dwellMs: number;
  readonly source: string;
}

function scheduleOrder(
  world: World,
  random: Random,
  campaign: Campaign,
  crew: Crew,
  owner: number,
  habits: Habits,
  number: number,
): void {
  const { plan } = campaign;
  const traits = FAMILY_TRAITS[plan.family];
  const afterMs = traits.retracts ? RETRACT_AFTER_MS[1] + RETRACT_SWEEP_MS : 0;
  const latestMs = Math.max(world.startMs, world.endMs - plan.deliveryMs - TAIL_MS - afterMs);
  let startMs = world.startMs;
  // People buy while awake; a drip runs through the night anyway.
  for (let tries = 0; tries < 20; tries++) {
    startMs = Math.floor(random.between(world.startMs, latestMs));
    if (random.unit() * RHYTHM_MAX < dayRhythm(startMs + world.utcOffsetMs)) break;
  }
  const bornMs = Math.max(world.startMs, Math.floor(startMs - random.unit() * WAIT_MS_MAX));
  world.payments?.order(campaign, { owner, type: traits.act, amount: plan.amount, bornMs, startMs });
  world.agenda.add(bornMs, (nowMs) => {
    const item = publishTarget(world, random, campaign, owner, nowMs);
    const order: Order = {
      kind: traits.act === "follow" ? "account" : item.kind,
      id: traits.act === "follow" ? world.population.actorId(owner) : item.id,
      type: traits.act,
      owner,
      amount: plan.amount,
      delivered: 0,
      startMs,
      endMs: startMs,
    };
    campaign.orders.push(order);
    world.agenda.add(startMs, deliver(world, random, campaign, crew, habits, item, order, number));
    return -1;
  });
}

/** Begins each visit of an order when its time has come. */
function deliver(
  world: World,
  random: Random,
  campaign: Campaign,
  crew: Crew,
  habits: Habits,
  item: Item,
  order: Order,
  number: number,
): (nowMs: number) => number {
  const { plan } = campaign;
  const traits = FAMILY_TRAITS[plan.family];
  const at = orderPace(random, traits.pace, plan.amount, plan.deliveryMs);
  const hands = chooseHands(
    random,
    traits.hands ?? "drawn",
    crew.accounts.length,
    Math.ceil(plan.amount / traits.repeats),
    number,
  );
  const texts = traits.act === "comment" ? orderedComments(random, 3 + random.below(6)) : null;
  const retractFromMs = order.startMs + plan.deliveryMs + random.between(...RETRACT_AFTER_MS);
  const shared: { parentShare: string | null } = { parentShare: null };
  let next = 0;
  return (nowMs) => {
    const hand = hands[next % hands.length]!;
    const visit: BoughtVisit = {
      family: plan.family,
      campaign: campaign.id,
      client: crew.client(hand),
      item,
      target: traits.act === "follow" ? world.catalogue.accountTarget(order.owner) : item.target,
      source: habits.source,
      dwellMs: habits.dwellMs,
      text: texts === null ? null : random.pick(texts),
      parentShare: shared.parentShare,
      onDelivered: (atMs, id) => {
        order.delivered++;
        order.endMs = atMs;
        if (traits.act === "share" && shared.parentShare === null) shared.parentShare = id;
      },
      retractAtMs: traits.retracts ? Math.round(retractFromMs + random.unit() * RETRACT_SWEEP_MS) : null,
    };
    openBoughtVisit(world, random, visit, nowMs);
    cover(world, random, campaign, crew, hand, habits, nowMs);
    next++;
    if (next < at.length) return order.startMs + at[next]!;
    item.pinned = false;
    return -1;
  };
}

/** Actions of the same account on popular things, so that the bought one stands out less. */
function cover(
  world: World,
  random: Random,
  campaign: Campaign,
  crew: Crew,
  hand: number,
  habits: Habits,
  nowMs: number,
): void {
  const wanted = campaign.plan.camouflage;
  const count = Math.floor(wanted) + (random.chance(wanted - Math.floor(wanted)) ? 1 : 0);
  for (let i = 0; i < count; i++) {
    // Near the end of the simulated time the cover comes at once, so that its share holds.
    const latestMs = Math.max(nowMs + 1, world.endMs - TAIL_MS);
    const drawnMs = nowMs + random.exponential(COVER_MEAN_MS);
    const atMs = drawnMs < latestMs ? drawnMs : random.between(nowMs + 1, latestMs);
    world.agenda.add(Math.round(atMs), (coverMs) => {
      const item = world.catalogue.draw(random);
      openBoughtVisit(
        world,
        random,
        {
          family: campaign.plan.family,
          campaign: campaign.id,
          client: crew.client(hand),
          item,
          target:
            FAMILY_TRAITS[campaign.plan.family].act === "follow"
              ? world.catalogue.accountTarget(item.owner)
              : item.target,
          source: "recommend",
          dwellMs: habits.dwellMs,
          text: null,
          parentShare: null,
          onDelivered: null,
          retractAtMs: null,
        },
        coverMs,
      );
      return -1;
    });
  }
}

/** Halves of a rotating pool start this part of the pool after each other. */
const ROTATION = 1 / 6;

/** Members of the pool who work on order `number`, in random order. */
function chooseHands(
  random: Random,
  hands: "drawn" | "rotating" | "once",
  poolSize: number,
  count: number,
  number: number,
): Int32Array {
  if (hands === "once") return drawHands(random, number * count, count, count);
  if (hands === "drawn") return drawHands(random, 0, poolSize, count);
  const awake = Math.max(Math.min(count, poolSize), Math.ceil(poolSize / 2));
  const from = Math.floor(number * ROTATION * poolSize);
  return drawHands(random, from, awake, count).map((at) => at % poolSize);
}

/** Different numbers of [from, from + size), in random order (partial Fisher-Yates). */
function drawHands(random: Random, from: number, size: number, count: number): Int32Array {
  const all = Int32Array.from({ length: size }, (_, i) => from + i);
  const drawn = Math.min(count, size);
  for (let i = 0; i < drawn; i++) {
    const other = i + random.below(size - i);
    const swapped = all[i]!;
    all[i] = all[other]!;
    all[other] = swapped;
  }
  return all.slice(0, drawn);
}

function publishTarget(world: World, random: Random, campaign: Campaign, owner: number, nowMs: number): Item {
  const act = FAMILY_TRAITS[campaign.plan.family].act;
  const kind: ItemKind = act === "share" ? "link" : random.chance(0.9) ? "video" : "article";
  // Nobody buys for what is doing well.
  const weight = campaign.framed ? random.between(2, 12) : random.between(0.3, 4);
  return world.catalogue.publish(nowMs, { owner, kind, weight, pinned: true });
}

/** Different buyers: mostly small creators, some people who hardly publish. */
function drawOwners(world: World, random: Random, count: number): readonly number[] {
  const { catalogue, people } = world;
  const owners = new Set<number>();
  for (let tries = 0; owners.size < count && tries < count * 50; tries++) {
    owners.add(
      random.chance(0.7)
        ? catalogue.creatorAccount(Math.floor(catalogue.creatorCount * random.between(0.25, 1)))
        : random.below(people.count),
    );
  }
  return [...owners];
}
