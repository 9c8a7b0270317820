/**
 * Calls in the towns of the world of places: the news of the town, coupons at a shop's counter, a
 * drive for charity, and the circle of old neighbours who like each other's dances. The same
 * hundred people come again, or a thousand come once.
 */

import { type Answer, answersTo, doAsAsked } from "./places-call.ts";
import type { Creator, Post } from "./places-catalogue.ts";
import { createDraw } from "./places-chance.ts";
import { DAY, dayOf, HOUR, isWeekend, MINUTE, momentOf } from "./places-clock.ts";
import { COMMENT, FAVORITE, FOLLOW, LIKE, SHARE, UNFOLLOW, VIEW } from "./places-log.ts";
import { noteGroup, type Scene, seatAtSite, seatOnPhone, townOf, whereIs } from "./places-scene.ts";
import type { Site } from "./places-sites.ts";
import type { Town } from "./places-towns.ts";

/**
 * Likers of a town's news grow slower than the town: in a village everybody knows who was in it.
 */
const NEWS_SCALE = 0.3;
const NEWS_EXPONENT = 0.78;
/** Readers are few of the town who come daily and many who come once: weights by Pareto. */
const READER_ALPHA = 1.15;
const READER_MOST = 60;
/** One item in the window moves the whole town: a flood, a lost child, the team's victory. */
const ALARM_SHARE = 0.5;

function tellTown(scene: Scene, town: Town): void {
  const { chance, catalogue, log, land, options } = scene;
  const desk = catalogue.addCreator({ reach: town.size ** 0.8 * 0.2, town: town.index });
  const { draw } = createDraw(town.people.map(() => chance.pareto(1, READER_ALPHA, READER_MOST)));
  const readers = new Map<number, number>();
  const note = (person: number): void => void readers.set(person, (readers.get(person) ?? 0) + 1);
  const perDay = chance.between(1.5, 4.5);
  for (let day = 0; day < options.days; day++) {
    for (let rest = chance.poisson(perDay); rest > 0; rest--) {
      const at = momentOf(day, chance.between(7, 21.5));
      const post = catalogue.addPost(desk, at, chance.hit(0.6) ? "video" : "article");
      const mean = NEWS_SCALE * town.size ** NEWS_EXPONENT * chance.lognormal(0.6, 0.9);
      const drawn = Array.from({ length: Math.min(chance.poisson(mean), town.people.length) }, () => {
        return town.people[draw(chance.next())]!;
      });
      const call = { people: [...new Set(drawn)], at, share: 1.2, median: 4 * HOUR, until: at + 3 * DAY };
      for (const answer of answersTo(scene, call)) {
        const source = chance.hit(0.6) ? "follow" : chance.hit(0.6) ? "nearby" : "push";
        doAsAsked(scene, answer, [post], {
          source,
          like: 0.8,
          comment: 0.08,
          share: 0.07,
          say: scene.texts.say,
        });
        note(answer.person.index);
        if (chance.hit(0.03)) {
          const seat = whereIs(scene, answer.person, answer.at);
          log.record(FOLLOW, answer.at + 30_000, answer.person, desk.account, source, seat);
        }
      }
    }
  }
  const alarm = momentOf(chance.whole(options.days), chance.between(11, 20));
  const post = catalogue.addPost(desk, alarm);
  const call = {
    people: town.people,
    at: alarm,
    share: ALARM_SHARE,
    median: 55 * MINUTE,
    until: alarm + DAY,
  };
  const crowd = answersTo(scene, call);
  for (const answer of crowd) {
    doAsAsked(scene, answer, [post], {
      source: chance.hit(0.5) ? "share" : "nearby",
      like: 0.7,
      comment: 0.12,
      share: 0.25,
      say: scene.texts.say,
    });
  }
  noteGroup(
    scene,
    "flash crowd",
    crowd.map((answer) => answer.person.index),
  );
  const regulars = [...readers]
    .filter(([, count]) => count >= 3)
    .map(([person]) => land.people[person]!.index);
  noteGroup(scene, "town news", regulars);
}

export function tellTowns(scene: Scene): void {
  for (const town of scene.land.towns) tellTown(scene, town);
}

/** Shops with a code at the counter: one for so many accounts. */
const PEOPLE_PER_COUPON_SHOP = 1_300;
/** Guests of a coupon shop at lunch: a noodle shop seats thirty, thrice. */
const LUNCH_GUESTS = 42;
/** They scan from the shop's Wi-Fi, for the code joins them to it; others on the mobile net. */
const ON_SHOP_WIFI = 0.72;
/** After the coupon is eaten. */
const UNFOLLOWS = 0.17;

function serveLunch(
  scene: Scene,
  shop: Site,
  account: Creator,
  offer: Post,
  day: number,
  known: Set<number>,
): void {
  const { chance, land, log } = scene;
  const town = land.towns[shop.town]!;
  const count = chance.poisson(LUNCH_GUESTS * chance.lognormal(0.8, 0.6));
  for (const index of chance.some(town.people, Math.min(count, Math.ceil(town.size * 0.05)))) {
    const guest = land.people[index]!;
    if (known.has(index) || guest.mainAccount >= 0 || guest.role === "pupil") continue;
    // The queue is longest at a quarter past twelve.
    const at = momentOf(day, 11.5 + chance.next() + chance.next());
    const seat = chance.hit(ON_SHOP_WIFI)
      ? seatAtSite(scene, shop, guest, at)
      : seatOnPhone(scene, guest, at);
    if (at < guest.joinedAt) continue;
    known.add(index);
    log.record(VIEW, at, guest, offer.target, "scan", seat);
    const follow = at + chance.lognormal(6_000, 0.6);
    log.record(FOLLOW, follow, guest, account.account, "scan", seat);
    log.record(LIKE, follow + chance.lognormal(5_000, 0.5), guest, offer.target, "scan", seat);
    if (chance.hit(0.2)) log.record(FAVORITE, follow + 14_000, guest, offer.target, "scan", seat);
    if (chance.hit(UNFOLLOWS)) {
      const later = follow + chance.lognormal(9, 2) * HOUR;
      log.record(UNFOLLOW, later, guest, account.account, "profile", whereIs(scene, guest, later));
    }
    // While the noodles boil.
    if (chance.hit(0.4)) scene.visits.push({ person: index, at: follow + MINUTE, seat });
  }
}

export function giveCoupons(scene: Scene): void {
  const { chance, catalogue, options, sites } = scene;
  const wanted = Math.max(2, Math.round(options.people / PEOPLE_PER_COUPON_SHOP));
  for (const shop of chance.some(sites.of("shop"), wanted)) {
    const account = catalogue.addCreator({ reach: 2, town: shop.town });
    const offer = catalogue.addPost(account, momentOf(-1, 15));
    const guests = new Set<number>();
    const first = chance.whole(options.days);
    const length = chance.pick([1, 2, 5, 10]);
    for (let day = first; day < Math.min(options.days, first + length); day++) {
      if (length > 2 && isWeekend(day)) continue;
      serveLunch(scene, shop, account, offer, day, guests);
    }
    noteGroup(scene, "shop customers", guests);
  }
}

const PEOPLE_PER_DRIVE = 20_000;
const DRIVE_DAYS = 6;
/** Part of the land that takes part: one in thirty, from all towns. */
const DRIVE_SHARE = 0.035;
const DRIVE_WORDS: readonly string[] = [
  "支持公益",
  "爱心接力",
  "支持公益，传递爱心",
  "尽一份力",
  "好人一生平安",
];
/** A drive has a sheet of daily stamps: so many come again each day. */
const DRIVE_RETURNS = 0.3;

export function holdDrives(scene: Scene): void {
  const { chance, catalogue, land, log, options, texts } = scene;
  const drives = Math.max(1, Math.round(options.people / PEOPLE_PER_DRIVE));
  for (let drive = 0; drive < drives; drive++) {
    const first = chance.whole(Math.max(1, options.days - DRIVE_DAYS));
    const foundation = catalogue.addCreator({ reach: 40 });
    const page = log.addTarget("link", `k${7_000 + drive}`, foundation.id);
    const hosts = [foundation, catalogue.addCreator({ reach: 20 }), catalogue.addCreator({ reach: 20 })];
    const everyone = land.people.map((person) => person.index);
    let crowd = chance.some(everyone, Math.ceil(everyone.length * DRIVE_SHARE));
    const joined: number[] = [];
    for (let day = first; day < Math.min(options.days, first + DRIVE_DAYS); day++) {
      // The evening programme shows the code at eight.
      const at = momentOf(day, 20);
      const posts = hosts.map((host) => catalogue.addPost(host, at - 2 * HOUR));
      const call = {
        people: crowd,
        at,
        share: day === first ? 0.8 : 0.45,
        median: 35 * MINUTE,
        until: at + DAY,
      };
      const came = answersTo(scene, call);
      for (const answer of came) {
        const { person } = answer;
        const seat = whereIs(scene, person, answer.at);
        log.record(LIKE, answer.at + 3_000, person, page, "scan", seat);
        if (chance.hit(0.6)) log.record(SHARE, answer.at + 12_000, person, page, "scan", seat);
        if (chance.hit(0.4)) {
          const text = texts.chant(DRIVE_WORDS);
          log.record(COMMENT, answer.at + 30_000, person, page, "scan", seat, text);
        }
        const shown = { person, at: answer.at + MINUTE };
        doAsAsked(scene, shown, posts, { source: "hot", seat: () => seat, like: 0.7, comment: 0.05 });
        joined.push(person.index);
      }
      const back = came.filter(() => chance.hit(DRIVE_RETURNS)).map((answer: Answer) => answer.person.index);
      const fresh = chance.some(everyone, Math.ceil(everyone.length * DRIVE_SHARE * 0.4));
      crowd = [...new Set([...back, ...fresh])];
    }
    noteGroup(scene, "charity drive", joined);
  }
}

/** A circle of old neighbours for so many accounts: they dance on the square and film it. */
const PEOPLE_PER_CIRCLE = 4_000;
/** Those who film are online more than others of their age. */
const DANCER_RATE = 1.8;

export function danceOnSquares(scene: Scene): void {
  const { chance, catalogue, land, options } = scene;
  const wanted = Math.max(1, Math.round(options.people / PEOPLE_PER_CIRCLE));
  for (let circle = 0; circle < wanted; circle++) {
    const town = townOf(scene, land.people[chance.whole(land.people.length)]!);
    const old = town.filter((index) => land.people[index]!.role === "elder");
    const dancers = chance.some(old, 18 + chance.whole(26));
    if (dancers.length < 8) continue;
    for (const dancer of dancers) land.people[dancer]!.habits.rate *= DANCER_RATE;
    const active: number[] = [];
    for (let day = 0; day < options.days; day++) {
      for (const dancer of chance.some(dancers, 1 + chance.poisson(1.8))) {
        const at = momentOf(day, chance.hit(0.5) ? chance.between(6.5, 8) : chance.between(19.5, 20.6));
        const post = catalogue.addPost(catalogue.creatorOf(dancer), at);
        const call = { people: dancers, at, share: 0.65, median: 70 * MINUTE, until: at + DAY, sigma: 1.1 };
        for (const answer of answersTo(scene, call)) {
          if (answer.person.index === dancer || dayOf(answer.at) >= options.days) continue;
          doAsAsked(scene, answer, [post], { source: "follow", comment: 0.35, stays: 0.15 });
          active.push(answer.person.index);
        }
      }
    }
    noteGroup(scene, "neighbours' circle", active);
  }
}
