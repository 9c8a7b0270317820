import { expect } from "vitest";
import { chance, type Made, madeEvent, NOON_MS, ndjson } from "./made-events.ts";
import type { RunningEngine } from "./running-engine.ts";

/** A load whose counts tell every event that was lost or doubled, and what they must be. */
const TARGETS = 6;

interface Counts {
  readonly counts: readonly {
    readonly type: string;
    readonly raw: number;
    readonly public: number;
    readonly held: number;
    readonly rejected: number;
  }[];
}

/**
 * Batches of likes, shares and views on a few targets, with likes in between that the same batch takes back. Shares count
 * each time, also of one account: a lost or doubled one always shows in the counts. Of likes, many are repeats.
 */
export function batches(seed: number, count: number, size: number): Made[][] {
  const random = chance(seed);
  let atMs = NOON_MS;
  return Array.from({ length: count }, (_, batch) => {
    const events: Made[] = [];
    for (let i = 0; i < size; i++) {
      atMs += Math.floor(random() * 20);
      const actor = `u${Math.floor(random() * 500)}`;
      const target = `v${Math.floor(random() * TARGETS)}`;
      const ip = `203.0.113.${Math.floor(random() * 5)}`;
      const kind = random();
      const type = kind < 0.4 ? "like" : kind < 0.7 ? "share" : "view";
      events.push({ id: `c${seed}-${batch}-${i}`, type, atMs, actor, target, ip, device: `d-${actor}` });
    }
    const regret = { atMs, actor: `r${seed}-${batch}`, target: "regretted" };
    events.push({ ...regret, id: `c${seed}-${batch}-r` });
    if (batch % 2 === 0)
      events.push({ ...regret, id: `c${seed}-${batch}-x`, type: "unlike", atMs: atMs + 1 });
    return events;
  });
}

/**
 * Target and type → what its raw count must be, in whatever order the events came: one account's likes of one target count
 * once. Only accounts that like once take back.
 */
export function expectedRaw(events: readonly Made[]): Map<string, number> {
  const raw = new Map<string, number>();
  const liked = new Set<string>();
  for (const { actor, target, type = "like" } of events) {
    const retraction = type.startsWith("un");
    if (type === "like") {
      if (liked.has(`${actor} ${target}`)) continue;
      liked.add(`${actor} ${target}`);
    }
    const key = `${target} ${retraction ? type.slice(2) : type}`;
    raw.set(key, (raw.get(key) ?? 0) + (retraction ? -1 : 1));
  }
  return raw;
}

/** Target and type → the raw count as the engine answers it, after raw = public + held + rejected was seen to hold. */
export async function rawCounts(engine: RunningEngine): Promise<Map<string, number>> {
  const raw = new Map<string, number>();
  for (const target of [...Array.from({ length: TARGETS }, (_, i) => `v${i}`), "regretted"]) {
    const { counts } = (await (await engine.get(`/v1/targets/video/${target}/counts`)).json()) as Counts;
    for (const count of counts) {
      expect(count.raw, `${target} ${count.type}`).toBe(count.public + count.held + count.rejected);
      raw.set(`${target} ${count.type}`, count.raw);
    }
  }
  return raw;
}

/** Sends batches, four at a time, until all are sent or the engine is gone; adds the ids it acknowledged. */
export async function send(
  engine: RunningEngine,
  all: readonly Made[][],
  acknowledged: Set<string>,
): Promise<void> {
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < all.length) {
      const lines = ndjson(all[next++]!.map(madeEvent));
      try {
        const response = await engine.post(lines);
        const body = (await response.json()) as { answers: { event: string }[]; code: string };
        if (response.status === 503) return; // it is stopping: nothing of this batch was acknowledged
        expect(response.status, body.code).toBe(200);
        for (const { event } of body.answers) acknowledged.add(event);
      } catch (error) {
        if (error instanceof TypeError) return; // the connection broke: nothing of this batch was acknowledged
        throw error;
      }
    }
  };
  await Promise.all([client(), client(), client(), client()]);
}

/** Those of the ids that the engine has no decision of. */
export async function decidedAll(engine: RunningEngine, ids: Iterable<string>): Promise<string[]> {
  const waiting = [...ids];
  const missing: string[] = [];
  const client = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const response = await engine.get(`/v1/decisions/${id}`);
      const body = (await response.json()) as { event?: string };
      if (response.status !== 200 || body.event !== id) missing.push(id);
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return missing;
}
