/** A 64-bit key as 16 hexadecimal digits, high word first. `words`: low at 2c, high at 2c + 1. */
export function keyHex(words: Int32Array, code: number): string {
  const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
  return hex(words[code * 2 + 1]!) + hex(words[code * 2]!);
}
