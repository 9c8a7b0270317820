/** Crowds: drives, feasts, trains, launches, and people whom a message brings back after months. */

import { feastDay, HOUR, MINUTE, moment, SECOND, START, workdays } from "./clock.ts";
import { answer, chanceOf, dealWith, draft, goThrough, groupCount, note, post, type Scene } from "./scene.ts";
import { PHRASES } from "./words.ts";

/** A drive: gifts are doubled from ten o'clock, so all come at ten, to many families' films. */
export function giveForCharity(scene: Scene): void {
  const kind = "charity drive";
  const chance = chanceOf(scene, kind);
  const members = draft(scene, chance, { size: Math.max(50, Math.round(scene.people.length * 0.02)) });
  const fund = scene.catalogue.openAccount(chance);
  const families = Array.from({ length: 9 }, () => scene.catalogue.openAccount(chance));
  const first = chance.whole(Math.max(1, scene.options.days - 2));
  for (let day = first; day < Math.min(scene.options.days, first + 3); day++) {
    const films = families.map((owner) => post(scene, chance, owner, moment(day, 9.5), { pull: 0.4 }));
    const page = post(scene, chance, fund, moment(day, 9), { kind: "link", pull: 0.3 });
    const came = answer(scene, chance, members, page, moment(day, 10), {
      turnout: 0.6,
      medianMs: 2 * MINUTE,
      sigma: 1.3,
      source: "share",
      deeds: { share: 0.5 },
    });
    for (const who of came) {
      const start = moment(day, 10) + chance.lognormal(6 * MINUTE, 0.9);
      goThrough(scene, chance, who, chance.some(films, 2 + chance.whole(5)), start, {
        source: "other",
        deeds: { like: 0.9, comment: 0.35, share: 0.5 },
        phrases: PHRASES.charity,
        gapMs: () => chance.lognormal(25, 0.5) * SECOND,
      });
    }
  }
  note(scene, kind, members);
}

/** The evening of the feast: red packets at eight, nine and ten, for a look, a like and a share. */
export function openRedPackets(scene: Scene): void {
  const kind = "red packet hours";
  const chance = chanceOf(scene, kind);
  const members = draft(scene, chance, { size: Math.max(60, Math.round(scene.people.length * 0.035)) });
  const sponsors = Array.from({ length: 5 }, () => scene.catalogue.openAccount(chance));
  const day = feastDay(scene.options.days);
  for (const hour of [20, 21, 22]) {
    const three = chance
      .some(sponsors, 3)
      .map((owner) => post(scene, chance, owner, moment(day, 19), { pull: 1 }));
    for (const who of members) {
      if (!chance.hit(Math.min(0.95, 0.65 * scene.people[who]!.eager))) continue;
      const atMs = moment(day, hour) + chance.lognormal(35, 0.9) * SECOND;
      goThrough(scene, chance, who, three, atMs, {
        source: "task",
        deeds: { like: 0.85, share: 0.5, follow: 0.15 },
        dwellSeconds: 4,
        gapMs: () => chance.lognormal(12, 0.4) * SECOND,
      });
    }
  }
  note(scene, kind, members);
}

/**
 * A train line's network: hundreds behind one address, a page that all are shown first, and phones
 * that send what was done in the tunnel in one second.
 */
export function rideTheTrain(scene: Scene): void {
  const kind = "train network";
  const chance = chanceOf(scene, kind);
  const size = Math.max(80, Math.min(400, Math.round(scene.people.length * 0.02)));
  for (let left = groupCount(scene, 0.035, size); left > 0; left--) {
    const line = scene.places.openSite(chance, 1);
    const members = draft(scene, chance, { size, callings: ["clerk", "student", "shop"] });
    const operator = scene.catalogue.openAccount(chance);
    const shown = scene.catalogue.known.slice(0, 40);
    for (const day of workdays(scene.options.days)) {
      const page = post(scene, chance, operator, moment(day, 6), { kind: "article", pull: 0.1 });
      for (const who of members) {
        if (!chance.hit(0.6)) continue;
        const hour = chance.hit(0.6) ? 7.6 + 1.1 * chance.next() : 17.6 + 1.4 * chance.next();
        const start = moment(day, hour);
        const seat = scene.places.siteSeat(line, 0);
        scene.log.add({ deed: "view", who, work: page, atMs: start, source: "other", seat });
        const seen = chance
          .some(shown, 2 + chance.whole(6))
          .flatMap((owner) => scene.catalogue.accounts[owner]!.works.slice(0, 30))
          .filter((work) => scene.catalogue.works[work]!.postedAtMs < start && chance.hit(0.12));
        const likes = scene.people[who]!.likes * 1.2;
        let atMs = start + 15 * SECOND;
        const sentTogether = chance.hit(0.2);
        for (const work of seen.slice(0, 9)) {
          scene.log.add({ deed: "view", who, work, atMs, source: "recommend", seat });
          if (chance.hit(likes)) scene.log.add({ deed: "like", who, work, atMs, source: "recommend", seat });
          if (!sentTogether) atMs += chance.lognormal(26, 0.7) * SECOND;
        }
      }
    }
    note(scene, kind, members);
  }
}

/** A phone that everybody waited for: one model, one app version, and the accounts it suggests. */
export function launchPhone(scene: Scene): void {
  const kind = "new phone";
  const chance = chanceOf(scene, kind);
  const { days } = scene.options;
  const members = draft(scene, chance, { size: Math.max(50, Math.round(scene.people.length * 0.03)) });
  const maker = scene.catalogue.openAccount(chance);
  const shown = chance.whole(Math.max(1, days - 1));
  const launch = moment(shown, 19);
  const room = post(scene, chance, maker, launch, { kind: "live", pull: 4 });
  answer(scene, chance, members, room, launch, {
    turnout: 0.5,
    medianMs: 4 * MINUTE,
    sigma: 1.2,
    source: "push",
    deeds: { like: 0.5, comment: 0.15, follow: 0.3 },
  });
  const offered = chance.some(scene.catalogue.known.slice(0, 40), 5);
  const faces = offered.map((owner) => {
    return post(scene, chance, owner, moment(shown, 12), { pull: 0.5 });
  });
  const welcome = post(scene, chance, maker, moment(shown + 1, 0), { pull: 0.3 });
  for (const who of members) {
    const delivered = moment(Math.min(days - 1, shown + 1 + chance.poisson(0.7)), 10 + 10 * chance.next());
    scene.places.give(who, scene.places.makePhone(chance, "P26"), delivered);
    const source = "recommend";
    const atMs = dealWith(scene, chance, who, welcome, delivered + 10 * MINUTE, {
      source,
      deeds: { like: 0.3 },
    });
    // "Follow all" sends its five follows in one second.
    if (!chance.hit(0.45)) continue;
    for (const work of faces) scene.log.add({ deed: "follow", who, work, atMs: atMs + 20 * SECOND, source });
  }
  note(scene, kind, members);
}

/** People away for months: a message with a coupon at ten brings them back, many on one morning. */
export function comeBack(scene: Scene): void {
  const kind = "return after months";
  const chance = chanceOf(scene, kind);
  const size = Math.max(20, Math.round(scene.people.length * 0.008));
  const day = feastDay(scene.options.days);
  const platform = scene.catalogue.openAccount(chance);
  for (let left = groupCount(scene, 0.015, size); left > 0; left--) {
    const members = draft(scene, chance, { size }).filter((who) => {
      // Whoever has a part in another group is not away.
      return scene.people[who]!.groups === 1;
    });
    const called = moment(chance.whole(Math.max(1, day)), 10);
    const gift = post(scene, chance, platform, called - HOUR, { kind: "link", pull: 0.02 });
    const faces = chance.some(scene.catalogue.known.slice(0, 50), 3).map((owner) => {
      return post(scene, chance, owner, called - 6 * HOUR, { pull: 0.4 });
    });
    for (const who of members) {
      const atMs = Math.min(called + chance.lognormal(50 * MINUTE, 1.2), scene.end - HOUR);
      scene.people[who]!.activeFromMs = Math.max(START, atMs);
      goThrough(scene, chance, who, [gift, ...faces], atMs + SECOND, {
        source: "push",
        deeds: { like: 0.5, follow: 0.5 },
        gapMs: () => chance.lognormal(14, 0.6) * SECOND,
      });
    }
    note(scene, kind, members);
  }
}
