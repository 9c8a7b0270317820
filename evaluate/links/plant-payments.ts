import { createSfc32 } from "../../src/kernels/sfc32.ts";
import type { World, WorldEvent } from "../worlds/world.ts";

/** A payment of a planted world, and what its payee is. */
export interface PlantedPayment {
  readonly atMs: number;
  readonly payer: string;
  readonly payee: string;
  readonly yuan: number;
}

export interface PlantedPayee {
  readonly payee: string;
  readonly role: "seller" | "merchant" | "agency" | "tips";
  /** Orders paid for; 0 for honest payees. */
  readonly orders: number;
}

export interface PlantedWorld {
  readonly events: readonly WorldEvent[];
  readonly payments: readonly PlantedPayment[];
  readonly payees: readonly PlantedPayee[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Mean lags of sellers: minutes, hours, a day; and how long delivery takes. */
const PACES = [
  { lagMs: 10 * 60_000, spanMs: HOUR_MS },
  { lagMs: 3 * HOUR_MS, spanMs: 6 * HOUR_MS },
  { lagMs: 20 * HOUR_MS, spanMs: 12 * HOUR_MS },
] as const;
const AMOUNTS = [1, 3, 5, 6.6, 9.9, 20, 30] as const;
/** Part of a seller's payers who get nothing that is seen here: what they paid for is elsewhere. */
const ELSEWHERE = 0.3;

/**
 * A world without payments → the same with payments planted, written from the description of the trade: sellers with 5, 10, 20 and 50 orders, lags of minutes to three days, 30 % of buyers paying elsewhere (as many steps come without a payment);
 * merchants and tip jars at random; agencies whose payments are followed by views from the feed whose yield varies threefold.
 */
export function plantPayments(world: World, seed: number): PlantedWorld {
  const u32 = createSfc32(seed, 0x70617973, 3);
  const unit = (): number => (u32() + 0.5) / 2 ** 32;
  const exponential = (mean: number): number => -mean * Math.log(unit());
  const normal = (): number => Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
  const pick = <T>(list: readonly T[]): T => list[Math.floor(unit() * list.length)]!;
  const times = world.events.map(({ atMs }) => atMs);
  const beginMs = Math.min(...minMax(times));
  const endMs = Math.max(...minMax(times));
  /** Items of owners, with their first event. */
  const items = new Map<string, Map<string, { first: number; kind: string }>>();
  for (const { owner, target, targetKind, atMs } of world.events) {
    if (owner === undefined || targetKind === "account") continue;
    const own = items.get(owner) ?? new Map<string, { first: number; kind: string }>();
    items.set(owner, own);
    const known = own.get(target);
    if (known === undefined) own.set(target, { first: atMs, kind: targetKind });
    else known.first = Math.min(known.first, atMs);
  }
  const owners = [...items.keys()];
  /** Times at which people act here: payments follow the same hours. */
  const waking = (): number => {
    for (;;) {
      const atMs = pick(times);
      if (atMs > beginMs + DAY_MS && atMs < endMs - DAY_MS) return atMs + Math.floor(unit() * 600_000);
    }
  };
  const events: WorldEvent[] = [...world.events];
  const payments: PlantedPayment[] = [];
  const payees: PlantedPayee[] = [];
  let hands = 0;
  const deliver = (
    order: { owner: string; paidMs: number; count: number; type: string; source: string; likes: number },
    pace: (typeof PACES)[number],
  ): boolean => {
    const own = [...(items.get(order.owner) ?? [])].filter(([, { first }]) => first < order.paidMs);
    if (own.length === 0) return false;
    const [target, { kind }] = own.reduce((a, b) => (b[1].first > a[1].first ? b : a));
    const fromMs = order.paidMs + 120_000 + exponential(pace.lagMs);
    for (let i = 0; i < order.count; i++) {
      const atMs = Math.floor(fromMs + unit() * pace.spanMs);
      const base = {
        atMs,
        actor: `h${hands++ % 3_000}`,
        targetKind: kind,
        target,
        owner: order.owner,
        source: order.source,
      };
      events.push({ ...base, type: order.type } as WorldEvent);
      if (unit() < order.likes) events.push({ ...base, atMs: atMs + 9_000, type: "like" } as WorldEvent);
    }
    return true;
  };
  const orderOf = (): { owner: string; paidMs: number } => ({ owner: pick(owners), paidMs: waking() });

  [5, 5, 5, 10, 10, 10, 20, 20, 20, 50, 50, 50].forEach((orders, place) => {
    const payee = `seller${place}`;
    const pace = PACES[place % PACES.length]!;
    const perYuan = 8 + 30 * unit();
    for (let made = 0; made < orders; ) {
      const { owner, paidMs } = orderOf();
      const yuan = pick(AMOUNTS);
      const count = Math.round(perYuan * yuan);
      const paidHere = unit() >= ELSEWHERE;
      const nothing = !paidHere;
      if (!nothing && !deliver({ owner, paidMs, count, type: "like", source: "search", likes: 0 }, pace))
        continue;
      payments.push({ atMs: paidMs, payer: owner, payee, yuan });
      made++;
      // As many others get theirs and paid where it is not seen.
      if (nothing) deliver({ ...orderOf(), count, type: "like", source: "search", likes: 0 }, pace);
    }
    payees.push({ payee, role: "seller", orders });
  });
  for (let place = 0; place < 60; place++) {
    const role = place % 3 === 0 ? "tips" : "merchant";
    const payee = `${role}${place}`;
    for (let i = 0; i < 6 + place; i++) {
      payments.push({ atMs: waking(), payer: pick(owners), payee, yuan: 1 + Math.floor(unit() * 200) });
    }
    payees.push({ payee, role, orders: 0 });
  }
  for (let place = 0; place < 4; place++) {
    const payee = `agency${place}`;
    for (let i = 0; i < 25; i++) {
      const { owner, paidMs } = orderOf();
      const yuan = 50 * (1 + Math.floor(unit() * 10));
      const count = Math.round(1.2 * yuan * Math.exp(1.1 * normal()));
      deliver({ owner, paidMs, count, type: "view", source: "recommend", likes: 0.05 }, PACES[place % 3]!);
      payments.push({ atMs: paidMs, payer: owner, payee, yuan });
    }
    payees.push({ payee, role: "agency", orders: 0 });
  }
  return {
    events: events.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs),
    payments: payments.sort((a, b) => a.atMs - b.atMs),
    payees,
  };
}

function minMax(values: readonly number[]): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
