/**
 * The platform's log: what people did, and what their clients and the platform made of it before it
 * was written down (an outage, late batches, wrong clocks).
 */

import type { WorldEvent } from "../world.ts";
import type { Client } from "./clients.ts";
import { type Person, type Place, placeOf } from "./people.ts";
import type { Target } from "./works.ts";

/** What an act may have besides who, what and when. */
export interface Circumstance {
  readonly source?: string;
  readonly text?: string;
  readonly place?: Place;
}

export interface Tape {
  /**
   * Writes an act down and gives its row, or -1 where it is none: before the account was there,
   * after the world's end, or a second like or follow of the same thing (rooms take many likes).
   */
  act(who: Person, type: string, target: number, at: number, more?: Circumstance): number;
  /** Likes and follows that somebody gave before a moment: type and target. */
  given(who: Person, before: number): { readonly type: string; readonly target: number }[];
  targetOf(row: number): number;
  /** Who did anything from one moment to another, by the true clock. */
  activeBetween(from: number, to: number): ReadonlySet<Person>;
  /** Events in order of time, and the row of each. */
  finish(): { readonly events: WorldEvent[]; readonly rows: Int32Array };
}

interface Row {
  readonly who: Person;
  readonly type: string;
  readonly target: number;
  readonly at: number;
  readonly more: Circumstance;
}

const ONCE = new Set(["like", "follow", "favorite"]);
/** Targets of a world stay below: each has its own key beside each person. */
const TARGETS_MAX = 2 ** 26;
const NOTHING: Circumstance = {};

export interface Platform {
  readonly targets: readonly Target[];
  readonly people: readonly Person[];
  readonly from: number;
  readonly to: number;
  /** How the client of somebody reports. */
  clientOf(who: Person): Client;
}

/** A row as the export tells it, at the time that was written down. */
function eventOf({ who, type, target, at, more }: Row, atMs: number, platform: Platform): WorldEvent {
  const { kind, id, owner } = platform.targets[target]!;
  const { ip, asn } = more.place ?? placeOf(who, at);
  return {
    type,
    atMs,
    actor: who.id,
    targetKind: kind,
    target: id,
    owner: platform.people[owner]!.id,
    ip,
    asn,
    device: who.phone.device,
    userAgent: who.phone.userAgent,
    registeredAtMs: who.registeredAtMs,
    ...(more.source === undefined ? {} : { source: more.source }),
    ...(more.text === undefined ? {} : { text: more.text }),
  };
}

export function createTape(platform: Platform): Tape {
  const rows: Row[] = [];
  const once = new Map([...ONCE].map((type) => [type, new Set<number>()]));
  const rowsOf = new Map<number, number[]>();
  return {
    act(who, type, target, time, more = NOTHING) {
      const at = Math.floor(time);
      if (at < platform.from || at >= platform.to || at < who.registeredAtMs) return -1;
      const before = once.get(type);
      if (before !== undefined && platform.targets[target]!.kind !== "live") {
        const key = who.index * TARGETS_MAX + target;
        if (before.has(key)) return -1;
        before.add(key);
        const own = rowsOf.get(who.index) ?? [];
        rowsOf.set(who.index, own);
        own.push(rows.length);
      }
      return rows.push({ who, type, target, at, more }) - 1;
    },
    given(who, before) {
      const own = (rowsOf.get(who.index) ?? []).map((row) => rows[row]!);
      return own.filter(({ at }) => at < before).map(({ type, target }) => ({ type, target }));
    },
    targetOf: (row) => rows[row]!.target,
    activeBetween: (from, to) =>
      new Set(rows.filter(({ at }) => at >= from && at < to).map(({ who }) => who)),
    finish() {
      const written = Float64Array.from(rows, ({ who, at, target }) =>
        platform.clientOf(who).writtenAt(at, platform.targets[target]!.kind === "live"),
      );
      const kept = rows.map((_, row) => row).filter((row) => written[row]! >= 0);
      // Ties keep the order of what was done, so that a batch of one second tells it still.
      kept.sort((a, b) => written[a]! - written[b]! || rows[a]!.at - rows[b]!.at || a - b);
      const events = kept.map((row) => eventOf(rows[row]!, written[row]!, platform));
      return { events, rows: Int32Array.from(kept) };
    },
  };
}
