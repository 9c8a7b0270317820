import { eventStream } from "./event-stream.ts";
import type { Connection } from "./request.ts";

/** A message of `/v1/stream`. Campaigns come as the list has them. */
export type LiveMessage =
  | { readonly kind: "overview"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: "campaign"; readonly value: Readonly<Record<string, unknown>> };

/** The engine's live messages, for as long as the caller reads; broken connections as in `eventStream`. */
export function liveMessages(connection: Connection): AsyncGenerator<LiveMessage, void, undefined> {
  return eventStream(
    connection,
    "/v1/stream",
    () => ({}),
    ({ event, data }): LiveMessage | null => {
      const value = JSON.parse(data) as Record<string, unknown>;
      return event === undefined || event === "campaign" ? { kind: event ?? "overview", value } : null;
    },
  );
}
