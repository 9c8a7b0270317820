/** People whose clients report oddly: a day's acts in one second, hours late, by a wrong clock. */

import { type Habit, keepsQueue } from "./clients.ts";
import type { Luck } from "./luck.ts";
import { recruit, type Scene } from "./scene.ts";
import { DAY, dayOf, HOUR, hourOf, moment, SECOND } from "./time.ts";

/** The date to which a phone falls back when its battery was out. */
const FACTORY_DATE = Date.UTC(2026, 0, 1) - 8 * HOUR;

/** Hours offline (a mine, a train, a school with no net) are sent in one second at their end. */
function inOneSecond(from: number, length: number): Habit {
  return {
    change(at) {
      const hour = hourOf(at);
      if (hour < from || hour >= from + length) return at;
      return moment(dayOf(at), from + length) + Math.floor(((hour - from) / length) * (SECOND - 1));
    },
  };
}

/** Clients that stamp with the time of sending: all of it comes hours late. */
function late(lag: number): Habit {
  return { change: (at) => at + lag };
}

/** A phone whose battery was out lives from the factory's date on. */
function atFactoryDate(bootDay: number): Habit {
  return { change: (at) => (dayOf(at) < bootDay ? at : FACTORY_DATE + (at - moment(bootDay, 0))) };
}

/** Batches: crews of one mine or school send at the same hour; others each at their own. */
export function sendInBatches(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "late batches", part: 0.015, least: 20, most: 45 })) {
    const from = luck.whole(8, 12);
    const length = luck.whole(5, 10);
    for (const who of crew) {
      const own = luck.hit(0.3)
        ? inOneSecond(luck.whole(8, 16), luck.whole(2, 6))
        : inOneSecond(from, length);
      scene.habits.set(who.index, luck.hit(0.15) ? late(luck.whole(1, 6) * HOUR) : own);
      who.shift -= 4;
      who.zeal = Math.max(who.zeal, 0.7);
    }
  }
}

/** A wrong clock: another zone, evening for morning, a day or minutes off, the factory date. */
export function misreadClocks(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "wrong clock", part: 0.012, least: 30, most: 60 })) {
    for (const who of crew) {
      const off = luck.pick([-8 * HOUR, -12 * HOUR, 12 * HOUR, -DAY, luck.whole(-900, 900) * SECOND, 0]);
      const wrong: Habit = off === 0 ? atFactoryDate(luck.below(3)) : { change: (at) => at + off };
      scene.habits.set(who.index, wrong);
    }
  }
}

/** Those whose queued acts make the burst after the outage. */
export function nameTheBurst(scene: Scene): void {
  const { from, to } = scene.outage;
  const actors = [...scene.tape.activeBetween(from, to)].filter(keepsQueue).map(({ id }) => id);
  if (actors.length > 0) scene.honest.push({ kind: "outage burst", actors });
}
