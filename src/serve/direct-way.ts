import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Access } from "./access.ts";
import { withoutBase } from "./base-path.ts";
import type { Connections } from "./connections.ts";
import type { PassesGuard } from "./guard.ts";
import type { Metrics } from "./metrics.ts";
import { ANSWER_HEADERS } from "./secure-headers.ts";

/** Content types of the direct way, as clients write them; every other spelling is read by the framework's route. */
const DIRECT_TYPES = new Set(["application/json", "application/json; charset=utf-8"]);
/** Headers with which a request means more than one plain record. */
const OTHER_MEANINGS = ["content-encoding", "ce-specversion", "transfer-encoding", "expect", "upgrade"];

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface DirectWayParts {
  readonly metrics: Metrics;
  readonly basePath: string;
  readonly passesGuard: PassesGuard;
  readonly connections: Connections;
  readonly onAccess?: ((access: Access) => void) | undefined;
}

/** One route's way past the framework. */
export interface DirectWay {
  /** `POST`, as in the OpenAPI document. */
  readonly path: string;
  /** Bodies that say how long they are, and are no longer. */
  readonly bytesMax: number;
  /** Whether the query is one that this way understands; `""` where there is none. */
  takesQuery(query: string): boolean;
  /** Answers by `say`, or gives the request to the framework by `giveOn`. */
  serve(request: IncomingMessage, response: ServerResponse, way: WayOut): Promise<void>;
}

export interface WayOut {
  /** Status 200 and a JSON text, with the headers that the framework gives each answer. */
  say(text: string): void;
  giveOn(): void;
}

/** The answer's headers as the framework writes them, without the length. */
const HEADERS: readonly string[] = [
  ...Object.entries(ANSWER_HEADERS).flat(),
  "content-type",
  "application/json; charset=utf-8",
  "content-length",
];

/**
 * Serves plain posts of one route before the framework sees them: routing, hooks, validation and reply of a request cost it some
 * four times what judging does. Whatever is not the plain case (another method, media type, query or path, a body in chunks, a
 * refusal by the guard) never comes here. Ways are laid one after the other; before the first, the server's first listener for
 * requests must be the framework's. What it returns ends the way.
 */
export function layDirectWay(server: Server, parts: DirectWayParts, way: DirectWay): () => void {
  const { metrics, basePath, passesGuard, connections, onAccess } = parts;
  const [next] = server.listeners("request") as Listener[];
  if (next === undefined) throw new Error("the framework listens for no requests yet");
  let stopped = false;

  function isPlain(request: IncomingMessage): boolean {
    const { url = "", headers } = request;
    if (request.method !== "POST" || !isPath(url)) return false;
    if (!DIRECT_TYPES.has(headers["content-type"] ?? "")) return false;
    for (const name of OTHER_MEANINGS) if (headers[name] !== undefined) return false;
    const bytes = Number(headers["content-length"] ?? Number.NaN);
    return bytes <= way.bytesMax && !connections.isExtra(request) && passesGuard(request);
  }

  function isPath(url: string): boolean {
    if (url === way.path) return way.takesQuery("");
    const path = withoutBase(url, basePath);
    if (!path.startsWith(way.path)) return false;
    const rest = path.slice(way.path.length);
    return rest === "" ? way.takesQuery("") : rest.startsWith("?") && way.takesQuery(rest.slice(1));
  }

  function say(request: IncomingMessage, response: ServerResponse, startedMs: number, text: string): void {
    response.writeHead(200, [...HEADERS, String(Buffer.byteLength(text))]);
    const answered = (): void => {
      const tookMs = performance.now() - startedMs;
      metrics.responded("POST", way.path, 200, tookMs / 1000);
      onAccess?.({
        method: "POST",
        route: way.path,
        status: 200,
        tookMs: Math.round(tookMs * 10) / 10,
        from: request.socket.remoteAddress ?? "",
      });
    };
    if (response.closed) answered();
    else response.once("close", answered);
    response.end(text);
  }

  server.removeListener("request", next);
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    if (stopped || !isPlain(request)) return next.call(server, request, response);
    const startedMs = performance.now();
    void way.serve(request, response, {
      say: (text) => say(request, response, startedMs, text),
      giveOn: () => next.call(server, request, response),
    });
  });
  return () => {
    stopped = true;
  };
}
