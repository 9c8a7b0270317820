/** Classes, contests of children, campuses: calls that are answered within minutes by all. */

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

/** A teacher's link: forty people like it within ten minutes, with the same few words. */
const TEACHERS_LINK: Habit = {
  turnout: 0.82,
  medianMs: 4 * MINUTE,
  sigma: 0.8,
  source: "share",
  deeds: { like: 0.88, comment: 0.3, share: 0.15, follow: 0.1 },
  phrases: PHRASES.school,
};

/**
 * Classes of parents and pupils. Several classes have one school account; now and then the link is
 * of the town's education office, or of the district's safety course, which the school did not make.
 */
export function holdClasses(scene: Scene): number[][] {
  const kind = "school class";
  const chance = chanceOf(scene, kind);
  const classes: number[][] = [];
  for (let left = groupCount(scene, 0.03, 41); left > 0; ) {
    const town = someTown(scene, chance);
    const owners = [0, 1, 2].map(() => scene.catalogue.openAccount(chance));
    for (let sisters = Math.min(left, 1 + chance.whole(4)); sisters > 0; sisters--, left--) {
      const size = 32 + chance.whole(19);
      const members = draft(scene, chance, { size, town, callings: ["pupil", "home", "clerk", "shop"] });
      for (const day of workdays(scene.options.days)) {
        if (!chance.hit(0.55)) continue;
        const owner = chance.hit(0.6) ? owners[0]! : chance.pick(owners);
        const atMs = moment(day, 15.5 + 5.5 * chance.next());
        const kindOfWork = chance.pick(["link", "article", "video"] as const);
        const work = post(scene, chance, owner, atMs - 5 * MINUTE, { kind: kindOfWork, pull: 0.05 });
        answer(scene, chance, members, work, atMs, TEACHERS_LINK);
      }
      note(scene, kind, members);
      classes.push(members);
    }
  }
  return classes;
}

/** A child stands in a contest: the class, kin and colleagues are asked, on several evenings. */
export function canvass(scene: Scene, circles: readonly (readonly number[])[]): void {
  const kind = "vote canvassing";
  const chance = chanceOf(scene, kind);
  const habit: Habit = {
    turnout: 0.5,
    medianMs: 35 * MINUTE,
    sigma: 1.2,
    source: "share",
    deeds: { like: 0.95, comment: 0.25, share: 0.18, follow: 0.12 },
    phrases: PHRASES.vote,
  };
  const contests = Math.max(1, Math.round(scene.people.length / 4_000));
  for (let contest = 0; contest < contests; contest++) {
    const owner = scene.catalogue.openAccount(chance);
    const entries = Math.min(circles.length, 5);
    for (const circle of chance.some(circles, entries)) {
      const callers = chance.some(circle, 2);
      const asked = [...circle, ...draft(scene, chance, { size: 15 + chance.whole(35) })];
      const own = scene.catalogue.ownOf(callers[0] ?? asked[0]!);
      const came = new Set<number>();
      const first = chance.whole(Math.max(1, scene.options.days - 2));
      for (let round = 0; round < 3; round++) {
        const atMs = moment(first + round, 18 + 4 * chance.next());
        // The entry is the organiser's page; the last call is for the parent's own video of it.
        const work = post(scene, chance, round < 2 ? owner : own, atMs - HOUR, { kind: "video", pull: 0.3 });
        for (const who of answer(scene, chance, asked, work, atMs, habit)) came.add(who);
      }
      note(scene, kind, came);
    }
  }
}

/** A faculty rates its courses on the evening before the deadline: one list, read from the top. */
export function evaluateCourses(scene: Scene): void {
  const kind = "course evaluation";
  const chance = chanceOf(scene, kind);
  const size = 110;
  for (let left = groupCount(scene, 0.016, size); left > 0; left--) {
    const campus = scene.places.openSite(chance, 2);
    const members = draft(scene, chance, { size, callings: ["student"] });
    const courses = Array.from({ length: 6 + chance.whole(4) }, () => {
      const owner = scene.catalogue.openAccount(chance);
      return post(scene, chance, owner, moment(0, 8), { kind: "article", pull: 0.01 });
    });
    const due = chance.whole(scene.options.days);
    for (const who of members) {
      scene.people[who]!.site = campus;
      const early = chance.hit(0.25) && due > 0 ? 1 : 0;
      const atMs = moment(due - early, 19 + 4 * Math.sqrt(chance.next()));
      const gentle = chance.between(0.5, 1);
      goThrough(scene, chance, who, courses, atMs, {
        source: "scan",
        deeds: { like: gentle, comment: 0.35 },
        phrases: PHRASES.course,
        dwellSeconds: 6,
        gapMs: () => chance.lognormal(17, 0.5) * SECOND,
        seat: () => scene.places.siteSeat(campus, who),
      });
    }
    note(scene, kind, members);
  }
}

/** Hundreds of students behind two addresses, and a wall of confessions that all read at night. */
export function liveOnCampus(scene: Scene): void {
  const kind = "campus behind one address";
  const chance = chanceOf(scene, kind);
  const size = Math.max(60, Math.min(260, Math.round(scene.people.length * 0.015)));
  for (let left = groupCount(scene, 0.03, size); left > 0; left--) {
    const campus = scene.places.openSite(chance, 2);
    const members = draft(scene, chance, { size, callings: ["student"] });
    for (const who of members) scene.people[who]!.site = campus;
    const wall = scene.catalogue.openAccount(chance);
    for (let day = 0; day < scene.options.days; day++) {
      for (let at = 1 + chance.poisson(1); at > 0; at--) {
        const atMs = moment(day, 21.5 + 1.5 * chance.next());
        const work = post(scene, chance, wall, atMs, { kind: "article", pull: 0.2 });
        answer(scene, chance, members, work, atMs, {
          turnout: 0.16,
          medianMs: 50 * MINUTE,
          sigma: 1.1,
          source: "follow",
          deeds: { like: 0.4, comment: 0.12, share: 0.03 },
          seat: (who) => scene.places.siteSeat(campus, who),
        });
      }
    }
    note(scene, kind, members);
  }
}

/**
 * Check-in groups (打卡): each posts once a day, and the rule of the group is to like those who posted
 * since one's own last post.
 */
export function checkIn(scene: Scene): void {
  const kind = "check-in group";
  const chance = chanceOf(scene, kind);
  const size = 28;
  for (let left = groupCount(scene, 0.014, size); left > 0; left--) {
    const members = draft(scene, chance, { size: size - 8 + chance.whole(17) });
    for (let day = 0; day < scene.options.days; day++) {
      const posters = members
        .filter((who) => chance.hit(Math.min(0.97, 0.78 * scene.people[who]!.eager)))
        .map((who) => ({ who, atMs: moment(day, 20.5 + 1.1 * chance.normal()) }))
        .sort((a, b) => a.atMs - b.atMs);
      const posted: number[] = [];
      for (const { who, atMs } of posters) {
        goThrough(scene, chance, who, posted.slice(-6), atMs + chance.lognormal(40, 0.6) * SECOND, {
          source: "follow",
          deeds: { like: 0.93, comment: 0.3 },
          phrases: PHRASES.checkIn,
          dwellSeconds: 4,
          gapMs: () => chance.lognormal(11, 0.6) * SECOND,
        });
        posted.push(post(scene, chance, scene.catalogue.ownOf(who), atMs, { kind: "article", pull: 0.03 }));
      }
      // Some forget on weekends, and give all their likes the next morning.
      if (isWeekend(day)) continue;
      for (const who of chance.some(members, 3)) {
        goThrough(scene, chance, who, posted, moment(day + 1, 7.5 + chance.next()), {
          source: "follow",
          deeds: { like: 0.9 },
          dwellSeconds: 3,
          gapMs: () => chance.lognormal(8, 0.5) * SECOND,
        });
      }
    }
    note(scene, kind, members);
  }
}
