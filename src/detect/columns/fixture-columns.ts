import { HOUR_MS } from "../../nouns/durations.ts";
import { kindCode } from "../../nouns/event.ts";
import { createEventRow, keyColumn, numberColumn } from "../../nouns/event-row.ts";
import { hashText } from "../../nouns/hash.ts";
import { createEventColumns, type EventColumns } from "./event-columns.ts";

/** An event of a test, in words. */
export interface Told {
  readonly actor: string;
  readonly target?: string | null;
  /** Kind of the target. */
  readonly targetKind?: string;
  readonly owner?: string | null;
  readonly atMs: number;
  readonly type?: string;
  readonly ip?: string | null;
  readonly device?: string | null;
  readonly batch?: string | null;
  readonly source?: string | null;
  readonly registeredAtMs?: number;
}

/** Told events → columns; the sequence is the place in the list. */
export function columnsOf(events: readonly Told[], eventsMax = 10_000_000): EventColumns {
  const builder = createEventColumns(eventsMax);
  const row = createEventRow();
  const put = (column: Parameters<typeof keyColumn>[0], text: string | null | undefined): void => {
    const [low, high] = text === null || text === undefined ? [0, 0] : hashText(text);
    row.hash[keyColumn(column) * 2] = low;
    row.hash[keyColumn(column) * 2 + 1] = high;
  };
  events.forEach((event, sequence) => {
    put("actor", event.actor);
    put("target", event.target);
    put("target_kind", event.targetKind);
    put("owner", event.owner);
    put("ip", event.ip);
    put("device", event.device);
    put("registration_batch", event.batch);
    put("source", event.source);
    row.num[numberColumn("registered_at_ms")] = event.registeredAtMs ?? Number.NaN;
    row.kind = kindCode(event.type ?? "like")!;
    row.occurredAtMs = event.atMs;
    builder.add(row, sequence);
  });
  return builder.columns();
}

/** A seeded generator in [0, 1): Mulberry32 (Ettinger, public domain). For tests' worlds only. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const START_MS = Date.UTC(2026, 10, 22);

/** Honest likes: `actors` people like targets by popularity over a day; each target is of one of `owners`. */
export function honestDay(
  random: () => number,
  actors: number,
  targets: number,
  owners: number,
  likes: number,
): Told[] {
  return Array.from({ length: likes }, () => {
    const target = Math.floor(targets * random() ** 2);
    return {
      actor: `u${Math.floor(actors * random() ** 1.5)}`,
      target: `v${target}`,
      owner: `o${target % owners}`,
      atMs: Math.floor(START_MS + 24 * HOUR_MS * random()),
    };
  });
}

/** A pool that serves orders: each of `orders` targets, all of different owners, gets likes of part of the pool within `windowMs`. */
export function soldLikes(
  random: () => number,
  pool: number,
  orders: number,
  density: number,
  windowMs: number,
  name = "p",
): Told[] {
  const events: Told[] = [];
  for (let order = 0; order < orders; order++) {
    const startMs = START_MS + Math.floor((24 * HOUR_MS - windowMs) * random());
    for (let member = 0; member < pool; member++) {
      if (random() >= density) continue;
      events.push({
        actor: `${name}${member}`,
        target: `${name}-order${order}`,
        owner: `${name}-buyer${order}`,
        atMs: Math.floor(startMs + windowMs * random()),
      });
    }
  }
  return events;
}
