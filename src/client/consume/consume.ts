import type { Rejection } from "../../nouns/codes.ts";
import type { Client } from "../client.ts";
import type { EventAnswer } from "../event-batches.ts";
import type { EventSource, SourceMessage } from "./event-source.ts";

/** Messages taken at once: as many as one request holds. */
export const MESSAGES_AT_ONCE = 500;
/** Between two words to the source that its messages are still being worked at, ms: a third of the usual 30 s. */
export const WORKING_MS = 10_000;

export interface ConsumeOptions {
  readonly client: Pick<Client, "send">;
  readonly source: EventSource;
  /** Ends it once what is under way is answered. */
  readonly signal: AbortSignal;
  /** Told of an event that the engine refused: it will not be given again. */
  readonly onRefused: (place: string, line: string, rejection: Rejection) => void;
  /** Told of messages that could not be handed over; the source will give them again. */
  readonly onFailed?: (messages: number, error: unknown) => void;
  /** Told after each turn how many events were taken in, known before, and refused, since the start. */
  readonly onProgress?: (totals: ConsumeTotals) => void;
}

export interface ConsumeTotals {
  readonly messages: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  /** Of the accepted: behind the engine's clock by more than the policy's lateness, so that little of them was measured. */
  readonly late: number;
}

/**
 * Hands events from a queue to an engine until `signal` says stop, and loses none: a message is acknowledged only after the engine has acknowledged all of its events, and one
 * that comes again counts once, by its events' ids. At most two turns of `MESSAGES_AT_ONCE` are held: the queue waits where the engine is slow. Rejects where the source is gone for good.
 */
export async function consume(options: ConsumeOptions): Promise<ConsumeTotals> {
  const { source, signal } = options;
  const totals = { messages: 0, accepted: 0, duplicates: 0, refused: 0, late: 0 };
  let under: Promise<void> = Promise.resolve();
  try {
    while (!signal.aborted) {
      const messages = await source.next(MESSAGES_AT_ONCE);
      await under; // in order: what came first is answered first
      if (messages.length > 0) under = handOver(messages, options, totals);
    }
  } finally {
    await under;
    await source.close();
  }
  return totals;
}

async function handOver(
  messages: readonly SourceMessage[],
  { client, onRefused, onFailed, onProgress }: ConsumeOptions,
  totals: { -readonly [Name in keyof ConsumeTotals]: ConsumeTotals[Name] },
): Promise<void> {
  const working = setInterval(() => {
    for (const message of messages) message.working();
  }, WORKING_MS);
  const failures: unknown[] = [];
  await Promise.all(
    messages.map(async (message) => {
      const lines = eventLines(message.data);
      const answers = await Promise.allSettled(lines.map((line) => sent(client, line)));
      const failed = answers.find((answer) => answer.status === "rejected");
      if (failed !== undefined) {
        failures.push(failed.reason);
        message.retry();
        return;
      }
      for (const [place, answer] of answers.entries()) {
        if (answer.status !== "fulfilled") continue;
        if ("rejection" in answer.value) {
          totals.refused++;
          onRefused(message.place, lines[place]!, answer.value.rejection);
        } else if (answer.value.duplicate) totals.duplicates++;
        else {
          totals.accepted++;
          if (answer.value.decision.late === true) totals.late++;
        }
      }
      totals.messages++;
      message.ack();
    }),
  );
  clearInterval(working);
  if (failures.length > 0) onFailed?.(failures.length, failures[0]);
  onProgress?.(totals);
}

/** What the client itself refuses as no line is refused like any other. */
async function sent(client: Pick<Client, "send">, line: string): Promise<EventAnswer> {
  if (line.trim() !== "") return client.send(line);
  return {
    rejection: { code: "empty_input", line: 1, field: "", value: "", hint: "send one event a message" },
  };
}

/**
 * The lines of a message: one event a line, or one event that is written over several lines, as people do. A message of nothing is one empty line, so that it is told of.
 */
export function eventLines(data: Uint8Array): string[] {
  const text = new TextDecoder("utf-8").decode(data);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) return [""];
  const whole = lines.every((line) => line.trim().startsWith("{") && line.trim().endsWith("}"));
  // A line break within a JSON text stands between its parts, never in a string.
  return whole ? lines : [lines.join(" ")];
}
