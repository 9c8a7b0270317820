/**
 * Phones in many hands in the world of places: the demo phone on a shop's table, and the work
 * phones of an agency for creators (MCN), where one phone holds several accounts and one account is
 * held by several people. They work in the open and are paid to reply.
 */

import { doAsAsked } from "./places-call.ts";
import type { Creator } from "./places-catalogue.ts";
import { DAY, isWeekend, MINUTE, momentOf, START } from "./places-clock.ts";
import { COMMENT, FOLLOW, LIKE, type Seat, SHARE, VIEW } from "./places-log.ts";
import type { Person } from "./places-people.ts";
import { noteGroup, type Scene, seatAtSite } from "./places-scene.ts";
import type { Site } from "./places-sites.ts";

/** A phone shop with demo phones for so many accounts. */
const PEOPLE_PER_PHONE_SHOP = 3_500;
/** Who tries a phone and logs in: a few a day, more on free days. */
const TRIERS_PER_DAY = 2.6;

export function tryDemoPhones(scene: Scene): void {
  const { chance, land, log, options, phones, sites, catalogue } = scene;
  const wanted = Math.max(1, Math.round(options.people / PEOPLE_PER_PHONE_SHOP));
  for (const shop of chance.some(sites.of("shop"), wanted)) {
    const tables = [phones.addPhone(), phones.addPhone()];
    const town = land.towns[shop.town]!.people;
    const account = catalogue.addCreator({ reach: 2, town: shop.town });
    const clip = catalogue.addPost(account, START - DAY);
    const triers: number[] = [];
    for (let day = 0; day < options.days; day++) {
      for (const index of chance.some(town, chance.poisson(TRIERS_PER_DAY * (isWeekend(day) ? 2.2 : 1)))) {
        const person = land.people[index]!;
        const at = momentOf(day, chance.between(10.2, 20.8));
        if (at < person.joinedAt) continue;
        const seat = seatAtSite(scene, shop, person, at, chance.pick(tables));
        // The seller asks for a like of the shop's clip, and gives a film for the screen.
        if (chance.hit(0.4)) {
          log.record(VIEW, at, person, clip.target, "scan", seat);
          log.record(LIKE, at + chance.lognormal(15_000, 0.7), person, clip.target, "scan", seat);
        }
        scene.visits.push({ person: index, at: at + MINUTE, seat });
        triers.push(index);
      }
    }
    noteGroup(scene, "demo phone", triers);
  }
}

/**
 * Talents of an agency, and accounts per member of its staff, as agencies name them in their own
 * job offers.
 */
const TALENTS: readonly [number, number] = [8, 26];
const ACCOUNTS_PER_STAFF: readonly number[] = [1, 1, 2, 2, 3];

/** Work accounts: second accounts of the staff, to be made before people get names and phones. */
export function addWorkAccounts(scene: Pick<Scene, "land" | "sites" | "chance">): void {
  const { chance, land, sites } = scene;
  for (const agency of sites.of("mcn")) {
    for (const index of [...agency.members]) {
      const staff = land.people[index]!;
      for (let rest = chance.pick(ACCOUNTS_PER_STAFF); rest > 0; rest--) {
        const work = land.addSecond(staff);
        work.site = agency.index;
        work.unit = staff.unit;
        agency.members.push(work.index);
      }
    }
  }
}

/** Answers below own videos: thanks, and the line about where to buy. */
const REPLIES: readonly string[] = [
  "感谢支持",
  "谢谢宝子们",
  "链接在主页",
  "主页有教程哦",
  "收到，下期安排",
  "爱你们",
  "明晚八点直播",
];

/**
 * One shift on one work account: replies below the talent's videos, likes of comments, a look at
 * the others.
 */
function workShift(
  scene: Scene,
  work: Person,
  seat: Seat,
  at: number,
  talent: Creator,
  house: readonly Creator[],
): void {
  const { chance, catalogue, log, texts } = scene;
  let now = at;
  const own = talent.posts.filter((post) => post.at < at && post.at > at - 4 * DAY);
  for (const post of own.slice(-3)) {
    log.record(VIEW, now, work, post.target, "profile", seat);
    for (let rest = chance.poisson(0.9); rest > 0; rest--) {
      now += chance.lognormal(25_000, 0.8);
      log.record(COMMENT, now, work, post.target, "profile", seat, texts.chant(REPLIES));
    }
    for (let rest = chance.poisson(1.4); rest > 0; rest--) {
      now += chance.lognormal(4_000, 0.7);
      log.record(LIKE, now, work, catalogue.commentOn(post), "profile", seat);
    }
    if (chance.hit(0.15)) log.record(SHARE, now + 8_000, work, post.target, "profile", seat);
  }
  // Colleagues' talents are partners: followed, and liked as any colleague's work.
  for (const partner of chance.some(house, 2)) {
    const post = partner.posts.findLast((candidate) => candidate.at < now);
    if (post === undefined) continue;
    if (chance.hit(0.1)) log.record(FOLLOW, now, work, partner.account, "profile", seat);
    const deed = { source: "follow", seat: () => seat, like: 0.55, comment: 0.1, stays: 0.06 } as const;
    doAsAsked(scene, { person: work, at: now + MINUTE }, [post], deed);
  }
}

function runAgency(scene: Scene, agency: Site): void {
  const { chance, catalogue, land, options, phones } = scene;
  const house: Creator[] = [];
  for (let rest = Math.floor(chance.between(...TALENTS)); rest > 0; rest--) {
    const talent = catalogue.addCreator({ reach: chance.pareto(20, 1, 3_000) });
    house.push(talent);
    for (let day = -3; day < options.days; day++) {
      if (chance.hit(0.8)) catalogue.addPost(talent, momentOf(day, chance.between(11, 20)));
    }
  }
  const works = agency.members
    .map((index) => land.people[index]!)
    .filter((person) => person.mainAccount >= 0);
  // Two accounts to a work phone, and phones lie in one box from which each takes what the shift
  // needs.
  const box = Array.from({ length: Math.ceil(works.length / 2) }, () => phones.addPhone());
  for (const [rank, work] of works.entries()) {
    const talent = house[rank % house.length]!;
    const usual = box[Math.floor(rank / 2)]!;
    for (let day = 0; day < options.days; day++) {
      if (isWeekend(day) ? !chance.hit(0.3) : !chance.hit(0.9)) continue;
      for (let shift = chance.poisson(1.1); shift > 0; shift--) {
        const at = momentOf(day, chance.hit(0.6) ? chance.between(10, 18.5) : chance.between(19, 22));
        const seat = seatAtSite(scene, agency, work, at, chance.hit(0.85) ? usual : chance.pick(box));
        workShift(scene, work, seat, at, talent, house);
      }
    }
  }
  noteGroup(scene, "agency staff", agency.members);
}

export function runAgencies(scene: Scene): void {
  for (const agency of scene.sites.of("mcn")) runAgency(scene, agency);
}
