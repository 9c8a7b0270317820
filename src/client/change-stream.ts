import { setTimeout } from "node:timers/promises";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { TargetCounts } from "../nouns/counts.ts";
import { ClientError } from "./client-error.ts";
import { STREAM_MESSAGE_CHARS_MAX } from "./client-limits.ts";
import { type Connection, once, refusal } from "./request.ts";

/**
 * A message of `/v1/changes`. `position`: where to go on from, once this and everything before it is dealt with; null inside a page.
 * `start` comes first, and carries the position that the stream began at.
 */
export type ChangeMessage = { readonly position: string | null } & (
  | { readonly kind: "start" }
  | {
      readonly kind: "counts";
      readonly targets: readonly {
        readonly kind: string;
        readonly id: string;
        readonly counts: readonly Omit<TargetCounts, "kind" | "id">[];
      }[];
    }
  | { readonly kind: "campaign"; readonly campaign: Readonly<Record<string, unknown>> }
);

/**
 * What changes, from `after` on (default: from now), for as long as the caller reads. A broken connection is taken up again where
 * it was left, with the same waits as a request; after `attemptsMax` failures without a message between them it throws `ClientError`.
 * `changes_gone`, status 410: the position is no longer kept; everything is to be read anew.
 */
export async function* changeMessages(
  connection: Connection,
  after: string | undefined,
): AsyncGenerator<ChangeMessage, void, undefined> {
  let position = after;
  let started = false;
  for (let failures = 1; ; failures++) {
    let error: ClientError;
    try {
      const headers = position === undefined ? {} : { "last-event-id": position };
      const answer = await once(connection, { method: "GET", path: "/v1/changes", headers }, true);
      if (!answer.ok || answer.body === null) throw refusal(answer.status, await answer.text());
      const messages = answer.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream({ maxBufferSize: STREAM_MESSAGE_CHARS_MAX }));
      for await (const { event, data, id } of messages) {
        failures = 0;
        if (event === "gone") throw refusal(410, data);
        const told = readMessage(event, data, id ?? null);
        // Where the caller stops in the middle of a message, it is told again.
        if (told !== null && (told.kind !== "start" || !started)) yield told;
        started = true;
        position = id ?? position;
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

/** Kinds of a later release are passed over. */
function readMessage(event: string | undefined, data: string, position: string | null): ChangeMessage | null {
  if (event === "start") return { kind: "start", position };
  const value = JSON.parse(data) as Record<string, unknown>;
  if (event === "counts") {
    const { targets } = value as Pick<Extract<ChangeMessage, { kind: "counts" }>, "targets">;
    return { kind: "counts", targets, position };
  }
  return event === "campaign" ? { kind: "campaign", campaign: value, position } : null;
}
