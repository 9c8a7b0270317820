/** Words of a slot: three of a pseudonym, and what its row said plus 1 (0 = free). */
const SLOT_WORDS = 4;
const SLOTS_MIN = 2_048;

/** Pseudonyms that came, each with a number of what its row said. 16 bytes a slot, at most half of them used. */
export interface SeenPseudonyms {
  readonly size: number;
  /** What the pseudonym's row said before; null when it is new, and then noted. `said` ≥ 0. */
  note(pseudonym: Uint8Array, said: number): number | null;
}

/** Pseudonyms are outputs of a keyed hash: 96 bits of them tell 2^20 apart, and their first word is as good as a hash. */
export function seenPseudonyms(): SeenPseudonyms {
  let slots = SLOTS_MIN;
  let words = new Uint32Array(slots * SLOT_WORDS);
  let size = 0;

  function slotOf(table: Uint32Array, count: number, a: number, b: number, c: number): number {
    let slot = a % count;
    for (;;) {
      const at = slot * SLOT_WORDS;
      const isSame = table[at] === a && table[at + 1] === b && table[at + 2] === c;
      if (table[at + 3] === 0 || isSame) return at;
      slot = (slot + 1) % count;
    }
  }

  function grow(): void {
    const next = new Uint32Array(2 * slots * SLOT_WORDS);
    for (let at = 0; at < words.length; at += SLOT_WORDS) {
      if (words[at + 3] === 0) continue;
      const to = slotOf(next, 2 * slots, words[at]!, words[at + 1]!, words[at + 2]!);
      next.set(words.subarray(at, at + SLOT_WORDS), to);
    }
    slots *= 2;
    words = next;
  }

  return {
    get size() {
      return size;
    },
    note(pseudonym, said) {
      const view = new DataView(pseudonym.buffer, pseudonym.byteOffset);
      const key = [view.getUint32(0), view.getUint32(4), view.getUint32(8)] as const;
      const at = slotOf(words, slots, ...key);
      const before = words[at + 3]!;
      if (before !== 0) return before - 1;
      words.set([...key, said + 1], at);
      size++;
      if (2 * size > slots) grow();
      return null;
    },
  };
}
