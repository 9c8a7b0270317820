import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../flow/engine.ts";
import { DAY_MS } from "../nouns/durations.ts";
import { createSimulation } from "../simulate/simulation.ts";

/** Events of the simulated day: what a laptop takes in within half a minute. */
export const DEMO_EVENTS = 300_000;
/** First part of the day that is taken in as fast as it goes, so that the screen is full at once. */
const FAST_SHARE = 0.6;
/** Then about this many events a second, for some minutes of live pictures. */
const LIVE_EVENTS_PER_SECOND = 1_500;

export interface DemoProgress {
  readonly done: number;
  readonly total: number;
  readonly live: boolean;
}

/**
 * Feeds a simulated day into the engine: the 24 hours before its first start, so that no event that comes now is late. Ids are a function of the seed and the
 * day, so a day that was interrupted goes on where it stopped and nothing counts twice. Stops when `signal` is aborted.
 */
export async function feedDemoDay(
  engine: Engine,
  options: {
    readonly seed: number;
    readonly startMs: number;
    readonly events?: number;
    readonly signal: AbortSignal;
  },
  onProgress: (progress: DemoProgress) => void,
): Promise<void> {
  const total = options.events ?? DEMO_EVENTS;
  const simulation = createSimulation({
    seed: options.seed,
    startMs: options.startMs,
    durationMs: DAY_MS,
    eventsPerDay: total,
    payments: true,
  });
  let resuming = true;
  let done = 0;
  let liveSinceMs = 0;
  let liveDone = 0;
  for (const { bytes, count } of simulation.runs()) {
    if (options.signal.aborted) return;
    done += count;
    // Runs go in one after the other, so the first one that is not there whole is where the day stopped.
    if (resuming && engine.decision(lastId(bytes)) !== null) {
      await nextTurn(); // the part that is there already is simulated anew: questions and signals get their turn in between
      continue;
    }
    resuming = false;
    const live = done > total * FAST_SHARE;
    if (!live) {
      await engine.submit(bytes, { numbersOnly: true });
    } else {
      if (liveSinceMs === 0) liveSinceMs = performance.now();
      liveDone += count;
      await submitPaced(engine, bytes, count, options.signal);
      const aheadMs = (liveDone / LIVE_EVENTS_PER_SECOND) * 1000 - (performance.now() - liveSinceMs);
      if (aheadMs > 0) await pause(aheadMs, options.signal);
    }
    onProgress({ done, total, live });
  }
}

/** Events a simulated day holds that goes by in real time, as a multiple of the first day's: some ten a second. */
const LIVE_FACTOR = 4;
/** Events go in as many at once as became due in this time. */
const LIVE_STEP_MS = 500;
/** Events of others after which the simulated platform stops: more than a visitor sends by hand, less than a platform does. */
const OTHERS_MAX = 100;

/**
 * Lets the simulated platform go on in real time, from now, for as long as somebody looks: what happens while nobody does is
 * left out. `watched`: whether somebody looks. Stops when `signal` is aborted, after a day, and once others send events of their
 * own: made-up events do not mix with a platform's. → whether that was so.
 */
export async function feedDemoLive(
  engine: Engine,
  options: {
    readonly seed: number;
    readonly startMs: number;
    readonly events: number;
    readonly watched: () => boolean;
    readonly clock: () => number;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const { startMs, watched, clock, signal } = options;
  let expected = (await engine.overview()).eventsTotal;
  const simulation = createSimulation({
    // another seed for each start: ids of events are a function of it
    seed: (options.seed + Math.floor(startMs / 1000)) >>> 0,
    startMs,
    durationMs: DAY_MS,
    eventsPerDay: options.events * LIVE_FACTOR,
    payments: true,
  });
  for (const { bytes } of simulation.runs()) {
    let from = 0;
    while (from < bytes.length) {
      const dueMs = timeOf(bytes, from);
      while (clock() < dueMs || !watched()) {
        if (clock() >= dueMs + LIVE_STEP_MS && !watched()) break; // it happened, and nobody saw it
        await pause(LIVE_STEP_MS, signal);
        if (signal.aborted) return false;
      }
      if ((await engine.overview()).eventsTotal > expected + OTHERS_MAX) return true;
      const nowMs = clock();
      let to = from;
      let count = 0;
      for (; to < bytes.length && timeOf(bytes, to) <= nowMs; count++) to = bytes.indexOf(0x0a, to) + 1;
      if (watched()) {
        await engine.submit(bytes.subarray(from, to), { numbersOnly: true });
        expected += count;
      }
      from = to;
    }
  }
  return false;
}

/** When the event happened whose line begins there, ms. */
function timeOf(bytes: Uint8Array, start: number): number {
  const line = new TextDecoder().decode(bytes.subarray(start, bytes.indexOf(0x0a, start)));
  return Date.parse((JSON.parse(line) as { at: string }).at);
}

/** A run in slices of a quarter of a second, so that the picture moves evenly. */
async function submitPaced(
  engine: Engine,
  bytes: Uint8Array,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const slices = Math.max(1, Math.round((count / LIVE_EVENTS_PER_SECOND) * 4));
  let start = 0;
  for (let i = 1; i <= slices && !signal.aborted; i++) {
    let end = i === slices ? bytes.length : Math.floor((bytes.length * i) / slices);
    if (end < bytes.length) end = bytes.indexOf(0x0a, end) + 1;
    if (end > start) await engine.submit(bytes.subarray(start, end), { numbersOnly: true });
    start = end;
    if (i < slices) await pause(250, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Id of a run's last event. */
function lastId(bytes: Uint8Array): string {
  const start = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
  return (JSON.parse(new TextDecoder().decode(bytes.subarray(start))) as { id: string }).id;
}
