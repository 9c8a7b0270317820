/** Who comes and who clears up: phones with the app on board, newcomers' lists, clean-ups. */

import type { Luck } from "./luck.ts";
import { phoneOf } from "./people.ts";
import { recruit, type Scene } from "./scene.ts";
import { DAY, HOUR, MINUTE, moment, SECOND, START, upTo } from "./time.ts";
import { clipOf } from "./works.ts";

/** Accounts of one campaign in a full-size world. */
const COHORT_MOST = 2_000;

/** A phone is sold with the app on board: one day, one model, the same first clips for all. */
export function sellPhones(scene: Scene, luck: Luck): void {
  const most = Math.min(COHORT_MOST, Math.round(scene.people.length * 0.038));
  const part = most / scene.people.length;
  for (const crew of recruit(scene, luck, { kind: "phone cohort", part, least: most, most })) {
    const day = luck.below(Math.max(1, scene.options.days - 1));
    const opened = moment(day, 0);
    const starter = upTo(6).map(() => clipOf(luck.pick(scene.works.creators), opened, luck, 1).target);
    const preset = luck.some(scene.works.creators, 3).map(({ person }) => person.index);
    for (const who of crew) {
      who.phone = phoneOf(luck, scene.numerals, "Note 12 Pro");
      who.registeredAtMs = Math.floor(moment(day, luck.between(8.5, 21.5)));
      who.zeal *= 0.7;
      let at = who.registeredAtMs + luck.between(5, 90) * SECOND;
      for (const account of preset) {
        if (luck.hit(0.8))
          scene.tape.act(who, "follow", account, at + luck.between(0, 900), { source: "preset" });
      }
      for (const clip of starter) {
        scene.tape.act(who, "view", clip, at, { source: "autoplay" });
        if (luck.hit(0.3)) scene.tape.act(who, "like", clip, at + 6 * SECOND, { source: "autoplay" });
        at += luck.between(8, 25) * SECOND;
      }
    }
  }
}

/** Accounts that a newcomer is offered to follow; the list is made anew each week. */
const OFFERED = 20;

/** Newcomers follow the twenty accounts on offer within a minute: all tick the same list. */
export function welcomeNewcomers(scene: Scene, luck: Luck): void {
  const weeks = Math.ceil(scene.options.days / 7);
  const lists = upTo(weeks).map(() => luck.some(scene.works.creators, OFFERED));
  for (const crew of recruit(scene, luck, { kind: "newcomers", part: 0.03, least: 40, most: 400 })) {
    for (const who of crew) {
      const day = luck.below(scene.options.days);
      who.registeredAtMs = Math.floor(moment(day, luck.between(7, 21.5)));
      let at = who.registeredAtMs + luck.between(6, 20) * SECOND;
      // Most tick "follow all", which gives one event every few milliseconds; others choose.
      const all = luck.hit(0.75);
      for (const { person } of lists[Math.floor(day / 7)]!) {
        if (!all && luck.hit(0.4)) continue;
        scene.tape.act(who, "follow", person.index, at, { source: "onboarding" });
        at += all ? luck.between(4, 30) : luck.between(0.6, 2.4) * SECOND;
      }
    }
  }
}

/**
 * Clean-ups: somebody takes back likes and follows of this month and of years before, in a row.
 * Comes last, when it is known what was given.
 */
export function cleanUp(scene: Scene, luck: Luck, crews: readonly (readonly number[])[]): void {
  const { creators } = scene.works;
  for (const crew of crews) {
    const shared = luck.some(creators, 12);
    const day = luck.whole(Math.floor(scene.options.days / 2), scene.options.days - 1);
    for (const index of crew) {
      const who = scene.people[index]!;
      let at = moment(day, luck.between(9, 22));
      if (luck.hit(0.5)) at = START + luck.between(0.4, 0.95) * scene.options.days * DAY;
      const given = scene.tape.given(who, at);
      for (const { type, target } of luck.some(given, luck.whole(5, 60))) {
        scene.tape.act(who, `un${type}`, target, at, { source: "profile" });
        at += luck.between(0.8, 3) * SECOND;
      }
      // A column said that these had lied: many take back what they gave them long ago.
      const old = [...shared, ...luck.some(creators, luck.whole(5, 40))];
      for (const creator of old) {
        if (luck.hit(0.6)) scene.tape.act(who, "unfollow", creator.person.index, at, { source: "profile" });
        const { target } = clipOf(creator, START - HOUR, luck, 3);
        if (luck.hit(0.4)) scene.tape.act(who, "unlike", target, at + 400, { source: "profile" });
        at += luck.between(0.8, 3) * SECOND;
      }
      if (luck.hit(0.2)) scene.tape.act(who, "view", shared[0]!.clips[0]!.target, at + MINUTE);
    }
  }
}

/** Those who will clear up, named before their lives begin. */
export function nameCleaners(scene: Scene, luck: Luck): number[][] {
  const crews = recruit(scene, luck, { kind: "clean-up", part: 0.012, least: 15, most: 40 });
  return crews.map((crew) => crew.map(({ index }) => index));
}
