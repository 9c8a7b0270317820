import type { EventColumns } from "./event-columns.ts";
import { KeyCodes } from "./key-codes.ts";

/** The actor that each owner is, by key; −1 for owners who did nothing. O(actors + owners). */
export function ownersAsActors(columns: EventColumns): Int32Array {
  const { actorKeys, ownerKeys, actorCount, ownerCount } = columns;
  const codes = new KeyCodes();
  for (let o = 0; o < ownerCount; o++) codes.code(ownerKeys[o * 2]!, ownerKeys[o * 2 + 1]!);
  const actors = new Int32Array(ownerCount).fill(-1);
  for (let a = 0; a < actorCount; a++) {
    const owner = codes.find(actorKeys[a * 2]!, actorKeys[a * 2 + 1]!);
    if (owner >= 0) actors[owner] = a;
  }
  return actors;
}
