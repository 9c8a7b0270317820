/**
 * Calls and answers in the world of places: a teacher, boss, host or cousin asks, and some of those
 * asked do it, most soon, some late, each in a seat of their own. Nobody is paid; each looks at the
 * thing asked for, and many stay for other things.
 */

import type { Post } from "./places-catalogue.ts";
import { isNight, MINUTE } from "./places-clock.ts";
import { COMMENT, FAVORITE, LIKE, type Seat, SHARE, type Source, UNLIKE, VIEW } from "./places-log.ts";
import type { Person } from "./places-people.ts";
import { isInWorld, type Scene, whereIs } from "./places-scene.ts";

export interface Call {
  readonly people: readonly number[];
  readonly at: number;
  /** Part of the willing that answers; a person's own sense of duty multiplies it. */
  readonly share: number;
  /** Half of the answers come within this time. */
  readonly median: number;
  readonly until: number;
  /** Spread of the delays; 0.9 unless told, as delays of answers to messages are. */
  readonly sigma?: number;
}

export interface Answer {
  readonly person: Person;
  readonly at: number;
}

/** Second accounts seldom answer: the holder does it once. */
const SECOND_ANSWERS = 0.2;
/** Somebody in twenty-five is awake by night. */
const AWAKE = 0.04;

/** Who answers a call and when, in no order. */
export function answersTo(scene: Scene, call: Call): Answer[] {
  const { chance, land } = scene;
  const answers: Answer[] = [];
  for (const index of call.people) {
    const person = land.people[index]!;
    const willing = call.share * person.habits.duty * (person.mainAccount >= 0 ? SECOND_ANSWERS : 1);
    if (!chance.hit(willing)) continue;
    const at = call.at + chance.lognormal(call.median, call.sigma ?? 0.9);
    if (at > call.until || at < person.joinedAt || !isInWorld(scene, at)) continue;
    if (isNight(at) && !chance.hit(AWAKE)) continue;
    answers.push({ person, at });
  }
  return answers;
}

/** What an answer consists of: parts of those who do each act; a like unless told otherwise. */
export interface Deed {
  readonly source: Source;
  readonly seat?: (answer: Answer) => Seat;
  readonly like?: number;
  readonly comment?: number;
  readonly share?: number;
  readonly favorite?: number;
  readonly say?: () => number;
  /** Median time from one post to the next. */
  readonly gap?: number;
  /** Part that stays in the app for a session of its own. */
  readonly stays?: number;
}

/** Views that the log keeps of posts to which somebody was sent. */
const VIEW_KEPT = 0.55;
/** Few leave out a post of a list they were asked for; a fifth does not go by the order. */
const LEFT_OUT = 0.05;
const OWN_ORDER = 0.2;
const GAP_MS = 7_000;
const STAYS = 0.35;
/** A few like, think again and take it back. */
const TAKES_BACK = 0.008;

/** Somebody does as asked, for each of the posts. */
export function doAsAsked(scene: Scene, answer: Answer, posts: readonly Post[], deed: Deed): void {
  const { chance, log, texts } = scene;
  const { person } = answer;
  const seat = deed.seat?.(answer) ?? whereIs(scene, person, answer.at);
  const list = posts.length > 1 && chance.hit(OWN_ORDER) ? chance.shuffled(posts) : posts;
  let { at } = answer;
  for (const post of list) {
    if (post.at >= at) continue;
    if (list.length > 1 && chance.hit(LEFT_OUT)) continue;
    if (chance.hit(VIEW_KEPT)) log.record(VIEW, at, person, post.target, deed.source, seat);
    at += chance.lognormal(deed.gap ?? GAP_MS, 0.8);
    if (chance.hit(deed.like ?? 0.97)) {
      log.record(LIKE, at, person, post.target, deed.source, seat);
      if (chance.hit(TAKES_BACK)) {
        log.record(UNLIKE, at + chance.lognormal(20_000, 2), person, post.target, deed.source, seat);
      }
    }
    if (chance.hit(deed.share ?? 0)) {
      log.record(SHARE, at + chance.lognormal(4_000, 0.7), person, post.target, deed.source, seat);
    }
    if (chance.hit(deed.favorite ?? 0)) {
      log.record(FAVORITE, at + chance.lognormal(2_000, 0.6), person, post.target, deed.source, seat);
    }
    if (chance.hit(deed.comment ?? 0)) {
      const text = (deed.say ?? texts.praise)();
      log.record(COMMENT, at + chance.lognormal(9_000, 0.6), person, post.target, deed.source, seat, text);
    }
  }
  if (chance.hit(deed.stays ?? STAYS)) {
    scene.visits.push({ person: person.index, at: at + chance.lognormal(0.5, 0.8) * MINUTE, seat });
  }
}
