/**
 * Yuan for one bought act. Medians of 1,656 offers of bought engagement in roubles (guardeec/datasets, `bot-market/rent.csv`, MIT License, 2021), at 0.0875 yuan a rouble, the mean of that year: friend
 * 0.472, like 0.27, view 0.106, comment 0.74, repost 0.3, poll 0.345. What has no offer there costs what is nearest.
 */
const YUAN_EACH: Readonly<Record<string, number>> = {
  view: 0.0093,
  like: 0.0236,
  live_like: 0.0236,
  favorite: 0.0236,
  share: 0.0263,
  vote: 0.0302,
  wow: 0.0302,
  follow: 0.0413,
  comment: 0.0648,
};

/** Fen for an order of so many acts at a seller's level of price; at least one fen, and to ten fen as price lists have it. */
export function orderPriceFen(type: string, amount: number, level: number): number {
  const yuan = (YUAN_EACH[type] ?? 0.03) * amount * level;
  return Math.max(1, yuan < 1 ? Math.round(yuan * 100) : Math.round(yuan * 10) * 10);
}
