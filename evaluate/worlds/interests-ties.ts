/**
 * Ties in the world of interests: circles of friends who like each other's items, book clubs that
 * like the same three items each week, and collectors who like everything of a tag. Honest people
 * look alike here because they know each other or follow the same list, and so their likes of
 * obscure items are nearly the same set.
 */

import { pickOne, sampleOf } from "./interests-draw.ts";
import { addItem, drawRun, type Item } from "./interests-items.ts";
import { DAY_MS, HOUR_MS, localMoment, whenAwake } from "./interests-people.ts";
import { act, countOf, type Stage } from "./interests-stage.ts";

/** One circle for so many people: about one person in twenty is in a circle that shows in likes. */
const PEOPLE_PER_CIRCLE = 250;
/** Book clubs and collected tags are rare; a small world has one of each. */
const PEOPLE_PER_BOOK_CLUB = 5000;
const PEOPLE_PER_TAG = 4000;

function itemOf(stage: Stage, owner: number, community: number, at: number, kind: Item["kind"]): number {
  const { draw, catalogue } = stage;
  const run = drawRun(draw);
  return addItem(catalogue, {
    owner,
    community,
    second: -1,
    kind,
    at,
    weight: draw.lognormal(0.2, 1),
    ...run,
  });
}

/** 6 to 30 people of one interest, most of one zone. */
function gather(stage: Stage, fewest: number, most: number): { people: number[]; community: number } {
  const { draw, people, interests } = stage;
  const community = draw.below(interests.communities.length);
  const { members, zone } = interests.communities[community]!;
  const near = members.filter((person) => people.zone[person] === zone);
  const size = Math.round(draw.pareto(fewest, most, 1));
  const chosen = new Set(sampleOf(draw, near, Math.round(size * 0.85)));
  for (const person of sampleOf(draw, members, size)) if (chosen.size < size) chosen.add(person);
  return { people: Array.from(chosen), community };
}

/**
 * Friends look in once or twice on most days and like what is new, the close ones nearly all of it.
 */
function circle(stage: Stage): void {
  const { draw, people, catalogue, days } = stage;
  const { people: friends, community } = gather(stage, 6, 30);
  const items: number[] = [];
  for (const owner of friends) {
    const posts = draw.poisson(Math.min(14, draw.lognormal(1.5, 1)) * (days / 14));
    for (let left = posts; left > 0; left -= 1) {
      const at = whenAwake(draw, people, owner, draw.random() * days * DAY_MS);
      items.push(itemOf(stage, owner, community, at, draw.chance(0.2) ? "article" : "video"));
    }
  }
  items.sort((left, right) => catalogue.items[left]!.at - catalogue.items[right]!.at);
  for (const friend of friends) {
    const warmth = draw.between(0.3, 0.97);
    const between = draw.between(6, 30) * HOUR_MS;
    let seen = 0;
    for (let at = draw.random() * DAY_MS; at < days * DAY_MS; at += draw.exponential(between) + HOUR_MS) {
      let moment = whenAwake(draw, people, friend, at);
      while (seen < items.length && catalogue.items[items[seen]!]!.at < moment) {
        const gap = 1500 + draw.lognormal(15_000, 0.9);
        moment += gap;
        if (draw.chance(warmth)) act(stage, friend, items[seen]!, moment, { gap, source: "follow" });
        seen += 1;
      }
      at = Math.max(at, moment);
    }
  }
  stage.groups.push({ kind: "circle", people: friends });
}

export function playCircles(stage: Stage): void {
  for (let left = Math.max(1, Math.round(stage.people.count / PEOPLE_PER_CIRCLE)); left > 0; left -= 1)
    circle(stage);
}

/** One evening a week: three articles from the list, which hardly anyone else reads. */
function bookClub(stage: Stage): void {
  const { draw, people, interests, days } = stage;
  const { people: readers, community } = gather(stage, 12, 40);
  const { zone, members } = interests.communities[community]!;
  const evening = draw.below(7);
  for (let day = evening - 7; day < days; day += 7) {
    const meeting = localMoment(day, 20, zone);
    const list = [0, 1, 2].map(() => {
      const owner = pickOne(draw, members);
      return itemOf(stage, owner, community, meeting - draw.between(2, 40) * DAY_MS, "article");
    });
    for (const reader of readers) {
      if (!draw.chance(0.88)) continue;
      const atMeeting = draw.chance(0.65);
      let at = atMeeting
        ? meeting + draw.between(0, 1.5) * HOUR_MS
        : whenAwake(draw, people, reader, meeting - draw.between(2, 50) * HOUR_MS);
      for (const item of list) {
        const gap = atMeeting ? draw.between(3000, 40_000) : draw.lognormal(8 * 60_000, 0.7);
        at += gap;
        act(stage, reader, item, at, { gap, source: "share" });
      }
    }
  }
  stage.groups.push({ kind: "book club", people: readers });
}

export function playBookClubs(stage: Stage): void {
  const clubs = Math.max(1, Math.round(stage.people.count / PEOPLE_PER_BOOK_CLUB));
  for (let left = clubs; left > 0; left -= 1) bookClub(stage);
}

/** Collectors come once a day and like every new item under the tag, in its order. */
function collectTag(stage: Stage): void {
  const { draw, people, interests, catalogue, days } = stage;
  const community = draw.below(interests.communities.length);
  const { members } = interests.communities[community]!;
  const part = draw.between(0.1, 0.4);
  const tag = Array.from(catalogue.items.keys())
    .filter((id) => catalogue.items[id]!.community === community && draw.chance(part))
    .sort((left, right) => catalogue.items[left]!.at - catalogue.items[right]!.at)
    .slice(-Math.round(draw.pareto(20, 400, 0.8)));
  const collectors = sampleOf(draw, members, Math.min(members.length, 3 + draw.below(13)));
  for (const person of collectors) {
    let seen = 0;
    for (let day = draw.random(); day < days; day += draw.between(0.8, 1.3)) {
      let at = whenAwake(draw, people, person, day * DAY_MS);
      while (seen < tag.length && catalogue.items[tag[seen]!]!.at < at) {
        const gap = 1200 + draw.lognormal(5000, 0.6);
        at += gap;
        if (draw.chance(0.97)) act(stage, person, tag[seen]!, at, { gap, source: "search" });
        seen += 1;
      }
    }
  }
  stage.groups.push({ kind: "collectors", people: collectors });
}

export function playCollectors(stage: Stage): void {
  for (let left = countOf(stage, PEOPLE_PER_TAG); left > 0; left -= 1) collectTag(stage);
}
