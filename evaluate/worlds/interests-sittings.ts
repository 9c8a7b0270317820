/**
 * Sittings of the world of interests: when each person opens the app, how long the thumb goes on,
 * and what is looked at. Also runs through one creator's whole page, and people who clear their
 * likes. Honest people look alike here because sittings fall into the same evening hours and stay
 * in one interest.
 */

import { pickBySums, pickOne, runningSums } from "./interests-draw.ts";
import { HOT, NEW } from "./interests-feed.ts";
import { addRow, TYPES } from "./interests-log.ts";
import { HABITS, isWeekend, sittingMoment, whenAwake } from "./interests-people.ts";
import { act, demandOf, type Stage } from "./interests-stage.ts";

/** Rates are for two weeks. */
const RATE_DAYS = 14;
/**
 * Part of a person's sittings that the dearest interest takes; each next one takes two thirds as
 * much.
 */
const NEXT_INTEREST = 0.66;
/** Feeds keep to what one just liked. */
const STAYS = 0.75;
/** Acts that begin on the hot list and in the stream of new items, which most apps show as tabs. */
const TO_HOT = 0.12;
const TO_NEW = 0.1;
/**
 * A sitting ends after half an hour without an act (sessions on the web part near an hour: Halfaker
 * 2015).
 */
const LONGEST_GAP_MS = 1_800_000;
/** Before the first act of a sitting a person looks for some minutes. */
const FIRST_GAP_MS = 240_000;
/** People who joined within the window; platforms gain some percent of accounts in two weeks. */
const LATE_JOINERS = 0.06;

/** People who once in two weeks go down the page of one creator and like all of it. */
const PAGE_RUNS = 0.03;
/** People who clear a part of their likes in one go. */
const CLEARERS = 0.004;
/** People who end an old follow, whose beginning no export of two weeks holds. */
const OLD_FOLLOWS_END = 0.01;

/** Weights of days: people come in streaks, and some not at all on most days. */
function dayWeights(stage: Stage, person: number): Float64Array {
  const { draw, people, days } = stage;
  const weights: number[] = [];
  const first = draw.chance(LATE_JOINERS) ? draw.below(Math.ceil(days)) : 0;
  // Regular people come on most days, others rarely: the spread of the weights differs.
  const spread = draw.between(0.3, 1.6);
  for (let day = 0; day < Math.ceil(days); day += 1) {
    const onWeekend = isWeekend(day);
    const weekly = people.habit[person] === HABITS.weekend ? (onWeekend ? 12 : 1) : onWeekend ? 1.15 : 1;
    weights.push(day < first ? 0 : weekly * draw.lognormal(1, spread));
  }
  return runningSums(weights);
}

function chooseFeed(stage: Stage, person: number, interestSums: Float64Array): number {
  const { draw, people, interests } = stage;
  const mine = interests.of[person]!;
  const own = people.language[person] === 0;
  const lot = draw.random();
  if (own && (mine.length === 0 ? lot < 0.6 : lot < TO_HOT)) return HOT;
  if (own && (mine.length === 0 || lot < TO_HOT + TO_NEW)) return NEW;
  return mine[pickBySums(draw, interestSums, mine.length)]!;
}

function sit(stage: Stage, person: number, begin: number, acts: number, interestSums: Float64Array): void {
  const { draw, people, demand } = stage;
  let at = begin;
  let gap = FIRST_GAP_MS;
  let feed = chooseFeed(stage, person, interestSums);
  for (let left = acts; left > 0; left -= 1) {
    demandOf(demand, person, at, feed, gap, 1);
    gap = Math.min(LONGEST_GAP_MS, 900 + draw.lognormal(people.pace[person]! * 1000, 1.1));
    at += gap;
    if (!draw.chance(STAYS)) feed = chooseFeed(stage, person, interestSums);
  }
}

function sitThroughWindow(stage: Stage, person: number): void {
  const { draw, people, interests, days } = stage;
  const sums = dayWeights(stage, person);
  const interestSums = runningSums(interests.of[person]!.map((_, place) => NEXT_INTEREST ** place));
  let left = 1 + draw.poisson((people.rate[person]! * days) / RATE_DAYS);
  // Who acts much sits longer as well as more often.
  const usual = 1 + Math.sqrt(left) / 3;
  while (left > 0) {
    const acts = Math.min(left, Math.max(1, Math.round(draw.lognormal(usual, 0.8))));
    const day = pickBySums(draw, sums, sums.length);
    sit(stage, person, sittingMoment(draw, people, person, day), acts, interestSums);
    left -= acts;
  }
}

/** Goes down the page of one creator, newest first, and likes nearly all of it within minutes. */
function runDownPage(stage: Stage, person: number): void {
  const { draw, people, interests, catalogue, log } = stage;
  const mine = interests.of[person]!;
  if (mine.length === 0) return;
  const owner = pickOne(draw, catalogue.creators[pickOne(draw, mine)]!);
  let at = whenAwake(draw, people, person, draw.random() * log.windowMs);
  const page = (catalogue.byOwner.get(owner) ?? []).filter((id) => catalogue.items[id]!.at < at);
  page.sort((left, right) => catalogue.items[right]!.at - catalogue.items[left]!.at);
  const wanted = Math.round(draw.pareto(5, 80, 1));
  const pace = draw.lognormal(6000, 0.6);
  for (const item of page.slice(0, wanted)) {
    const gap = 800 + draw.lognormal(pace, 0.7);
    at += gap;
    if (draw.chance(0.93)) act(stage, person, item, at, { gap, source: "profile" });
  }
}

export function sitAll(stage: Stage): void {
  const { draw, people, interests, catalogue, log } = stage;
  for (let person = 0; person < people.residents; person += 1) {
    sitThroughWindow(stage, person);
    if (draw.chance(PAGE_RUNS)) runDownPage(stage, person);
    const mine = interests.of[person]!;
    if (mine.length > 0 && draw.chance(OLD_FOLLOWS_END)) {
      const owner = pickOne(draw, catalogue.creators[pickOne(draw, mine)]!);
      const at = whenAwake(draw, people, person, draw.random() * log.windowMs);
      if (owner !== person) addRow(log, "unfollow", at, person, owner);
    }
  }
}

/**
 * Some people clear their likes: most of those before one moment, one after the other. Comes after
 * all acts.
 */
export function clearLikes(stage: Stage): void {
  const { draw, people, log } = stage;
  const moments = new Map<number, number>();
  for (let person = 0; person < people.residents; person += 1) {
    if (!draw.chance(CLEARERS)) continue;
    moments.set(person, whenAwake(draw, people, person, draw.between(0.4, 1) * log.windowMs));
  }
  const liked = new Map<number, number[]>();
  const gone = new Set<string>();
  const written = log.size;
  for (let row = 0; row < written; row += 1) {
    const person = log.actor[row]!;
    const moment = moments.get(person);
    if (moment === undefined) continue;
    const type = TYPES[log.type[row]!];
    if (type === "unlike") gone.add(`${person}/${log.target[row]}`);
    if (type !== "like" || log.at[row]! >= moment) continue;
    const list = liked.get(person);
    if (list) list.push(log.target[row]!);
    else liked.set(person, [log.target[row]!]);
  }
  for (const [person, targets] of liked) {
    let at = moments.get(person)!;
    for (const target of new Set(targets)) {
      if (gone.has(`${person}/${target}`) || !draw.chance(0.7)) continue;
      at += draw.between(700, 2600);
      addRow(log, "unlike", at, person, target);
    }
  }
}
