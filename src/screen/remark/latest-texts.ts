import type { Lexicon } from "./lexicon.ts";
import { REMEMBERED_UNITS_MAX, TEXTS_KEPT } from "./remark-limits.ts";
import { type RemarkText, readRemarkText } from "./understand-remark.ts";

/**
 * A lexicon → a reader of remarks' texts, which knows its latest texts again. Ordinary life writes the same words again and again (房租,
 * 谢谢老板) with another amount each time, and finding the words is nine tenths of a reading; a look-up costs under 1 µs. What a text says is a
 * function of it alone, so nothing is decided otherwise. At most `TEXTS_KEPT` of them; long texts are read anew.
 */
export function createTextReader(lexicon: Lexicon): (remark: string) => RemarkText {
  const kept = new Map<string, RemarkText>();
  return (remark) => {
    const known = kept.get(remark);
    if (known !== undefined) return known;
    const text = readRemarkText(remark, lexicon);
    if (remark.length > REMEMBERED_UNITS_MAX) return text;
    if (kept.size >= TEXTS_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(remark, text);
    return text;
  };
}
