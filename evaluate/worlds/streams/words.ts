/** What people write: common lines, chants, and greetings of the crowds. */

import type { Luck } from "./luck.ts";

const PLAIN = [
  "so good",
  "where is this",
  "haha",
  "what is the song called",
  "I learned something",
  "my mother cooks it the same way",
  "first",
  "please more of it",
  "how much is it",
  "the dog again!",
  "this made my day",
  "is there a second part",
  "beautiful voice",
  "same here",
  "good evening everybody",
  "which town is it",
];
const TAILS = ["", "", "", "!", " :)", " ❤", "…", " really", " today"];
const CHANTS = ["666", "go go go", "support!", "❤❤❤", "first place!", "encore", "welcome home"];

/** An ordinary comment: short, and often what others wrote too. */
export function remark(luck: Luck): string {
  return luck.pick(PLAIN) + luck.pick(TAILS);
}

/** The line that a room chants. */
export function chant(luck: Luck): string {
  return luck.pick(CHANTS);
}
