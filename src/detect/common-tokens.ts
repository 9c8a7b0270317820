import type { CommonKind } from "../nouns/campaign.ts";
import type { Background } from "./membership.ts";
import type { Channel, Tokens } from "./tokens.ts";

/** Fewest actors of an audience that may be judged by what they have in common. */
const ACTORS_MIN = 10;
/** A value is shared when three of the audience have it, this many times its part among all accounts. */
const SHARERS_MIN = 3;
const SHARED_LIFT_MIN = 5;
/** Part of the audience that must share a value, for each of two kinds that say different things. */
const SHARE_MIN = 0.35;
/** Views are much of ordinary life: there the audience must nearly all be of it. */
const SHARE_MIN_VIEWS = 0.6;
/** Kinds that say the same thing. */
const TELLING: readonly (readonly CommonKind[])[] = [
  ["device"],
  ["ip", "ip_prefix"],
  ["batch", "registered_hour"],
];

/**
 * Audiences of which much acts from shared devices, networks or batches: the first order of a fresh pool, which shares nothing yet with another. Devices must be among
 * the two kinds that say so: a campus, a carrier's gateway or a region that joined shares addresses and sign-up hours, and no phones. O(entries · kinds).
 */
export function commonTokens(tokens: Tokens, background: Background, channel: Channel): readonly number[] {
  const least = channel === "views" ? SHARE_MIN_VIEWS : SHARE_MIN;
  const families = TELLING.map((kinds) => background.common.filter((column) => kinds.includes(column.kind)));
  if (families[0]!.length === 0) return [];
  const held = families.map((family) => family.map((column) => new Uint16Array(column.accounts.length)));
  const found: number[] = [];
  for (let t = 0; t < tokens.count; t++) {
    const size = tokens.start[t + 1]! - tokens.start[t]!;
    if (size < ACTORS_MIN) continue;
    let telling = 0;
    for (let f = 0; f < families.length; f++) {
      let best = 0;
      families[f]!.forEach((column, c) => {
        const counts = held[f]![c]!;
        const from = tokens.start[t]!;
        for (let i = from; i < from + size; i++) {
          const value = column.value(tokens.event[i]!, tokens.actor[i]!);
          if (value >= 0) counts[value]!++;
        }
        let sharing = 0;
        for (let i = from; i < from + size; i++) {
          const value = column.value(tokens.event[i]!, tokens.actor[i]!);
          if (value < 0 || counts[value] === 0) continue;
          const count = counts[value]!;
          counts[value] = 0;
          if (
            count >= SHARERS_MIN &&
            count / size > SHARED_LIFT_MIN * (column.accounts[value]! / column.known)
          )
            sharing += count;
        }
        best = Math.max(best, sharing / size);
      });
      if (best >= least) telling++;
      else if (f === 0) break;
    }
    if (telling >= 2) found.push(t);
  }
  return found;
}
