import { Jieba } from "@node-rs/jieba";
import { dict } from "@node-rs/jieba/dict.js";

/** Chinese text → its words by the dictionary alone (no guessed words), joined they are the text. About 3 µs a remark. */
export type WordCutter = (text: string) => readonly string[];

/** How often a lexicon's own word counts as seen: as often as an everyday word of two characters in jieba's list. */
const OWN_WORD_USES = 3000;

/** Words of the lexicon that the dictionary should know → a cutter. 0.2 s and 40 MB outside the JavaScript heap. */
export function createWordCutter(words: Iterable<string>): WordCutter {
  const jieba = Jieba.withDict(dict);
  const own = [...words].filter((word) => /^\p{Script=Han}{2,8}$/u.test(word));
  if (own.length > 0) jieba.loadDict(Buffer.from(own.map((word) => `${word} ${OWN_WORD_USES}`).join("\n")));
  return (text) => jieba.cut(text, false);
}
