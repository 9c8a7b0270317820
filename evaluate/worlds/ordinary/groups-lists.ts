/** Lists: what a player, a course of study, a shelf of tasks or a push puts before strangers. */

import { HOUR, MINUTE, moment, SECOND } from "./clock.ts";
import { answer, chanceOf, dealWith, draft, goThrough, groupCount, note, post, type Scene } from "./scene.ts";
import { PHRASES } from "./words.ts";

/** Works of many owners that stood before the world began, best known owners first. */
function oldWorks(scene: Scene, owners: readonly number[]): number[] {
  return owners.flatMap((owner) => {
    const { works } = scene.catalogue.accounts[owner]!;
    return works.filter((work) => scene.catalogue.works[work]!.postedAtMs < moment(0, 0)).slice(0, 3);
  });
}

/** Playlists that run by themselves: strangers see the same works in the same order to the second. */
export function letListsPlay(scene: Scene): void {
  const kind = "playlist";
  const chance = chanceOf(scene, kind);
  const size = 45;
  const pool = oldWorks(scene, scene.catalogue.known);
  for (let left = groupCount(scene, 0.03, size); left > 0; left--) {
    const members = draft(scene, chance, { size: 25 + chance.whole(40) });
    const list = chance.some(pool, 20 + chance.whole(30));
    const lengths = new Map(list.map((work) => [work, chance.lognormal(150, 0.4) * SECOND]));
    for (const who of members) {
      const hour = chance.pick([7.5, 9, 12.5, 14, 20, 22, 23]);
      for (let day = 0; day < scene.options.days; day++) {
        if (!chance.hit(0.35)) continue;
        let atMs = moment(day, hour) + 20 * MINUTE * chance.normal();
        const heard = Math.min(list.length, 4 + chance.poisson(10));
        for (const work of list.slice(0, heard)) {
          scene.log.add({ deed: "view", who, work, atMs, source: "other" });
          if (chance.hit(0.025)) {
            scene.log.add({ deed: "like", who, work, atMs: atMs + 20 * SECOND, source: "other" });
          }
          atMs += lengths.get(work)!;
        }
      }
    }
    note(scene, kind, members);
  }
}

/** Short dramas: strangers go through eighty episodes in order, a dozen or two an evening. */
export function watchDrama(scene: Scene): void {
  const kind = "short drama";
  const chance = chanceOf(scene, kind);
  const size = 70;
  for (let left = groupCount(scene, 0.025, size); left > 0; left--) {
    const members = draft(scene, chance, { size: 40 + chance.whole(60) });
    const studio = scene.catalogue.openAccount(chance);
    const episodes = Array.from({ length: 60 }, (_, at) =>
      post(scene, chance, studio, moment(-2, 8) + at * MINUTE, { pull: 0.12 }),
    );
    for (const who of members) {
      const likes = chance.next() ** 2;
      let next = 0;
      const first = chance.whole(scene.options.days);
      for (let day = first; day < scene.options.days && next < episodes.length; day++) {
        if (chance.hit(0.3)) continue;
        const evening = episodes.slice(next, next + 6 + chance.poisson(7));
        next += evening.length;
        goThrough(scene, chance, who, evening, moment(day, 20 + 3 * chance.next()), {
          source: "recommend",
          deeds: { like: likes, comment: 0.02, favorite: 0.03 },
          dwellSeconds: 60,
          gapMs: () => (95 + 2 * chance.next()) * SECOND,
        });
        if (chance.hit(0.15)) break;
      }
    }
    note(scene, kind, members);
  }
}

/** Book clubs: an old catalogue in order, a chapter an evening, with what one has to say of it. */
export function readTogether(scene: Scene): void {
  const kind = "book club";
  const chance = chanceOf(scene, kind);
  const size = 32;
  for (let left = groupCount(scene, 0.015, size); left > 0; left--) {
    const members = draft(scene, chance, { size: 15 + chance.whole(36) });
    const readers = Array.from({ length: 1 + chance.whole(4) }, () => scene.catalogue.openAccount(chance));
    for (let day = 0; day < scene.options.days; day++) {
      const old = moment(-700 + 3 * day, 20);
      const chapter = post(scene, chance, chance.pick(readers), old, { pull: 0.02 });
      answer(scene, chance, members, chapter, moment(day, 20.8), {
        turnout: 0.65,
        medianMs: 35 * MINUTE,
        sigma: 0.7,
        source: "share",
        deeds: { like: 0.6, comment: 0.5, favorite: 0.3 },
        phrases: PHRASES.book,
        dwellSeconds: 200,
      });
    }
    note(scene, kind, members);
  }
}

/** A push of news: those who let it ring come within a minute or two, always much the same. */
export function ringForNews(scene: Scene): void {
  const kind = "news push";
  const chance = chanceOf(scene, kind);
  const members = draft(scene, chance, { size: Math.max(80, Math.round(scene.people.length * 0.045)) });
  const papers = Array.from({ length: 9 }, () => scene.catalogue.openAccount(chance));
  for (let day = 0; day < scene.options.days; day++) {
    for (const hour of [7.5, 12, 18.25, 21.67].filter(() => chance.hit(0.7))) {
      const atMs = moment(day, hour);
      const kindOfWork = chance.hit(0.5) ? "article" : "video";
      const work = post(scene, chance, chance.pick(papers), atMs - 2 * MINUTE, { kind: kindOfWork, pull: 3 });
      answer(scene, chance, members, work, atMs, {
        turnout: chance.between(0.08, 0.3),
        medianMs: 45 * SECOND,
        sigma: 1.1,
        source: "push",
        deeds: { like: 0.07, comment: 0.03, share: 0.03 },
      });
    }
  }
  note(scene, kind, members);
}

/**
 * The platform's own tasks: "like three works, get coins". People do them each day at their hour, and
 * the shelf of the day shows the same dozen works of strangers to all.
 */
export function doTheTasks(scene: Scene): void {
  const kind = "platform tasks";
  const chance = chanceOf(scene, kind);
  const members = draft(scene, chance, { size: Math.max(60, Math.round(scene.people.length * 0.03)) });
  const platform = scene.catalogue.openAccount(chance);
  const hours = new Map(members.map((who) => [who, chance.pick([0.05, 7, 8, 12.2, 13, 18.5, 20, 21, 22.5])]));
  const people = scene.people.length;
  for (let day = 0; day < scene.options.days; day++) {
    const from = moment(day, 0);
    const page = post(scene, chance, platform, from, { kind: "link", pull: 0.01 });
    const recent = scene.catalogue.works
      .map(({ postedAtMs, pull, kind: of }, work) => ({ postedAtMs, pull, of, work }))
      .filter(
        ({ postedAtMs, of }) => of === "video" && from - postedAtMs > 0 && from - postedAtMs < 72 * HOUR,
      )
      .filter(({ work }) => scene.catalogue.works[work]!.owner >= people || chance.hit(0.3));
    const shelf = chance.some(recent, 12).map(({ work }) => work);
    for (const who of members) {
      if (!chance.hit(Math.min(0.96, 0.75 * scene.people[who]!.eager))) continue;
      const atMs = moment(day, hours.get(who)!) + 6 * MINUTE * chance.normal();
      dealWith(scene, chance, who, page, atMs, { source: "task", deeds: {} });
      // The first of the shelf are taken most.
      const three = shelf.filter((_, at) => chance.hit(0.55 / (1 + at / 5))).slice(0, 3);
      goThrough(scene, chance, who, three, atMs + 20 * SECOND, {
        source: "task",
        deeds: { like: 0.97, comment: 0.03 },
        dwellSeconds: 4,
        gapMs: () => chance.lognormal(9, 0.5) * SECOND,
      });
    }
  }
  note(scene, kind, members);
}

/**
 * Prize hunters: they follow, like and share the draws of shops that have nothing to do with one
 * another, as the shops openly ask. Nobody pays for it; a list of today's draws goes round.
 */
export function huntPrizes(scene: Scene): void {
  const kind = "prize hunters";
  const chance = chanceOf(scene, kind);
  const size = 55;
  for (let left = groupCount(scene, 0.01, size); left > 0; left--) {
    const members = draft(scene, chance, {
      size: 35 + chance.whole(40),
      callings: ["home", "shop", "retired", "student"],
    });
    for (let day = 0; day < scene.options.days; day++) {
      for (let draws = 1 + chance.poisson(1.5); draws > 0; draws--) {
        const shop = chance.hit(0.7)
          ? scene.catalogue.openAccount(chance)
          : scene.catalogue.ownOf(chance.whole(scene.people.length));
        const atMs = moment(day, 9 + 12 * chance.next());
        const work = post(scene, chance, shop, atMs - HOUR * (1 + 5 * chance.next()), { pull: 0.4 });
        answer(scene, chance, members, work, atMs, {
          turnout: 0.5,
          medianMs: 1.6 * HOUR,
          sigma: 1.1,
          source: "share",
          deeds: { like: 0.97, follow: 0.85, share: 0.8, comment: 0.5 },
          phrases: PHRASES.prize,
          dwellSeconds: 5,
        });
      }
    }
    note(scene, kind, members);
  }
}
