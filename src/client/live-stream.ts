import { setTimeout } from "node:timers/promises";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { ClientError } from "./client-error.ts";
import { STREAM_MESSAGE_CHARS_MAX } from "./client-limits.ts";
import { type Connection, once, refusal } from "./request.ts";

/** A message of `/v1/stream`. Campaigns come as the list has them. */
export type LiveMessage =
  | { readonly kind: "overview"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: "campaign"; readonly value: Readonly<Record<string, unknown>> };

/**
 * The engine's live messages, for as long as the caller reads. A broken connection is taken up again, with the same waits as a
 * request; after `attemptsMax` failures without a message between them it throws `ClientError`. An engine that refuses (a wrong
 * token) ends it at once.
 */
export async function* liveMessages(connection: Connection): AsyncGenerator<LiveMessage, void, undefined> {
  for (let failures = 1; ; failures++) {
    let error: ClientError;
    try {
      const answer = await once(connection, { method: "GET", path: "/v1/stream" }, true);
      if (!answer.ok || answer.body === null) throw refusal(answer.status, await answer.text());
      const messages = answer.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream({ maxBufferSize: STREAM_MESSAGE_CHARS_MAX }));
      for await (const { event, data } of messages) {
        failures = 0;
        const value = JSON.parse(data) as Record<string, unknown>;
        if (event === undefined || event === "campaign") yield { kind: event ?? "overview", value };
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
