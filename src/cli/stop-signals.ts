/**
 * Signals this soon after the first belong to the same key press: Ctrl-C reaches the whole process group, and npm, npx and
 * `bin/touchstone.mjs` on an old Node each pass it on once more.
 */
const SAME_PRESS_MS = 1_000;

/**
 * From now on SIGINT and SIGTERM abort `stopping` in place of ending the process. One that comes a second or more after the first ends it at
 * once, as it would without this: whoever asks again does not want to wait.
 */
export function stopOnSignals(stopping: AbortController): void {
  let firstAtMs: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    firstAtMs ??= performance.now();
    if (performance.now() - firstAtMs < SAME_PRESS_MS) {
      stopping.abort();
      return;
    }
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    process.kill(process.pid, signal);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
}
