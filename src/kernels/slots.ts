/**
 * Logical slots of every key table, by hash of the key. A slot has its own bound, eviction clock, memory and part of a snapshot,
 * so that an answer does not depend on which process holds it. 256: few enough that each is well filled, and enough to share out
 * among more processes than a platform has machines for them (docs/adr/0031-key-slots.md).
 */
export const SLOTS = 256;

/** Fewest rows of a slot: two keys that share it do not evict one another by turns. A table has room for 1,024 keys at least. */
const SLOT_ROWS_MIN = 4;
/** Hashing fills slots unevenly: so many standard deviations of room let a table hold its keys with hardly an eviction. */
const SLOT_SPREAD = 3;

/** The slot of a key, 0 to 255: the same in every process and release, since snapshots are cut by it. */
export function slotOf(low: number, high: number): number {
  return Math.imul(Math.imul(high ^ (low >>> 15), 0x85ebca6b) + low, 0x9e3779b1) >>> 24;
}

/** Rows a slot may have in a table for `keysMax` keys: its share, and what an uneven spread needs (5 % more at 1 M keys). */
export function slotRowsMax(keysMax: number): number {
  const share = keysMax / SLOTS;
  return Math.max(SLOT_ROWS_MIN, Math.ceil(share + SLOT_SPREAD * Math.sqrt(share)));
}
