import type { FastifyInstance } from "fastify";
import type { Engine } from "../flow/engine.ts";
import type { Metrics } from "./metrics.ts";
import { problem, sendProblem } from "./problem.ts";
import { Health, problems, Ready } from "./schemas.ts";

const text = (description: string) => ({ schema: { type: "string", description } });

/** Why the process around the engine is not ready yet; null once it is. */
export type NotReady = () => string | null;

/** What operators and machines ask: alive, ready, how much. */
export function healthRoutes(
  app: FastifyInstance,
  engine: Engine,
  metrics: Metrics,
  notReady: NotReady = () => null,
): void {
  app.get(
    "/healthz",
    {
      schema: {
        operationId: "getHealth",
        tags: ["operations"],
        summary: "Whether the process answers; needs no token",
        security: [],
        response: { 200: Health, ...problems(421) },
      },
    },
    async () => ({ status: "ok" }),
  );

  app.get(
    "/readyz",
    {
      schema: {
        operationId: "getReadiness",
        tags: ["operations"],
        summary: "Whether events can be sent now: asks the engine and the disk",
        response: { 200: Ready, ...problems(401, 421, 503) },
      },
    },
    async (_request, reply) => {
      const reason = notReady();
      if (reason !== null) return sendProblem(reply, problem("not_ready", reason));
      const readiness = await engine.readiness();
      return readiness.ready ? { ready: true } : sendProblem(reply, problem("not_ready", readiness.reason));
    },
  );

  app.get(
    "/metrics",
    {
      schema: {
        operationId: "getMetrics",
        tags: ["operations"],
        summary: "Prometheus metrics",
        response: {
          200: {
            description: "the text format of Prometheus",
            content: { "text/plain": text("metrics") },
          },
          ...problems(401, 421, 500),
        },
      },
    },
    async (_request, reply) => reply.header("content-type", metrics.contentType).send(await metrics.text()),
  );
}

/** What the API is. */
export function openApiRoute(app: FastifyInstance): void {
  app.get(
    "/v1/openapi.json",
    {
      schema: {
        operationId: "getOpenApi",
        tags: ["operations"],
        summary: "This document",
        response: {
          200: {
            description: "OpenAPI 3.1",
            content: { "application/json": { schema: { type: "object", additionalProperties: true } } },
          },
          ...problems(401, 421),
        },
      },
    },
    async (_request, reply) =>
      reply.header("content-type", "application/json; charset=utf-8").send(JSON.stringify(app.swagger())),
  );
}
