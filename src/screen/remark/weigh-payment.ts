import type { RemarkContext } from "./remark-reading.ts";
import type { StructureRule } from "./structure-weights.ts";

/** Fen apiece. Seen: 0.0015 (views) to 0.3 yuan (votes, real followers); DOMAIN.md 3.1. */
const PRICE_MIN = 0.02;
const PRICE_MAX = 60;
const FEN_PER_YUAN = 100;
const SMALL_FEN = 10_000;
const LARGE_FEN = 200_000;
/** Fen for one minor unit, roughly: prices are compared within a factor of 3,000. */
const FEN_PER_MINOR: Readonly<Record<string, number>> = {
  CNY: 1,
  HKD: 0.9,
  TWD: 0.22,
  USD: 7,
  EUR: 8,
  GBP: 9,
  JPY: 5,
  KRW: 0.5,
  RUB: 0.08,
  VND: 0.03,
  INR: 0.08,
  BRL: 1.3,
  IDR: 0.0005,
  TRY: 0.2,
  THB: 0.2,
  MYR: 1.6,
  SGD: 5.4,
};

/**
 * What payee and amount say, once the words name an order. `count`: pieces ordered, null where no number says so. `goodsFrom`: yuan
 * apiece from which it is goods.
 */
export function weighPayment(
  context: RemarkContext,
  count: number | null,
  goodsFrom: number,
  say: (rule: StructureRule, part: number) => void,
): void {
  if (context.payeeKind === "personal") say("personal_payee", 1);
  if (context.payeeKind === "merchant") say("merchant_payee", 1);
  const rate = FEN_PER_MINOR[(context.currency ?? "CNY").toUpperCase()];
  const minor = context.amountMinor ?? null;
  if (minor === null || rate === undefined || !(minor > 0)) return;
  const fen = minor * rate;
  if (count !== null) {
    const price = fen / count;
    if (price >= PRICE_MIN && price <= PRICE_MAX) say("price_fits", 1);
    else if (price >= goodsFrom * FEN_PER_YUAN) say("price_of_goods", 1);
  } else if (fen <= SMALL_FEN) say("small_amount", 1);
  if (fen > LARGE_FEN) say("large_amount", 1);
}
