/**
 * People who meet the creator by chance: by recommendation, by the one viral video, or by a find
 * after which they like many old videos at once. Cohorts of the feed come in the same minutes;
 * bingers go down the same page in the same order.
 */

import { watching } from "./creator-fans.ts";
import type { Person, Stage, Video } from "./creator-model.ts";
import { momentInPush } from "./creator-videos.ts";
import { DAY, HOUR, likelyMoment, MINUTE, SECOND, START_MS } from "./rhythm.ts";
import {
  between,
  exponential,
  logLogistic,
  logNormal,
  makeChooser,
  pareto,
  type Random,
  whole,
} from "./sampling.ts";

/** Two thirds come while a push lasts, the rest by the long tail of search and shares. */
const PUSH_PART = 0.68;
/** Exponent of likes per passer-by: two thirds like one video, one in twenty six or more. */
const LIKES_EXPONENT = 1.7;

interface Feed {
  readonly any: (random: Random) => number;
  readonly ofTopic: readonly ((random: Random) => number)[];
}

/** Which video the feed shows: by the size of its pushes; who likes a topic sees more of it. */
export function makeFeed(videos: readonly Video[], topics: number): Feed {
  const weights = videos.map(({ pushes }) => pushes.reduce((sum, { size }) => sum + size, 0));
  const ofTopic = Array.from({ length: topics }, (_, topic) => {
    const some = videos.some((video) => video.topic === topic);
    return makeChooser(weights.map((weight, at) => (!some || videos[at]!.topic === topic ? weight : 0)));
  });
  return { any: makeChooser(weights), ofTopic };
}

/** A moment at which the video is recommended to the person. */
function moment(stage: Stage, person: Person, video: Video): { atMs: number; push: number } {
  const { random } = stage;
  // Of an old video only the tail is left.
  if (video.uploadMs >= START_MS && random() < PUSH_PART) {
    const push = makeChooser(video.pushes.map(({ size }) => size))(random);
    return {
      atMs: likelyMoment(random, person.clock, () => momentInPush(random, video.pushes[push]!)),
      push,
    };
  }
  const fromMs = Math.max(START_MS, video.uploadMs);
  const draw = (): number => {
    const delay = 10 * MINUTE + logLogistic(random, 40 * HOUR, 0.8);
    const room = stage.endMs - fromMs;
    return fromMs + (delay < room ? delay : random() * room);
  };
  return { atMs: likelyMoment(random, person.clock, draw), push: -1 };
}

/**
 * One who is shown a video, likes it, and perhaps likes others of the topic later or in the same
 * minutes.
 */
export function addRecommended(stage: Stage, people: readonly Person[], feed: Feed): void {
  const { random, videos } = stage;
  const bigPush = Math.max(...videos.flatMap(({ pushes }) => pushes.map(({ size }) => size))) * 0.45;
  for (const person of people) {
    const count = Math.floor(pareto(random, 1, LIKES_EXPONENT, 30));
    let lastMs = 0;
    for (let at = 0; at < count; at++) {
      const choose = random() < 0.7 ? feed.ofTopic[person.topic]! : feed.any;
      const video = videos[choose(random)]!;
      const { atMs, push } = moment(stage, person, video);
      // After a like the feed often shows another one of the same creator at once.
      const soonMs = lastMs + logNormal(random, 2, 0.9) * MINUTE;
      const likedMs = lastMs > 0 && random() < 0.4 ? soonMs : atMs;
      if (!stage.like(person, video.number, likedMs)) continue;
      lastMs = likedMs;
      if (push >= 0 && likedMs === atMs && video.pushes[push]!.size > bigPush) {
        stage.join(`feed cohort of v${video.number + 1}`, person);
      }
    }
  }
}

/** People who have found the creator and like ten old videos, or sixty, in one sitting. */
export function addBingers(stage: Stage, people: readonly Person[], feed: Feed): void {
  const { random, videos, endMs } = stage;
  for (const person of people) {
    stage.join("bingers", person);
    const firstMs = likelyMoment(
      random,
      person.clock,
      () => START_MS + DAY + random() * (endMs - START_MS - DAY),
    );
    const page = videos.filter((video) => video.uploadMs < firstMs).reverse();
    const count = Math.floor(pareto(random, 6, 1.5, 70));
    const style = random();
    let list = page;
    // A playlist runs from the first part on. The page runs from the newest video down.
    if (style < 0.25) list = page.filter(({ topic }) => topic === person.topic).reverse();
    else if (style < 0.45) list = page.slice(Math.floor(random() * page.length * 0.6));
    else if (style < 0.6) list = [...page].sort((a, b) => b.appeal - a.appeal);
    const skips = between(random, 0, 0.4);
    const chosen = list.filter(() => random() > skips).slice(0, count);
    // A quarter taps through the page without watching.
    const tap = (): number => between(random, 1.5, 5) * SECOND;
    const gap = random() < 0.25 ? tap : watching(random);
    if (random() < 0.5) stage.like(person, videos[feed.any(random)]!.number, firstMs - 30 * SECOND);
    stage.likeInTurn(
      person,
      chosen.map(({ number }) => number),
      firstMs,
      gap,
    );
  }
}

/**
 * One video goes viral: it grows for a day, peaks, and relaxes as a power law (Crane and Sornette
 * 2008). Nearly all strangers like it and nothing else; some look at the page and like the newest
 * two or three.
 */
export function addViral(stage: Stage, strangers: readonly Person[]): void {
  const { random, videos, endMs } = stage;
  const candidates = videos.filter(
    ({ uploadMs }) => uploadMs > START_MS && uploadMs < START_MS + (endMs - START_MS) * 0.7,
  );
  if (strangers.length === 0 || candidates.length === 0) return;
  const hit = candidates[whole(random, 0, candidates.length - 1)]!;
  const peakMs = hit.uploadMs + between(random, 14, 60) * HOUR;
  for (const person of strangers) {
    const draw = (): number => {
      const before = random() < 0.3;
      const atMs = before
        ? peakMs - exponential(random, 6 * HOUR)
        : peakMs + logLogistic(random, 9 * HOUR, 1.15);
      return atMs > hit.uploadMs && atMs < endMs
        ? atMs
        : peakMs + random() * (Math.min(endMs, peakMs + 5 * DAY) - peakMs);
    };
    const atMs = likelyMoment(random, person.clock, draw);
    if (!stage.like(person, hit.number, atMs)) continue;
    stage.join("viral strangers", person);
    if (random() > 0.07) continue;
    const newest = videos
      .filter(({ uploadMs, number }) => uploadMs < atMs && number !== hit.number)
      .reverse();
    const more = newest.slice(0, whole(random, 1, 4)).map(({ number }) => number);
    stage.likeInTurn(person, more, atMs + exponential(random, 40 * SECOND), watching(random));
  }
}
