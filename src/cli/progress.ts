import { SingleBar } from "cli-progress";

/** A progress bar on stderr, for a person at a terminal; silent in pipes and with `--quiet`. */
export interface Progress {
  /** Work done so far and a few words beside it. */
  update(done: number, note?: string): void;
  stop(): void;
}

/** `total`: the work in any unit, or null when it is not known (a pipe): then only the note is shown. */
export function createProgress(label: string, total: number | null, quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  if (total === null) {
    let shownAtMs = 0;
    return {
      update: (_done, note = "") => {
        const nowMs = Date.now();
        if (nowMs - shownAtMs < 200) return;
        shownAtMs = nowMs;
        process.stderr.write(`\r\x1b[2K${label} ${note}`);
      },
      stop: () => process.stderr.write("\r\x1b[2K"),
    };
  }
  const bar = new SingleBar({
    stream: process.stderr,
    format: `${label} {bar} {percentage} % | {note} | {eta_formatted} left`,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: 50,
  });
  bar.start(Math.max(1, total), 0, { note: "" });
  return {
    update: (done, note) => bar.update(Math.min(done, total), note === undefined ? {} : { note }),
    stop: () => bar.stop(),
  };
}
