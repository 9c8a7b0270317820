/** What every part of the world of streams works on, and how groups find their people. */

import type { HonestGroup, WorldOptions } from "../world.ts";
import type { Habit, Outage } from "./clients.ts";
import type { Luck } from "./luck.ts";
import type { Person } from "./people.ts";
import type { Tape } from "./tape.ts";
import { MINUTE, SECOND } from "./time.ts";
import type { Creator, Room, Works } from "./works.ts";

export interface Scene {
  readonly options: WorldOptions;
  readonly people: readonly Person[];
  readonly works: Works;
  readonly tape: Tape;
  readonly numerals: (length: number) => string;
  readonly honest: HonestGroup[];
  /** People who are in no group yet, in random order. */
  readonly free: Person[];
  /** Clients that report in a way of their own, by index of the person. */
  readonly habits: Map<number, Habit>;
  readonly outage: Outage;
}

export interface Call {
  readonly kind: string;
  /** Part of all people that the groups of this kind hold together. */
  readonly part: number;
  /** People in one group. */
  readonly least: number;
  readonly most: number;
}

/** Groups of a kind, of people who are in none yet; fewer where the free ones are used up. */
export function recruit(scene: Scene, luck: Luck, { kind, part, least, most }: Call): Person[][] {
  const crews: Person[][] = [];
  for (let left = Math.max(least, Math.round(part * scene.people.length)); left >= least * 0.7; ) {
    const crew = scene.free.splice(0, Math.min(left, luck.whole(least, most)));
    if (crew.length === 0) break;
    crews.push(crew);
    left -= crew.length;
    name(scene, kind, crew);
  }
  return crews;
}

/** Writes a group down under its kind. */
export function name(scene: Scene, kind: string, crew: readonly Person[]): void {
  scene.honest.push({ kind, actors: crew.map(({ id }) => id) });
}

/** A streamer who is on air often, by fame or not. */
export function streamerFor(scene: Scene, luck: Luck): Creator {
  const often = scene.works.streamers.filter(({ rooms }) => rooms.length >= scene.options.days * 0.5);
  return luck.pick(often.length > 0 ? often : scene.works.streamers);
}

/** A new live room of somebody, outside any schedule. */
export function openRoom(scene: Scene, host: Creator, from: number, length: number): Room {
  const target = scene.works.add("live", host.person);
  const room: Room = { target, host, from, to: from + length };
  return room;
}

export interface Stay {
  readonly source: string;
  /** Taps on the heart, in sprees of two or three a second. */
  readonly taps: number;
  /** Lines, each written once. */
  readonly lines: readonly string[];
}

/** Somebody enters a room and taps and writes; gives the moment of the last act. */
export function stayIn(scene: Scene, luck: Luck, who: Person, room: Room, at: number, stay: Stay): number {
  const { tape } = scene;
  const { source } = stay;
  tape.act(who, "view", room.target, at, { source });
  let now = at + luck.between(3, 40) * SECOND;
  for (let tap = 0; tap < stay.taps && now < room.to; tap += 1) {
    tape.act(who, "like", room.target, now, { source });
    now += luck.hit(0.04) ? luck.wait(50) * SECOND : luck.between(180, 700);
  }
  for (const text of stay.lines) {
    now += luck.wait(1) * MINUTE;
    if (now < room.to) tape.act(who, "comment", room.target, now, { source, text });
  }
  return now;
}
