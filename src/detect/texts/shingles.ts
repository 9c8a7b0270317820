/**
 * Weight of a shingle in units: a Chinese, Japanese or Korean character counts 2, any other letter 1. Three characters or six
 * letters: long enough that two unrelated short texts seldom share one, short enough that one changed word leaves most alone.
 */
const SHINGLE_UNITS = 6;
/** Shingles of one text; a comment of 16 kB has no more to say about whether it is a copy. */
const SHINGLES_MAX = 512;

/** Units of one character: 2 for one that stands for a syllable or a word, else 1. */
export function unitsOf(character: string): number {
  const code = character.codePointAt(0)!;
  return (code >= 0x2e80 && code <= 0xd7ff) || (code >= 0xf900 && code <= 0xfaff) || code >= 0x20000 ? 2 : 1;
}

/** Length of a core in units. */
export function textUnits(core: string): number {
  let units = 0;
  for (const character of core) units += unitsOf(character);
  return units;
}

/**
 * A core → its distinct shingles as 32-bit hashes (FNV-1a over code units), ascending; at most `SHINGLES_MAX`, from the front.
 * A core shorter than a shingle has one, itself; "" has none. Broder, "On the resemblance and containment of documents", SEQUENCES 1997.
 */
export function shinglesOf(core: string): Uint32Array {
  const characters = [...core];
  const found = new Set<number>();
  let end = 0;
  let units = 0;
  for (let start = 0; start < characters.length && found.size < SHINGLES_MAX; start++) {
    while (end < characters.length && units < SHINGLE_UNITS) units += unitsOf(characters[end++]!);
    if (units < SHINGLE_UNITS && start > 0) break;
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at++) hash = fnv(hash, characters[at]!);
    found.add(hash >>> 0);
    units -= unitsOf(characters[start]!);
  }
  return Uint32Array.from(found).sort();
}

function fnv(hash: number, character: string): number {
  let mixed = hash;
  for (let i = 0; i < character.length; i++) mixed = Math.imul(mixed ^ character.charCodeAt(i), 0x01000193);
  return mixed;
}

/** Resemblance of two ascending sets: size of what they share / size of what they have together, in [0, 1]. */
export function resemblance(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  const together = a.length + b.length - shared;
  return together === 0 ? 0 : shared / together;
}
