/** Play: guilds after the raid, rosters of fans, rooms that send their guests on, derbies, quarrels. */

import { HOUR, MINUTE, moment, SECOND, weekdayOf } from "./clock.ts";
import {
  answer,
  chanceOf,
  dealWith,
  draft,
  goThrough,
  groupCount,
  type Habit,
  note,
  post,
  type Scene,
} from "./scene.ts";
import { PHRASES } from "./words.ts";

/** Guilds: after the raid members post clips, and all go through all of them within minutes. */
export function raidWithGuild(scene: Scene): void {
  const kind = "game guild";
  const chance = chanceOf(scene, kind);
  const size = 32;
  for (let left = groupCount(scene, 0.02, size); left > 0; left--) {
    const members = draft(scene, chance, {
      size: 18 + chance.whole(29),
      callings: ["student", "clerk", "shift"],
    });
    const nights = new Set(chance.some([0, 1, 2, 3, 4, 5, 6], 4));
    for (let day = 0; day < scene.options.days; day++) {
      if (!nights.has(weekdayOf(day))) continue;
      const over = moment(day, 22.3 + 0.5 * chance.next());
      const clips = chance.some(members, 3 + chance.whole(5)).map((who, at) => {
        const owner = scene.catalogue.ownOf(who);
        return post(scene, chance, owner, over + at * chance.lognormal(50, 0.6) * SECOND, { pull: 0.08 });
      });
      for (const who of members) {
        if (!chance.hit(Math.min(0.95, 0.7 * scene.people[who]!.eager))) continue;
        const atMs = over + 7 * MINUTE + chance.lognormal(4 * MINUTE, 0.8);
        goThrough(scene, chance, who, clips, atMs, {
          source: "follow",
          deeds: { like: 0.85, comment: 0.3 },
          phrases: PHRASES.guild,
          gapMs: () => chance.lognormal(28, 0.6) * SECOND,
        });
      }
    }
    note(scene, kind, members);
  }
}

/**
 * Fan clubs with a duty roster: whatever the star, the studio, the drama or the brands that the star
 * speaks for put out, the turn on duty has liked, praised and passed on within the first minutes.
 */
export function keepFanRoster(scene: Scene): void {
  const kind = "fan club";
  const chance = chanceOf(scene, kind);
  const size = Math.max(50, Math.min(220, Math.round(scene.people.length * 0.013)));
  const habit: Habit = {
    turnout: 0.4,
    medianMs: 9 * MINUTE,
    sigma: 1.2,
    source: "follow",
    deeds: { like: 0.97, comment: 0.6, share: 0.65, favorite: 0.3, follow: 0.5 },
    phrases: PHRASES.fans,
    dwellSeconds: 5,
  };
  for (let left = groupCount(scene, 0.03, size); left > 0; left--) {
    const members = draft(scene, chance, { size, callings: ["student", "clerk", "pupil", "shop"] });
    const star = chance.pick(scene.catalogue.known.slice(0, 25));
    const subs = [star, ...Array.from({ length: 4 }, () => scene.catalogue.openAccount(chance))];
    const turns = members.map(() => chance.whole(3));
    for (let day = 0; day < scene.options.days; day++) {
      const hours = [0, 20, ...Array.from({ length: 1 + chance.poisson(2) }, () => 8 + 15 * chance.next())];
      for (const hour of hours) {
        const atMs = moment(day, hour);
        const work = post(scene, chance, chance.pick(subs), atMs, { pull: 2 });
        const turn = Math.floor(hour / 8);
        const onDuty = members.filter((_, at) => turns[at] === turn);
        const rest = members.filter((_, at) => turns[at] !== turn);
        const quick: Habit = { ...habit, turnout: 0.85, medianMs: 45 * SECOND, sigma: 0.9, source: "push" };
        answer(scene, chance, onDuty, work, atMs, quick);
        answer(scene, chance, rest, work, atMs, hour === 0 || hour === 20 ? quick : habit);
      }
    }
    note(scene, kind, members);
  }
}

/** Live rooms: the host says good night and sends the guests to a friend's room, room after room. */
export function moveFromRoomToRoom(scene: Scene): void {
  const kind = "live room raid";
  const chance = chanceOf(scene, kind);
  const size = Math.max(40, Math.min(160, Math.round(scene.people.length * 0.01)));
  for (let left = groupCount(scene, 0.024, size); left > 0; left--) {
    const regulars = draft(scene, chance, { size });
    const hosts = Array.from({ length: 7 }, () => scene.catalogue.openAccount(chance));
    for (let day = 0; day < scene.options.days; day++) {
      let there = regulars.filter((who) => chance.hit(Math.min(0.9, 0.42 * scene.people[who]!.eager)));
      let atMs = moment(day, 19.5 + chance.next());
      for (const host of chance.some(hosts, 3 + chance.whole(3))) {
        const room = post(scene, chance, host, atMs - 20 * MINUTE, { kind: "live", pull: 0.6 });
        there = there.filter(() => chance.hit(0.85));
        for (const who of there) {
          dealWith(scene, chance, who, room, atMs + chance.lognormal(14, 0.8) * SECOND, {
            source: "share",
            deeds: { like: 0.65, comment: 0.3, follow: 0.25 },
            phrases: PHRASES.room,
            dwellSeconds: 30,
          });
        }
        atMs += chance.lognormal(35 * MINUTE, 0.3);
      }
    }
    note(scene, kind, regulars);
  }
}

/** Makers who are friends in truth: they like and discuss nearly all of one another's works. */
export function supportFriends(scene: Scene): void {
  const kind = "circle of creators";
  const chance = chanceOf(scene, kind);
  const size = 14;
  for (let left = groupCount(scene, 0.012, size); left > 0; left--) {
    const members = draft(scene, chance, { size: 8 + chance.whole(14) });
    for (const who of members) {
      const others = members.filter((other) => other !== who);
      const own = scene.catalogue.ownOf(who);
      for (let at = 1 + chance.poisson(scene.options.days * 0.4); at > 0; at--) {
        const atMs = moment(chance.whole(scene.options.days), 11 + 11 * chance.next());
        const work = post(scene, chance, own, atMs, { pull: chance.lognormal(0.5, 0.7) });
        answer(scene, chance, others, work, atMs, {
          turnout: 0.7,
          medianMs: 1.5 * HOUR,
          sigma: 1.2,
          source: "follow",
          deeds: { like: 0.93, comment: 0.4, share: 0.12, favorite: 0.15, follow: 0.4 },
          phrases: PHRASES.circle,
          dwellSeconds: 40,
        });
      }
    }
    note(scene, kind, members);
  }
}

/** Derbies: two camps come at the same goals, to the broadcaster's room and to their club's posts. */
export function watchDerby(scene: Scene): void {
  const kind = "derby crowd";
  const chance = chanceOf(scene, kind);
  const size = Math.max(60, Math.round(scene.people.length * 0.016));
  const broadcaster = scene.catalogue.openAccount(chance);
  const camps = [0, 1].map(() => ({
    club: scene.catalogue.openAccount(chance),
    fans: draft(scene, chance, { size, callings: ["student", "clerk", "shop", "shift", "retired"] }),
  }));
  const habit: Habit = {
    turnout: 0.55,
    medianMs: 70 * SECOND,
    sigma: 1,
    source: "push",
    deeds: { like: 0.6, comment: 0.35, share: 0.15 },
    phrases: PHRASES.derby,
    dwellSeconds: 6,
  };
  const matches = Math.max(1, Math.round(scene.options.days / 4));
  for (let match = 0; match < matches; match++) {
    const start = moment(chance.whole(scene.options.days), 19.5);
    const room = post(scene, chance, broadcaster, start, { kind: "live", pull: 3 });
    for (const { fans } of camps)
      answer(scene, chance, fans, room, start, { ...habit, medianMs: 6 * MINUTE });
    for (let goal = chance.poisson(3); goal > 0; goal--) {
      const { club, fans } = chance.pick(camps);
      const atMs = start + 105 * MINUTE * chance.next();
      answer(scene, chance, fans, post(scene, chance, club, atMs, { pull: 1 }), atMs, habit);
    }
    const report = post(scene, chance, broadcaster, start + 112 * MINUTE, { pull: 2 });
    for (const { fans } of camps) answer(scene, chance, fans, report, start + 113 * MINUTE, habit);
  }
  for (const { fans } of camps) note(scene, kind, fans);
}

/** A scandal: the angry come in two waves to all that the star has posted; old fans leave. */
export function rageAtStar(scene: Scene): void {
  const kind = "scandal crowd";
  const chance = chanceOf(scene, kind);
  const members = draft(scene, chance, { size: Math.max(60, Math.round(scene.people.length * 0.022)) });
  const star = chance.pick(scene.catalogue.known.slice(0, 10));
  const accuser = scene.catalogue.openAccount(chance);
  const { works } = scene.catalogue.accounts[star]!;
  const broke = moment(chance.whole(Math.max(1, scene.options.days - 1)), 14 + 5 * chance.next());
  const postedAt = (work: number): number => scene.catalogue.works[work]!.postedAtMs;
  const past = works
    .filter((work) => postedAt(work) < broke)
    .sort((a, b) => postedAt(a) - postedAt(b))
    .slice(-12);
  for (const wave of [broke, broke + 22 * HOUR]) {
    const charge = post(scene, chance, accuser, wave, { pull: 5 });
    const angry = answer(scene, chance, members, charge, wave, {
      turnout: 0.65,
      medianMs: 25 * MINUTE,
      sigma: 1,
      source: "hot",
      deeds: { like: 0.8, comment: 0.3, share: 0.35, follow: 0.2 },
      phrases: PHRASES.scandal,
    });
    for (const who of angry) {
      const shown = chance.some(past, 1 + chance.whole(5));
      goThrough(scene, chance, who, shown, wave + chance.lognormal(40 * MINUTE, 1), {
        source: "profile",
        deeds: { comment: 0.7, unlike: 0.1, unfollow: 0.12 },
        phrases: PHRASES.scandal,
        gapMs: () => chance.lognormal(25, 0.7) * SECOND,
      });
    }
  }
  note(scene, kind, members);
}
