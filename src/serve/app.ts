import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyError, type FastifyInstance, type HTTPMethods } from "fastify";
import type { Engine } from "../flow/engine.ts";
import { BODY_BYTES_MAX } from "../nouns/limits.ts";
import { actorRoutes } from "./actor-routes.ts";
import { campaignRoutes } from "./campaign-routes.ts";
import { eventsRoute } from "./events-route.ts";
import { type Guard, guardRequests } from "./guard.ts";
import { healthRoutes } from "./health-routes.ts";
import { lookupRoutes } from "./lookup-routes.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { API_DESCRIPTION } from "./openapi-frame.ts";
import { errorProblem, PROBLEM_TYPE, problem, sendProblem } from "./problem.ts";
import { SHARED_SCHEMAS } from "./schemas.ts";
import { secureHeaders } from "./secure-headers.ts";
import {
  BUFFERED_BYTES_MAX,
  DRAIN_BYTES_MAX,
  REQUEST_TIMEOUT_MS,
  STREAM_CLIENTS_MAX,
} from "./serve-limits.ts";
import { createStreamHub } from "./stream-hub.ts";
import { streamRoutes } from "./stream-routes.ts";

export interface AppOptions {
  /** Largest body of one request after decompression, bytes. */
  readonly bodyBytesMax?: number;
  /** Memory all requests together may hold, bytes. */
  readonly bufferedBytesMax?: number;
  readonly streamClientsMax?: number;
  readonly streamIntervalMs?: number;
  /** Command the page shows while there are no events; by default a `curl` that sends one. */
  readonly firstCommand?: string;
  /** Told of errors that are our own mistake or the world's; never of a client's. By default one line on stderr. */
  readonly onError?: (error: unknown) => void;
}

const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The HTTP application over an engine, not yet listening. */
export async function createApp(
  engine: Engine,
  guard: Guard,
  options: AppOptions = {},
): Promise<FastifyInstance> {
  const onError = options.onError ?? printError;
  const app = Fastify({
    logger: false,
    // only paths and queries are checked by it, and there numbers come as text; bodies are read by their routes
    ajv: { customOptions: { coerceTypes: true, removeAdditional: false, useDefaults: false } },
    // ids up to their limit, percent-encoded; longer ones are refused by the schema
    routerOptions: { maxParamLength: 64 * 1024 },
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error, _request, reply) => sendProblem(reply, errorProblem(error)),
    forceCloseConnections: "idle",
    clientErrorHandler: refuseSocket,
  });
  const metrics = createMetrics(engine);
  const hub = createStreamHub({
    clientsMax: options.streamClientsMax ?? STREAM_CLIENTS_MAX,
    intervalMs: options.streamIntervalMs ?? 1000,
    onChange: metrics.streams,
    onError,
  });
  answerErrors(app, metrics, onError);
  observeRequests(app, metrics);
  await secureHeaders(app);
  guardRequests(app, guard);
  readNoBodies(app);
  // routes give exactly what their schema says, and tests hold them to it; compiling a serializer for each of a
  // hundred statuses would take most of the start
  app.setSerializerCompiler(() => JSON.stringify);
  const paths = collectPaths(app);
  await app.register(swagger, API_DESCRIPTION);
  for (const schema of SHARED_SCHEMAS) app.addSchema(schema);

  const budget = { bytesMax: options.bufferedBytesMax ?? BUFFERED_BYTES_MAX, usedBytes: 0 };
  eventsRoute(app, engine, metrics, budget, options.bodyBytesMax ?? BODY_BYTES_MAX);
  lookupRoutes(app, engine);
  campaignRoutes(app, engine, budget);
  actorRoutes(app, engine);
  healthRoutes(app, engine, metrics);
  streamRoutes(app, engine, hub, () => options.firstCommand ?? sendOneEvent(app, guard));
  refuseOtherMethods(app, paths);

  app.addHook("preClose", async () => {
    hub.close();
    // Idle connections are closed at once; one that is answered now would else stay open for a minute and hold up the end.
    app.server.keepAliveTimeout = 1;
  });
  return app;
}

/** A command that sends one event to this server. */
function sendOneEvent(app: FastifyInstance, guard: Guard): string {
  const bound = app.server.address();
  const { address, port } =
    bound === null || typeof bound === "string" ? { address: "127.0.0.1", port: 8787 } : bound;
  const anywhere = address === "0.0.0.0" || address === "::";
  const host = anywhere ? "127.0.0.1" : address.includes(":") ? `[${address}]` : address;
  const token = guard.token === null ? "" : ` -H "authorization: Bearer $TOKEN"`;
  return `curl http://${host}:${port}/v1/events${token} -H "content-type: application/json" -d \\
  '{"id":"e1","type":"like","at":'$(date +%s000)',"actor":{"id":"u1"},"target":{"kind":"video","id":"v1"}}'`;
}

function answerErrors(app: FastifyInstance, metrics: Metrics, onError: (error: unknown) => void): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.code === "ECONNRESET" || (request.raw.destroyed && !request.raw.complete)) metrics.hungUp();
    const answer = errorProblem(error);
    if (answer.status >= 500 && answer.code !== "not_ready") onError(error);
    return sendProblem(reply, answer);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, problem("not_found", `no route \`${request.method} ${request.url.slice(0, 80)}\``)),
  );
}

/** What cannot be read as a request is answered where the socket still can be written, and closed. */
function refuseSocket(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problem("bad_request", `not an HTTP request: ${error.code ?? "unreadable"}`));
  const length = Buffer.byteLength(body);
  const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${length}\r\nconnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}

function observeRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    metrics.responded(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}

/** No parser: the one route with a body reads it itself. What a refused body still sends is read up to a limit. */
function readNoBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onResponse", ({ raw }, _reply, done) => {
    if (!raw.complete && !raw.destroyed) drain(raw);
    done();
  });
}

function drain(request: IncomingMessage): void {
  let drainedBytes = 0;
  request.on("data", (piece: Buffer) => {
    drainedBytes += piece.length;
    if (drainedBytes > DRAIN_BYTES_MAX) request.destroy();
  });
}

function collectPaths(app: FastifyInstance): Map<string, Set<string>> {
  const paths = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method, schema }) => {
    if (schema?.hide) return;
    const methods = paths.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    paths.set(url, methods);
  });
  return paths;
}

function refuseOtherMethods(app: FastifyInstance, paths: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, allowed] of [...paths]) {
    const allow = [...allowed].join(", ");
    app.route({
      url,
      method: METHODS.filter((method) => !allowed.has(method)),
      schema: { hide: true },
      handler: async (request, reply) =>
        sendProblem(
          reply.header("allow", allow),
          problem("method_not_allowed", `\`${request.method}\` is not one of ${allow}`),
        ),
    });
  }
}

function printError(error: unknown): void {
  process.stderr.write(`${JSON.stringify({ level: "error", message: String(error) })}\n`);
}
