import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { KeyCodes } from "../columns/key-codes.ts";

/** Other targets of an owner that somebody came to, from which on they are a regular there: a customer's earlier order brought each member once. */
const REGULAR_TARGETS_MIN = 2;
/** Targets kept of a tie: the one that is asked about may be among them. */
const TARGETS_KEPT = REGULAR_TARGETS_MIN + 1;
/** Ties, and targets known for orders, held in each of two generations, 40 and 32 bytes each: when one is full the older goes. */
const TIES_MAX = 1 << 18;
const ORDERED_MAX = 1 << 16;

export interface OwnerTies {
  /** Notes whom the actors of some columns that are of interest came to. O(events). */
  readonly note: (columns: EventColumns, isOfInterest: (actor: number) => boolean) => void;
  /** What is known for an order is no sign of a regular. */
  readonly noteOrder: (columns: EventColumns, target: number) => void;
  /** Whether an actor of the columns comes to the target's owner anyhow. */
  readonly isRegular: (columns: EventColumns, actor: number, target: number) => boolean;
  readonly bytes: () => number;
}

interface Generation {
  readonly ties: KeyCodes;
  /** 32 bits of each target's key, `TARGETS_KEPT` a tie; 0 = none. */
  targets: Int32Array;
}

/**
 * Who comes to whom anyhow: a fan among a pool's members, or a whole club of them, proves nothing where the idol posts. Holds ties of actors and owners, the
 * latest `TIES_MAX` to twice as many. Deterministic; nothing is lost but ties when it is full.
 */
export function createOwnerTies(tiesMax: number = TIES_MAX): OwnerTies {
  let ties = [emptyTies(), emptyTies()] as const;
  let ordered = [new Set<number>(), new Set<number>()] as const;
  const isOrdered = (target: number): boolean => ordered[0].has(target) || ordered[1].has(target);

  function tie(columns: EventColumns, actor: number, owner: number): readonly [number, number] {
    const { actorKeys, ownerKeys } = columns;
    return [
      Math.imul(actorKeys[actor * 2]!, 0x9e3779b1) ^ ownerKeys[owner * 2]!,
      Math.imul(actorKeys[actor * 2 + 1]!, 0x85ebca6b) ^ ownerKeys[owner * 2 + 1]! ^ 1,
    ];
  }

  function add(low: number, high: number, target: number): void {
    for (const generation of ties) {
      const code = generation.ties.find(low, high);
      if (code < 0) continue;
      let room = -1;
      for (let at = code * TARGETS_KEPT; at < (code + 1) * TARGETS_KEPT; at++) {
        const there = generation.targets[at]!;
        if (there === target) return;
        if (there === 0 || isOrdered(there)) room = at;
      }
      if (room >= 0) generation.targets[room] = target;
      return;
    }
    if (ties[0].ties.size >= tiesMax) ties = [emptyTies(), ties[0]];
    const [young] = ties;
    const code = young.ties.code(low, high);
    if (code < 0) return;
    if ((code + 1) * TARGETS_KEPT > young.targets.length) {
      const expanded = new Int32Array(young.targets.length * 2);
      expanded.set(young.targets);
      young.targets = expanded;
    }
    young.targets[code * TARGETS_KEPT] = target;
  }

  return {
    note: (columns, isOfInterest) => {
      const { count, actor, target, kind, owner } = columns;
      for (let i = 0; i < count; i++) {
        const who = actor[i]!;
        const whose = owner[target[i]!]!;
        if (kind[i]! >= RETRACTION_BIT || whose < 0 || !isOfInterest(who)) continue;
        const what = targetHash(columns, target[i]!);
        if (!isOrdered(what)) add(...tie(columns, who, whose), what);
      }
    },
    noteOrder: (columns, target) => {
      if (ordered[0].size >= ORDERED_MAX) ordered = [new Set(), ordered[0]];
      ordered[0].add(targetHash(columns, target));
    },
    isRegular: (columns, actor, target) => {
      const whose = columns.owner[target]!;
      if (whose < 0) return false;
      const own = targetHash(columns, target);
      const [low, high] = tie(columns, actor, whose);
      for (const { ties: held, targets } of ties) {
        const code = held.find(low, high);
        if (code < 0) continue;
        let others = 0;
        for (let at = code * TARGETS_KEPT; at < (code + 1) * TARGETS_KEPT; at++) {
          const there = targets[at]!;
          if (there !== 0 && there !== own && !isOrdered(there)) others++;
        }
        return others >= REGULAR_TARGETS_MIN;
      }
      return false;
    },
    bytes: () =>
      ties.reduce((sum, { ties: held, targets }) => sum + held.bytes + targets.byteLength, 0) +
      32 * (ordered[0].size + ordered[1].size),
  };
}

/** Of two targets one in four billion pairs is taken for the other. */
function targetHash({ targetKeys }: EventColumns, target: number): number {
  return (targetKeys[target * 2]! ^ Math.imul(targetKeys[target * 2 + 1]!, 0x9e3779b1)) | 1;
}

function emptyTies(): Generation {
  return { ties: new KeyCodes(), targets: new Int32Array(64 * TARGETS_KEPT) };
}
