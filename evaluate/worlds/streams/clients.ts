/** How clients and the platform write times down, and an outage of three hours with its burst. */

import { lotOf } from "./luck.ts";
import type { Person } from "./people.ts";
import { HOUR, MINUTE, moment, SECOND } from "./time.ts";

export interface Client {
  /** The time written down for an act, or -1 where the act is lost. Keeps the order of acts. */
  writtenAt(at: number, inRoom: boolean): number;
}

export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** Part of the clients that keep acts while the platform is away. */
const QUEUES = 0.12;
/** All queues are emptied in this time after an outage. */
const BURST = 75 * SECOND;
/** One afternoon in the middle of the world nothing is written for three hours. */
export function outageOf(days: number): Outage {
  const from = moment(Math.floor(days / 2), 15.2);
  return { from, to: from + 3 * HOUR };
}

/** Whether a client sends after an outage what was done in it. */
export function keepsQueue(who: Person): boolean {
  return lotOf(who.index, 77) < QUEUES;
}

/** After the outage: queues come in a burst, others do later what they wanted; rooms are gone. */
function afterOutage(who: Person, at: number, inRoom: boolean, { from, to }: Outage): number {
  if (at < from || at >= to) return at;
  const part = (at - from) / (to - from);
  if (keepsQueue(who)) return Math.floor(to + (0.6 * lotOf(who.index, 78) + 0.4 * part) * BURST);
  return inRoom ? -1 : Math.floor(to + (2 + 20 * lotOf(who.index, 79) + 25 * part) * MINUTE);
}

export interface Habit {
  /** An extra step of the client, after the outage's. */
  readonly change: (at: number) => number;
}

/** The client of each person: the outage holds for all, habits for those who have one. */
export function createClients(outage: Outage, habits: ReadonlyMap<number, Habit>): (who: Person) => Client {
  return (who) => ({
    writtenAt(at, inRoom) {
      const written = afterOutage(who, at, inRoom, outage);
      const habit = habits.get(who.index);
      return written < 0 || habit === undefined ? written : habit.change(written);
    },
  });
}
