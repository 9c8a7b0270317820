import type { TargetCounts } from "../nouns/counts.ts";
import { eventStream } from "./event-stream.ts";
import { type Connection, refusal } from "./request.ts";

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
  yield* eventStream(
    connection,
    "/v1/changes",
    () => (position === undefined ? {} : { "last-event-id": position }),
    ({ event, data, id }) => {
      if (event === "gone") throw refusal(410, data);
      const told = readMessage(event, data, id ?? null);
      const again = told?.kind === "start" && started;
      started = true;
      position = id ?? position;
      return again ? null : told;
    },
  );
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
