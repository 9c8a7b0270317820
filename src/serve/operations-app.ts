import Fastify, { type FastifyInstance } from "fastify";
import type { Engine } from "../flow/engine.ts";
import { CONNECTION_RULES, keepConnections } from "./connections.ts";
import { healthRoutes, type NotReady } from "./health-routes.ts";
import type { Metrics } from "./metrics.ts";
import { errorProblem, problem, sendProblem } from "./problem.ts";
import { SHARED_SCHEMAS } from "./schemas.ts";
import { HEAD_TIMEOUT_MS, OPERATIONS_CONNECTIONS_MAX, PACE_TICK_MS } from "./serve-limits.ts";

/**
 * `/healthz`, `/readyz` and `/metrics` on a port of their own, without a secret and with connections of their own: what an
 * orchestrator and a Prometheus ask, and no more. They name totals and codes, and nobody.
 */
export function createOperationsApp(engine: Engine, metrics: Metrics, notReady?: NotReady): FastifyInstance {
  const app = Fastify({
    logger: false,
    requestTimeout: HEAD_TIMEOUT_MS,
    http: { headersTimeout: HEAD_TIMEOUT_MS, connectionsCheckingInterval: PACE_TICK_MS },
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => sendProblem(reply, errorProblem(error)),
  });
  const connections = keepConnections(
    app.server,
    { ...CONNECTION_RULES, connectionsMax: OPERATIONS_CONNECTIONS_MAX, connectionsKept: 1 },
    metrics.cut,
    (socket) => socket.destroy(),
  );
  app.addHook("onClose", async () => connections.close());
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, errorProblem(error)));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      problem(
        "not_found",
        `no route \`${request.method} ${request.url.slice(0, 80)}\` on the port for operations`,
      ),
    ),
  );
  app.setSerializerCompiler(() => JSON.stringify);
  for (const schema of SHARED_SCHEMAS) app.addSchema(schema);
  healthRoutes(app, engine, metrics, notReady);
  return app;
}
