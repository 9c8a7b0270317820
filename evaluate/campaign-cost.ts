import type { PoolResult } from "./campaign-score.ts";

/** What one like that is never taken out costs a seller, in the cheapest way there is. */
export interface SellersPrice {
  /** Accounts, and addresses, spent on one surviving act; `name`: the kind of pool that does it best. */
  readonly accounts: { readonly price: number; readonly name: string };
  readonly addresses: { readonly price: number; readonly name: string };
  /** Shortest delivery of which half of the acts survive, ms; Infinity when none does. */
  readonly deliveryMs: number;
}

export interface AdversaryCost {
  readonly undefended: SellersPrice;
  readonly defended: SellersPrice;
}

/** Fewest acts bought by a kind of pool for its survival to be an estimate. */
const ACTS_MIN = 100;

/**
 * Pools of many kinds, measured → what a seller pays who knows the results and chooses the best kind. Accounts are spent on all that a pool delivers; undefended,
 * everything it delivers survives. A kind of which nothing survived is taken at three in the acts bought, the 95 % bound of zero.
 */
export function adversaryCost(pools: readonly PoolResult[]): AdversaryCost {
  const kinds = [...Map.groupBy(pools, kindName)].flatMap(([name, own]) => {
    const sum = (pick: (pool: PoolResult) => number): number =>
      own.reduce((total, pool) => total + pick(pool), 0);
    const bought = sum(({ acts }) => acts.of);
    if (bought < ACTS_MIN) return [];
    return [
      {
        name,
        bought,
        survived: Math.max(3, bought - sum(({ acts }) => acts.hits)),
        accounts: sum(({ accounts }) => accounts.of),
        addresses: sum(({ addresses }) => addresses),
        deliveryMs: own[0]!.parameters.delivery_ms,
      },
    ];
  });
  const price = (acts: (kind: (typeof kinds)[number]) => number): SellersPrice => {
    const cheapest = (spent: "accounts" | "addresses"): { price: number; name: string } =>
      kinds
        .map((kind) => ({ price: kind[spent] / acts(kind), name: kind.name }))
        .reduce((best, own) => (own.price < best.price ? own : best));
    return {
      accounts: cheapest("accounts"),
      addresses: cheapest("addresses"),
      deliveryMs: Math.min(
        Number.POSITIVE_INFINITY,
        ...kinds.filter((kind) => acts(kind) * 2 >= kind.bought).map((kind) => kind.deliveryMs),
      ),
    };
  };
  return { undefended: price(({ bought }) => bought), defended: price(({ survived }) => survived) };
}

export function kindName({ family, parameters }: PoolResult): string {
  const { delivery_ms, density, camouflage, infrastructure } = parameters;
  const minutes = delivery_ms / 60_000;
  const time = minutes < 60 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`;
  return `${family} by ${infrastructure}, ${time}, density ${density.toFixed(2)}, camouflage ${camouflage.toFixed(1)}`;
}
