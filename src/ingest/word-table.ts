/** A fixed set of words → looked up from bytes without making a string. */
export type WordTable = (bytes: Uint8Array, start: number, end: number) => number;

const SLOTS = 256;

function slotOf(length: number, first: number, last: number): number {
  return (length * 37 + first * 5 + last) & (SLOTS - 1);
}

/** Words with their codes → a lookup of bytes[start, end) that returns the code, or −1 for a word that is not in it. */
export function createWordTable(entries: Iterable<readonly [word: string, code: number]>): WordTable {
  const slots: { readonly bytes: Uint8Array; readonly code: number }[][] = [];
  for (let s = 0; s < SLOTS; s++) slots.push([]);
  for (const [word, code] of entries) {
    const bytes = new TextEncoder().encode(word);
    slots[slotOf(bytes.length, bytes[0]!, bytes[bytes.length - 1]!)]!.push({ bytes, code });
  }
  return (bytes, start, end) => {
    const length = end - start;
    if (length <= 0) return -1;
    const slot = slots[slotOf(length, bytes[start]!, bytes[end - 1]!)]!;
    next: for (let s = 0; s < slot.length; s++) {
      const word = slot[s]!.bytes;
      if (word.length !== length) continue;
      for (let i = 0; i < length; i++) if (word[i] !== bytes[start + i]) continue next;
      return slot[s]!.code;
    }
    return -1;
  };
}
