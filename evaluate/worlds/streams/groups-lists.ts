/** Whom the product itself leads along one list: series, daily tasks, re-uploads, promotion. */

import type { Luck } from "./luck.ts";
import type { Person } from "./people.ts";
import { recruit, type Scene } from "./scene.ts";
import { DAY, HOUR, MINUTE, moment, SECOND, upTo } from "./time.ts";
import { clipOf, clipsOn, type Drama } from "./works.ts";

/** Watches on, episode after episode: the next one plays by itself, so all gaps are the lengths. */
function bingeOn(scene: Scene, luck: Luck, who: Person, drama: Drama, start: number): void {
  const fond = luck.between(0.2, 1);
  const perSitting = luck.whole(15, 80);
  let at = start;
  for (const [place, { target, lengthMs }] of drama.episodes.entries()) {
    if (place > 0 && place % perSitting === 0) at = at - (at % HOUR) + luck.whole(9, 23) * HOUR;
    scene.tape.act(who, "view", target, at, { source: "autoplay" });
    if (luck.hit(fond)) {
      // Most like where the end card asks for it; others somewhere in the episode.
      const then = luck.hit(0.7) ? lengthMs - 3 * SECOND : luck.between(0.2, 0.9) * lengthMs;
      scene.tape.act(who, "like", target, at + then, { source: "autoplay" });
    }
    at += lengthMs + 2 * SECOND;
  }
  if (luck.hit(0.5)) scene.tape.act(who, "follow", drama.owner.index, at, { source: "autoplay" });
}

/** Strangers go through the same eighty episodes in the same order, many from the release on. */
export function bingeDramas(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "series", part: 0.025, least: 40, most: 120 })) {
    const series = luck.some(scene.works.dramas, luck.whole(1, 2));
    const released = moment(luck.below(Math.max(1, scene.options.days - 2)), 18);
    for (const [place, drama] of series.entries()) {
      for (const who of crew) {
        if (place > 0 && !luck.hit(0.4)) continue;
        const first = luck.hit(0.6) ? luck.wait(3) * HOUR : luck.wait(2) * DAY;
        bingeOn(scene, luck, who, drama, released + place * DAY + first);
      }
    }
  }
}

/** The app's card of daily tasks: watch three clips, like two, share one; the same for all. */
export function checkInDaily(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "daily tasks", part: 0.025, least: 60, most: 150 })) {
    const hours = crew.map(() => luck.between(6, 23));
    for (const day of upTo(scene.options.days)) {
      const opened = moment(day, 0);
      const card = upTo(3).map(() => clipOf(luck.pick(scene.works.creators), opened, luck, 1).target);
      for (const [place, who] of crew.entries()) {
        if (!luck.hit(0.85)) continue;
        let at = moment(day, hours[place]! + luck.near(0, 0.3));
        for (const [task, clip] of card.entries()) {
          scene.tape.act(who, "view", clip, at, { source: "task" });
          at += luck.between(8, 16) * SECOND;
          if (task < 2) scene.tape.act(who, "like", clip, at, { source: "task" });
          else scene.tape.act(who, "share", clip, at, { source: "task" });
          at += luck.between(2, 5) * SECOND;
        }
      }
    }
  }
}

/** Accounts that put others' clips up again: they watch the same sources and come at once. */
export function reUpload(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "re-uploads", part: 0.005, least: 8, most: 16 })) {
    const sources = luck.some(scene.works.creators, luck.whole(12, 30));
    for (const day of upTo(scene.options.days)) {
      for (const { target, bornAtMs } of sources.flatMap((source) => clipsOn(source, day))) {
        for (const who of crew.filter(() => luck.hit(0.7))) {
          const at = bornAtMs + luck.between(1, 30) * MINUTE;
          scene.tape.act(who, "view", target, at, { source: "follow" });
          if (luck.hit(0.7)) scene.tape.act(who, "like", target, at + 3 * SECOND, { source: "follow" });
          scene.tape.act(who, "share", target, at + 6 * SECOND, { source: "follow" });
          if (luck.hit(0.7)) continue;
          // The copy is a work of its own; the others of the crew help it along, as friends do.
          const copy = scene.works.add("video", who);
          for (const friend of luck.some(crew, 4)) {
            const then = at + luck.wait(40) * MINUTE;
            scene.tape.act(friend, "view", copy, then, { source: "follow" });
            scene.tape.act(friend, "like", copy, then + 7 * SECOND, { source: "follow" });
          }
        }
      }
    }
  }
}

/**
 * Streamers buy promotion from the platform: strangers whom it takes for one audience come within
 * an hour, and few ever return. The same strangers are sent to one buyer after another.
 */
export function promote(scene: Scene, luck: Luck): void {
  const call = { kind: "official promotion", part: 0.025, least: 90, most: 250 };
  for (const crew of recruit(scene, luck, call)) {
    for (const buyer of luck.some(scene.works.creators, luck.whole(2, 6))) {
      const from = moment(luck.below(scene.options.days), luck.between(10, 21));
      const { target } = clipOf(buyer, from, luck, 0.5);
      const strangers = luck.some(scene.people, Math.round(crew.length * 0.4));
      for (const who of [...crew.filter(() => luck.hit(0.75)), ...strangers]) {
        const at = from + luck.next() ** 1.3 * HOUR;
        scene.tape.act(who, "view", target, at, { source: "promotion" });
        const then = at + luck.between(5, 40) * SECOND;
        if (luck.hit(0.22)) scene.tape.act(who, "like", target, then, { source: "promotion" });
        if (luck.hit(0.07)) {
          scene.tape.act(who, "follow", buyer.person.index, then + 4 * SECOND, { source: "promotion" });
        }
      }
    }
  }
}
