/** A 64-bit key as 16 hexadecimal digits, high word first. `words`: low at 2c, high at 2c + 1. */
export function keyHex(words: Int32Array, code: number): string {
  const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
  return hex(words[code * 2 + 1]!) + hex(words[code * 2]!);
}

/** What `keyHex` wrote → low and high word. */
export function keyWords(hex: string): [low: number, high: number] {
  return [Number.parseInt(hex.slice(8), 16) | 0, Number.parseInt(hex.slice(0, 8), 16) | 0];
}
