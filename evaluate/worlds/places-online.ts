/**
 * Calls that know no town in the world of places: a guild at nine each evening, a game that opens
 * its list, a host who asks for five clips at the end of a stream, and the accounts of a region
 * where the platform has just opened.
 */

import { answersTo, doAsAsked } from "./places-call.ts";
import { type Creator, type Post, pickHost } from "./places-catalogue.ts";
import { DAY, HOUR, MINUTE, momentOf, START } from "./places-clock.ts";
import { COMMENT, FAVORITE, FOLLOW, LIKE, VIEW } from "./places-log.ts";
import type { Person } from "./places-people.ts";
import { noteGroup, type Scene, whereIs } from "./places-scene.ts";

const PLAYER_ROLES: readonly string[] = ["pupil", "student", "factory", "office", "road"];

function players(scene: Scene): number[] {
  return scene.land.people
    .filter((person) => PLAYER_ROLES.includes(person.role) && person.mainAccount < 0)
    .map((person) => person.index);
}

const PEOPLE_PER_GUILD = 15_000;
const GUILD_SIZE: readonly [number, number] = [50, 140];
const GUILD_SHARE_MOST = 0.03;
/** Game accounts with an event post a day: the game, its heroes, its league, its shop. */
const GAME_ACCOUNTS = 10;
/** Members are heavy users, and come on two evenings of five. */
const MEMBER_RATE = 4;
const MEMBER_RATE_BELOW = 150;
const ATTENDANCE = 0.5;

export function callGuilds(scene: Scene): void {
  const { chance, catalogue, land, options, texts } = scene;
  const guilds = Math.max(1, Math.round(options.people / PEOPLE_PER_GUILD));
  let game: Creator[] = [];
  for (let guild = 0; guild < guilds; guild++) {
    // Three guilds to a game: they meet on the same posts.
    if (guild % 3 === 0) {
      const league = (): Creator => catalogue.addCreator({ reach: chance.pareto(15, 1, 900), topic: 3 });
      game = Array.from({ length: GAME_ACCOUNTS }, league);
      for (let day = 0; day < options.days; day++) {
        const at = momentOf(day, 20.9) - chance.whole(30) * MINUTE;
        for (const account of game) catalogue.addPost(account, at + chance.between(-5, 5) * MINUTE);
      }
    }
    const size = Math.min(chance.between(...GUILD_SIZE), options.people * GUILD_SHARE_MOST);
    const members = chance.some(players(scene), Math.ceil(size));
    for (const member of members) {
      const { habits } = land.people[member]!;
      if (habits.rate < MEMBER_RATE_BELOW) habits.rate *= MEMBER_RATE;
    }
    const words = [`第${guild + 3}公会打卡`, `第${guild + 3}公会打卡！`, `${guild + 3}会报到`, "打卡", "冲"];
    const active: number[] = [];
    for (let day = 0; day < options.days; day++) {
      const at = momentOf(day, 21);
      const posts = game.map((account) => account.posts[day]!);
      const call = { people: members, at, share: ATTENDANCE, median: 4 * MINUTE, until: at + 2.5 * HOUR };
      for (const answer of answersTo(scene, call)) {
        // Some do all ten, some only those that give a prize today.
        const done = chance.hit(0.6) ? posts : chance.some(posts, 3 + chance.whole(6));
        const deed = {
          source: chance.hit(0.6) ? "profile" : "share",
          like: 0.9,
          comment: 0.4,
          gap: 9_000,
        } as const;
        doAsAsked(scene, answer, done, { ...deed, say: () => texts.chant(words) });
        active.push(answer.person.index);
      }
    }
    noteGroup(scene, "game guild", active);
  }
}

const PEOPLE_PER_LAUNCH = 40_000;
const LAUNCH_DAYS = 3;
const LAUNCH_SHARE = 0.05;
/** Part of them that made the account for the list's prize. */
const LAUNCH_NEW = 0.12;

export interface Launch {
  readonly opens: number;
  readonly crowd: readonly number[];
}

/** Chooses who registers for a new game, and makes some of their accounts as young as the list. */
export function planLaunches(scene: Pick<Scene, "options" | "land" | "chance">): Launch[] {
  const { chance, land, options } = scene;
  const launches: Launch[] = [];
  for (let rest = Math.max(1, Math.round(options.people / PEOPLE_PER_LAUNCH)); rest > 0; rest--) {
    const opens = momentOf(chance.whole(Math.max(1, options.days - LAUNCH_DAYS)), 12);
    const able = land.people.filter(
      (person) => PLAYER_ROLES.includes(person.role) && !land.towns[person.town]!.opened,
    );
    const crowd = chance.some(able, Math.ceil(options.people * LAUNCH_SHARE));
    for (const person of crowd) {
      // Accounts of the computer room keep their lesson.
      if (person.joinedAt >= START || !chance.hit(LAUNCH_NEW)) continue;
      person.joinedAt = Math.floor(opens + chance.lognormal(5, 1.3) * HOUR);
      person.shownJoin = person.joinedAt;
    }
    launches.push({ opens, crowd: crowd.map((person) => person.index) });
  }
  return launches;
}

export function openLists(scene: Scene, launches: readonly Launch[]): void {
  const { chance, catalogue, land, log } = scene;
  for (const [rank, { opens, crowd }] of launches.entries()) {
    const game = catalogue.addCreator({ reach: 200, topic: 3 });
    const page = log.addTarget("link", `k${9_000 + rank}`, game.id);
    const trailer = catalogue.addPost(game, opens - 20 * MINUTE);
    const listed: number[] = [];
    for (const index of crowd) {
      const person = land.people[index]!;
      // Half come at noon with the opening, the others with the pushes of the evenings.
      const push =
        START + Math.floor((opens - START) / DAY) * DAY + (20 + 24 * chance.whole(LAUNCH_DAYS)) * HOUR;
      const usual = (chance.hit(0.5) ? opens : push) + chance.lognormal(25, 1.2) * MINUTE;
      const isNew = person.joinedAt > opens;
      const at = isNew ? person.joinedAt + chance.lognormal(60_000, 0.7) : usual;
      const seat = whereIs(scene, person, at);
      const source = isNew || chance.hit(0.4) ? "other" : "push";
      log.record(FAVORITE, at, person, page, source, seat);
      if (chance.hit(0.85)) log.record(FOLLOW, at + 5_000, person, game.account, source, seat);
      const deed = { source: "profile", seat: () => seat, like: 0.75, comment: 0.08, share: 0.1 } as const;
      doAsAsked(scene, { person, at: at + 12_000 }, [trailer], deed);
      listed.push(index);
    }
    noteGroup(scene, "pre-registration", listed);
  }
}

const PEOPLE_PER_STREAM = 6_000;
const CLIPS = 5;
/** Hundreds in the room at the end of a stream, or a fifteenth of a small world. */
const STREAM_CROWD: readonly [number, number] = [180, 650];
const STREAM_SHARE_MOST = 0.06;

export function endStreams(scene: Scene): void {
  const { chance, catalogue, land, log, options, texts } = scene;
  const everyone = land.people.map((person) => person.index);
  for (let rest = Math.max(1, Math.round(options.people / PEOPLE_PER_STREAM)); rest > 0; rest--) {
    const host = pickHost(catalogue, chance);
    const begins = momentOf(chance.whole(options.days), chance.between(19.3, 21));
    const ends = begins + chance.between(1.2, 2.6) * HOUR;
    const room = catalogue.addPost(host, begins, "live");
    const clips = Array.from({ length: CLIPS }, (_, rank) =>
      catalogue.addPost(host, ends - (9 - rank) * MINUTE),
    );
    const size = Math.min(chance.between(...STREAM_CROWD), everyone.length * STREAM_SHARE_MOST);
    // Two thirds know the host's topic; the rest was washed in by the recommendation.
    const able = everyone.filter((index) => land.people[index]!.habits.topics.includes(host.topic));
    const crowd = [
      ...chance.some(able, Math.ceil(size * 0.65)),
      ...chance.some(everyone, Math.ceil(size * 0.35)),
    ];
    for (const index of crowd) {
      const person = land.people[index]!;
      const at = begins + chance.next() * (ends - begins);
      const seat = whereIs(scene, person, at);
      log.record(VIEW, at, person, room.target, "recommend", seat);
      if (chance.hit(0.5))
        log.record(LIKE, at + chance.lognormal(90_000, 1), person, room.target, "follow", seat);
      if (!chance.hit(0.3)) continue;
      const said = at + chance.lognormal(150_000, 1);
      log.record(COMMENT, said, person, room.target, "follow", seat, texts.say());
    }
    const call = {
      people: [...new Set(crowd)],
      at: ends - MINUTE,
      share: 0.95,
      median: 5 * MINUTE,
      sigma: 1,
    };
    const came = answersTo(scene, { ...call, until: ends + 3 * HOUR });
    for (const answer of came) {
      doAsAsked(scene, answer, clips, { source: "profile", gap: 4_500, comment: 0.04, stays: 0.3 });
    }
    noteGroup(
      scene,
      "livestream audience",
      came.map((answer) => answer.person.index),
    );
  }
}

/**
 * Accounts that a new account is offered, and posts of its first feed: the same for all of a
 * region.
 */
const OFFERED = 8;
const FIRST_POSTS = 14;

function greet(scene: Scene, person: Person, offered: readonly Creator[], shown: readonly Post[]): void {
  const { chance, log } = scene;
  let at = person.joinedAt + chance.lognormal(50_000, 0.7);
  const seat = whereIs(scene, person, at);
  // Most leave the ticks as they are, some take the first, some skip the page.
  const ticked = chance.hit(0.45) ? offered : offered.slice(0, chance.whole(OFFERED));
  for (const creator of ticked) {
    at += chance.between(60, 400);
    log.record(FOLLOW, at, person, creator.account, "recommend", seat);
  }
  // A first feed has no history to go by: it shows its list from the top.
  const seen = shown.slice(0, 1 + chance.poisson(6)).filter(() => chance.hit(0.75));
  const answer = { person, at: at + 15_000 };
  const deed = { source: "recommend", seat: () => seat, comment: 0.02, gap: 16_000, stays: 0.5 } as const;
  doAsAsked(scene, answer, seen, { ...deed, like: Math.min(1, person.habits.likes + 0.2) });
}

export function openRegion(scene: Scene): void {
  const { chance, catalogue, land } = scene;
  for (const town of land.towns) {
    if (!town.opened) continue;
    const opening = Math.min(...town.people.map((index) => land.people[index]!.joinedAt));
    const offered = Array.from({ length: OFFERED }, () => pickHost(catalogue, chance));
    const welcome = catalogue.addCreator({ reach: 60, town: town.index });
    offered[0] = welcome;
    const shown = [catalogue.addPost(welcome, opening - DAY)];
    for (let made = 1; made < FIRST_POSTS; made++) {
      shown.push(catalogue.addPost(chance.pick(offered), opening - chance.between(0.2, 3) * DAY));
    }
    for (const index of town.people) greet(scene, land.people[index]!, offered, shown);
    noteGroup(scene, "new region", town.people);
  }
}
