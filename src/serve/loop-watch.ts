import { PerformanceObserver } from "node:perf_hooks";
import { type LoopPart, takeLoopWork, timeLoopWork } from "../kernels/loop-work.ts";
import { LOOP_TICK_MS, STALL_MS_MIN } from "./serve-limits.ts";

/** A stretch in which the event loop answered nobody. */
export interface Stall {
  /** When it ended, ms since 1970. */
  readonly atMs: number;
  readonly tookMs: number;
  /** Processor time of this thread within it; null where Node does not tell. Far less than `tookMs`: it waited for the disk, a lock or a processor. */
  readonly processorMs: number | null;
  /** What took the largest part of it, and how much. */
  readonly part: LoopPart;
  readonly partMs: number;
}

/** What the loop did between two ticks. */
export interface Tick {
  readonly gapMs: number;
  readonly processorMs: number | null;
  readonly spentMs: ReadonlyMap<LoopPart, number>;
  /** Pauses of the collector that began within it. */
  readonly garbageMs: number;
}

/**
 * The stall that a tick tells of, or null: a tick that came later than `STALL_MS_MIN` beyond its time. Of what has a name the largest
 * part is told where it took a third or more, else `other`: requests one after the other, timers, code that runs for the first
 * time. The collector works within parts, so it goes first. Pure.
 */
export function stallOf({ gapMs, processorMs, spentMs, garbageMs }: Tick, atMs: number): Stall | null {
  const tookMs = gapMs - LOOP_TICK_MS;
  if (tookMs < STALL_MS_MIN) return null;
  let [part, partMs]: [LoopPart, number] = ["garbage", garbageMs];
  if (garbageMs * 2 < tookMs) for (const [name, ms] of spentMs) if (ms > partMs) [part, partMs] = [name, ms];
  if (partMs * 3 < tookMs) [part, partMs] = ["other", Math.max(0, tookMs - sum(spentMs) - garbageMs)];
  return { atMs, tookMs, processorMs, part, partMs };
}

/**
 * Watches the event loop of this thread, all the time: a tick each `LOOP_TICK_MS`, some 2 µs each. `onStall` is told of each stall one tick
 * after it ended, when the collector's own record of it has come in. Keeps no process alive; what it returns ends it.
 */
export function watchLoop(onStall: (stall: Stall) => void): () => void {
  const pauses: { readonly beganMs: number; readonly ms: number }[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      pauses.push({ beganMs: startTime, ms: duration });
  });
  observer.observe({ entryTypes: ["gc"] });
  timeLoopWork(() => performance.now());
  let tickedMs = performance.now();
  let usedMs = processorMs();
  /** The latest tick: it waits for the collector's record. */
  let open: (Omit<Tick, "garbageMs"> & { readonly fromMs: number; readonly toMs: number }) | null = null;

  function settle(): void {
    if (open === null) return;
    const { fromMs, toMs } = open;
    let garbageMs = 0;
    for (const { beganMs, ms } of pauses) if (beganMs >= fromMs && beganMs < toMs) garbageMs += ms;
    while (pauses.length > 0 && pauses[0]!.beganMs < toMs) pauses.shift();
    const stall = stallOf({ ...open, garbageMs }, Math.round(performance.timeOrigin + toMs));
    if (stall !== null) onStall(stall);
  }

  const timer = setInterval(() => {
    settle();
    const nowMs = performance.now();
    const nowUsedMs = processorMs();
    open = {
      gapMs: nowMs - tickedMs,
      processorMs: nowUsedMs === null || usedMs === null ? null : nowUsedMs - usedMs,
      spentMs: takeLoopWork(),
      fromMs: tickedMs,
      toMs: nowMs,
    };
    tickedMs = nowMs;
    usedMs = nowUsedMs;
  }, LOOP_TICK_MS);
  timer.unref();

  return () => {
    clearInterval(timer);
    observer.disconnect();
  };
}

/** Processor time of this thread, ms; null before Node 23.9. */
function processorMs(): number | null {
  if (typeof process.threadCpuUsage !== "function") return null;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function sum(spentMs: ReadonlyMap<LoopPart, number>): number {
  let ms = 0;
  for (const part of spentMs.values()) ms += part;
  return ms;
}
