import type { EventColumns } from "../src/detect/columns/event-columns.ts";
import { keyHex } from "../src/detect/columns/key-hex.ts";
import { findOrders } from "../src/detect/targets/find-target-anomalies.ts";
import { createSfc32 } from "../src/kernels/sfc32.ts";
import { kindCode } from "../src/nouns/event.ts";

const HOUR_MS = 3_600_000;
const VIEW = kindCode("view")!;
const LIKE = kindCode("like")!;
/** An order is delivered within this time; each worker looks for this long. */
const DELIVERY_MS = 6 * HOUR_MS;
const LOOK_MS = 5000;
/** Videos that orders are planted on: seen, and not among the most seen. */
const EVENTS_RANGE = [5, 400] as const;

/** Orders planted into a genuine week: what is told of them, and of the rest. */
export interface PlantedResult {
  readonly amount: number;
  /** Views bought beside each act, by accounts that do nothing else. */
  readonly idleViews: number;
  readonly planted: number;
  readonly shown: number;
  /** Genuine targets shown. */
  readonly falseOrders: number;
  /** Planted orders above which no genuine target stands. */
  readonly onTop: number;
}

/**
 * Genuine traffic with orders planted in it: different users of its own, drawn by chance, come to a video, look at it and like it. What is usual stays the real one's;
 * the orders are ours, and as plain as orders come. The export tells no shares; none is taken to be over one.
 */
export function plantOrders(
  columns: EventColumns,
  { seed, orders, amount, idleViews }: { seed: number; orders: number; amount: number; idleViews: number },
): PlantedResult {
  const next = createSfc32(seed, 1, 2);
  const unit = (): number => next() / 2 ** 32;
  const below = (count: number): number => Math.floor(unit() * count);
  const size = new Int32Array(columns.targetCount);
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  for (let i = 0; i < columns.count; i++) {
    size[columns.target[i]!]!++;
    firstMs = Math.min(firstMs, columns.occurredAtMs[i]!);
    lastMs = Math.max(lastMs, columns.occurredAtMs[i]!);
  }
  const eligible = [...size.keys()].filter((t) => size[t]! >= EVENTS_RANGE[0] && size[t]! < EVENTS_RANGE[1]);
  const chosen = new Set<number>();
  while (chosen.size < orders) chosen.add(eligible[below(eligible.length)]!);

  const actor = [...columns.actor];
  const target = [...columns.target];
  const kind = [...columns.kind];
  const atMs = [...columns.occurredAtMs];
  let actorCount = columns.actorCount;
  const hired = new Set<number>();
  const add = (who: number, what: number, code: number, ms: number): void => {
    actor.push(who);
    target.push(what);
    kind.push(code);
    atMs.push(Math.round(ms));
  };
  for (const video of chosen) {
    const fromMs = firstMs + unit() * (lastMs - firstMs - DELIVERY_MS);
    for (let i = 0; i < amount; i++) {
      // Nobody works twice, while there are people left.
      if (hired.size * 2 > columns.actorCount) hired.clear();
      let worker = below(columns.actorCount);
      while (hired.has(worker)) worker = below(columns.actorCount);
      hired.add(worker);
      const ms = fromMs + unit() * DELIVERY_MS;
      add(worker, video, VIEW, ms);
      add(worker, video, LIKE, ms + LOOK_MS);
      for (let view = 0; view < idleViews; view++) add(actorCount++, video, VIEW, ms + unit() * HOUR_MS);
    }
  }
  const { orders: found } = findOrders(
    {
      ...columns,
      count: actor.length,
      actorCount,
      actor: Int32Array.from(actor),
      target: Int32Array.from(target),
      kind: Uint8Array.from(kind),
      occurredAtMs: Float64Array.from(atMs),
      sequence: new Float64Array(actor.length),
    },
    { shareOf: () => -1 },
  );
  const planted = new Set([...chosen].map((video) => keyHex(columns.targetKeys, video)));
  const genuineBest = Math.max(
    0,
    ...found.filter(({ targetKey }) => !planted.has(targetKey)).map(({ lnOdds }) => lnOdds),
  );
  const ours = found.filter(({ targetKey, type }) => planted.has(targetKey) && type === "like");
  return {
    amount,
    idleViews,
    planted: orders,
    shown: ours.filter(({ shown }) => shown).length,
    falseOrders: found.filter(({ shown, targetKey }) => shown && !planted.has(targetKey)).length,
    onTop: ours.filter(({ lnOdds }) => lnOdds > genuineBest).length,
  };
}
