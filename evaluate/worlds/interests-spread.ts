/**
 * What spreads in the world of interests: memes that unrelated creators of one community all make
 * on one evening, challenge tags whose entrants like each other's entries, a match night and a
 * festival. Honest people look alike here because one thing is on everybody's mind for a few hours.
 */

import { pickOne, sampleOf } from "./interests-draw.ts";
import { addItem, type Item } from "./interests-items.ts";
import { addText } from "./interests-log.ts";
import { awake, DAY_MS, HOUR_MS, localMoment, MINUTE_MS, whenAwake, ZONES } from "./interests-people.ts";
import { act, countOf, type Stage } from "./interests-stage.ts";

/**
 * In two weeks one meme and one challenge for so many people: enough to meet each in a small world.
 */
const PEOPLE_PER_MEME = 3000;
const PEOPLE_PER_CHALLENGE = 4000;
/** A match that all watch, or a festival, comes about once a week. */
const DAYS_PER_EVENT = 7;

/** Communities of a size, of the large language, that something can spread in. */
function stagesFor(stage: Stage, fewest: number, most: number): number[] {
  const { communities } = stage.interests;
  const all = Array.from(communities.keys()).filter((place) => communities[place]!.language === 0);
  const fit = all.filter((place) => {
    const size = communities[place]!.members.length;
    return size >= fewest && size <= most;
  });
  return fit.length > 0 ? fit : all;
}

function addPassing(
  stage: Stage,
  owner: number,
  community: number,
  at: number,
  rest?: Partial<Item>,
): number {
  const { draw, catalogue } = stage;
  const base: Item = {
    owner,
    community,
    second: -1,
    kind: "video",
    at,
    weight: draw.lognormal(3, 1),
    curve: "hours",
    span: draw.between(2, 6) * HOUR_MS,
    revival: 0,
  };
  return addItem(catalogue, { ...base, ...rest });
}

/** One of those already posted, the new and the good more often; -1 if none is. */
function pickPosted(stage: Stage, items: readonly number[], at: number): number {
  const { draw, catalogue } = stage;
  let best = -1;
  let most = 0;
  for (let tries = 0; tries < 5; tries += 1) {
    const id = pickOne(draw, items);
    const { at: posted, weight } = catalogue.items[id]!;
    if (posted > at) continue;
    const pull = (weight * draw.random()) / (1 + (at - posted) / HOUR_MS);
    if (pull > most) [best, most] = [id, pull];
  }
  return best;
}

/** A meme takes three to six hours from the first post to the last, along an S. */
function meme(stage: Stage, place: number): void {
  const { draw, people, interests, days } = stage;
  const { members, zone } = interests.communities[place]!;
  const begin = localMoment(draw.below(Math.ceil(days)), draw.between(12, 20), zone);
  const wave = draw.between(3, 6) * HOUR_MS;
  const makers = sampleOf(
    draw,
    members,
    Math.min(80, Math.max(6, Math.round(members.length * draw.between(0.05, 0.15)))),
  );
  const items = makers.map((owner) => {
    const onCurve = (draw.random() + draw.random() + draw.random()) / 3;
    return addPassing(stage, owner, place, begin + wave * onCurve);
  });
  const reach = draw.between(0.3, 0.7);
  const came: number[] = [];
  for (const person of members) {
    let at = begin + wave * ((draw.random() + draw.random()) / 2 + 0.25);
    if (!draw.chance(reach) || draw.random() > awake(people, person, at) * 1.3) continue;
    let acted = 0;
    for (let left = 2 + draw.poisson(draw.exponential(4)); left > 0; left -= 1) {
      const gap = 1000 + draw.lognormal(25_000, 0.9);
      at += gap;
      const item = pickPosted(stage, items, at);
      if (item >= 0 && act(stage, person, item, at, { gap, source: "recommend" })) acted += 1;
    }
    if (acted > 0) came.push(person);
  }
  stage.groups.push({ kind: "meme crowd", people: came });
}

export function playMemes(stage: Stage): void {
  const places = stagesFor(stage, 60, 3000);
  for (let left = countOf(stage, PEOPLE_PER_MEME); left > 0; left -= 1)
    meme(stage, pickOne(stage.draw, places));
}

/**
 * Entries over three days; each entrant comes back a few times and likes what is new under the tag.
 */
function challenge(stage: Stage, place: number, number: number): void {
  const { draw, people, interests, catalogue, days } = stage;
  const { members, zone } = interests.communities[place]!;
  const size = Math.min(150, Math.max(8, Math.round(members.length * draw.between(0.1, 0.4))));
  const entrants = sampleOf(draw, members, size);
  const begin = localMoment(draw.between(0, Math.max(0.1, days - 3)), 18, zone);
  const entries = entrants.map((owner) => {
    const at = whenAwake(draw, people, owner, begin + draw.between(0, 1.6) ** 2 * DAY_MS);
    return addPassing(stage, owner, place, at, {
      curve: "days",
      span: 12 * HOUR_MS,
      weight: draw.lognormal(2, 0.7),
    });
  });
  entries.sort((left, right) => catalogue.items[left]!.at - catalogue.items[right]!.at);
  const slogan = addText(stage.log, `nice entry! see mine under tag ${number}`);
  for (const person of entrants) {
    const kindness = draw.between(0.3, 0.95);
    let seen = 0;
    let at = begin + draw.random() * DAY_MS;
    for (let visits = 2 + draw.poisson(2); visits > 0; visits -= 1) {
      at = whenAwake(draw, people, person, at + draw.exponential(14 * HOUR_MS));
      while (seen < entries.length && catalogue.items[entries[seen]!]!.at < at) {
        const gap = 1500 + draw.lognormal(8000, 0.7);
        at += gap;
        if (draw.chance(kindness))
          act(stage, person, entries[seen]!, at, { gap, source: "search", text: slogan });
        seen += 1;
      }
    }
  }
  stage.groups.push({ kind: "challenge", people: entrants });
}

export function playChallenges(stage: Stage): void {
  const places = stagesFor(stage, 60, 3000);
  for (let left = countOf(stage, PEOPLE_PER_CHALLENGE); left > 0; left -= 1) {
    challenge(stage, pickOne(stage.draw, places), left);
  }
}

/** Part of the people who are awake and whom an event reaches. */
const MATCH_REACH = 0.35;
const FESTIVAL_REACH = 0.25;
/** Two halves, the break and added time. */
const MATCH_MS = 115 * MINUTE_MS;

/** Posts of an event belong to no interest: the hot list shows them. Posters are anyone. */
function eventItems(stage: Stage, count: number, moments: () => number): number[] {
  const { draw, people } = stage;
  return Array.from({ length: count }, () =>
    addPassing(stage, draw.below(people.residents), -1, moments(), { weight: draw.pareto(5, 500, 0.9) }),
  );
}

/** All see the same goals in the same second; reactions come within a minute. */
function matchNight(stage: Stage, day: number): void {
  const { draw, people } = stage;
  const zone = draw.below(ZONES.length);
  const kickOff = localMoment(day, pickOne(draw, [19, 20, 20.75, 21]), zone);
  const goals = Array.from({ length: 2 + draw.below(4) }, () => kickOff + draw.random() * MATCH_MS);
  const stream = addPassing(stage, draw.below(people.residents), -1, kickOff - 20 * MINUTE_MS, {
    kind: "live",
    weight: 300,
    span: HOUR_MS,
  });
  const clips = eventItems(stage, Math.max(6, Math.round(people.count / 700)), () => {
    return pickOne(draw, goals) + draw.exponential(7 * MINUTE_MS);
  });
  const came: number[] = [];
  for (let person = 0; person < people.residents; person += 1) {
    if (people.language[person] !== 0 || !draw.chance(MATCH_REACH)) continue;
    if (draw.random() > awake(people, person, kickOff + HOUR_MS)) continue;
    let acted = 0;
    for (let left = 1 + draw.poisson(draw.exponential(2)); left > 0; left -= 1) {
      const spontaneous = draw.chance(0.35);
      const at = spontaneous
        ? kickOff + draw.random() * 1.2 * MATCH_MS
        : pickOne(draw, goals) + draw.exponential(50_000);
      const item = draw.chance(0.25)
        ? stream
        : pickPosted(stage, clips, spontaneous ? at : at + 5 * MINUTE_MS);
      const clip = item >= 0 ? stage.catalogue.items[item]!.at : at;
      const moment = Math.max(at, clip + draw.exponential(60_000));
      if (item >= 0 && act(stage, person, item, moment, { gap: 30_000, source: "hot" })) acted += 1;
    }
    if (acted > 0) came.push(person);
  }
  stage.groups.push({ kind: "event crowd", people: came });
}

/**
 * A festival goes with the evening around the world: greetings are posted from the afternoon on.
 */
function festival(stage: Stage, day: number): void {
  const { draw, people } = stage;
  const greetings = eventItems(stage, Math.max(8, Math.round(people.count / 250)), () => {
    return localMoment(day, draw.between(9, 22), draw.below(ZONES.length));
  });
  const came: number[] = [];
  for (let person = 0; person < people.residents; person += 1) {
    if (people.language[person] !== 0 || !draw.chance(FESTIVAL_REACH)) continue;
    let at = localMoment(day, draw.between(17.5, 23.5), people.zone[person]!);
    let acted = 0;
    for (let left = 1 + draw.poisson(draw.exponential(3)); left > 0; left -= 1) {
      const gap = 1500 + draw.lognormal(30_000, 0.9);
      at += gap;
      const item = pickPosted(stage, greetings, at);
      if (item >= 0 && act(stage, person, item, at, { gap, source: "hot" })) acted += 1;
    }
    if (acted > 0) came.push(person);
  }
  stage.groups.push({ kind: "event crowd", people: came });
}

export function playEvents(stage: Stage): void {
  const { draw, days } = stage;
  const events = Math.max(1, Math.round(days / DAYS_PER_EVENT));
  for (let event = 0; event < events; event += 1) {
    const day = Math.min(Math.ceil(days) - 1, event * DAYS_PER_EVENT + draw.below(DAYS_PER_EVENT));
    if (event % 2 === 0) matchNight(stage, Math.max(0, day));
    else festival(stage, Math.max(0, day));
  }
}
