/** Noon of the day that most tests are set on. */
export const NOON_MS = Date.UTC(2026, 10, 20, 12);

export interface Made {
  readonly id: string;
  readonly type?: string;
  readonly atMs?: number;
  readonly actor?: string;
  readonly target?: string;
  readonly ip?: string;
  readonly device?: string;
}

/** One event of the contract with everything else left out. */
export function madeEvent({
  id,
  type = "like",
  atMs = NOON_MS,
  actor = "u1",
  target = "v1",
  ip,
  device,
}: Made) {
  const context = { ...(ip === undefined ? {} : { ip }), ...(device === undefined ? {} : { device }) };
  return {
    id,
    type,
    at: new Date(atMs).toISOString(),
    actor: { id: actor },
    target: { kind: "video", id: target },
    ...(Object.keys(context).length === 0 ? {} : { context }),
  };
}

/** Events → NDJSON. */
export function ndjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

/** A seeded source of chance, in [0, 1): mulberry32 (Ettinger, 2017, public domain). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** NDJSON text → its objects. */
export function parsedLines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
