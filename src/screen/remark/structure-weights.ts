/**
 * What the structure of a remark and its payment weigh, in log-odds, where the lexicon's `structure` says nothing else. These are
 * arguments, not measurements: `evaluate/remarks/train.ts` starts from them and writes what texts made of them to the lexicon.
 */
export const STRUCTURE_WEIGHTS = {
  /** Of an order among payments with a word of engagement in them, before anything is known. */
  base: -4.1,
  /** A panel's smallest order is ten; below, numbers are everything. */
  counted: 2,
  /** Orders go by fifties. */
  counted_round: 0.4,
  /** A number that is sent for its sound or for luck: 双击666 is a cheer, 赞666 an order. */
  counted_spoken: 1.2,
  counted_few: 0.3,
  /** A number that may be an order's stands away from what it counts: 评论要带地名 成都的 10条. */
  counted_apart: 1,
  /** No number at all. */
  not_counted: 0,
  act_and_object: 0.2,
  /** Not, never or against stands right before the act, and no number: 别再刷赞了. */
  negated: -4,
  several_kinds: 0.9,
  at_platform: 1.1,
  /** A platform and a number, and nothing that names what is counted: ks 500. */
  platform_counted: 0.8,
  /** Nothing but words of an order. */
  all_told: 1,
  /** Words that belong to no order, by their number: life has more to say. */
  other_words: -0.5,
  /** Letters that may be anything: dz, sz. */
  only_letters: 0,
  /** One word in letters and nothing else of the trade: DZ-300 is a bearing, too. */
  lone_letters: -1,
  disguised_invisible: 1.6,
  disguised_digits: 1.2,
  disguised_mixed: 1.6,
  disguised_shape: 1.6,
  disguised_sound: 1.6,
  disguised_split: 1.6,
  disguised_reversed: 1.6,
  letters_agree: 2.3,
  item_named: 0.5,
  trade_at_object: 1,
  act_alone: 1,
  price_fits: 1,
  price_of_goods: -5,
  small_amount: 0.2,
  large_amount: -1.5,
  personal_payee: 0.4,
  merchant_payee: -0.2,
} as const satisfies Record<string, number>;

export type StructureRule = keyof typeof STRUCTURE_WEIGHTS;
export type StructureWeights = Readonly<Record<StructureRule, number>>;
