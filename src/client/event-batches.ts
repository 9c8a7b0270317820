import type { Rejection } from "../nouns/codes.ts";
import type { Decision } from "../nouns/decision.ts";
import { ClientError } from "./client-error.ts";
import { type Connection, request } from "./request.ts";

/** Answer to one event: what was decided, or why it was refused. */
export type EventAnswer =
  | { readonly decision: Decision; readonly duplicate: boolean }
  | { readonly rejection: Rejection };

export interface BatchOptions {
  readonly batchEventsMax: number;
  readonly batchDelayMs: number;
  readonly requestsMax: number;
  readonly pendingEventsMax: number;
}

interface Waiting {
  readonly line: Uint8Array;
  readonly resolve: (answer: EventAnswer) => void;
  readonly reject: (error: unknown) => void;
}

export interface EventBatches {
  /** One event, as an object or as its line of JSON → its answer, after it is on the engine's disk. Rejects with `ClientError`. */
  send(event: object | string): Promise<EventAnswer>;
  /** Events that wait for an answer. */
  readonly pending: number;
  /** Resolves when fewer than half of the most events wait. */
  room(): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

/**
 * Gathers events into requests. Order is kept within a request; with more than one request under way the engine may take the
 * later one first, which its windows allow for (`lateness` of the policy).
 */
export function createEventBatches(connection: Connection, options: BatchOptions): EventBatches {
  const queue: Waiting[] = [];
  let underWay = 0;
  let unanswered = 0;
  let timer: NodeJS.Timeout | null = null;
  let listeners: { readonly below: number; readonly tell: () => void }[] = [];

  function start(): void {
    while (underWay < options.requestsMax && queue.length > 0) {
      if (queue.length < options.batchEventsMax && timer !== null) return; // its company may still come
      void sendBatch(queue.splice(0, options.batchEventsMax));
    }
  }

  async function sendBatch(batch: readonly Waiting[]): Promise<void> {
    underWay++;
    try {
      const body = Buffer.concat(batch.flatMap(({ line }) => [line, Buffer.from("\n")]));
      const text = await request(connection, {
        method: "POST",
        path: "/v1/events",
        headers: { "content-type": "application/x-ndjson", accept: "application/x-ndjson" },
        body,
      });
      const answers = text.split("\n").filter((line) => line !== "");
      if (answers.length !== batch.length) {
        throw new ClientError("odd_answer", `\`${answers.length}\` answers to \`${batch.length}\` events`);
      }
      const read = answers.map(readAnswer);
      for (const [place, { resolve }] of batch.entries()) resolve(read[place]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      underWay--;
      unanswered -= batch.length;
      listeners = listeners.filter(({ below, tell }) => {
        if (unanswered >= below) return true;
        tell();
        return false;
      });
      start();
    }
  }

  const fewerThan = (below: number): Promise<void> =>
    unanswered < below ? Promise.resolve() : new Promise((tell) => listeners.push({ below, tell }));

  return {
    send(event) {
      if (connection.signal.aborted)
        return Promise.reject(new ClientError("client_closed", "the client was closed"));
      if (unanswered >= options.pendingEventsMax) {
        const detail = `\`${unanswered}\` events wait for an answer; await \`room()\` before more are sent`;
        return Promise.reject(new ClientError("client_full", detail, { retry: true }));
      }
      const text = typeof event === "string" ? event : JSON.stringify(event);
      if (text.includes("\n") || text.trim() === "") {
        return Promise.reject(
          new ClientError("not_json", "an event is one line of JSON without a line break"),
        );
      }
      unanswered++;
      return new Promise((resolve, reject) => {
        queue.push({ line: Buffer.from(text), resolve, reject });
        if (queue.length >= options.batchEventsMax) start();
        else
          timer ??= setTimeout(() => {
            timer = null;
            start();
          }, options.batchDelayMs);
      });
    },
    get pending() {
      return unanswered;
    },
    room: () => fewerThan(Math.max(1, options.pendingEventsMax / 2)),
    idle: () => fewerThan(1),
  };
}

function readAnswer(line: string): EventAnswer {
  const answer = JSON.parse(line) as { rejection?: Rejection } & Decision & { duplicate?: true };
  if (answer.rejection !== undefined) return { rejection: answer.rejection };
  const { duplicate, ...decision } = answer;
  return { decision, duplicate: duplicate === true };
}
