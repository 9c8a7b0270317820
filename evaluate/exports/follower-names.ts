/**
 * Names of followers. Honest names follow patterns too: a word with a year, the name that the
 * platform proposes, a row of keys. That is why a pattern alone tells nothing; sellers use the same
 * patterns, with one pattern per batch.
 */
import { LUCKY_DIGITS, MOODS_ZH, WORDS_EN, WORDS_ZH } from "./follower-texts.ts";
import { pick, type Random, whole } from "./sampling.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const KEY_ROWS = ["qwerty", "asdfgh", "zxcvbn", "qweasd", "aaaa", "1qaz2wsx", "abcd"];

/** Pattern of one batch of bought accounts. */
export type NamePattern = "word-digits" | "letters";

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => whole(random, 0, 9)).join("");
}

function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () => LETTERS[whole(random, 0, 25)]).join("");
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** What the platform proposes to those who do not choose: it did so in two ways over the years. */
function proposedName(random: Random): string {
  return random() < 0.6 ? `用户${digits(random, whole(random, 8, 10))}` : `user${digits(random, 9)}`;
}

/** A year of birth or of entry, or digits that bring luck. */
function tailDigits(random: Random): string {
  const manner = random();
  if (manner < 0.3) return String(whole(random, 1975, 2012));
  if (manner < 0.45) return String(whole(random, 80, 99));
  if (manner < 0.75) return pick(random, LUCKY_DIGITS);
  return digits(random, whole(random, 1, 4));
}

/** `lazy` is the chance to keep the name that the platform proposed. */
export function honestName(random: Random, lazy: number): string {
  if (random() < lazy) return proposedName(random);
  const manner = random();
  if (manner < 0.2) return pick(random, WORDS_EN) + tailDigits(random);
  if (manner < 0.28) return `${pick(random, WORDS_EN)}_${pick(random, WORDS_EN)}`;
  if (manner < 0.36)
    return `${capital(pick(random, WORDS_EN))}${capital(pick(random, WORDS_EN))}${tailDigits(random)}`;
  if (manner < 0.54) return pick(random, MOODS_ZH) + pick(random, WORDS_ZH);
  if (manner < 0.66) return pick(random, WORDS_ZH) + (random() < 0.6 ? tailDigits(random) : "");
  if (manner < 0.74)
    return pick(random, WORDS_ZH) + pick(random, ["🌙", "🍊", "✨", "吖", "呀", "er", "酱", "大人", "."]);
  if (manner < 0.8) return `${pick(random, WORDS_ZH)}与${pick(random, WORDS_ZH)}`;
  if (manner < 0.84) return pick(random, KEY_ROWS) + digits(random, whole(random, 0, 4));
  // The platform proposes letters and digits as a handle; initials with digits look the same.
  if (manner < 0.89) return letters(random, whole(random, 2, 4)) + digits(random, whole(random, 2, 6));
  if (manner < 0.92) return letters(random, whole(random, 6, 11));
  if (manner < 0.96) return `${pick(random, WORDS_EN)}.${letters(random, 1)}${tailDigits(random)}`;
  return `x${capital(pick(random, WORDS_EN))}x`;
}

/** Names of one batch: the maker's script has a fixed number of digits or letters. */
export function makeBatchNames(random: Random, pattern: NamePattern): () => string {
  const count = pattern === "letters" ? whole(random, 7, 10) : whole(random, 3, 6);
  const style = random();
  return () => {
    if (pattern === "letters") return letters(random, count) + (style < 0.4 ? digits(random, 2) : "");
    const word = style < 0.75 ? pick(random, WORDS_EN) : pick(random, WORDS_ZH);
    return (style < 0.4 ? capital(word) : word) + digits(random, count);
  };
}
