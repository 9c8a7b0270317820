/** Whoever acts next does one thing at `nowMs` and says when it acts again; a negative answer means it is done. */
export type Step = (nowMs: number) => number;

/** What is going to happen, earliest first: a binary heap. Memory grows with what is under way, not with what has been. */
export interface Agenda {
  readonly add: (atMs: number, step: Step) => void;
  /** Time of the next step, Infinity when there is none. */
  readonly nextMs: () => number;
  /** Runs the earliest step and puts it back at the time it answers (never before now). */
  readonly advance: () => void;
  readonly size: () => number;
}

export function createAgenda(): Agenda {
  const times: number[] = [];
  const steps: Step[] = [];

  const sink = (atMs: number, step: Step): void => {
    const size = times.length;
    let hole = 0;
    for (;;) {
      let child = hole * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && times[child + 1]! < times[child]!) child++;
      if (times[child]! >= atMs) break;
      times[hole] = times[child]!;
      steps[hole] = steps[child]!;
      hole = child;
    }
    times[hole] = atMs;
    steps[hole] = step;
  };
  const add = (atMs: number, step: Step): void => {
    let hole = times.length;
    times.push(atMs);
    steps.push(step);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent]! <= atMs) break;
      times[hole] = times[parent]!;
      steps[hole] = steps[parent]!;
      hole = parent;
    }
    times[hole] = atMs;
    steps[hole] = step;
  };
  return {
    add,
    nextMs: () => (times.length === 0 ? Number.POSITIVE_INFINITY : times[0]!),
    advance: () => {
      const nowMs = times[0]!;
      const step = steps[0]!;
      // The step may add others, so it leaves the heap before it runs.
      const lastMs = times.pop()!;
      const lastStep = steps.pop()!;
      if (times.length > 0) sink(lastMs, lastStep);
      const againMs = step(nowMs);
      if (againMs >= 0) add(Math.max(nowMs, Math.round(againMs)), step);
    },
    size: () => times.length,
  };
}
