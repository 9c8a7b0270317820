/** Tools and shared things: acts on exact seconds, and accounts one after another on one device. */

import { HOUR, MINUTE, moment, SECOND } from "./clock.ts";
import { chanceOf, draft, groupCount, note, post, type Scene, someTown } from "./scene.ts";

/** Tools that post and answer at the full hour, from their maker's servers, for honest accounts. */
export function postOnSchedule(scene: Scene): void {
  const kind = "scheduled posting tool";
  const chance = chanceOf(scene, kind);
  const size = Math.max(12, Math.round(scene.people.length * 0.004));
  for (let left = groupCount(scene, 0.008, size); left > 0; left--) {
    const servers = scene.places.openSite(chance, 3);
    const members = draft(scene, chance, { size, callings: ["clerk", "home", "shop"] });
    for (const who of members) {
      const hours = chance.some([8, 9, 10, 12, 18, 20, 21], 1 + chance.whole(2));
      const own = scene.catalogue.ownOf(who);
      const friend = scene.catalogue.ownOf(chance.pick(members));
      for (let day = 0; day < scene.options.days; day++) {
        for (const hour of hours) {
          const atMs = moment(day, hour);
          const work = post(scene, chance, own, atMs, { pull: 0.3 });
          const seat = scene.places.siteSeat(servers, who);
          const text = "全文在主页置顶";
          scene.log.add({ deed: "comment", who, work, atMs: atMs + SECOND, source: "other", text, seat });
          if (chance.hit(0.4)) scene.log.add({ deed: "share", who, work, atMs, source: "other", seat });
          const { works } = scene.catalogue.accounts[friend]!;
          const last = works[works.length - 1];
          if (last === undefined || !chance.hit(0.25)) continue;
          if (scene.catalogue.works[last]!.postedAtMs > atMs) continue;
          scene.log.add({ deed: "share", who, work: last, atMs: atMs + 2 * SECOND, source: "other", seat });
        }
      }
    }
    note(scene, kind, members);
  }
}

/** People who steer by a switch or a screen reader: each step after the same number of seconds. */
export function steerBySwitch(scene: Scene): void {
  const kind = "accessibility tool";
  const chance = chanceOf(scene, kind);
  const size = Math.max(6, Math.round(scene.people.length * 0.006));
  const members = draft(scene, chance, { size });
  for (const who of members) {
    const step = 5 * (1 + chance.whole(4));
    const deeds = { like: chance.between(0.3, 1) };
    const { known, accounts, works } = scene.catalogue;
    const channels = chance.some(known.slice(0, 60), 6);
    for (let day = 0; day < scene.options.days; day++) {
      if (!chance.hit(0.7)) continue;
      let atMs = moment(day, 9 + chance.whole(12)) + chance.whole(60) * MINUTE;
      const fresh = channels
        .flatMap((account) => accounts[account]!.works)
        .filter((work) => Math.abs(atMs - 36 * HOUR - works[work]!.postedAtMs) < 36 * HOUR);
      for (const work of fresh.slice(0, 15)) {
        scene.log.add({ deed: "view", who, work, atMs, source: "follow" });
        atMs += 4 * step * SECOND;
        if (chance.hit(deeds.like)) scene.log.add({ deed: "like", who, work, atMs, source: "follow" });
        atMs += step * SECOND;
      }
    }
  }
  note(scene, kind, members);
}

/** A tablet of a shop or of a family: three or four accounts, one after another, on one device. */
export function shareTablets(scene: Scene): void {
  const kind = "shared tablet";
  const chance = chanceOf(scene, kind);
  for (let left = groupCount(scene, 0.01, 4); left > 0; left--) {
    const members = draft(scene, chance, { size: 3 + chance.whole(3), town: someTown(scene, chance) });
    const phone = scene.places.makePhone(chance);
    const owner = chance.hit(0.5)
      ? scene.catalogue.openAccount(chance)
      : scene.catalogue.ownOf(chance.pick(members));
    const home = scene.people[members[0]!]!;
    for (let day = 0; day < scene.options.days; day++) {
      if (!chance.hit(0.4)) continue;
      const atMs = moment(day, 10 + 11 * chance.next());
      const work = post(scene, chance, owner, atMs - HOUR * chance.next(), { pull: 0.1 });
      let turn = atMs;
      for (const who of chance.some(members, members.length - chance.whole(2))) {
        const seat = scene.places.seatOf(home, turn);
        scene.log.add({ deed: "view", who, work, atMs: turn, source: "profile", seat, phone });
        turn += chance.lognormal(7, 0.5) * SECOND;
        if (chance.hit(0.85)) {
          scene.log.add({ deed: "like", who, work, atMs: turn, source: "profile", seat, phone });
        }
        turn += chance.lognormal(50, 0.6) * SECOND;
      }
    }
    note(scene, kind, members);
  }
}
