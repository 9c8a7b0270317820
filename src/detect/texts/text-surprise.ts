/**
 * Chance of a letter that the file's other comments never show: one of about 4,096 characters in use where a character is a
 * syllable or word, one of 64 elsewhere.
 */
const UNSEEN_WIDE_BITS = 12;
const UNSEEN_NARROW_BITS = 6;
/** Contexts that are held; a file of all of Unicode's pairs stays below. */
const CONTEXTS_MAX = 2_000_000;
/** Longest context, in characters. Three see a Chinese four-character saying and an English syllable. */
const ORDER = 3;

/** How surprising texts are to somebody who knows how the others in this file write. */
export interface TextSurprise {
  /** Bits of one core: − log2 of the chance that it is written letter by letter as the others write. */
  bits(core: string): number;
}

interface Context {
  total: number;
  readonly next: Map<string, number>;
}

/**
 * Cores of the file without those under suspicion, each once → a model of their letters: an interpolated 4-gram with
 * Witten–Bell weights (Witten and Bell, "The zero-frequency problem", IEEE Trans. Inf. Theory 37, 1991).
 * Without any text every letter costs its plain bits. Work and memory linear in the letters, at most `CONTEXTS_MAX` contexts.
 */
export function learnTextSurprise(cores: Iterable<string>): TextSurprise {
  const contexts = new Map<string, Context>();
  for (const core of cores) {
    const characters = [...core];
    for (let at = 0; at < characters.length; at++) {
      for (let length = 0; length <= ORDER && length <= at; length++) {
        const key = characters.slice(at - length, at).join("");
        let context = contexts.get(key);
        if (context === undefined) {
          if (contexts.size >= CONTEXTS_MAX) continue;
          context = { total: 0, next: new Map() };
          contexts.set(key, context);
        }
        context.total++;
        context.next.set(characters[at]!, (context.next.get(characters[at]!) ?? 0) + 1);
      }
    }
  }
  const chance = (characters: readonly string[], at: number): number => {
    const character = characters[at]!;
    const wide = character.codePointAt(0)! >= 0x2e80;
    let p = 2 ** -(wide ? UNSEEN_WIDE_BITS : UNSEEN_NARROW_BITS);
    for (let length = 0; length <= ORDER && length <= at; length++) {
      const context = contexts.get(characters.slice(at - length, at).join(""));
      if (context === undefined) break;
      const kinds = context.next.size;
      p = ((context.next.get(character) ?? 0) + kinds * p) / (context.total + kinds);
    }
    return p;
  };
  return {
    bits(core) {
      const characters = [...core];
      let bits = 0;
      for (let at = 0; at < characters.length; at++) bits -= Math.log2(chance(characters, at));
      return bits;
    },
  };
}
