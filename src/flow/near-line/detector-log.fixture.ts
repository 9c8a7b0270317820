import type { LogBatch } from "../../ports/event-log.ts";
import type { LogFollower } from "../../ports/log-follower.ts";

/** A log's reader over runs in memory, every event decided, that counts how often a run is fetched. */
export function readerOver(runs: LogBatch[]): LogFollower & { readonly fetched: () => number } {
  let fetched = 0;
  const bounds = () => {
    const [first] = runs;
    const last = runs.at(-1);
    return first === undefined || last === undefined
      ? { begin: 0, end: 0 }
      : { begin: first.first, end: last.first + last.count };
  };
  return {
    bounds,
    at: (_stream, position) => {
      fetched++;
      return runs.find(({ first, count }) => first <= position && position < first + count) ?? null;
    },
    runs: (_stream, position, end) =>
      runs.filter(({ first, count }) => first + count > position && first < end).slice(0, 1),
    close: () => {},
    fetched: () => fetched,
  };
}

/** Events as one run of the log. */
export function runOf(
  first: number,
  events: readonly {
    readonly atMs: number;
    readonly actor?: string;
    readonly target?: string;
    readonly owner?: string;
    readonly device?: string;
  }[],
  receivedAtMs = Number.MAX_SAFE_INTEGER,
): LogBatch {
  const lines = events.map(({ atMs, actor = "a", target = "t", owner, device }, i) =>
    JSON.stringify({
      id: `e${first + i}`,
      type: "like",
      at: atMs,
      actor: { id: actor },
      target: { kind: "video", id: target, owner },
      ...(device === undefined ? {} : { context: { device } }),
    }),
  );
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  return { first, count: events.length, bytes, ids: new Uint8Array(0), policy: "p", receivedAtMs };
}
