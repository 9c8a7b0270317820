/** Words of the shared memory. */
const LOCK = 0;
const STATE = 1;

/** Nothing is on its way to the store. */
const IDLE = 0;
/** The thread is writing: what it writes is not to be seen yet. */
const RUNNING = 1;
/** It is written, and whoever gave it has not noticed yet. */
const DONE = 2;

/** A commit that takes longer than this hangs on the disk. */
const WAIT_MS_MAX = 30_000;

/** Memory of a gate, handed to the thread that writes. */
export type RecordsGateMemory = SharedArrayBuffer;

export function recordsGateMemory(): RecordsGateMemory {
  return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
}

/** What a connection to the records passes on its way, so that two of them in one process show the same state. */
export interface RecordsGate {
  /** Around each read. May be nested. */
  read<T>(work: () => T): T;
  /** Around each transaction. */
  write<T>(work: () => T): T;
  /** Around the commit within it. */
  commit(work: () => void): void;
}

/** The gate of a connection that is alone. */
export const NO_GATE: RecordsGate = {
  read: (work) => work(),
  write: (work) => work(),
  commit: (work) => work(),
};

/** The side of a gate that gives work to the thread. */
export interface GivingGate extends RecordsGate {
  /** The thread is about to be given changes; `onApplied` is called once they can be read, before anything reads them. */
  give(onApplied: () => void): void;
  /** The thread has answered, or has ended. Calls `onApplied` where it has written and nobody has read since. */
  answered(): void;
}

/**
 * Changes that a thread commits become visible to this connection at a moment that this thread does not choose; it must learn of
 * that before it reads what it still holds as not stored, else it adds them twice. So the thread commits behind a lock, and a read here
 * holds it: before the commit it reads what was, after it `onApplied` comes first. A transaction of this connection waits for the
 * thread to be done, since the file takes one writer at a time.
 */
export function givingGate(memory: RecordsGateMemory): GivingGate {
  const words = new Int32Array(memory);
  let depth = 0;
  let waiting: (() => void) | null = null;

  function notice(): void {
    if (Atomics.load(words, STATE) !== DONE) return;
    Atomics.store(words, STATE, IDLE);
    const applied = waiting;
    waiting = null;
    applied?.();
  }

  return {
    read(work) {
      if (depth === 0) lock(words);
      depth++;
      try {
        if (depth === 1) notice();
        return work();
      } finally {
        depth--;
        if (depth === 0) unlock(words);
      }
    },
    write(work) {
      if (depth > 0) throw new Error("a transaction of the records was begun within a read of them");
      const endMs = performance.now() + WAIT_MS_MAX;
      while (Atomics.load(words, STATE) === RUNNING && performance.now() < endMs) {
        Atomics.wait(words, STATE, RUNNING, WAIT_MS_MAX);
      }
      notice();
      return work();
    },
    commit: (work) => work(),
    give(onApplied) {
      if (waiting !== null) throw new Error("the thread of the records was given work while it had some");
      waiting = onApplied;
      Atomics.store(words, STATE, RUNNING);
    },
    answered() {
      notice();
      waiting = null;
      Atomics.store(words, STATE, IDLE);
    },
  };
}

/** The side of the thread that writes. */
export interface WritingGate extends RecordsGate {
  /** The changes were refused: nothing of them is to be seen. */
  refused(): void;
}

export function writingGate(memory: RecordsGateMemory): WritingGate {
  const words = new Int32Array(memory);
  const tell = (state: number): void => {
    Atomics.store(words, STATE, state);
    Atomics.notify(words, STATE);
  };
  return {
    read: (work) => work(),
    write: (work) => work(),
    commit(work) {
      lock(words);
      try {
        work();
        tell(DONE);
      } finally {
        unlock(words);
      }
    },
    refused: () => tell(IDLE),
  };
}

/** Takes the lock; a holder that hangs for longer than any disk is told as what it is. */
function lock(words: Int32Array): void {
  const endMs = performance.now() + WAIT_MS_MAX;
  while (Atomics.compareExchange(words, LOCK, 0, 1) !== 0) {
    Atomics.wait(words, LOCK, 1, WAIT_MS_MAX);
    if (performance.now() > endMs) throw new Error("the records have been committing for half a minute");
  }
}

function unlock(words: Int32Array): void {
  Atomics.store(words, LOCK, 0);
  Atomics.notify(words, LOCK);
}
