/** The delivery of an order: when its acts happen, and all that a hand does around one. */
import type { WorldEvent } from "../worlds/world.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "./attack.ts";
import type { Browsing } from "./browsing.ts";
import { actGapOf, errandOf, feedOf, leisureOf, textOf } from "./browsing.ts";
import { below, between, exponential, pick, placeOf, rounded, wholeBetween } from "./chance.ts";
import type { Hand, Seat } from "./hands.ts";
import { type Order, ownerOf } from "./orders.ts";
import { listed, type Target } from "./survey.ts";

/** An event of the attack. `bought`: whether it was paid for. */
export interface Planted {
  readonly event: WorldEvent;
  readonly bought: boolean;
}

/** Where a pool's events go. */
export interface Desk extends Browsing {
  readonly planted: Planted[];
  /** Things by owner, as customers have them. */
  readonly ofOwner: ReadonlyMap<string, readonly Target[]>;
}

/** How much the crowd of a target counts against the pace of the world, in events of its own. */
const OWN_CURVE_WEIGHT = 10;
/** Items fade over a day or so (most of what is seen of a short video is seen in its first day). */
const FADE_MS = DAY_MS;
/** Nobody comes at the very moment somebody else did. */
const CURVE_JITTER_MS = 5 * MINUTE_MS;
/** A glance before the act. */
const GLANCE_MS = [SECOND_MS, 3 * SECOND_MS] as const;
/** Cover is half in the visit, within so long, and half in the hours that the model keeps. */
const COVER_IN_VISIT = 0.5;
const COVER_WITHIN_MS = 20 * MINUTE_MS;
/** A regular came to other things of the owner within three days, the newer the likelier. */
const REGULAR_MS = [0.2 * HOUR_MS, 3 * DAY_MS] as const;
/** The other kinds of act that are done besides: the three most usual. */
const BESIDES_TYPES = 3;
const RETRACTABLE = new Set(["like", "follow", "favorite"]);

interface Act {
  readonly type: string;
  readonly target: Target;
  readonly atMs: number;
  readonly source: string | undefined;
  readonly bought: boolean;
  readonly look: "none" | "glance" | "watched";
}

/** `crew` come to the order's target, in the order given if `fixedOrder`; `idle` look at it. */
export function deliver(desk: Desk, order: Order, crew: readonly Hand[], idle: readonly Hand[]): void {
  const { switches, survey, random } = desk;
  const { target } = order;
  const times = crew.map((_, place) =>
    switches.gapMs === null ? timeOf(desk, order) : order.startMs + place * switches.gapMs,
  );
  if (switches.fixedOrder) times.sort((a, b) => a - b);
  const key = `${survey.type} ${target.place}`;
  crew.forEach((hand, place) => {
    if (hand.done.has(key)) return;
    visit(desk, hand, target, times[place]!);
  });
  if (!survey.hasViews || idle.length === 0) return;
  const views = rounded(random, switches.idleViews * crew.length);
  for (let view = 0; view < views; view++) {
    const hand = pick(random, idle);
    look(desk, hand, hand.seatOf(), target, timeOf(desk, order), feedOf(desk, target));
  }
}

function timeOf(desk: Desk, { target, startMs, endMs }: Order): number {
  const { survey, switches, random } = desk;
  const even = startMs + random() * (endMs - startMs);
  if (switches.curve === "uniform") return even;
  const { events } = survey;
  const own = listed(survey.ofTarget, target.place);
  const start = placeOf(own.length, (place) => events[own[place]!]!.atMs, startMs);
  const end = placeOf(own.length, (place) => events[own[place]!]!.atMs, endMs);
  const isOwn = random() < (end - start) / (end - start + OWN_CURVE_WEIGHT);
  const near = isOwn ? events[own[start + below(random, end - start)]!]!.atMs : fading(desk, startMs, endMs);
  const jitter = exponential(random, CURVE_JITTER_MS) * (random() < 0.5 ? -1 : 1);
  return Math.min(endMs, Math.max(startMs, (near ?? even) + jitter));
}

/** A moment at which the world is awake, the sooner after the start the likelier. */
function fading({ survey, random }: Desk, startMs: number, endMs: number): number | undefined {
  const { events } = survey;
  const start = placeOf(events.length, (place) => events[place]!.atMs, startMs);
  const end = placeOf(events.length, (place) => events[place]!.atMs, endMs);
  for (let tries = 0; tries < 50 && end > start; tries++) {
    const { atMs } = events[start + below(random, end - start)]!;
    if (random() < Math.exp(-(atMs - startMs) / FADE_MS)) return atMs;
  }
  return undefined;
}

/** One paid act, with what stands before and after it in the session and what covers it. */
function visit(desk: Desk, hand: Hand, target: Target, atMs: number): void {
  const { switches, survey, random } = desk;
  const seat = hand.seatOf();
  const source = sourceOf(desk, target);
  // Claimed first: cover of the same visit must not do it.
  hand.done.add(`${survey.type} ${target.place}`);
  browse(desk, hand, seat, atMs, -1);
  act(desk, hand, seat, { type: survey.type, target, atMs, source, bought: true, look: switches.look });
  if (random() < switches.besides && survey.otherTypes.length > 0) {
    const type = pick(random, survey.otherTypes.slice(0, BESIDES_TYPES));
    const soon = atMs + exponential(random, 10 * SECOND_MS);
    act(desk, hand, seat, { type, target, atMs: soon, source, bought: false, look: "none" });
  }
  browse(desk, hand, seat, atMs, 1);
  cover(desk, hand, seat, atMs);
  become(desk, hand, target, atMs);
  if (random() < switches.retracted && RETRACTABLE.has(survey.type)) {
    const later = atMs + between(random, switches.retractAfterMs);
    plant(desk, hand, hand.seatOf(), `un${survey.type}`, target, later, source, false);
  }
}

/** Honest acts to one side of the paid one, each as far from the last as honest acts are. */
function browse(desk: Desk, hand: Hand, seat: Seat, atMs: number, direction: 1 | -1): void {
  const { switches, random } = desk;
  const count = wholeBetween(random, switches.around);
  let momentMs = atMs;
  for (let done = 0; done < count; done++) {
    const gapMs = actGapOf(desk);
    for (let seen = 0; seen < switches.looksBetween; seen++) {
      const lookMs = momentMs + direction * gapMs * random();
      const passed = errandOf(desk, hand, lookMs)?.target;
      if (passed !== undefined) look(desk, hand, seat, passed, lookMs, feedOf(desk, passed));
    }
    momentMs += direction * gapMs;
    errand(desk, hand, seat, momentMs, "watched");
  }
}

function cover(desk: Desk, hand: Hand, seat: Seat, atMs: number): void {
  const { switches, random } = desk;
  const count = rounded(random, switches.cover);
  for (let done = 0; done < count; done++) {
    const here = random() < COVER_IN_VISIT;
    const momentMs = here ? atMs + (2 * random() - 1) * COVER_WITHIN_MS : leisureOf(desk, hand);
    errand(desk, hand, here ? seat : hand.seatOf(), momentMs, switches.look);
  }
}

/** The hand has come to other things of the owner before: whoever looks takes it for a regular. */
function become(desk: Desk, hand: Hand, target: Target, atMs: number): void {
  const { switches, survey, random, ofOwner, avoided } = desk;
  if (switches.regulars === 0) return;
  const things = (ofOwner.get(ownerOf(survey, target)) ?? []).filter(
    ({ place, bornMs }) => !avoided.has(place) && bornMs < atMs && !hand.done.has(`${survey.type} ${place}`),
  );
  for (let done = 0; done < switches.regulars && things.length > 0; done++) {
    const [thing] = things.splice(below(random, things.length), 1);
    const earlier = Math.max(thing!.bornMs, atMs - between(random, REGULAR_MS));
    const source = feedOf(desk, thing!);
    const { type } = survey;
    act(desk, hand, hand.seatOf(), {
      type,
      target: thing!,
      atMs: earlier,
      source,
      bought: false,
      look: switches.look,
    });
  }
}

function errand(desk: Desk, hand: Hand, seat: Seat, atMs: number, manner: Act["look"]): void {
  const found = errandOf(desk, hand, atMs);
  if (found === undefined) return;
  const source = feedOf(desk, found.target);
  act(desk, hand, seat, { ...found, atMs, source, bought: false, look: manner });
}

function act(desk: Desk, hand: Hand, seat: Seat, what: Act): void {
  const { survey, random } = desk;
  const { type, target, atMs, source, bought } = what;
  hand.done.add(`${type} ${target.place}`);
  if (what.look === "glance" && survey.hasViews) {
    look(desk, hand, seat, target, atMs - between(random, GLANCE_MS), source);
  }
  if (what.look === "watched" && survey.lookGaps.length > 0 && random() < survey.lookShare) {
    look(desk, hand, seat, target, atMs - pick(random, survey.lookGaps), source);
  }
  plant(desk, hand, seat, type, target, atMs, source, bought);
}

function look(desk: Desk, hand: Hand, seat: Seat, target: Target, atMs: number, source: string | undefined) {
  if (desk.survey.hasViews) plant(desk, hand, seat, "view", target, atMs, source, false);
}

function sourceOf(desk: Desk, target: Target): string | undefined {
  const { arrival } = desk.switches;
  if (arrival === "feed") return feedOf(desk, target);
  // A customer's link opens the item or its owner's page; `profile` is what logs without links say.
  return arrival === "share" ? "share" : "profile";
}

/** Writes the event with the fields that events of the kind have in this world. */
function plant(
  desk: Desk,
  hand: Hand,
  seat: Seat,
  type: string,
  target: Target,
  atMs: number,
  source: string | undefined,
  bought: boolean,
): void {
  const { survey, random, planted } = desk;
  const whenMs = Math.round(atMs);
  if (whenMs < survey.startMs || whenMs > survey.endMs) return;
  const has = type === "view" ? survey.presence.view : survey.presence.act;
  const text = type === "comment" ? textOf(desk) : undefined;
  const { ip, asn, device, userAgent } = seat;
  const event: WorldEvent = {
    type,
    atMs: whenMs,
    actor: hand.name,
    targetKind: target.kind,
    target: target.id,
    ...(target.owner === undefined || has.owner === 0 ? {} : { owner: target.owner }),
    ...(source === undefined || random() >= has.source ? {} : { source }),
    ...(ip === undefined || has.ip === 0 ? {} : { ip }),
    ...(asn === undefined || has.asn === 0 ? {} : { asn }),
    ...(device === undefined || has.device === 0 ? {} : { device }),
    ...(userAgent === undefined || has.userAgent === 0 ? {} : { userAgent }),
    ...(hand.registeredAtMs === undefined || has.registeredAtMs === 0
      ? {}
      : { registeredAtMs: Math.round(hand.registeredAtMs) }),
    ...(text === undefined ? {} : { text }),
  };
  planted.push({ event, bought });
}
