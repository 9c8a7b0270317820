import type { CommonKind } from "../../nouns/campaign.ts";
import type { CommonColumn } from "./infrastructure.ts";
import type { Visitors } from "./orders-of.ts";

/** Fewest and most that one kind of thing in common may say, in nats: ids can be forged and shared by chance. */
const COMMON_LN_MIN = -1.5;
const COMMON_LN_MAX = 4;
/** Kinds that say the same thing speak once, the loudest of them. */
const TOLD_TOGETHER: readonly (readonly CommonKind[])[] = [
  ["device"],
  ["ip", "ip_prefix", "asn"],
  ["batch", "registered_hour"],
];
/** Times its part among all accounts from which on a value counts as shared, and by one other member at the least. */
const SHARED_LIFT_MIN = 3;

/** A column's value of each candidate, with the kinds it says the same thing as. */
export interface Told {
  readonly family: number;
  /** By candidate: a code of this group's values, −1 where unknown. */
  readonly value: Int32Array;
  /** By such a code: part of all accounts that have the value, as it is and with one more added. */
  readonly part: Float64Array;
  readonly usual: Float64Array;
}

/** Visitors → what each candidate acts from: the value of the first event that tells one. O(entries) a column. */
export function readCommon(
  { place, event }: Visitors,
  common: readonly CommonColumn[],
  actors: Int32Array,
): readonly Told[] {
  const told: Told[] = [];
  for (const column of common) {
    const family = TOLD_TOGETHER.findIndex((kinds) => kinds.includes(column.kind));
    if (family < 0) continue;
    const value = new Int32Array(actors.length).fill(-1);
    for (let i = 0; i < place.length; i++) {
      const at = place[i]!;
      if (value[at] === -1) value[at] = column.value(event[i]!, actors[at]!);
    }
    const accounts = codeAnew(value, column);
    told.push({
      family,
      value,
      part: accounts.map((own) => own / column.known),
      usual: accounts.map((own) => (own + 1) / (column.known + 1)),
    });
  }
  return told;
}

/** Codes values densely in place; returns how many accounts have each. */
function codeAnew(value: Int32Array, { accounts, scratch }: CommonColumn): Float64Array {
  const held: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const own = value[i]!;
    if (own < 0) continue;
    if (scratch[own] === -1) scratch[own] = held.push(own) - 1;
    value[i] = scratch[own]!;
  }
  for (const own of held) scratch[own] = -1;
  return Float64Array.from(held, (own) => accounts[own]!);
}

/** Adds ln P(what it acts from | member) − ln P(… | anybody) to each candidate's weight. O(candidates) a column. */
export function addCommon(
  told: readonly Told[],
  probability: Float64Array,
  members: number,
  weight: Float64Array,
): void {
  if (told.length === 0) return;
  const loudest = TOLD_TOGETHER.map(() => new Float64Array(weight.length).fill(Number.NEGATIVE_INFINITY));
  for (const { family, value, part, usual } of told) {
    const held = new Float64Array(part.length);
    for (let i = 0; i < value.length; i++) if (value[i]! >= 0) held[value[i]!]! += probability[i]!;
    // Part of the members that share a value with another member far beyond its part among all accounts.
    let sharing = 0;
    let known = 0;
    for (let i = 0; i < value.length; i++) {
      const code = value[i]!;
      if (code < 0) continue;
      const p = probability[i]!;
      known += p;
      const others = held[code]! - p;
      if (others >= 1 && others / members > SHARED_LIFT_MIN * part[code]!) sharing += p;
    }
    if (known < 1) continue;
    const shared = Math.min(0.95, sharing / known);
    const alone = within(Math.log(1 - shared));
    const own = loudest[family]!;
    for (let i = 0; i < value.length; i++) {
      const code = value[i]!;
      if (code < 0) continue;
      const others = held[code]! - probability[i]!;
      // Most values are one account's.
      const says =
        others <= 0 ? alone : within(Math.log((shared * (others / known)) / usual[code]! + 1 - shared));
      if (says > own[i]!) own[i] = says;
    }
  }
  for (const says of loudest) {
    for (let i = 0; i < weight.length; i++) if (says[i]! > Number.NEGATIVE_INFINITY) weight[i]! += says[i]!;
  }
}

function within(nats: number): number {
  return Math.min(COMMON_LN_MAX, Math.max(COMMON_LN_MIN, nats));
}
