import type { DetectionPass, NearLineDetector } from "../src/flow/near-line/near-line.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { kindCode } from "../src/nouns/event.ts";
import { createEventRow, type EventRow, keyColumn } from "../src/nouns/event-row.ts";
import { hashText } from "../src/nouns/hash.ts";
import { createSimulation, type Simulation } from "../src/simulate/simulation.ts";

/** An event in words. */
export interface WatchedEvent {
  readonly actor: string;
  readonly target: string;
  readonly owner?: string;
  readonly atMs: number;
  readonly type?: string;
}

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

const row = createEventRow();

/** The event as a row; the same row each time. */
export function rowOf({ actor, target, owner, atMs, type = "like" }: WatchedEvent): EventRow {
  put("actor", actor);
  put("target", target);
  put("owner", owner);
  row.kind = kindCode(type)!;
  row.occurredAtMs = atMs;
  return row;
}

function put(column: Parameters<typeof keyColumn>[0], text: string | undefined): void {
  const [low, high] = text === undefined ? [0, 0] : hashText(text);
  row.hash[keyColumn(column) * 2] = low;
  row.hash[keyColumn(column) * 2 + 1] = high;
}

/** The key by which campaigns call an actor. */
export function keyOf(actor: string): string {
  const [low, high] = hashText(actor);
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Events in order of time → the watch, with a look each time `stepMs` of event time (or what it says of the time) have passed. */
export function walk(
  detector: NearLineDetector,
  events: readonly WatchedEvent[],
  stepMs: number | ((atMs: number) => number),
  onPass: (pass: DetectionPass, atMs: number) => void,
  firstPosition = 0,
): void {
  let nextMs = Number.NEGATIVE_INFINITY;
  events.forEach((event, i) => {
    detector.add(rowOf(event), firstPosition + i);
    if (event.atMs < nextMs) return;
    nextMs = event.atMs + (typeof stepMs === "number" ? stepMs : stepMs(event.atMs));
    onPass(detector.pass(), event.atMs);
  });
}

/** A simulated stretch through the watch, in the order it is written. */
export function walkSimulation(
  options: Parameters<typeof createSimulation>[0],
  visit: (row: EventRow, position: number) => void,
): Simulation {
  const simulation = createSimulation(options);
  const decoder = createDecoder();
  let position = 0;
  for (const { bytes } of simulation.runs()) {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(0x0a, start);
      const rejection = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
      if (rejection !== null) throw new Error(JSON.stringify(rejection));
      visit(row, position++);
      start = end + 1;
    }
  }
  return simulation;
}

/** A seeded generator in [0, 1): mulberry32 (Ettinger, public domain). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ordinary likes: few things get most of them. */
export function ordinaryLikes(
  random: () => number,
  {
    actors,
    targets,
    likes,
    fromMs,
    toMs,
  }: Record<"actors" | "targets" | "likes" | "fromMs" | "toMs", number>,
): WatchedEvent[] {
  return Array.from({ length: likes }, () => {
    const target = Math.floor(targets * random() ** 2);
    return {
      actor: `u${Math.floor(actors * random() ** 1.5)}`,
      target: `v${target}`,
      owner: `o${target % 200}`,
      atMs: Math.floor(fromMs + (toMs - fromMs) * random()),
    };
  });
}

/** Orders of different owners, each served by a part of a pool within `windowMs`, one order every `everyMs`. */
export function soldLikes(
  random: () => number,
  pool: readonly string[],
  {
    name,
    orders,
    density,
    fromMs,
    everyMs,
    windowMs,
  }: { name: string } & Record<"orders" | "density" | "fromMs" | "everyMs" | "windowMs", number>,
): WatchedEvent[] {
  return Array.from({ length: orders }, (_, order) =>
    pool
      .filter(() => random() < density)
      .map((actor) => ({
        actor,
        target: `${name}-order${order}`,
        owner: `${name}-buyer${order}`,
        atMs: Math.floor(fromMs + order * everyMs + windowMs * random()),
      })),
  ).flat();
}

/** Accounts `name`0, `name`1 … */
export function accounts(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}${i}`);
}

/** All in order of time. */
export function inOrder(...parts: readonly (readonly WatchedEvent[])[]): readonly WatchedEvent[] {
  return parts.flat().sort((a, b) => a.atMs - b.atMs);
}
