import { TouchstoneError } from "../nouns/codes.ts";
import type { Submission, SubmitOptions } from "./engine.ts";
import {
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
 * Submissions on their way in, in the order in which they came, bounded in bytes until they are answered. Each turn of the event
 * loop takes up to one run of them, so that other requests are read in between.
 */
export class SubmissionQueue {
  private waiting: Waiting[] = [];
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
      this.waiting.push({ lines, lineCount, numbersOnly, texts, strict, resolve, reject });
      this.schedule();
    });
  }

  /** Whether any waits to be taken. */
  get waits(): boolean {
    return this.waiting.length > 0;
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
      const taken = this.take();
      if (this.waits) this.schedule();
      if (taken.length > 0) this.takeRun(taken);
    });
  }

  /** What one run has room for, one submission at the least. */
  private take(): readonly Waiting[] {
    let bytes = 0;
    let lines = 0;
    const full = this.waiting.findIndex((next, place) => {
      bytes += next.lines.length;
      lines += next.lineCount;
      return place > 0 && (bytes > RUN_BYTES_MAX || lines > RUN_LINES_MAX);
    });
    return this.waiting.splice(0, full < 0 ? this.waiting.length : full);
  }
}

/** Lines of a submission, blank ones and an unfinished last one included. */
function lineCountOf(lines: Uint8Array): number {
  let count = 1;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
