import { createSfc32 } from "../../src/kernels/sfc32.ts";
import type { World } from "../worlds/world.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export interface SurveyedItem {
  readonly target: string;
  readonly kind: string;
  readonly owner: string;
  readonly firstMs: number;
  readonly times: readonly number[];
}

/** A world and chance, as planting needs them. */
export interface Survey {
  readonly beginMs: number;
  readonly endMs: number;
  readonly owners: readonly string[];
  /** Of each owner, in order of their first event. */
  readonly items: ReadonlyMap<string, readonly SurveyedItem[]>;
  readonly actors: readonly string[];
  readonly unit: () => number;
  readonly normal: () => number;
  readonly exponential: (mean: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** A time at which people act here: payments keep the same hours. */
  readonly waking: () => number;
}

/** Looks a world over. O(events). */
export function surveyOf(world: World, seed: number): Survey {
  const u32 = createSfc32(seed, 0x70617973, 3);
  const unit = (): number => (u32() + 0.5) / 2 ** 32;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(unit() * list.length)]!;
  const byTarget = new Map<string, { kind: string; owner: string; times: number[] }>();
  const actors = new Set<string>();
  for (const { owner, target, targetKind, atMs, actor } of world.events) {
    actors.add(actor);
    if (owner === undefined || targetKind === "account") continue;
    const known = byTarget.get(target);
    if (known === undefined) byTarget.set(target, { kind: targetKind, owner, times: [atMs] });
    else known.times.push(atMs);
  }
  const items = new Map<string, SurveyedItem[]>();
  for (const [target, { kind, owner, times }] of byTarget) {
    const item = { target, kind, owner, times, firstMs: times[0]! };
    const own = items.get(owner);
    if (own === undefined) items.set(owner, [item]);
    else own.push(item);
  }
  for (const own of items.values()) own.sort((a, b) => a.firstMs - b.firstMs);
  const beginMs = world.events[0]!.atMs;
  const endMs = world.events.at(-1)!.atMs;
  const waking = (): number => {
    for (;;) {
      const { atMs } = pick(world.events);
      if (atMs > beginMs + DAY_MS && atMs < endMs - DAY_MS) return atMs + Math.floor(unit() * 600_000);
    }
  };
  return {
    beginMs,
    endMs,
    owners: [...items.keys()],
    items,
    actors: [...actors],
    unit,
    normal: () => Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit()),
    exponential: (mean) => -mean * Math.log(unit()),
    pick,
    waking,
  };
}

/** Latest items of a creator among which an order is for one. */
const LATEST = 3;

/** One of the latest items that were out at a time. */
export function latestOf(
  own: readonly SurveyedItem[],
  atMs: number,
  unit: () => number,
): SurveyedItem | null {
  const out = own.filter(({ firstMs }) => firstMs < atMs).slice(-LATEST);
  return out[Math.floor(unit() * out.length)] ?? null;
}
