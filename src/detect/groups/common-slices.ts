import type { CommonKind } from "../../nouns/campaign.ts";
import { type AudienceSlices, type Channel, SLICE_ACTORS_MAX } from "../links/audience-slices.ts";
import type { CommonColumn } from "./infrastructure.ts";
import type { Background } from "./membership.ts";

/** Fewest actors of an audience that may be judged by what they have in common. */
const ACTORS_MIN = 10;
/** A value is shared when three of the audience have it, this many times its part among all accounts. */
const SHARERS_MIN = 3;
const SHARED_LIFT_MIN = 5;
/** Part of the audience that must share a value, for each of two kinds that say different things. */
const SHARE_MIN = 0.35;
/** Views are much of ordinary life: there the audience must nearly all be of it. */
const SHARE_MIN_VIEWS = 0.6;
/** Accounts that the baseline is taken over at the least: an export of nothing but one pool would be its own baseline. */
const KNOWN_MIN = 5000;
/** Without a device in common, by address and sign-up alone: part of the audience for both, and part of it that viewers may explain. */
const SHARE_MIN_DEVICELESS = 0.6;
const EXPLAINED_MAX = 0.25;
/** Kinds that say the same thing; devices first. */
const TELLING: readonly (readonly CommonKind[])[] = [
  ["device"],
  ["ip", "ip_prefix"],
  ["batch", "registered_hour"],
];

/**
 * Audiences of which much acts from shared devices, networks or batches: the first order of a fresh pool, which shares nothing yet with another. Devices must be among
 * the two kinds that say so: a campus, a carrier's gateway or a region that joined shares addresses and sign-up hours, and no phones. Emulators have phones without
 * number: where hardly anybody looked without acting, addresses and sign-ups do. O(entries · kinds).
 */
export function commonSlices(
  slices: AudienceSlices,
  background: Background,
  channel: Channel,
): readonly number[] {
  const shareMin = channel === "views" ? SHARE_MIN_VIEWS : SHARE_MIN;
  const families = TELLING.map((kinds) => background.common.filter((column) => kinds.includes(column.kind)));
  if (families.filter((family) => family.length > 0).length < 2) return [];
  const held = families.map((family) =>
    family.map((column) => ({ column, counts: new Uint16Array(column.accounts.length) })),
  );
  const values = new Int32Array(SLICE_ACTORS_MAX);
  const found: number[] = [];
  for (let t = 0; t < slices.count; t++) {
    const size = slices.start[t + 1]! - slices.start[t]!;
    if (size < ACTORS_MIN) continue;
    let telling = 0;
    const explained = background.viewers.honestMax(slices.target[t]!, slices.kind[t]!);
    const deviceless = explained !== null && explained <= EXPLAINED_MAX * size;
    let least = shareMin;
    for (let f = 0; f < held.length; f++) {
      let best = 0;
      for (const { column, counts } of held[f]!)
        best = Math.max(best, sharedPart(slices, t, column, counts, values));
      if (best >= least) telling++;
      else if (f > 0) continue;
      else if (deviceless) least = Math.max(shareMin, SHARE_MIN_DEVICELESS);
      else break;
    }
    if (telling >= 2) found.push(t);
  }
  return found;
}

/** Part of an audience that has a value of the column in common with others, beyond what is usual. `counts`, by value, are 0 and left so; `values` has room for an audience. */
function sharedPart(
  { start, actor, event }: AudienceSlices,
  t: number,
  column: CommonColumn,
  counts: Uint16Array,
  values: Int32Array,
): number {
  const from = start[t]!;
  const size = start[t + 1]! - from;
  const known = Math.max(KNOWN_MIN, column.known);
  for (let i = 0; i < size; i++) {
    const value = column.value(event[from + i]!, actor[from + i]!);
    values[i] = value;
    if (value >= 0) counts[value]!++;
  }
  let sharing = 0;
  for (let i = 0; i < size; i++) {
    const value = values[i]!;
    if (value < 0) continue;
    const count = counts[value]!;
    counts[value] = 0;
    if (count >= SHARERS_MIN && count / size > SHARED_LIFT_MIN * (column.accounts[value]! / known))
      sharing += count;
  }
  return sharing / size;
}
