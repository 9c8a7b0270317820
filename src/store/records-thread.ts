import { startAskedThread } from "./asked-thread.ts";
import type { RecordsReply, RecordsRequest, RecordsThreadSettings } from "./records-thread-messages.ts";

/** The writing thread of the records as the main thread sees it. */
export interface RecordsThread {
  /** Resolves when it is done; rejects with the world error, the thread going on, or with `storage_failed` once it has died. */
  readonly ask: (request: RecordsRequest) => Promise<void>;
  /** Closes its connection; resolves when it has ended. */
  readonly end: () => Promise<void>;
}

/**
 * Starts the thread that stores counts; resolves once its connection is open, rejects with why it is not. It keeps the process alive
 * while it works. `onAnswered` is called before each answer is told, and when the thread has ended.
 */
export async function startRecordsThread(
  settings: RecordsThreadSettings,
  onAnswered: () => void,
): Promise<RecordsThread> {
  const thread = startAskedThread<RecordsRequest, RecordsReply>("records", settings, onAnswered);
  let waiting = 1;

  async function held(answer: Promise<unknown>): Promise<void> {
    try {
      await answer;
    } finally {
      waiting--;
      if (waiting === 0) thread.release();
    }
  }

  async function ask(request: RecordsRequest): Promise<void> {
    waiting++;
    thread.hold();
    await held(thread.ask(request));
  }

  await held(thread.opened);
  return {
    ask,
    async end() {
      if (thread.death() === null) await ask({ kind: "close" });
      thread.hold();
      await thread.ended;
    },
  };
}
