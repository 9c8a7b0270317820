/**
 * Writes what one honest person would write under a video: mostly a thought of their own, often a
 * stock phrase in the words of many. People type in their own manner: without punctuation, in lower
 * case, with slips, rows of marks and emoji.
 */
import { GRAMMAR_EN, THEMES_EN } from "./comment-texts-en.ts";
import { EMOJI, STOCK_EN, STOCK_ZH } from "./comment-texts-stock.ts";
import { GRAMMAR_ZH, THEMES_ZH } from "./comment-texts-zh.ts";
import { fill, type Grammar } from "./grammar.ts";
import { pick, pickZipf, type Random, whole } from "./sampling.ts";

/** How many themes a video can have. */
export const THEME_COUNT = THEMES_ZH.length;

export interface CommentWriter {
  /** A thought of one's own. */
  readonly free: () => string;
  /** A stock phrase or a row of emoji. */
  readonly stock: () => string;
  /** What a random commenter writes. */
  readonly any: () => string;
}

/**
 * Share of comments that are stock phrases. Under popular videos about a fourth of comments are
 * laughter, emoji, or one word. Estimate from public comment sets; it moves with the platform.
 */
const STOCK_PART = 0.27;
/** One in twelve thoughts names the product that the video shows. */
const PRODUCT_PART = 0.08;

function typeChinese(random: Random, text: string): string {
  let typed = text;
  const manner = random();
  if (manner < 0.3) typed = typed.replace(/[，。]/g, " ");
  else if (manner < 0.42) typed = typed.replace(/[，。？]/g, "");
  else if (manner < 0.5) typed = typed.replace(/，/g, "。");
  if (random() < 0.06) typed = typed.replace("的", "得");
  if (random() < 0.04) typed = typed.replace("在", "再");
  if (random() < 0.08) typed += pick(random, ["！", "！！！", "。。。", "~", "～～", "…"]);
  if (random() < 0.12) typed += pickZipf(random, EMOJI);
  return typed;
}

/** Swaps two neighbouring letters somewhere, the commonest slip of the fingers. */
function slip(random: Random, text: string): string {
  if (text.length < 6) return text;
  const at = whole(random, 1, text.length - 3);
  return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
}

function typeEnglish(random: Random, text: string): string {
  let typed = text;
  const manner = random();
  if (manner < 0.45) typed = typed.toLowerCase();
  else if (manner < 0.85) typed = typed.charAt(0).toUpperCase() + typed.slice(1);
  else if (manner < 0.88) typed = typed.toUpperCase();
  if (random() < 0.4) typed = typed.replaceAll("'", "");
  if (random() < 0.07 && /^[\x20-\x7e]+$/.test(typed)) typed = slip(random, typed);
  if (random() < 0.1) typed = typed.replace(/so /, `s${"o".repeat(whole(random, 2, 6))} `);
  if (random() < 0.15) typed += pick(random, [".", "!", "!!", "...", "!!!"]);
  if (random() < 0.14) typed += ` ${pickZipf(random, EMOJI)}`;
  return typed;
}

function emojiRow(random: Random): string {
  return pickZipf(random, EMOJI).repeat(whole(random, 1, 6));
}

/** Laughter of any length, as held keys give it. */
function laughter(random: Random, chinese: boolean): string {
  const length = 2 + Math.floor(-Math.log(1 - random()) * 4);
  return chinese ? "哈".repeat(length + 1) : `ha${"ha".repeat(length)}`;
}

/** A writer for a video of theme `theme`, of whose comments `chinesePart` are Chinese. */
export function makeCommentWriter(
  random: Random,
  theme: number,
  chinesePart: number,
  items: { readonly zh: string; readonly en: string },
): CommentWriter {
  const chinese: Grammar = { ...GRAMMAR_ZH, obj: THEMES_ZH[theme % THEME_COUNT]!, item: [items.zh] };
  const english: Grammar = { ...GRAMMAR_EN, obj: THEMES_EN[theme % THEME_COUNT]!, item: [items.en] };
  const free = (): string => {
    const kind = random() < PRODUCT_PART ? "{product}" : "{comment}";
    return random() < chinesePart
      ? typeChinese(random, fill(random, chinese, kind))
      : typeEnglish(random, fill(random, english, kind));
  };
  const stock = (): string => {
    const inChinese = random() < chinesePart;
    const manner = random();
    if (manner < 0.1) return emojiRow(random);
    if (manner < 0.18) return laughter(random, inChinese);
    return pickZipf(random, inChinese ? STOCK_ZH : STOCK_EN);
  };
  return { free, stock, any: () => (random() < STOCK_PART ? stock() : free()) };
}
