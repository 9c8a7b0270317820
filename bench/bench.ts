/** One figure of a benchmark. `goal` and `peer` say what it is held against; see docs/evaluation/. */
export interface BenchRow {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What DESIGN 7 asks for, in words, where it asks. */
  readonly goal?: string;
}

export interface BenchResult {
  readonly name: string;
  readonly rows: readonly BenchRow[];
}

/** CPU seconds (user and system, all threads of this process) that `work` took, and its wall seconds. */
export function timed(work: () => void): { readonly cpuS: number; readonly wallS: number } {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const wallS = (performance.now() - start) / 1000;
  const used = process.cpuUsage(before);
  return { cpuS: (used.user + used.system) / 1e6, wallS };
}

/** The same for asynchronous work. */
export async function timedAsync(
  work: () => Promise<void>,
): Promise<{ readonly cpuS: number; readonly wallS: number }> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallS = (performance.now() - start) / 1000;
  const used = process.cpuUsage(before);
  return { cpuS: (used.user + used.system) / 1e6, wallS };
}

/** Middle value; of an even number, the lower middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}

/**
 * Several versions of the same work, in turn, A B A B …, so that a machine that changes its speed does so to all. → the median
 * CPU seconds of each, after one warm-up round.
 */
export function inTurn(rounds: number, ...works: readonly (() => void)[]): number[] {
  for (const work of works) work();
  const seconds = works.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, work] of works.entries()) seconds[i]!.push(timed(work).cpuS);
  }
  return seconds.map(median);
}
