import { HOUR_MS } from "../nouns/durations.ts";
import { type AliasTable, createAliasTable } from "./alias-table.ts";
import { targetBytes } from "./line-writer.ts";
import { createOpaqueId } from "./opaque-id.ts";
import type { Population } from "./population.ts";
import type { Random } from "./random.ts";

export type ItemKind = "video" | "article" | "live" | "link" | "mini_program";

/** Something people can see, like and share. */
export interface Item {
  readonly id: string;
  readonly kind: ItemKind;
  readonly owner: number;
  /** Value of `target` in an event. */
  readonly target: Uint8Array;
  /** Length of a video, 0 for the rest. */
  readonly durationMs: number;
  readonly weight: number;
  readonly bornMs: number;
  readonly riseMs: number;
  readonly decayMs: number;
  /** How well it is liked, about 1. */
  readonly quality: number;
  /** Items something still has to happen to are not replaced. */
  pinned: boolean;
}

export interface ItemWish {
  readonly owner: number;
  readonly kind?: ItemKind;
  readonly weight?: number;
  readonly decayMs?: number;
  readonly quality?: number;
  readonly pinned?: boolean;
}

/** The items of the moment: a fixed number of places, in which old items give way to new ones. */
export interface Catalogue {
  /** An item by its attention of the last ten minutes. */
  readonly draw: (random: Random) => Item;
  /** The newest item of a creator. */
  readonly latestOf: (creator: number) => Item;
  readonly creatorCount: number;
  /** The account behind a creator. */
  readonly creatorAccount: (creator: number) => number;
  readonly publish: (nowMs: number, wish: ItemWish) => Item;
  /** Value of `target` for following an account. */
  readonly accountTarget: (account: number) => Uint8Array;
  /** Recomputes attention and replaces what has faded. To be called every ten minutes of simulated time. */
  readonly refresh: (nowMs: number) => void;
}

export const REFRESH_MS = 600_000;
/** Steepness of lasting popularity; the top hundredth of the items takes about a third of the views. */
const PARETO = 1.1;

export function createCatalogue(
  seed: number,
  slots: number,
  peopleCount: number,
  startMs: number,
  population: Population,
  random: Random,
): Catalogue {
  const nameItem = createOpaqueId(seed, "item", "v");
  const weightMax = Math.max(20, slots / 6);
  const creatorCount = Math.max(10, Math.floor(peopleCount * 0.05));
  const creators = Int32Array.from({ length: creatorCount }, () => random.below(peopleCount));
  const creatorOf = new Map<number, number>();
  creators.forEach((account, creator) => {
    creatorOf.set(account, creator);
  });
  const latest = new Int32Array(creatorCount).fill(-1);
  const items: Item[] = [];
  const attention = new Float64Array(slots);
  let named = 0;

  const make = (bornMs: number, wish: ItemWish): Item => {
    const id = nameItem(named++);
    const kind = wish.kind ?? drawKind(random);
    const durationMs =
      kind === "video" ? Math.round(Math.min(900_000, Math.max(4000, random.logNormal(26_000, 0.85)))) : 0;
    const duration = durationMs > 0 ? `,"duration_ms":${durationMs}` : "";
    return {
      id,
      kind,
      owner: wish.owner,
      target: targetBytes(
        `{"kind":"${kind}","id":"${id}","owner":"${population.actorId(wish.owner)}"${duration}}`,
      ),
      durationMs,
      weight: wish.weight ?? Math.min(weightMax, (1 - random.unit()) ** (-1 / PARETO)),
      bornMs,
      riseMs: random.logNormal(1.2 * HOUR_MS, 0.6),
      decayMs: wish.decayMs ?? Math.min(96 * HOUR_MS, random.logNormal(18 * HOUR_MS, 0.8)),
      quality: wish.quality ?? random.logNormal(0.9, 0.45),
      pinned: wish.pinned ?? false,
    };
  };
  const place = (slot: number, item: Item): Item => {
    items[slot] = item;
    const creator = creatorOf.get(item.owner);
    if (creator !== undefined) latest[creator] = slot;
    return item;
  };
  const attentionAt = (item: Item, nowMs: number): number => {
    const ageMs = Math.max(0, nowMs - item.bornMs);
    return item.weight * (1 - Math.exp(-ageMs / item.riseMs)) * Math.exp(-ageMs / item.decayMs) + 1e-6;
  };
  const drawOwner = (): number => creators[Math.floor(creatorCount * random.unit() ** 1.7)]!;

  for (let slot = 0; slot < slots; slot++) {
    const item = make(startMs, { owner: drawOwner() });
    place(slot, { ...item, bornMs: startMs - random.unit() * 4 * item.decayMs });
    attention[slot] = attentionAt(items[slot]!, startMs);
  }
  const table: AliasTable = createAliasTable(attention);

  return {
    draw: (chance) => items[table.draw(chance)]!,
    latestOf: (creator) => {
      const item = latest[creator]! < 0 ? null : items[latest[creator]!]!;
      // What has faded made room for somebody else's; who follows then sees what everybody does.
      return item === null || item.owner !== creators[creator] ? items[table.draw(random)]! : item;
    },
    creatorCount,
    creatorAccount: (creator) => creators[creator]!,
    publish: (nowMs, wish) => {
      // The least noticed of eight items makes room; a pinned one never does.
      let chosen = -1;
      for (let i = 0; i < 8 || chosen < 0; i++) {
        const slot = random.below(slots);
        if (items[slot]!.pinned && i < 64) continue;
        if (chosen < 0 || attention[slot]! < attention[chosen]!) chosen = slot;
      }
      return place(chosen, make(nowMs, wish));
    },
    accountTarget: (account) => {
      const id = population.actorId(account);
      return targetBytes(`{"kind":"account","id":"${id}","owner":"${id}"}`);
    },
    refresh: (nowMs) => {
      for (let slot = 0; slot < slots; slot++) {
        let item = items[slot]!;
        if (!item.pinned && nowMs - item.bornMs > 4 * item.decayMs) {
          item = place(slot, make(nowMs, { owner: drawOwner() }));
        }
        attention[slot] = attentionAt(item, nowMs);
      }
      table.rebuild(attention);
    },
  };
}

function drawKind(random: Random): ItemKind {
  const roll = random.unit();
  if (roll < 0.84) return "video";
  if (roll < 0.92) return "article";
  if (roll < 0.95) return "live";
  return roll < 0.98 ? "link" : "mini_program";
}
