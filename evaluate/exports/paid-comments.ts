/**
 * Writes paid comments: copies, filled templates, exchanged words, and copies with other marks.
 * Each manner is what sellers of comments offer against filters: first nothing, then "each one
 * different".
 */
import { fill, type Grammar } from "./grammar.ts";
import {
  COPIED,
  ITEMS,
  MARKS,
  PARAPHRASE_SLOTS,
  PARAPHRASED,
  TAIL_LETTERS,
  TEMPLATE_SLOTS,
  TEMPLATES,
  VARIED,
} from "./paid-texts.ts";
import { pick, type Random, shuffled, whole } from "./sampling.ts";

/** In what manner an order's comments are alike. */
export type PaidManner = "copied" | "templated" | "paraphrased" | "varied";

/** Changes the marks of a sentence, now and then adds an unseen letter, a space or a tail. */
function varyMarks(random: Random, sentence: string): string {
  let text = sentence.replace(/[，,]\s?/g, () => pick(random, MARKS.commas));
  text += pick(random, MARKS.ends);
  if (random() < 0.3) text = pick(random, MARKS.starts) + text;
  if (random() < 0.25) {
    const at = whole(random, 1, text.length - 1);
    // An astral emoji must not be cut in two.
    if (!/[\ud800-\udbff]/.test(text[at - 1]!)) {
      text = text.slice(0, at) + pick(random, MARKS.unseen) + text.slice(at);
    }
  }
  if (random() < 0.15) {
    const letters = Array.from({ length: whole(random, 2, 5) }, () => pick(random, [...TAIL_LETTERS]));
    text += ` ${letters.join("")}`;
  }
  return text;
}

/** Half of the writers say the last clause first. */
function turnClauses(random: Random, text: string): string {
  const clauses = text.split("，");
  if (clauses.length < 3 || random() < 0.5) return text;
  return shuffled(random, clauses).join("，");
}

/** `count` comments of one order for the product of `theme`. */
export function writePaidComments(
  random: Random,
  manner: PaidManner,
  theme: number,
  count: number,
): readonly string[] {
  const item = ITEMS[theme % ITEMS.length]!;
  const names: Grammar = { item: [item.zh], enItem: [item.en] };
  const texts: string[] = [];
  for (let at = 0; at < count; at++) {
    // All sentences are in use, about equally often.
    if (manner === "copied") texts.push(fill(random, names, COPIED[at % COPIED.length]!));
    else if (manner === "templated") {
      texts.push(fill(random, { ...TEMPLATE_SLOTS, ...names }, pick(random, TEMPLATES)));
    } else if (manner === "paraphrased") {
      const text = fill(random, { ...PARAPHRASE_SLOTS, ...names }, pick(random, PARAPHRASED));
      texts.push(turnClauses(random, text));
    } else texts.push(varyMarks(random, fill(random, names, pick(random, VARIED))));
  }
  return shuffled(random, texts);
}
