import type { LogBatch, Stream } from "../ports/event-log.ts";
import { type Chunk, createChunkPool, SMALL_CHUNK_BYTES } from "./chunk-pool.ts";
import type { PackedRun } from "./log-worker-messages.ts";

/** A run that waits for its commit, and the promise that waits with it. */
export interface Waiting {
  readonly resolve: (value: { readonly first: number }) => void;
  readonly reject: (reason: Error) => void;
  readonly run: PackedRun;
}

/** Runs copied out of their callers' buffers, in order of call, ready to be handed to the writing thread. */
export interface Group {
  readonly waiting: readonly Waiting[];
  readonly chunks: readonly Chunk[];
  readonly bytes: number;
}

/** A first-in, first-out queue of groups, each of at most `groupBytesMax` (one run alone may be larger). */
export interface AppendQueue {
  push(
    stream: Stream,
    batch: Omit<LogBatch, "first">,
    first: number,
    settle: Pick<Waiting, "resolve" | "reject">,
  ): void;
  /** Takes the oldest group; null when nothing waits. */
  take(): Group | null;
  /** The group was read by the thread, or will not be: its memory is free. */
  done(group: Group): void;
  bytes(): number;
  runs(): number;
}

interface OpenGroup {
  readonly waiting: Waiting[];
  readonly chunks: Chunk[];
  /** Bytes used in the last chunk. */
  used: number;
  bytes: number;
}

export function createAppendQueue(groupBytesMax: number): AppendQueue {
  const groups: OpenGroup[] = [];
  const pool = createChunkPool();
  let bytesWaiting = 0;
  let runsWaiting = 0;

  function room(bytes: number): OpenGroup {
    const last = groups.at(-1);
    if (last !== undefined && last.bytes + bytes <= groupBytesMax) return last;
    const group: OpenGroup = { waiting: [], chunks: [], used: 0, bytes: 0 };
    groups.push(group);
    return group;
  }

  function place(group: OpenGroup, bytes: number): number {
    const last = group.chunks.at(-1);
    if (last !== undefined && group.used + bytes <= last.byteLength) return group.used;
    group.chunks.push(pool.take(Math.max(bytes, SMALL_CHUNK_BYTES)));
    group.used = 0;
    return 0;
  }

  return {
    push(stream, batch, first, settle) {
      const bytes = batch.bytes.length + batch.ids.length;
      const group = room(bytes);
      const offset = place(group, bytes);
      const chunk = group.chunks.length - 1;
      const target = new Uint8Array(group.chunks[chunk]!);
      target.set(batch.bytes, offset);
      target.set(batch.ids, offset + batch.bytes.length);
      group.used = offset + bytes;
      group.bytes += bytes;
      bytesWaiting += bytes;
      runsWaiting += 1;
      const { count, policy, receivedAtMs } = batch;
      const lengths = { bytesLength: batch.bytes.length, idsLength: batch.ids.length };
      group.waiting.push({
        ...settle,
        run: { stream, first, count, policy, receivedAtMs, chunk, offset, ...lengths },
      });
    },
    take() {
      const group = groups.shift();
      if (group === undefined) return null;
      bytesWaiting -= group.bytes;
      runsWaiting -= group.waiting.length;
      return group;
    },
    done: ({ chunks }) => {
      for (const chunk of chunks) pool.give(chunk);
    },
    bytes: () => bytesWaiting,
    runs: () => runsWaiting,
  };
}
