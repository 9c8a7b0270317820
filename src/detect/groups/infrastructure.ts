import type { CommonKind } from "../../nouns/campaign.ts";
import { type EventColumns, INFRASTRUCTURE_KINDS } from "../columns/event-columns.ts";

/** Sign-ups within this much of each other stand in one slot: lots are signed up in an hour or two. */
const REGISTRATION_SLOT_MS = 2 * 3_600_000;

/** One kind of thing in common: which value each event has, and how common the value is among all accounts. */
export interface CommonColumn {
  readonly kind: CommonKind;
  /** Value of an event of an actor; −1 = unknown. */
  readonly value: (event: number, actor: number) => number;
  /** Distinct accounts with the value. */
  readonly accounts: Int32Array;
  /** Accounts with any value. */
  readonly known: number;
  /** Room to work in: −1 by value. Whoever writes it leaves it so. */
  readonly scratch: Int32Array;
}

/** The columns that the events have. O(events) a column. */
export function commonColumns(columns: EventColumns): readonly CommonColumn[] {
  const found: CommonColumn[] = [];
  for (const kind of INFRASTRUCTURE_KINDS) {
    const values = columns.infrastructure[kind];
    if (values === undefined) continue;
    const column = byEvent(columns, kind, values);
    if (column.known > 0) found.push(column);
  }
  found.push(byActor("batch", columns.batch));
  const slots = new Map<number, number>();
  const slot = new Int32Array(columns.actorCount).fill(-1);
  for (let a = 0; a < columns.actorCount; a++) {
    const at = columns.registeredAtMs[a]!;
    if (Number.isNaN(at)) continue;
    const number = Math.floor(at / REGISTRATION_SLOT_MS);
    let code = slots.get(number);
    if (code === undefined) {
      code = slots.size;
      slots.set(number, code);
    }
    slot[a] = code;
  }
  found.push(byActor("registered_hour", slot));
  return found.filter((column) => column.known > 0);
}

function byActor(kind: CommonKind, values: Int32Array): CommonColumn {
  let top = -1;
  for (const value of values) if (value > top) top = value;
  const accounts = new Int32Array(top + 1);
  let known = 0;
  for (const value of values) {
    if (value < 0) continue;
    accounts[value]!++;
    known++;
  }
  return { kind, value: (_, actor) => values[actor]!, accounts, known, scratch: noValues(accounts) };
}

function byEvent(columns: EventColumns, kind: CommonKind, values: Int32Array): CommonColumn {
  let top = -1;
  for (const value of values) if (value > top) top = value;
  // Events by value (counting sort), then each actor once. Most acts come from where the actor's last one did: those say nothing new.
  const ends = new Int32Array(top + 1);
  const last = new Int32Array(columns.actorCount).fill(-1);
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const actor = columns.actor[i]!;
    if (value < 0 || last[actor] === value) continue;
    last[actor] = value;
    ends[value]!++;
    all++;
  }
  for (let v = 0, at = 0; v <= top; v++) {
    const count = ends[v]!;
    ends[v] = at;
    at += count;
  }
  const who = new Int32Array(all);
  last.fill(-1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const actor = columns.actor[i]!;
    if (value < 0 || last[actor] === value) continue;
    last[actor] = value;
    who[ends[value]!++] = actor;
  }
  // Of millions of values most are one account's: each column is as large as the file, so that numbers of accounts take the places of the ends.
  const accounts = ends;
  const seen = last.fill(-1);
  const any = new Uint8Array(columns.actorCount);
  let known = 0;
  for (let v = 0, at = 0; v <= top; v++) {
    const end = ends[v]!;
    let count = 0;
    for (; at < end; at++) {
      const actor = who[at]!;
      if (seen[actor] === v) continue;
      seen[actor] = v;
      count++;
      if (any[actor] === 0) {
        any[actor] = 1;
        known++;
      }
    }
    accounts[v] = count;
  }
  return { kind, value: (event) => values[event]!, accounts, known, scratch: noValues(accounts) };
}

function noValues(accounts: Int32Array): Int32Array {
  return new Int32Array(accounts.length).fill(-1);
}
