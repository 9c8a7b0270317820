/** Characters of a remark that are read; invisible ones and long runs of blanks do not count. WeChat and Alipay take 50 to 200; SEPA 140; the rest is reported as unread. */
export const REMARK_READ_MAX = 1024;
/** Steps the matcher takes over one remark. Ordinary remarks take under 2,000; what is behind them is reported as unread. */
export const MATCH_STEPS_MAX = 60_000;
/** Matches kept of one remark before the best are chosen: text made of nothing but terms has about one a character. */
export const MATCHES_MAX = 2048;
/** Spaces, marks or pictures between two characters of one term: `刷 . 赞`. More than that is a new thought. */
export const GAP_UNITS_MAX = 3;
/** Letters in a row that may be read as pinyin or initials: longer ones are addresses and keys. */
export const LETTER_RUN_MAX = 48;
/** Bytes of a lexicon: the shipped one has about 250 kB. */
export const LEXICON_BYTES_MAX = 1 << 20;
/** Words of a lexicon; the shipped one has some 7,500. */
export const LEXICON_WORDS_MAX = 10_000;
/** Turns of phrase of a lexicon; the shipped one has some 2,700. Each is a look-up a pair of characters. */
export const PHRASES_MAX = 20_000;
/** Characters of one term. */
export const TERM_CHARS_MAX = 40;
/** Texts of remarks that are known again: the payments of the largest screening request, and some seconds of single ones. Some 3 kB each, 12 MB. */
export const TEXTS_KEPT = 4_096;
/** UTF-16 units of a remark whose text is kept: WeChat, Alipay and SEPA take no more. */
export const REMEMBERED_UNITS_MAX = 200;
