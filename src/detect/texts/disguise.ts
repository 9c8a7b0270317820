/**
 * An invisible character between two letters of a script that has no use for one (in Arabic and Indic scripts it shapes letters, in
 * emoji it joins pictures): it breaks a search for the same text and nothing else. Unicode standard 15, section 23.2.
 */
const HIDDEN_BETWEEN_LETTERS =
  /[\p{Script=Han}\p{Script=Latin}\p{Script=Katakana}\p{Script=Hiragana}\p{Script=Hangul}\p{Script=Cyrillic}][\u00ad\u200b-\u200d\u2060-\u2064\ufeff]+[\p{Script=Han}\p{Script=Latin}\p{Script=Katakana}\p{Script=Hiragana}\p{Script=Hangul}\p{Script=Cyrillic}]/u;

/** Whether a comment hides characters inside its words. */
export function isDisguised(text: string): boolean {
  return HIDDEN_BETWEEN_LETTERS.test(text);
}
