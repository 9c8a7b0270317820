import { TouchstoneError } from "../nouns/codes.ts";
import type { Submission, SubmitOptions } from "./engine.ts";
import {
  LARGE_RUNS_UNDER_WAY_MAX,
  QUEUE_BYTES_KEPT,
  QUEUE_BYTES_MAX,
  RUN_BYTES_MAX,
  RUN_LINES_MAX,
  SMALL_SUBMISSION_BYTES_MAX,
} from "./online-limits.ts";

const NEWLINE = 0x0a;

/** A submission that waits for its answer. */
export interface Waiting {
  readonly lines: Uint8Array;
  readonly lineCount: number;
  readonly numbersOnly: boolean;
  readonly texts: boolean;
  readonly strict: boolean;
  readonly resolve: (submission: Submission) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Submissions on their way in, bounded in bytes until they are answered. Each turn of the event loop takes up to one run of them, so
 * that other requests are read in between. Small ones and larger ones wait in a row each, and where both wait they take turns: a single
 * event does not stand behind the bulk of others. Within a row they go as they came. Who sends without waiting for an answer has no
 * say in the order anyway: requests are read side by side.
 */
export class SubmissionQueue {
  private readonly small: Waiting[] = [];
  private readonly large: Waiting[] = [];
  private largeUnderWay = 0;
  private lastWasSmall = false;
  private bytesHeld = 0;
  private scheduled = false;
  private readonly takeRun: (taken: readonly Waiting[]) => void;

  /** `takeRun`: is given each run, one a turn. */
  constructor(takeRun: (taken: readonly Waiting[]) => void) {
    this.takeRun = takeRun;
  }

  /** Rejects with `overloaded` where there is no room. */
  push(lines: Uint8Array, options: SubmitOptions): Promise<Submission> {
    const keptBytes = lines.length <= SMALL_SUBMISSION_BYTES_MAX ? 0 : QUEUE_BYTES_KEPT;
    if (this.bytesHeld + lines.length > QUEUE_BYTES_MAX - keptBytes) {
      return Promise.reject(
        new TouchstoneError("overloaded", `\`${this.bytesHeld}\` bytes wait already; send again in a second`),
      );
    }
    this.bytesHeld += lines.length;
    return new Promise((resolve, reject) => {
      const { numbersOnly = false, texts = false, strict = false } = options;
      const lineCount = lineCountOf(lines);
      const row = lines.length <= SMALL_SUBMISSION_BYTES_MAX ? this.small : this.large;
      row.push({ lines, lineCount, numbersOnly, texts, strict, resolve, reject });
      this.schedule();
    });
  }

  /** Whether any waits to be taken. */
  get waits(): boolean {
    return this.small.length + this.large.length > 0;
  }

  /** A run was answered, or refused: the next large one may come. */
  ended(taken: readonly Waiting[]): void {
    if (!isLarge(taken)) return;
    this.largeUnderWay--;
    if (this.large.length > 0) this.schedule();
  }

  /** Gives back the bytes of submissions that are about to be answered. */
  release(taken: readonly Waiting[]): void {
    for (const { lines } of taken) this.bytesHeld -= lines.length;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const row = this.nextRow();
      if (row === null) return;
      const taken = takeRun(row);
      this.lastWasSmall = row === this.small;
      if (isLarge(taken)) this.largeUnderWay++;
      if (this.nextRow() !== null) this.schedule();
      this.takeRun(taken);
    });
  }

  /** The row whose turn it is; null where nothing can be taken now. */
  private nextRow(): Waiting[] | null {
    const { small, large } = this;
    const room = large.length > 0 && this.largeUnderWay < LARGE_RUNS_UNDER_WAY_MAX;
    if (small.length === 0 && !room) return null;
    return small.length > 0 && !(room && this.lastWasSmall) ? small : large;
  }
}

/** A run holds submissions of one row. */
function isLarge(taken: readonly Waiting[]): boolean {
  return taken[0]!.lines.length > SMALL_SUBMISSION_BYTES_MAX;
}

/** What one run has room for, one submission at the least. */
function takeRun(row: Waiting[]): readonly Waiting[] {
  let bytes = 0;
  let lines = 0;
  const full = row.findIndex((next, place) => {
    bytes += next.lines.length;
    lines += next.lineCount;
    return place > 0 && (bytes > RUN_BYTES_MAX || lines > RUN_LINES_MAX);
  });
  return row.splice(0, full < 0 ? row.length : full);
}

/** Lines of a submission, blank ones and an unfinished last one included. */
function lineCountOf(lines: Uint8Array): number {
  let count = 1;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
