import type { TargetCounts } from "../nouns/counts.ts";
import type { Decision } from "../nouns/decision.ts";
import type { EngagementEvent, PaymentEvent } from "../nouns/event.ts";
import { type ChangeMessage, changeMessages } from "./change-stream.ts";
import type { ClientError } from "./client-error.ts";
import {
  ATTEMPTS_MAX,
  BATCH_DELAY_MS,
  BATCH_EVENTS_MAX,
  PENDING_EVENTS_MAX,
  REQUEST_MS_MAX,
  REQUESTS_MAX,
  RETRY_DELAY_MS,
  RETRY_DELAY_MS_MAX,
} from "./client-limits.ts";
import { createEventBatches, type EventAnswer } from "./event-batches.ts";
import { type LiveMessage, liveMessages } from "./live-stream.ts";
import { type Connection, request } from "./request.ts";

export interface ClientOptions {
  /** Address of the engine, with its base path: `http://127.0.0.1:8787`. */
  readonly url: string;
  /** `TOUCHSTONE_TOKEN` of the engine, where it has one. */
  readonly token?: string;
  /** Events of one request, in [1, 1000]. */
  readonly batchEventsMax?: number;
  /** How long an event waits for company, ms. */
  readonly batchDelayMs?: number;
  /** Requests under way at once; 1 keeps the order of all events. */
  readonly requestsMax?: number;
  /** Events that may wait for an answer. */
  readonly pendingEventsMax?: number;
  /** Attempts of one request, the first included. */
  readonly attemptsMax?: number;
  /** Wait before the first repeat, ms. */
  readonly retryDelayMs?: number;
  /** Longest wait for one answer, ms. */
  readonly requestMsMax?: number;
  /** Told before a request is repeated. */
  readonly onRetry?: (error: ClientError, waitMs: number) => void;
}

export interface TargetName {
  readonly kind: string;
  readonly id: string;
}

export interface Client {
  /**
   * Sends one event and resolves to its answer, after it is on the engine's disk: a decision, or why it was refused. Events that are
   * sent together travel together. Rejects with `ClientError`; `client_full` when too many wait: `await client.room()` first.
   */
  send(event: EngagementEvent | PaymentEvent | string): Promise<EventAnswer>;
  /** Sends all events of a source, no faster than they are answered, and yields the answers in their order. */
  sendAll(
    events:
      | Iterable<EngagementEvent | PaymentEvent | string>
      | AsyncIterable<EngagementEvent | PaymentEvent | string>,
  ): AsyncGenerator<EventAnswer, void, undefined>;
  /** Events that wait for an answer. */
  readonly pending: number;
  /** Resolves when there is room for more events. */
  room(): Promise<void>;
  /** Counts of targets, in the order asked; an empty list where nothing was counted. */
  counts(
    targets: readonly TargetName[],
  ): Promise<readonly (TargetName & { readonly counts: readonly Omit<TargetCounts, "kind" | "id">[] })[]>;
  /** The decision about an event; null where the engine knows no such event. */
  decision(eventId: string): Promise<Decision | null>;
  /** The overview each second, and each campaign that was found, changed or reviewed. */
  live(): AsyncGenerator<LiveMessage, void, undefined>;
  /**
   * Counts and campaigns as they change: nothing is missed across a broken connection or a restart of the engine. Keep the
   * `position` of the latest message you have dealt with, and give it as `after` when your own process starts again.
   */
  changes(options?: { readonly after?: string }): AsyncGenerator<ChangeMessage, void, undefined>;
  /** Waits for the answers to what was sent, then ends everything. Nothing can be sent afterwards. */
  close(): Promise<void>;
}

/** A client of an engine's HTTP interface: batches, repeats, back-pressure. Throws `TypeError` for an address that is none. */
export function createClient(options: ClientOptions): Client {
  const url = new URL(options.url);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError(`the engine's address \`${options.url}\` must begin with http:// or https://`);
  }
  const closing = new AbortController();
  const connection: Connection = {
    url: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    token: options.token,
    attemptsMax: bounded("attemptsMax", options.attemptsMax ?? ATTEMPTS_MAX, 1, 1000),
    retryDelayMs: bounded("retryDelayMs", options.retryDelayMs ?? RETRY_DELAY_MS, 1, RETRY_DELAY_MS_MAX),
    retryDelayMsMax: RETRY_DELAY_MS_MAX,
    requestMsMax: bounded("requestMsMax", options.requestMsMax ?? REQUEST_MS_MAX, 1, 3_600_000),
    signal: closing.signal,
    onRetry: options.onRetry ?? (() => {}),
  };
  const batchEventsMax = bounded("batchEventsMax", options.batchEventsMax ?? BATCH_EVENTS_MAX, 1, 1000);
  const pendingEventsMax = bounded(
    "pendingEventsMax",
    options.pendingEventsMax ?? PENDING_EVENTS_MAX,
    batchEventsMax,
    10_000_000,
  );
  const batches = createEventBatches(connection, {
    batchEventsMax,
    batchDelayMs: bounded("batchDelayMs", options.batchDelayMs ?? BATCH_DELAY_MS, 0, 60_000),
    requestsMax: bounded("requestsMax", options.requestsMax ?? REQUESTS_MAX, 1, 64),
    pendingEventsMax,
  });
  let closed = false;

  return {
    send: (event) => batches.send(event),
    async *sendAll(events) {
      const underWay: Promise<EventAnswer>[] = [];
      const most = Math.max(1, Math.floor(pendingEventsMax / 2));
      try {
        for await (const event of events) {
          if (underWay.length >= most) yield await underWay.shift()!;
          const answer = batches.send(event);
          answer.catch(() => {}); // told when its turn comes
          underWay.push(answer);
        }
        while (underWay.length > 0) yield await underWay.shift()!;
      } finally {
        await Promise.allSettled(underWay);
      }
    },
    get pending() {
      return batches.pending;
    },
    room: () => batches.room(),
    async counts(targets) {
      const text = await request(connection, {
        method: "POST",
        path: "/v1/targets/counts",
        headers: { "content-type": "application/json" },
        body: Buffer.from(JSON.stringify({ targets: targets.map(({ kind, id }) => ({ kind, id })) })),
      });
      return (JSON.parse(text) as { targets: Awaited<ReturnType<Client["counts"]>> }).targets;
    },
    async decision(eventId) {
      try {
        const path = `/v1/decisions/${encodeURIComponent(eventId)}`;
        return JSON.parse(await request(connection, { method: "GET", path })) as Decision;
      } catch (error) {
        if ((error as ClientError).status === 404) return null;
        throw error;
      }
    },
    live: () => liveMessages(connection),
    changes: ({ after } = {}) => changeMessages(connection, after),
    async close() {
      if (closed) return;
      closed = true;
      await batches.idle();
      closing.abort();
    },
  };
}

function bounded(name: string, value: number, min: number, max: number): number {
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw new RangeError(`\`${name}\` is \`${value}\`; it must lie in [${min}, ${max}]`);
}
