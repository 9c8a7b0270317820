import { DROP_CLOCK } from "../../nouns/record-settings.ts";
import type { Records } from "../../ports/records.ts";
import { CLOCK_HOLD_MS, CLOCK_JUMP_MS } from "./erase-limits.ts";

export interface DropClockParts {
  readonly records: Pick<Records, "get" | "set">;
  /** Receiver's clock, ms. */
  readonly clock: () => number;
  /** A stopwatch that no clock moves, ms. */
  readonly stopwatchMs: () => number;
  /** When the log's latest run came in, ms; null = it is empty. */
  readonly lastReceivedMs: () => number | null;
  /** The operator has looked at the clock: it is right whatever it says. */
  readonly trusted: boolean;
  readonly onWarning: (message: string) => void;
}

/** The time that decides what is old. What it drops is gone for good, so it does not follow a clock that jumps. */
export interface DropClock {
  /** Ms since 1970: the receiver's clock while it goes on from where it was; else where it was. */
  now(): Promise<number>;
  /** Receiver's time from which on a jump is believed; null = nothing is held up. */
  heldUntilMs(): number | null;
}

/**
 * A clock that jumped ahead by more than a day and a half, also over a stop, is believed once it has run for a day without another jump, and
 * until then nothing more is dropped: a machine that woke in the wrong year is noticed in that day, and events that stay a day
 * longer do no harm. A clock that is set back is followed at once: it drops less.
 */
export function createDropClock(parts: DropClockParts): DropClock {
  const { records, clock, stopwatchMs, onWarning } = parts;
  /** Where clock and stopwatch stood when the jump was first seen. */
  let held: { readonly clockMs: number; readonly watchMs: number } | null = null;

  async function accept(atMs: number): Promise<number> {
    held = null;
    await records.set(DROP_CLOCK, String(atMs));
    return atMs;
  }

  return {
    async now() {
      const atMs = clock();
      // Before anything is waited for: a run that comes in meanwhile is stamped by the clock in question.
      const lastMs = parts.lastReceivedMs();
      const stored = await records.get(DROP_CLOCK);
      const before = stored === null ? lastMs : Number(stored);
      if (parts.trusted || before === null || atMs - before <= CLOCK_JUMP_MS) return accept(atMs);
      const watchMs = stopwatchMs();
      // Another jump while one is held: the wait begins anew.
      if (held === null || Math.abs(atMs - held.clockMs - (watchMs - held.watchMs)) > CLOCK_JUMP_MS) {
        held = { clockMs: atMs, watchMs };
        // A run that comes in under the new time must not vouch for it at the next start.
        if (stored === null) await records.set(DROP_CLOCK, String(before));
        const days = ((atMs - before) / 86_400_000).toFixed(1);
        onWarning(
          `the clock is ${days} days ahead of where it last stood: nothing is dropped by age for a day. If it is right, start with --trust-clock to drop at once; if not, set it`,
        );
      }
      if (watchMs - held.watchMs >= CLOCK_HOLD_MS) return accept(atMs);
      return before;
    },
    heldUntilMs: () => (held === null ? null : held.clockMs + CLOCK_HOLD_MS),
  };
}
