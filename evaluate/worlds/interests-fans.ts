/**
 * Fan clubs of the world of interests: of single idols, and of groups whose accounts post within
 * minutes of each other and whose fans like all of it within the hour. Honest people look alike
 * here because they wait for the same moment, have the same five accounts in mind, and on a vote
 * day go through the same list in the same order.
 */

import { pickOne, sampleOf } from "./interests-draw.ts";
import { addItem } from "./interests-items.ts";
import { addText } from "./interests-log.ts";
import { awake, DAY_MS, HOUR_MS, localMoment, MINUTE_MS, whenAwake } from "./interests-people.ts";
import { act, countOf, follow, type Stage } from "./interests-stage.ts";

/** One idol for so many people, and one group for so many. */
const PEOPLE_PER_IDOL = 2500;
const PEOPLE_PER_BAND = 8000;
const BAND_ACCOUNTS = 5;
/** A club has 30 people to a twentieth of the platform. */
const SMALLEST_CLUB = 30;
const LARGEST_CLUB_SHARE = 0.05;
/** Fans who come from the idol's interest; the others are from anywhere. */
const FROM_INTEREST = 0.6;
/** Posts of an idol in a day. */
const POSTS_A_DAY = 0.9;
/**
 * Fans with an alarm for the account come even at night; fans of a band agree to come in the first
 * hour.
 */
const ALARMS = { idol: 0.15, band: 0.6 } as const;
/** Fans of a band live where its language is spoken. */
const BAND_AT_HOME = 0.85;
/** Median wait of a fan: the notification, then the next look at the phone. */
const WAIT_MEDIAN_MS = 9 * MINUTE_MS;
/** Part of the clubs that have a vote day: all fans like the last posts for a chart. */
const VOTE_DAYS = 0.5;
const VOTE_POSTS = 12;
/** An idol's post draws its interest's feed as a well-known creator's post does. */
const FAN_WEIGHT = 60;

interface Club {
  readonly accounts: readonly number[];
  readonly fans: readonly number[];
  /** How surely each fan comes: a core that never misses and a rim that comes now and then. */
  readonly zeal: readonly number[];
  readonly community: number;
  readonly zone: number;
  readonly slogan: number;
}

function openCommunities(stage: Stage): number[] {
  const { communities } = stage.interests;
  return Array.from(communities.keys()).filter((place) => communities[place]!.language === 0);
}

function makeClub(stage: Stage, accounts: number, name: string): Club {
  const { draw, people, interests } = stage;
  const community = pickOne(draw, openCommunities(stage));
  const { members, zone } = interests.communities[community]!;
  const largest = Math.max(SMALLEST_CLUB, people.count * LARGEST_CLUB_SHARE);
  const size = Math.round(draw.pareto(SMALLEST_CLUB, largest, 0.5));
  const fans = new Set(sampleOf(draw, members, Math.round(size * FROM_INTEREST)));
  for (let tries = size * 8; tries > 0 && fans.size < size; tries -= 1) {
    const person = draw.below(people.residents);
    const near = people.zone[person] === zone || accounts === 1 || !draw.chance(BAND_AT_HOME);
    if (people.language[person] === 0 && near) fans.add(person);
  }
  const own = Array.from({ length: accounts }, () => draw.below(people.residents));
  for (const account of own) fans.delete(account);
  const list = Array.from(fans);
  // Some clubs are tight and some are mostly rim.
  const core = draw.between(0.2, 0.85);
  const zeal = list.map(() => {
    if (accounts > 1) return draw.between(0.7, 0.98);
    return draw.chance(core) ? draw.between(0.75, 0.98) : draw.random() ** 1.5 * 0.7;
  });
  stage.groups.push({ kind: "fan club", people: list });
  return {
    accounts: own,
    fans: list,
    zeal,
    community,
    zone,
    slogan: addText(stage.log, `always with ${name} ♥`),
  };
}

/** A post of each account of the club, within minutes of each other. */
function drop(stage: Stage, club: Club, at: number): number[] {
  const { draw, catalogue } = stage;
  let moment = at;
  return club.accounts.map((owner) => {
    moment += draw.exponential(4 * MINUTE_MS) + 1000;
    return addItem(catalogue, {
      owner,
      community: club.community,
      second: -1,
      kind: "video",
      at: moment,
      weight: FAN_WEIGHT * draw.lognormal(1, 0.8),
      curve: "days",
      span: 10 * HOUR_MS,
      revival: 0,
    });
  });
}

/**
 * Likes all items, one after the other; in a band each fan has an order of the heart or the order
 * of posting.
 */
function likeAll(stage: Stage, club: Club, fan: number, items: readonly number[], begin: number): void {
  const { draw } = stage;
  let at = begin;
  for (const item of draw.chance(0.5) ? items : sampleOf(draw, items, items.length)) {
    const gap = 2000 + draw.lognormal(14_000, 0.8);
    // A post that came after the fan did is liked as soon as it is there.
    at = Math.max(at + gap, stage.catalogue.items[item]!.at + draw.between(5000, 90_000));
    if (draw.chance(0.96)) act(stage, fan, item, at, { gap, source: "follow", text: club.slogan });
  }
}

function fansCome(stage: Stage, club: Club, items: readonly number[]): void {
  const { draw, people, catalogue } = stage;
  const first = catalogue.items[items[0]!]!.at;
  for (const [place, fan] of club.fans.entries()) {
    if (!draw.chance(club.zeal[place]!)) continue;
    const arrival = first + draw.lognormal(WAIT_MEDIAN_MS, 0.9);
    const alarms = club.accounts.length > 1 ? ALARMS.band : ALARMS.idol;
    const reached = draw.chance(alarms) || draw.random() < awake(people, fan, arrival) * 1.5;
    // Who slept comes after waking, still on the same day.
    likeAll(stage, club, fan, items, reached ? arrival : whenAwake(draw, people, fan, arrival + HOUR_MS));
  }
}

function voteDay(stage: Stage, club: Club): void {
  const { draw, people, catalogue, days, log } = stage;
  const begin = localMoment(draw.below(Math.ceil(days)), 20, club.zone);
  const posts = club.accounts
    .flatMap((account) => catalogue.byOwner.get(account) ?? [])
    .filter((id) => catalogue.items[id]!.at < begin)
    .slice(-VOTE_POSTS);
  for (const [place, fan] of club.fans.entries()) {
    if (!draw.chance(club.zeal[place]! * 0.9)) continue;
    let at = whenAwake(draw, people, fan, begin + draw.random() * 3 * HOUR_MS);
    for (const item of posts) {
      const gap = draw.between(1500, 7000);
      at += gap;
      if (at < log.windowMs) act(stage, fan, item, at, { gap, source: "profile", text: club.slogan });
    }
  }
}

function playClub(stage: Stage, club: Club): void {
  const { draw, days } = stage;
  for (let day = -4; day < days; day += 1) {
    // A band posts together about every second day.
    const posts = club.accounts.length > 1 ? (draw.chance(0.5) ? 1 : 0) : draw.poisson(POSTS_A_DAY);
    for (let left = posts; left > 0; left -= 1) {
      const hour = pickOne(draw, [8, 12, 18, 20, 20, 21, 22]);
      const minute = draw.chance(0.4) ? 0 : draw.random();
      const items = drop(stage, club, localMoment(day, hour + minute, club.zone));
      fansCome(stage, club, items);
    }
  }
  for (const fan of sampleOf(draw, club.fans, Math.round(club.fans.length * 0.05))) {
    const at = draw.random() * days * DAY_MS;
    for (const account of club.accounts) follow(stage, fan, account, at + draw.between(1000, 60_000));
  }
  if (draw.chance(VOTE_DAYS)) voteDay(stage, club);
}

export function playFanClubs(stage: Stage): void {
  const idols = Math.max(1, Math.round(stage.people.count / PEOPLE_PER_IDOL));
  const bands = Math.max(1, Math.round(stage.people.count / PEOPLE_PER_BAND));
  for (let club = 0; club < idols + bands; club += 1) {
    const made = makeClub(stage, club < idols ? 1 : BAND_ACCOUNTS, `idol ${club + 1}`);
    playClub(stage, made);
  }
}

/**
 * Flash crowds: one item, named on another site, to which people come who have no interest in
 * common.
 */
const PEOPLE_PER_FLASH = 3500;
const FLASH_FEWEST = 60;
const FLASH_LARGEST_SHARE = 0.02;
/** Half of a crowd is new to the platform, as far as there are such people. */
const FLASH_FROM_OUTSIDE = 0.55;
/**
 * Relaxation after a mention elsewhere: an hour or two (the exogenous class of Crane and Sornette).
 */
const FLASH_MEAN_MS = 1.6 * HOUR_MS;

function flashItem(stage: Stage): number {
  const { draw, catalogue, interests, log } = stage;
  for (;;) {
    const id = draw.below(catalogue.items.length);
    const item = catalogue.items[id]!;
    const open = interests.communities[item.community]!.language === 0;
    // Old items too: what another site digs up may be weeks old.
    if (open && item.at < log.windowMs * 0.8) return id;
  }
}

/** What an outsider does after the one like: sometimes a look at the rest of the page. */
function lookAround(stage: Stage, person: number, item: number, at: number): void {
  const { draw, catalogue } = stage;
  const page = catalogue.byOwner.get(catalogue.items[item]!.owner) ?? [];
  let moment = at;
  for (const other of sampleOf(draw, page, Math.min(page.length, 1 + draw.below(3)))) {
    moment += draw.between(10_000, 90_000);
    act(stage, person, other, moment, { gap: 10_000, source: "profile" });
  }
}

function flash(stage: Stage, outsiders: readonly number[]): void {
  const { draw, people, catalogue, log } = stage;
  const item = flashItem(stage);
  const begin = Math.max(catalogue.items[item]!.at, draw.between(0.02, 0.9) * log.windowMs);
  const fewest = Math.min(FLASH_FEWEST, people.count / 10);
  const size = draw.pareto(fewest, Math.max(fewest * 2, people.count * FLASH_LARGEST_SHARE), 0.7);
  const crowd = [...outsiders];
  const wanted = Math.max(size, outsiders.length / FLASH_FROM_OUTSIDE);
  while (crowd.length < wanted) {
    const person = draw.below(people.residents);
    if (people.language[person] === 0) crowd.push(person);
  }
  const came: number[] = [];
  for (const person of crowd) {
    const arrival = begin + draw.exponential(12 * MINUTE_MS) + draw.exponential(FLASH_MEAN_MS);
    const at = draw.chance(0.5) ? arrival : whenAwake(draw, people, person, arrival);
    if (!act(stage, person, item, at, { gap: 20_000, source: "share" })) continue;
    came.push(person);
    if (person >= people.residents && draw.chance(0.2)) lookAround(stage, person, item, at);
  }
  stage.groups.push({ kind: "flash crowd", people: came });
}

export function playFlashCrowds(stage: Stage): void {
  const { draw, people } = stage;
  const crowds = countOf(stage, PEOPLE_PER_FLASH);
  // Crowds get unequal parts of the people from outside.
  const parts = Array.from({ length: crowds }, () => draw.lognormal(1, 0.8));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  let next = people.residents;
  for (const [place, part] of parts.entries()) {
    const left = people.count - next;
    const size =
      place + 1 === crowds
        ? left
        : Math.min(left, Math.round(((people.count - people.residents) * part) / whole));
    flash(
      stage,
      Array.from({ length: size }, (_, person) => next + person),
    );
    next += size;
  }
}
