import type { Tokens } from "./tokens.ts";

const FIRST_TOKENS = new WeakMap<Tokens, Int32Array>();

/** First token by target; tokens stand in order of target. */
export function firstTokens(tokens: Tokens, targetCount: number): Int32Array {
  let first = FIRST_TOKENS.get(tokens);
  if (first === undefined) {
    first = new Int32Array(targetCount).fill(-1);
    for (let t = tokens.count - 1; t >= 0; t--) first[tokens.target[t]!] = t;
    FIRST_TOKENS.set(tokens, first);
  }
  return first;
}
