import { setTimeout } from "node:timers/promises";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { ClientError } from "./client-error.ts";
import { STREAM_MESSAGE_CHARS_MAX } from "./client-limits.ts";
import { type Connection, once, refusal } from "./request.ts";

/** A message as the stream has it. */
export interface StreamMessage {
  readonly event: string | undefined;
  readonly data: string;
  readonly id: string | undefined;
}

/**
 * Messages of a stream of events, for as long as the caller reads. A broken connection is taken up again, with the same waits as a
 * request; after `attemptsMax` failures without a message between them it throws `ClientError`. An engine that refuses (a wrong
 * token) ends it at once. `headers`: asked for at each connection, as where to go on. `read`: what the caller is told of a message; null:
 * nothing. What it throws breaks the connection, or, as a `ClientError` that is not to be repeated, ends the stream.
 */
export async function* eventStream<Told>(
  connection: Connection,
  path: string,
  headers: () => Readonly<Record<string, string>>,
  read: (message: StreamMessage) => Told | null,
): AsyncGenerator<Told, void, undefined> {
  for (let failures = 1; ; failures++) {
    let error: ClientError;
    try {
      const answer = await once(connection, { method: "GET", path, headers: headers() }, true);
      if (!answer.ok || answer.body === null) throw refusal(answer.status, await answer.text());
      const messages = answer.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream({ maxBufferSize: STREAM_MESSAGE_CHARS_MAX }));
      for await (const { event, data, id } of messages) {
        failures = 0;
        const told = read({ event, data, id });
        if (told !== null) yield told;
      }
      error = new ClientError("unreachable", "the engine ended the stream", { retry: true });
    } catch (cause) {
      if (connection.signal.aborted) return;
      error =
        cause instanceof ClientError
          ? cause
          : new ClientError("unreachable", (cause as Error).message, { retry: true, cause });
    }
    if (connection.signal.aborted) return;
    if (!error.retry || failures >= connection.attemptsMax) throw error;
    const waitMs = Math.min(
      connection.retryDelayMs * 2 ** Math.max(0, failures - 1),
      connection.retryDelayMsMax,
    );
    connection.onRetry(error, waitMs);
    await setTimeout(waitMs, undefined, { signal: connection.signal }).catch(() => {});
    if (connection.signal.aborted) return;
  }
}
