/** What joins characters into one that is seen: joiners, variation selectors, marks, skin tones, halves of flags, tags. */
const JOINING = /[\u200d\ufe0e\ufe0f\p{M}\p{EMod}\p{Regional_Indicator}\u{e0020}-\u{e007f}]/u;
const SEGMENTER = new Intl.Segmenter("und", { granularity: "grapheme" });

/**
 * A text → the characters that a person sees, in order: a family of emoji joined to one, a letter with its marks, a flag are one
 * each (Unicode TR 29). Cutting between them leaves no half of one. A text without joiners is taken apart by code points, which
 * is some ten times cheaper.
 */
export function graphemes(text: string): readonly string[] {
  return JOINING.test(text) ? Array.from(SEGMENTER.segment(text), ({ segment }) => segment) : [...text];
}
