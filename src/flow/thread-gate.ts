import type { LogFollower } from "../ports/log-follower.ts";

/** Words of the shared memory. */
const INSIDE = 0;
const ENDING = 1;
/** A read that takes longer than this hangs on the disk: then the thread is ended where it stands. */
const WAIT_MS_MAX = 5_000;

/** Memory of a gate, handed to the thread it is for. */
export type GateMemory = SharedArrayBuffer;

/** Memory for the gate of one thread: nobody inside, nobody waiting. */
export function gateMemory(): GateMemory {
  return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
}

/**
 * Keeps a thread from being ended in the middle of native work: Node aborts the whole process when a thread is terminated between the making of a decompressor and its
 * start ("close before init"), and the engine would go down with its detector. The thread does such work `through` the gate; its keeper `close`s the gate before it ends it.
 */
export class ThreadGate {
  private readonly words: Int32Array<SharedArrayBuffer>;

  constructor(memory: GateMemory) {
    this.words = new Int32Array(memory);
  }

  /** Does the work, unless the gate is closed: then the thread waits here for its end, and this never returns. Not to be nested. */
  through<T>(work: () => T): T {
    const { words } = this;
    Atomics.store(words, INSIDE, 1);
    try {
      if (Atomics.load(words, ENDING) === 0) return work();
    } finally {
      Atomics.store(words, INSIDE, 0);
      Atomics.notify(words, INSIDE);
    }
    for (;;) Atomics.wait(words, ENDING, 1);
  }

  /** For the keeper: nobody passes any more; resolves once nobody is inside, at the latest after 5 s. */
  async close(): Promise<void> {
    const { words } = this;
    Atomics.store(words, ENDING, 1);
    await Atomics.waitAsync(words, INSIDE, 1, WAIT_MS_MAX).value;
  }
}

/** The log's reader with every read through the gate: a read is SQLite and decompression. */
export function readThrough(gate: ThreadGate, open: () => LogFollower): LogFollower {
  const reader = gate.through(open);
  return {
    bounds: (stream) => gate.through(() => reader.bounds(stream)),
    at: (stream, position) => gate.through(() => reader.at(stream, position)),
    runs: (stream, position, end, bytesMax) =>
      gate.through(() => reader.runs(stream, position, end, bytesMax)),
    close: () => gate.through(() => reader.close()),
  };
}
