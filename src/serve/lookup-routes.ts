import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { explainedDecision, overviewAnswer } from "./overview-answer.ts";
import { problem, sendProblem } from "./problem.ts";
import { ref } from "./schema-parts.ts";
import { DecisionParams, problems, TargetParams } from "./schemas.ts";

/** Questions about what is known: a target's counts and quality, a decision, the overview. */
export function lookupRoutes(app: FastifyInstance, engine: Engine): void {
  app.get<{ Params: Static<typeof TargetParams> }>(
    "/v1/targets/:kind/:id/counts",
    {
      schema: {
        operationId: "getTargetCounts",
        tags: ["targets"],
        summary: "Raw, public, held and rejected counts of a target, by type",
        params: TargetParams,
        response: { 200: ref("TargetCounts"), ...problems(400, 401, 404, 421, 500) },
      },
    },
    async ({ params: { kind, id } }, reply) => {
      const counts = engine.counts(kind, id);
      if (counts.length === 0) return sendProblem(reply, noEvents(kind, id));
      const rows = counts.map(({ type, raw, public: shown, held, rejected }) => ({
        type,
        raw,
        public: shown,
        held,
        rejected,
      }));
      return { kind, id, counts: rows };
    },
  );

  app.get<{ Params: Static<typeof TargetParams> }>(
    "/v1/targets/:kind/:id/quality",
    {
      schema: {
        operationId: "getTargetQuality",
        tags: ["targets"],
        summary: "A target's quality for a recommender, over its publicly counted events",
        params: TargetParams,
        response: { 200: ref("TargetQuality"), ...problems(400, 401, 404, 421, 500) },
      },
    },
    async ({ params: { kind, id } }, reply) =>
      engine.quality(kind, id) ?? sendProblem(reply, noEvents(kind, id)),
  );

  app.get<{ Params: Static<typeof DecisionParams> }>(
    "/v1/decisions/:id",
    {
      schema: {
        operationId: "getDecision",
        tags: ["decisions"],
        summary: "The decision about an event, explained in Chinese and English",
        params: DecisionParams,
        response: { 200: ref("ExplainedDecision"), ...problems(400, 401, 404, 421, 500) },
      },
    },
    async ({ params: { id } }, reply) => {
      const decision = engine.decision(id);
      if (decision !== null) return explainedDecision(engine, decision);
      return sendProblem(reply, problem("not_found", `no event \`${id.slice(0, 80)}\` was decided`));
    },
  );

  app.get(
    "/v1/overview",
    {
      schema: {
        operationId: "getOverview",
        tags: ["live"],
        summary: "Totals, the last minute, targets most attacked and the latest rejections",
        response: { 200: ref("Overview"), ...problems(401, 421, 500) },
      },
    },
    async () => overviewAnswer(engine),
  );
}

function noEvents(kind: string, id: string) {
  return problem("not_found", `no event reached ${kind} \`${id.slice(0, 80)}\``);
}
