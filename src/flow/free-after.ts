import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Events that were looked at, from which on what the look leaves behind is freed at once: some 300 bytes each. */
const FREED_EVENTS_MIN = 250_000;

let collect: (() => void) | null = null;

/** Frees what a look at so many events has left behind, where that is much. */
export function freeAfter(events: number): void {
  if (events >= FREED_EVENTS_MIN) collectGarbage();
}

/**
 * Frees what nobody holds any more, now. For typed arrays of hundreds of megabytes that one step leaves behind: V8 collects by what is allocated in its own heap, where such an array
 * is a few bytes, so that several steps' arrays lie about together. About 10 ms for each 10 MB of that heap. Changes nothing that a program can see.
 */
function collectGarbage(): void {
  if (collect === null) {
    // Exposed to one context of its own, not to the program.
    setFlagsFromString("--expose-gc");
    const exposed: unknown = runInNewContext("globalThis.gc");
    setFlagsFromString("--no-expose-gc");
    collect = typeof exposed === "function" ? () => void (exposed as () => unknown)() : () => {};
  }
  collect();
}
