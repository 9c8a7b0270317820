/**
 * What a hand does that nobody pays for. Cover by popularity is what everybody likes at that hour.
 * Cover by taste is what the neighbours of one honest person like: people who liked what this
 * person liked.
 */
import { DAY_MS, HOUR_MS, type Switches } from "./attack.ts";
import { below, pick, placeOf, type Random } from "./chance.ts";
import type { Hand } from "./hands.ts";
import { listed, type Survey, type Target } from "./survey.ts";

export interface Browsing {
  readonly survey: Survey;
  readonly switches: Switches;
  readonly random: Random;
  /** Places of all targets that are ordered for: no cover falls on them. */
  readonly avoided: ReadonlySet<number>;
  /** Positions of what a model's neighbours did, ascending, once it was asked for. */
  readonly tastes: Map<number, Int32Array>;
}

/** Something to do: what an honest person did to a target about that time. */
export interface Errand {
  readonly type: string;
  readonly target: Target;
}

/** Sizes of a neighbourhood: enough for some acts an hour, small enough for thousands of hands. */
const MODEL_TARGETS = 12;
const PEOPLE_OF_TARGET = 6;
const ACTS_OF_NEIGHBOUR = 40;
/** A hand sees what was liked since yesterday and a little of what will be. */
const SEEN_BEFORE_MS = DAY_MS;
const SEEN_AFTER_MS = 3 * HOUR_MS;
const POPULAR_BEFORE_MS = 6 * HOUR_MS;
const TRIES = 12;

/** Something that the hand has not done yet, or nothing where the world is asleep. */
export function errandOf(browsing: Browsing, hand: Hand, atMs: number): Errand | undefined {
  const { survey, switches } = browsing;
  if (switches.coverBy === "taste") {
    const taste = tasteOf(browsing, hand.model);
    const errand = drawn(browsing, hand, taste, atMs, SEEN_BEFORE_MS, SEEN_AFTER_MS);
    if (errand !== undefined) return errand;
  }
  return drawn(browsing, hand, survey.acts, atMs, POPULAR_BEFORE_MS, HOUR_MS);
}

function drawn(
  browsing: Browsing,
  hand: Hand,
  positions: Int32Array,
  atMs: number,
  beforeMs: number,
  afterMs: number,
): Errand | undefined {
  const { survey, random, avoided } = browsing;
  const timeAt = (place: number) => survey.events[positions[place]!]!.atMs;
  const start = placeOf(positions.length, timeAt, atMs - beforeMs);
  const end = placeOf(positions.length, timeAt, atMs + afterMs);
  for (let tries = 0; tries < TRIES && end > start; tries++) {
    const position = positions[start + below(random, end - start)]!;
    const { type } = survey.events[position]!;
    const target = survey.targets[survey.targetOf[position]!]!;
    // A comment needs a text, and copied texts tell more than cover hides.
    if (type === "comment" || target.bornMs > atMs || avoided.has(target.place)) continue;
    if (hand.done.has(`${type} ${target.place}`)) continue;
    return { type, target };
  }
  return undefined;
}

function tasteOf(browsing: Browsing, model: number): Int32Array {
  const { survey, random, tastes } = browsing;
  const known = tastes.get(model);
  if (known !== undefined) return known;
  const { actsOfActor, actsOfTarget, targetOf, actorOf } = survey;
  const positions: number[] = [];
  const liked = listed(actsOfActor, model);
  for (let one = 0; one < MODEL_TARGETS && liked.length > 0; one++) {
    const people = listed(actsOfTarget, targetOf[liked[below(random, liked.length)]!]!);
    for (let other = 0; other < PEOPLE_OF_TARGET; other++) {
      const neighbour = actorOf[people[below(random, people.length)]!]!;
      const theirs = listed(actsOfActor, neighbour);
      const from = below(random, Math.max(1, theirs.length - ACTS_OF_NEIGHBOUR));
      for (const position of theirs.subarray(from, from + ACTS_OF_NEIGHBOUR)) positions.push(position);
    }
  }
  const taste = Int32Array.from(positions).sort();
  tastes.set(model, taste);
  return taste;
}

/** A time at which the hand's model is about: one of its own, moved a little. */
export function leisureOf({ survey, random }: Browsing, hand: Hand): number {
  const theirs = listed(survey.ofActor, hand.model);
  const position = theirs[below(random, theirs.length)]!;
  return survey.events[position]!.atMs + (random() - 0.5) * HOUR_MS;
}

/** Ways that lead to somebody's page, in place of the feed that shows a thing to strangers. */
const NOT_FEED = new Set(["follow", "share", "profile", "search", "link", "deep_link", "message", "push"]);
const SOURCE_TRIES = 10;

/**
 * How an honest stranger came to the target: by a feed, the same as on this target's own events.
 */
export function feedOf({ survey, random }: Browsing, target: Target): string | undefined {
  if (survey.presence.act.source === 0) return undefined;
  const own = listed(survey.ofTarget, target.place);
  for (let tries = 0; tries < 2 * SOURCE_TRIES; tries++) {
    const near = tries < SOURCE_TRIES && own.length > 0;
    const position = near ? own[below(random, own.length)]! : below(random, survey.events.length);
    const { source } = survey.events[position]!;
    if (source !== undefined && !NOT_FEED.has(source)) return source;
  }
  return undefined;
}

/** A text that somebody honest once wrote; `undefined` where the log has none. */
export function textOf({ survey, random }: Browsing): string | undefined {
  for (let tries = 0; tries < 200; tries++) {
    const { text } = survey.events[survey.acts[below(random, survey.acts.length)]!]!;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** An honest gap between two acts of one session. */
export function actGapOf({ survey, random }: Browsing): number {
  return survey.actGaps.length > 0 ? pick(random, survey.actGaps) : 20_000 + random() * 100_000;
}
