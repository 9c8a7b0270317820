import { DAY_MS } from "../../nouns/durations.ts";
import { seeded, type Told } from "../columns/fixture-columns.ts";

export const START_MS = Date.UTC(2026, 10, 1);
export const TASTES = 20;
const THINGS = 80;

/** Acts of one person: mostly things of its taste, the better liked the likelier. */
export function likings(random: () => number, actor: string, taste: number, count: number): Told[] {
  return Array.from({ length: count }, () => {
    const own = random() < 0.7 ? taste : Math.floor(TASTES * random());
    const thing = `v${own}-${Math.floor(THINGS * random() ** 2)}`;
    return {
      actor,
      target: thing,
      owner: `o${thing}`,
      atMs: START_MS + 9 * random() * DAY_MS,
      device: `d${actor}`,
    };
  });
}

/** People of twenty tastes, who do 14 acts each. */
export function people(seed: number, count: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, who) => likings(random, `u${who}`, who % TASTES, 14)).flat();
}

export interface Seller {
  readonly hands: number;
  readonly orders: number;
  readonly density: number;
  readonly cover: number;
  /** Accounts of one phone. */
  readonly onPhone?: number;
  readonly customers?: number;
}

/** Hands told off by lot, over three days an order, with cover by taste; things that a few people like besides. */
export function sold(
  seed: number,
  { hands, orders, density, cover, onPhone = 1, customers = orders }: Seller,
): Told[] {
  const random = seeded(seed);
  const told: Told[] = [];
  const pools = customers < orders ? customers : 1;
  for (let order = 0; order < orders; order++) {
    const target = `bought${order}`;
    const owner = `buyer${order % customers}`;
    const startMs = START_MS + 5 * random() * DAY_MS;
    const at = () => startMs + 3 * random() * DAY_MS;
    for (let fan = 0; fan < 6; fan++)
      told.push({
        actor: `u${Math.floor(1500 * random())}`,
        target,
        owner,
        atMs: at(),
        device: `f${order}-${fan}`,
      });
    for (let hand = order % pools; hand < hands; hand += pools) {
      if (random() >= density) continue;
      const device = `p${hand % pools}-${Math.floor(hand / pools / onPhone)}`;
      told.push({ actor: `h${hand}`, target, owner, atMs: at(), device });
      for (const one of likings(random, `h${hand}`, hand % TASTES, cover)) told.push({ ...one, device });
    }
  }
  return told;
}

/** A community that fills whatever ranks by company: five hundred people who share many things, the better liked the likelier, and live elsewhere too. */
export function community(seed: number): Told[] {
  const random = seeded(seed);
  const told: Told[] = [];
  for (let who = 0; who < 500; who++) {
    for (let act = 0; act < 40; act++) {
      const thing = Math.floor(220 * random() ** 1.5);
      const atMs = START_MS + 9 * random() * DAY_MS;
      told.push({
        actor: `c${who}`,
        target: `craft${thing}`,
        owner: `maker${thing}`,
        atMs,
        device: `c${who}`,
      });
    }
    told.push(...likings(random, `c${who}`, who % TASTES, 15));
  }
  return told;
}
