import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyError, type FastifyInstance, type HTTPMethods } from "fastify";
import type { Engine } from "../flow/engine.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { BODY_BYTES_MAX } from "../nouns/limits.ts";
import type { Access } from "./access.ts";
import { actorRoutes } from "./actor-routes.ts";
import { withoutBase } from "./base-path.ts";
import { type Budget, shareOf } from "./budget.ts";
import { campaignRoutes } from "./campaign-routes.ts";
import { changeRoutes } from "./change-routes.ts";
import { CONNECTION_RULES, type ConnectionRules, type Connections, keepConnections } from "./connections.ts";
import { answerEventsDirectly } from "./direct-event.ts";
import { screenDirectly } from "./direct-screen.ts";
import { eventsRoute } from "./events-route.ts";
import { type Guard, guardRequests } from "./guard.ts";
import { healthRoutes, type NotReady, openApiRoute } from "./health-routes.ts";
import { lateValidators } from "./late-validators.ts";
import { ledgerPages } from "./ledger-pages.ts";
import { ledgerRoutes } from "./ledger-routes.ts";
import { linkRoutes } from "./link-routes.ts";
import { LINK_SCHEMAS } from "./link-schemas.ts";
import { LIST_SCHEMAS, listRoutes } from "./list-routes.ts";
import { lookupRoutes } from "./lookup-routes.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { apiDescription } from "./openapi-frame.ts";
import { paymentPages } from "./payment-pages.ts";
import { paymentRoutes } from "./payment-routes.ts";
import { policyRoutes } from "./policy-routes.ts";
import { POLICY_SCHEMAS } from "./policy-schemas.ts";
import { BrokenOff, errorProblem, PROBLEM_TYPE, type Problem, problem, sendProblem } from "./problem.ts";
import { SHARED_SCHEMAS } from "./schemas.ts";
import { secureHeaders } from "./secure-headers.ts";
import {
  ANSWER_BYTES_UNCOUNTED,
  BUFFERED_BYTES_MAX,
  CHANGES_INTERVAL_MS,
  DRAIN_BYTES_MAX,
  HEAD_TIMEOUT_MS,
  LAST_WORD_MS,
  PACE_TICK_MS,
  REQUEST_TIMEOUT_MS,
  SMALL_REQUEST_BYTES_MAX,
  STREAM_CLIENTS_MAX,
} from "./serve-limits.ts";
import { createStreamHub } from "./stream-hub.ts";
import { streamRoutes } from "./stream-routes.ts";
import { strictNumbers } from "./strict-numbers.ts";
import { trailRoutes } from "./trail-routes.ts";
import { TRAIL_SCHEMAS } from "./trail-schemas.ts";

export interface AppOptions {
  /** Largest body of one request after decompression, bytes. */
  readonly bodyBytesMax?: number;
  /** Memory all requests together may hold, bytes. */
  readonly bufferedBytesMax?: number;
  readonly streamClientsMax?: number;
  readonly streamIntervalMs?: number;
  /** Told how many live pages are open, at each change. */
  readonly onStreams?: (open: number) => void;
  /** Command the page shows while there are no events; by default a `curl` that sends one. */
  readonly firstCommand?: string;
  /** Told of errors that are our own mistake or the world's; never of a client's. By default one line on stderr. */
  readonly onError?: (error: unknown) => void;
  /** Told of each request that was answered. It names the route and no identifiers. */
  readonly onAccess?: (access: Access) => void;
  /** Path under which a proxy shows this server, as in `/touchstone`; empty for the root. Requests come with it or without. */
  readonly basePath?: string;
  /** Why `/readyz` says no whatever the engine says; by default it asks the engine alone. */
  readonly notReady?: NotReady;
  /** Where the server's own happenings are counted; by default metrics of its own. */
  readonly metrics?: Metrics;
  readonly connectionRules?: Partial<ConnectionRules>;
  readonly headTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
}

const SCHEMAS = [...SHARED_SCHEMAS, ...LINK_SCHEMAS, ...TRAIL_SCHEMAS, ...LIST_SCHEMAS, ...POLICY_SCHEMAS];

const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The HTTP application over an engine, not yet listening. */
export async function createApp(
  engine: Engine,
  guard: Guard,
  options: AppOptions = {},
): Promise<FastifyInstance> {
  const onError = options.onError ?? printError;
  const basePath = options.basePath ?? "";
  const metrics = options.metrics ?? createMetrics(engine);
  const app = Fastify({
    logger: false,
    // only paths and queries are checked by it, and there numbers come as text; bodies are read by their routes
    ajv: { customOptions: { coerceTypes: true, removeAdditional: false, useDefaults: false } },
    schemaController: { compilersFactory: { buildValidator: lateValidators() } },
    // ids up to their limit, percent-encoded; longer ones are refused by the schema
    routerOptions: { maxParamLength: 64 * 1024 },
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    http: {
      headersTimeout: options.headTimeoutMs ?? HEAD_TIMEOUT_MS,
      connectionsCheckingInterval: PACE_TICK_MS,
    },
    rewriteUrl: ({ url = "/" }) => withoutBase(url, basePath),
    frameworkErrors: (error, _request, reply) => sendProblem(reply, errorProblem(error)),
    forceCloseConnections: "idle",
    clientErrorHandler(error, socket) {
      if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") metrics.cut("slow_body");
      refuseSocket(socket, unreadable(error));
    },
  });
  const connections = keepConnections(
    app.server,
    { ...CONNECTION_RULES, ...options.connectionRules },
    metrics.cut,
    (socket) => refuseSocket(socket, SLOW_BODY),
  );
  const hub = createStreamHub({
    clientsMax: options.streamClientsMax ?? STREAM_CLIENTS_MAX,
    intervalMs: options.streamIntervalMs ?? 1000,
    onChange(open) {
      metrics.streams(open);
      options.onStreams?.(open);
    },
    onError,
  });
  answerErrors(app, metrics, onError);
  observeRequests(app, metrics, options.onAccess);
  await secureHeaders(app);
  keepPlaces(app, connections);
  const passesGuard = guardRequests(app, guard, {
    onWrongToken: metrics.wrongToken,
    nowMs: () => performance.now(),
  });
  readNoBodies(app);
  // routes give exactly what their schema says, and tests hold them to it; compiling a serializer for each of a
  // hundred statuses would take most of the start
  app.setSerializerCompiler(() => JSON.stringify);
  const paths = collectPaths(app);
  strictNumbers(app);
  await app.register(swagger, apiDescription(basePath));
  for (const schema of SCHEMAS) app.addSchema(schema);
  const budget = { bytesMax: options.bufferedBytesMax ?? BUFFERED_BYTES_MAX, usedBytes: 0 };
  countAnswers(app, budget);
  const bodyBytesMax = options.bodyBytesMax ?? BODY_BYTES_MAX;
  const { onAccess } = options;
  const way = { engine, metrics, budget, bodyBytesMax, basePath, passesGuard, connections, onAccess };
  const direct = answerEventsDirectly(app.server, way);
  const directScreening = screenDirectly(app.server, way);
  eventsRoute(app, engine, metrics, budget, bodyBytesMax, direct);
  lookupRoutes(app, engine, budget);
  campaignRoutes(app, engine, budget);
  paymentRoutes(app, engine, budget, directScreening);
  linkRoutes(app, engine, basePath);
  actorRoutes(app, engine);
  policyRoutes(app, engine, budget, basePath);
  listRoutes(app, engine, budget);
  trailRoutes(app, engine, basePath);
  const followers = changeRoutes(app, engine, {
    intervalMs: options.streamIntervalMs ?? CHANGES_INTERVAL_MS,
    onError,
  });
  ledgerRoutes(app, engine);
  ledgerPages(app, engine, basePath);
  paymentPages(app, engine, basePath);
  healthRoutes(app, engine, metrics, options.notReady);
  openApiRoute(app);
  streamRoutes(app, engine, hub, {
    basePath,
    firstCommand: () => options.firstCommand ?? sendOneEvent(app, guard),
  });
  refuseOtherMethods(app, paths);

  app.addHook("preClose", async () => {
    direct.stop();
    directScreening.stop();
    hub.close();
    followers.close();
    // Idle connections are closed at once; one that is answered now would else stay open for a minute and hold up the end.
    app.server.keepAliveTimeout = 1;
  });
  app.addHook("onClose", async () => connections.close());
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
    if (isHangUp(error, request.raw)) {
      // there is nobody left to answer, and nothing here to mend
      metrics.hungUp();
      return sendProblem(reply, problem("truncated", "the client hung up"));
    }
    const answer = errorProblem(error);
    if (answer.status >= 500 && answer.code !== "not_ready") onError(error);
    return sendProblem(reply, answer);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, problem("not_found", `no route \`${request.method} ${request.url.slice(0, 80)}\``)),
  );
}

/** Codes of errors that say no more than that the other end of a connection is gone. */
const GONE = new Set([
  "ECONNRESET",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
  "ABORT_ERR",
]);

function isHangUp(error: unknown, request: IncomingMessage): boolean {
  if (!request.destroyed && !request.socket.destroyed) return false;
  if (error instanceof BrokenOff) return isHangUp(error.cause, request);
  if (error instanceof TouchstoneError) return error.code === "truncated" && !request.complete;
  return error instanceof Error && "code" in error && GONE.has(String(error.code));
}

const SLOW_BODY = problem(
  "too_slow",
  "the body did not go on, or took too long as a whole; send it again, in smaller requests",
);

/** What came over a socket that is no request we can read → the problem; null where nobody is left to tell. */
function unreadable(error: Error & { code?: string }): Problem | null {
  if (error.code !== undefined && GONE.has(error.code)) return null;
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return problem(
      "too_slow",
      "the request did not arrive whole in time; send it again, in smaller requests",
    );
  }
  return problem("bad_request", `not an HTTP request: ${error.code ?? "unreadable"}`);
}

/** Answers past the route, where the socket still can be written, and closes the connection. */
function refuseSocket(socket: Socket, refusal: Problem | null): void {
  if (refusal === null || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(refusal);
  const reason = STATUS_CODES[refusal.status] ?? "Refused";
  const head = [
    `HTTP/1.1 ${refusal.status} ${reason}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  // whoever does not hang up now either would keep the place
  setTimeout(() => socket.destroy(), LAST_WORD_MS).unref();
}

function observeRequests(app: FastifyInstance, metrics: Metrics, onAccess: AppOptions["onAccess"]): void {
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    metrics.responded(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    onAccess?.({
      method: request.method,
      route,
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime * 10) / 10,
      from: request.ip,
    });
    done();
  });
}

/** Connections beyond the limit serve what is small and soon over, one request each. */
function keepPlaces(app: FastifyInstance, connections: Connections): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (!connections.isExtra(request.raw)) return done();
    reply.header("connection", "close");
    const { url = "" } = request.routeOptions;
    const streams = url === "/live" || url === "/v1/stream" || url === "/v1/changes";
    const chunked = request.headers["transfer-encoding"] !== undefined;
    const bytes = Number(request.headers["content-length"] ?? 0);
    if (!streams && !chunked && bytes <= SMALL_REQUEST_BYTES_MAX) return done();
    sendProblem(reply, problem("overloaded", "all connections are taken; only small requests are served"));
  });
}

/** Answers that are not read yet are memory of their requests. */
function countAnswers(app: FastifyInstance, budget: Budget): void {
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (typeof payload !== "string" || payload.length <= ANSWER_BYTES_UNCOUNTED) return done();
    const share = shareOf(budget);
    try {
      share.take(Buffer.byteLength(payload));
    } catch (error) {
      return done(error as Error);
    }
    reply.raw.once("close", share.release);
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
