import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Engine, Submission } from "../flow/engine.ts";
import { eventOrEnvelope } from "../kernels/json/cloud-events.ts";
import { skipSpace } from "../kernels/json/json-spans.ts";
import type { Access } from "./access.ts";
import { decisionText, submitTimed } from "./answers.ts";
import { withoutBase } from "./base-path.ts";
import { wholeBody } from "./body.ts";
import { type Budget, shareOf } from "./budget.ts";
import type { Connections } from "./connections.ts";
import type { PassesGuard } from "./guard.ts";
import type { Metrics } from "./metrics.ts";
import { ANSWER_HEADERS } from "./secure-headers.ts";
import { ANSWER_BYTES_UNCOUNTED, SMALL_REQUEST_BYTES_MAX } from "./serve-limits.ts";

const EVENTS_PATH = "/v1/events";
const OPEN_BRACKET = 0x5b;
/** Content types of the direct way, as clients write them; every other spelling is read by the framework's route. */
const DIRECT_TYPES = new Set(["application/json", "application/json; charset=utf-8"]);
/** Headers with which a request means more than one plain event. */
const OTHER_MEANINGS = ["content-encoding", "ce-specversion", "transfer-encoding", "expect", "upgrade"];

/** What the direct way did with a request before it gave it to the framework, which goes on from there. */
export interface BegunRequest {
  /** The body, read whole, or why it could not be. */
  readonly body: { readonly bytes: Uint8Array } | { readonly error: unknown };
  /** What the engine said, where the event was handed to it. */
  readonly submission?: Promise<Submission>;
}

export interface DirectEventParts {
  readonly engine: Engine;
  readonly metrics: Metrics;
  readonly budget: Budget;
  readonly bodyBytesMax: number;
  readonly basePath: string;
  readonly passesGuard: PassesGuard;
  readonly connections: Connections;
  readonly onAccess?: ((access: Access) => void) | undefined;
}

/** The way of the ordinary single event past the framework. */
export interface DirectEvents {
  /** What was done before the framework was given this request; undefined for nearly all of its requests. */
  begun(request: IncomingMessage): BegunRequest | undefined;
  /** From now on the framework answers everything: it says that the server is closing. */
  stop(): void;
}

/** The answer's headers as the framework writes them, without the length. */
const HEADERS: readonly string[] = [
  ...Object.entries(ANSWER_HEADERS).flat(),
  "content-type",
  "application/json; charset=utf-8",
  "content-length",
];

/**
 * Answers `POST /v1/events` with one plain event in JSON before the framework sees it: routing, hooks, validation and reply of a
 * request cost it some four times what judging does. Nothing is decided twice: the same guard, budget, body and engine serve both
 * ways, and whatever is not the plain case (another media type, a refusal of any kind, an array, an error) is given to the
 * framework with what was read and answered so far. So there is one text for each refusal. The server's first listener
 * for requests must be the framework's.
 */
export function answerEventsDirectly(server: Server, parts: DirectEventParts): DirectEvents {
  const { engine, metrics, budget, bodyBytesMax, basePath, passesGuard, connections, onAccess } = parts;
  const bytesMax = Math.min(SMALL_REQUEST_BYTES_MAX, bodyBytesMax);
  const begun = new WeakMap<IncomingMessage, BegunRequest>();
  const [framework] = server.listeners("request") as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[];
  if (framework === undefined) throw new Error("the framework listens for no requests yet");
  let stopped = false;

  function isPlain(request: IncomingMessage): boolean {
    const { url = "", headers } = request;
    if (request.method !== "POST") return false;
    if (url !== EVENTS_PATH && withoutBase(url, basePath) !== EVENTS_PATH) return false;
    if (!DIRECT_TYPES.has(headers["content-type"] ?? "")) return false;
    for (const name of OTHER_MEANINGS) if (headers[name] !== undefined) return false;
    const bytes = Number(headers["content-length"] ?? Number.NaN);
    return bytes <= bytesMax && !connections.isExtra(request) && passesGuard(request);
  }

  function giveOn(request: IncomingMessage, response: ServerResponse, done: BegunRequest): void {
    begun.set(request, done);
    framework!.call(server, request, response);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now();
    const share = shareOf(budget);
    let bytes: Uint8Array;
    try {
      bytes = await wholeBody(request, bodyBytesMax, share);
    } catch (error) {
      share.release();
      return giveOn(request, response, { body: { error } });
    }
    const start = skipSpace(bytes, 0);
    const line = start < bytes.length && bytes[start] !== OPEN_BRACKET ? lineOf(bytes, start) : null;
    if (line === null) {
      share.release();
      return giveOn(request, response, { body: { bytes } });
    }
    const submission = submitTimed(engine, line, metrics, false);
    let text: string | null = null;
    try {
      text = plainText(await submission);
    } catch {
      // the framework's way finds the same failure in what it is given
    }
    share.release();
    if (text === null) return giveOn(request, response, { body: { bytes }, submission });
    response.writeHead(200, [...HEADERS, String(Buffer.byteLength(text))]);
    const answered = (): void => {
      const tookMs = performance.now() - startedMs;
      metrics.responded("POST", EVENTS_PATH, 200, tookMs / 1000);
      onAccess?.({
        method: "POST",
        route: EVENTS_PATH,
        status: 200,
        tookMs: Math.round(tookMs * 10) / 10,
        from: request.socket.remoteAddress ?? "",
      });
    };
    if (response.closed) answered();
    else response.once("close", answered);
    response.end(text);
  }

  server.removeListener("request", framework);
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    if (stopped || !isPlain(request)) framework.call(server, request, response);
    else void serve(request, response);
  });
  return {
    begun: (request) => begun.get(request),
    stop() {
      stopped = true;
    },
  };
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
