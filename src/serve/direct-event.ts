import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Engine, Submission } from "../flow/engine.ts";
import { eventOrEnvelope } from "../kernels/json/cloud-events.ts";
import { skipSpace } from "../kernels/json/json-spans.ts";
import { decisionText, submitTimed } from "./answers.ts";
import { wholeBody } from "./body.ts";
import { type Budget, shareOf } from "./budget.ts";
import { type DirectWayParts, layDirectWay, type WayOut } from "./direct-way.ts";
import { ANSWER_BYTES_UNCOUNTED, SMALL_REQUEST_BYTES_MAX } from "./serve-limits.ts";

const OPEN_BRACKET = 0x5b;

/** What the direct way did with a request before it gave it to the framework, which goes on from there. */
export interface BegunRequest {
  /** The body, read whole, or why it could not be. */
  readonly body: { readonly bytes: Uint8Array } | { readonly error: unknown };
  /** What the engine said, where the event was handed to it. */
  readonly submission?: Promise<Submission>;
}

export interface DirectEventParts extends DirectWayParts {
  readonly engine: Engine;
  readonly budget: Budget;
  readonly bodyBytesMax: number;
}

/** The way of the ordinary single event past the framework. */
export interface DirectEvents {
  /** What was done before the framework was given this request; undefined for nearly all of its requests. */
  begun(request: IncomingMessage): BegunRequest | undefined;
  /** From now on the framework answers everything: it says that the server is closing. */
  stop(): void;
}

/**
 * Answers `POST /v1/events` with one plain event in JSON before the framework sees it. Nothing is decided twice: the same guard,
 * budget, body and engine serve both ways, and whatever is not the plain case (a refusal of any kind, an array, an error) is given
 * to the framework with what was read and answered so far. So there is one text for each refusal.
 */
export function answerEventsDirectly(server: Server, parts: DirectEventParts): DirectEvents {
  const { engine, metrics, budget, bodyBytesMax } = parts;
  const begun = new WeakMap<IncomingMessage, BegunRequest>();

  async function serve(request: IncomingMessage, _response: ServerResponse, way: WayOut): Promise<void> {
    const share = shareOf(budget);
    const giveOn = (done: BegunRequest): void => {
      begun.set(request, done);
      way.giveOn();
    };
    let bytes: Uint8Array;
    try {
      bytes = await wholeBody(request, bodyBytesMax, share);
    } catch (error) {
      share.release();
      return giveOn({ body: { error } });
    }
    const start = skipSpace(bytes, 0);
    const line = start < bytes.length && bytes[start] !== OPEN_BRACKET ? lineOf(bytes, start) : null;
    if (line === null) {
      share.release();
      return giveOn({ body: { bytes } });
    }
    const submission = submitTimed(engine, line, metrics, false);
    let text: string | null = null;
    try {
      text = plainText(await submission);
    } catch {
      // the framework's way finds the same failure in what it is given
    }
    share.release();
    if (text === null) return giveOn({ body: { bytes }, submission });
    way.say(text);
  }

  const stop = layDirectWay(server, parts, {
    path: "/v1/events",
    bytesMax: Math.min(SMALL_REQUEST_BYTES_MAX, bodyBytesMax),
    takesQuery: (query) => query === "",
    serve,
  });
  return { begun: (request) => begun.get(request), stop };
}

function lineOf(bytes: Uint8Array, start: number): Uint8Array | null {
  const record = eventOrEnvelope(bytes.subarray(start));
  return "rejection" in record ? null : record.line;
}

/** The text of the one answer, where it is a verdict of ordinary length. */
function plainText({ answers }: Submission): string | null {
  const answer = answers[0];
  if (answer === undefined || answers.length > 1 || answer.rejection !== undefined) return null;
  const text = decisionText(answer);
  return text.length <= ANSWER_BYTES_UNCOUNTED ? text : null;
}
