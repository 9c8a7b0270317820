import { TouchstoneError } from "../nouns/codes.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { LoggedRun } from "./run-intake.ts";

/** Between two tries to read what campaigns claim, ms. */
const RETRY_MS = 1_000;

/** What campaigns hold of the engagements that runs take back, read from the store before anything is counted: counting itself reads nothing. */
export class RunClaims {
  private readonly parts: Pick<EngineParts, "counter" | "scheduler" | "onWarning">;
  private readonly stopping = new AbortController();
  /** Why the store last did not answer; null once it did. */
  failure: TouchstoneError | null = null;

  constructor(parts: Pick<EngineParts, "counter" | "scheduler" | "onWarning">) {
    this.parts = parts;
  }

  /** Whether the run can be counted at once: no campaign holds what it takes back, as nearly always. */
  isReady(logged: LoggedRun): boolean {
    return this.unfetched(logged).length === 0;
  }

  /**
   * Resolves when the run can be counted, to what lets go of what was fetched. The run is durable, so a store that fails is asked again until
   * it answers; `onFailure` is called at each failure. After `stop` it rejects with the failure, and the next start counts the run.
   */
  async fetch(logged: LoggedRun, onFailure: (failure: TouchstoneError) => void): Promise<() => void> {
    const { counter, scheduler, onWarning } = this.parts;
    const held: (() => void)[] = [];
    // While one is fetched a campaign may take in more.
    for (let wanted = this.unfetched(logged); wanted.length > 0; wanted = this.unfetched(logged)) {
      try {
        held.push(await counter.fetch(wanted));
        this.failure = null;
      } catch (error) {
        if (!(error instanceof TouchstoneError)) throw error;
        if (this.failure === null)
          onWarning(`what campaigns claim cannot be read, new events wait: ${error.message}`);
        this.failure = error;
        onFailure(error);
        if (this.stopping.signal.aborted) throw error;
        await scheduler.after(RETRY_MS, this.stopping.signal);
      }
    }
    return () => {
      for (const release of held) release();
    };
  }

  /** From now on a failure is not waited out. */
  stop(): void {
    this.stopping.abort();
  }

  private unfetched({ run: { rows }, first }: LoggedRun): number[] {
    const { counter } = this.parts;
    const positions: number[] = [];
    for (let index = 0; index < rows.length; index++) {
      const position = counter.unfetched(rows[index]!, first + index);
      if (position >= 0) positions.push(position);
    }
    return positions;
  }
}
