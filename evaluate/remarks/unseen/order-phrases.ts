import type { Chance } from "./chance.ts";
import { writtenTables } from "./written-lists.ts";

/** A plain order, before any disguise. */
export interface OrderPhrase {
  readonly remark: string;
  /** What it costs, in fen. */
  readonly amountMinor: number;
}

interface Deal {
  readonly words: string;
  /** Fen for one unit. */
  readonly unitPrice: number;
  readonly quantities: readonly number[];
}

const tables = writtenTables("patterns-bought.txt");

function rowsOf(table: string): readonly string[] {
  const rows = tables.get(table);
  if (rows === undefined) throw new Error(`patterns-bought.txt lacks \`${table}\``);
  return rows;
}

const DEALS: readonly Deal[] = rowsOf("deal").map((row) => {
  const [words, price, quantities] = row.split(" ");
  return { words: words!, unitPrice: Number(price), quantities: quantities!.split(",").map(Number) };
});

/** Sellers move around the usual price by this factor, and no order is below ten fen. */
const PRICE_FACTORS = [0.5, 0.8, 1, 1, 1.2, 1.5, 2];
const AMOUNT_MIN = 10;

/** A plain order: what, how many, for how much, in one of the ways in which buyers and sellers write it. */
export function orderPhrase(chance: Chance): OrderPhrase {
  const deal = chance.pick(DEALS);
  const second = chance.pick(DEALS.filter(({ words }) => words !== deal.words));
  const quantity = chance.pick(deal.quantities);
  const secondQuantity = chance.pick(second.quantities);
  const form = chance.pick(rowsOf("form"));
  const cost = quantity * deal.unitPrice + (form.includes("{q2}") ? secondQuantity * second.unitPrice : 0);
  const amountMinor = Math.max(AMOUNT_MIN, Math.round((cost * chance.pick(PRICE_FACTORS)) / 10) * 10);
  const values: Readonly<Record<string, string>> = {
    deal: deal.words,
    deal2: second.words,
    q: String(quantity),
    q2: String(secondQuantity),
    price: String(amountMinor / 100),
    p: chance.pick(rowsOf("platform")),
    tail: chance.pick(rowsOf("tail")),
    hello: chance.pick(rowsOf("hello")),
    nth: chance.pick(rowsOf("nth")),
  };
  const remark = form.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const value = values[slot];
    if (value === undefined) throw new Error(`no slot \`${slot}\` for \`${form}\``);
    return value;
  });
  return { remark, amountMinor };
}
