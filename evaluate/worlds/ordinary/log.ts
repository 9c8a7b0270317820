/**
 * The platform's log in the world of ordinary life: acts in columns while the world is made, lines
 * in order of time at the end. Like real logs it loses fields here and there.
 */

import type { WorldEvent } from "../world.ts";
import type { Catalogue } from "./catalogue.ts";
import { share } from "./chance.ts";
import { dayOf, START } from "./clock.ts";
import type { Person } from "./people.ts";
import type { Phone, Places, Seat } from "./places.ts";

const DEEDS = ["view", "like", "comment", "share", "favorite", "follow", "unlike", "unfollow"] as const;
export type Deed = (typeof DEEDS)[number];
export type Source =
  | "recommend"
  | "search"
  | "follow"
  | "share"
  | "profile"
  | "hot"
  | "push"
  | "task"
  | "scan"
  | "other";

export interface Act {
  readonly deed: Deed;
  readonly who: number;
  readonly work: number;
  readonly atMs: number;
  readonly source: Source;
  readonly text?: string;
  /** Where the act is done from, if not from where the person is at that hour. */
  readonly seat?: Seat;
  readonly phone?: Phone;
}

export interface Log {
  /** Notes an act; returns whether it counts: nobody likes twice, nor outside the world's days. */
  readonly add: (act: Act) => boolean;
  /** Number of acts so far. */
  readonly count: () => number;
  /** Lines in order of time, and for each line the number of its act. */
  readonly finish: () => { readonly events: WorldEvent[]; readonly acts: Int32Array };
}

/** Chance that the log has lost the address, the phone, or the date of registration. */
const LOST = { address: 0.012, phone: 0.03, registered: 0.05 } as const;
/** Deeds that one account can do once to one work (or once to its owner). */
const ONCE = new Set<Deed>(["like", "favorite", "follow", "unlike", "unfollow"]);
/** Keys of pairs: more works and accounts than this a world does not have. */
const WORKS_MAX = 2 ** 23;

function lineOf(act: Act, people: readonly Person[], names: readonly string[], parts: Parts): WorldEvent {
  const { deed, who, work, atMs, source } = act;
  const { catalogue, places, salt } = parts;
  const { kind, id, owner } = catalogue.works[work]!;
  const ownerId = catalogue.accounts[owner]!.id;
  const toAccount = deed === "follow" || deed === "unfollow";
  const person = people[who]!;
  const { ip, asn } = act.seat ?? places.seatOf(person, atMs);
  const phone = act.phone ?? places.phoneOf(who, atMs);
  const lostAddress = share(work + 31 * who, Math.floor(atMs) | 0) < LOST.address;
  const line: Draught = {
    type: deed,
    atMs: Math.floor(atMs),
    actor: names[who]!,
    targetKind: toAccount ? "account" : kind,
    target: toAccount ? ownerId : id,
    owner: ownerId,
    source,
    userAgent: dayOf(atMs) >= phone.updatedOnDay ? phone.after : phone.before,
  };
  if (!lostAddress) {
    line.ip = ip;
    line.asn = asn;
  }
  if (share(who, salt) >= LOST.phone) line.device = phone.device;
  if (share(who, salt + 1) >= LOST.registered) line.registeredAtMs = Math.round(person.registeredAtMs);
  if (act.text !== undefined) line.text = act.text;
  return line;
}

/** A line while it is written. */
type Draught = { -readonly [Key in keyof WorldEvent]: WorldEvent[Key] };

interface Parts {
  readonly catalogue: Catalogue;
  readonly places: Places;
  readonly salt: number;
}

/** A log over `[START, end)`. `people` may still grow. */
export function createLog(
  people: readonly Person[],
  names: readonly string[],
  parts: Parts,
  end: number,
): Log {
  const acts: Act[] = [];
  const done = new Map<Deed, Set<number>>([...ONCE].map((deed) => [deed, new Set<number>()]));
  return {
    count: () => acts.length,
    add: (act) => {
      const { deed, who, work, atMs } = act;
      const { owner } = parts.catalogue.works[work]!;
      if (atMs < START || atMs >= end || atMs < people[who]!.activeFromMs) return false;
      if (deed === "follow" && parts.catalogue.accounts[owner]!.id === names[who]) return false;
      const once = done.get(deed);
      if (once !== undefined) {
        const toAccount = deed === "follow" || deed === "unfollow";
        const key = who * WORKS_MAX + (toAccount ? owner : work);
        if (once.has(key)) return false;
        once.add(key);
      }
      acts.push(act);
      return true;
    },
    finish: () => {
      const order = new Int32Array(acts.length);
      for (let at = 0; at < order.length; at++) order[at] = at;
      const times = Float64Array.from(acts, ({ atMs }) => Math.floor(atMs));
      order.sort((a, b) => times[a]! - times[b]! || a - b);
      return { acts: order, events: Array.from(order, (at) => lineOf(acts[at]!, people, names, parts)) };
    },
  };
}
