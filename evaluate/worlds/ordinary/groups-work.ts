/** Work: the boss's post, the head office's repost, the day's study list, the bell of a factory. */

import { HOUR, isWeekend, MINUTE, moment, SECOND, workdays } from "./clock.ts";
import {
  answer,
  chanceOf,
  draft,
  goThrough,
  groupCount,
  type Habit,
  note,
  post,
  type Scene,
  someTown,
} from "./scene.ts";
import { PHRASES } from "./words.ts";

/** Offices: the boss posts before nine, and by half past ten all have liked it, from one address. */
export function likeTheBoss(scene: Scene): number[][] {
  const kind = "office";
  const chance = chanceOf(scene, kind);
  const offices: number[][] = [];
  const mean = 28;
  for (let left = groupCount(scene, 0.03, mean); left > 0; left--) {
    const size = Math.round(Math.min(90, Math.max(9, chance.lognormal(22, 0.6))));
    const members = draft(scene, chance, { size, town: someTown(scene, chance), callings: ["clerk"] });
    if (members.length < 4) continue;
    const site = scene.places.openSite(chance, 1);
    for (const who of members) scene.people[who]!.site = site;
    const [boss, ...staff] = members as [number, ...number[]];
    const firm = scene.catalogue.openAccount(chance);
    const duty = chance.between(0.6, 0.95);
    for (const day of workdays(scene.options.days)) {
      const owner = chance.hit(0.75) ? scene.catalogue.ownOf(boss) : firm;
      const atMs = moment(day, 8 + 0.9 * chance.next());
      const kindOfWork = chance.pick(["video", "article"] as const);
      answer(scene, chance, staff, post(scene, chance, owner, atMs, { kind: kindOfWork }), atMs, {
        turnout: duty,
        medianMs: 45 * MINUTE,
        sigma: 0.7,
        source: "share",
        deeds: { like: 0.96, comment: 0.3, share: 0.12 },
        phrases: PHRASES.office,
        seat: (who) => scene.places.siteSeat(site, who),
      });
    }
    note(scene, kind, members);
    offices.push(members);
  }
  return offices;
}

/** Shops of one chain repost what the head office posts, at the opening and at the closing. */
export function repostTheHeadOffice(scene: Scene): void {
  const kind = "franchise staff";
  const chance = chanceOf(scene, kind);
  const shopSize = 9;
  const chains = groupCount(scene, 0.02, shopSize * 9);
  const habit: Habit = {
    turnout: 0.8,
    medianMs: 14 * MINUTE,
    sigma: 0.8,
    source: "share",
    deeds: { like: 0.92, comment: 0.4, share: 0.75 },
    phrases: PHRASES.shop,
    dwellSeconds: 5,
  };
  for (let chain = 0; chain < chains; chain++) {
    const headOffice = scene.catalogue.openAccount(chance);
    const shops = Array.from({ length: 5 + chance.whole(9) }, () => {
      const size = 5 + chance.whole(9);
      const staff = draft(scene, chance, { size, town: someTown(scene, chance), callings: ["shop"] });
      return { staff, site: scene.places.openSite(chance, 1), own: scene.catalogue.openAccount(chance) };
    });
    for (let day = 0; day < scene.options.days; day++) {
      if (chance.hit(0.15)) continue;
      const work = post(scene, chance, headOffice, moment(day, 9), { pull: 0.4 });
      for (const { staff, site, own } of shops) {
        const seat = (): ReturnType<typeof scene.places.siteSeat> => scene.places.siteSeat(site, 0);
        for (const who of staff) {
          // Each works one of two turns and does it when that begins.
          const hour = chance.hit(0.5) ? 9.8 : 21.4;
          answer(scene, chance, [who], work, moment(day, hour), { ...habit, seat });
        }
        if (!chance.hit(0.3)) continue;
        const atMs = moment(day, 11 + 8 * chance.next());
        const offer = post(scene, chance, own, atMs, { pull: 0.1 });
        answer(scene, chance, staff, offer, atMs, { ...habit, turnout: 0.6, medianMs: HOUR });
      }
    }
    for (const { staff, site } of shops) for (const who of staff) scene.people[who]!.site = site;
    note(
      scene,
      kind,
      shops.flatMap(({ staff }) => staff),
    );
  }
}

/** Points for study: six articles and two films of the day's list, a minute each, every day. */
export function studyForPoints(scene: Scene): void {
  const kind = "study points";
  const chance = chanceOf(scene, kind);
  const size = 60;
  const owners = Array.from({ length: 14 }, () => scene.catalogue.openAccount(chance));
  const lists = Array.from({ length: scene.options.days }, (_, day) =>
    chance
      .some(owners, 10)
      .map((owner, at) =>
        post(scene, chance, owner, moment(day, 5), { kind: at < 7 ? "article" : "video", pull: 0.3 }),
      ),
  );
  for (let left = groupCount(scene, 0.016, size); left > 0; left--) {
    const members = draft(scene, chance, { size, callings: ["clerk", "retired", "student"] });
    for (const who of members) {
      const hour = chance.pick([6.4, 7.1, 12.3, 12.6, 18.2, 21.7, 22.1]);
      const minute = chance.between(60, 66);
      for (const [day, list] of lists.entries()) {
        if (!chance.hit(Math.min(0.97, 0.85 * scene.people[who]!.eager))) continue;
        const atMs = moment(day, hour + 0.14 * chance.normal());
        goThrough(scene, chance, who, list.slice(0, 8), atMs, {
          source: "task",
          deeds: { like: 0.12, comment: 0.1, share: 0.2, favorite: 0.06 },
          dwellSeconds: 20,
          gapMs: () => (minute + 3 * chance.next()) * SECOND,
        });
      }
    }
    note(scene, kind, members);
  }
}

/** A factory's dormitory: one network, two shifts; all phones come out at 12:05 and at 22:10. */
export function restInTheDormitory(scene: Scene): void {
  const kind = "factory dormitory";
  const chance = chanceOf(scene, kind);
  const size = Math.max(50, Math.min(320, Math.round(scene.people.length * 0.0125)));
  for (let left = groupCount(scene, 0.025, size); left > 0; left--) {
    const site = scene.places.openSite(chance, 2);
    const members = draft(scene, chance, { size, callings: ["shift", "shop"] });
    const night = new Set(chance.some(members, Math.floor(0.4 * size)));
    for (const who of members) scene.people[who]!.site = site;
    const [factory, singer, jobs] = [0, 1, 2].map(() => scene.catalogue.openAccount(chance)) as [
      number,
      number,
      number,
    ];
    const best = scene.catalogue.works
      .map(({ pull }, work) => ({ pull, work }))
      .sort((a, b) => b.pull - a.pull || a.work - b.work)
      .slice(0, 200);
    for (let day = 0; day < scene.options.days; day++) {
      const shown = [
        post(scene, chance, singer, moment(day, 11), { pull: 0.5 }),
        post(scene, chance, chance.hit(0.5) ? jobs : factory, moment(day, 11.5), { pull: 0.1 }),
        ...chance.some(best, 4).map(({ work }) => work),
      ].filter((work) => scene.catalogue.works[work]!.postedAtMs < moment(day, 12));
      for (const who of members) {
        if (!chance.hit(0.75 - (isWeekend(day) ? 0.25 : 0))) continue;
        const breaks = night.has(who) ? [0.08, 8.17] : [12.083, 22.167];
        const atMs = moment(day, chance.pick(breaks)) + chance.lognormal(2.2, 0.7) * MINUTE;
        const seen = shown.filter((work) => {
          return scene.catalogue.works[work]!.postedAtMs < atMs && chance.hit(0.45);
        });
        goThrough(scene, chance, who, seen, atMs, {
          source: "recommend",
          deeds: { like: 0.3, comment: 0.04, follow: 0.02 },
          gapMs: () => chance.lognormal(35, 0.8) * SECOND,
          seat: () => scene.places.siteSeat(site, who),
        });
      }
    }
    note(scene, kind, members);
  }
}
