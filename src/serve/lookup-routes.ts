import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { type Budget, shareOf } from "./budget.ts";
import { readTargets } from "./bulk-targets-request.ts";
import { explainedDecision, overviewAnswer } from "./overview-answer.ts";
import { problem, sendProblem } from "./problem.ts";
import { ref } from "./schema-parts.ts";
import { BulkTargets, DecisionParams, problems, TargetParams } from "./schemas.ts";
import { BULK_TARGETS_MAX } from "./serve-limits.ts";

/** Questions about what is known: a target's counts and quality, a decision, the overview. */
export function lookupRoutes(app: FastifyInstance, engine: Engine, budget: Budget): void {
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
      const counts = await countRows(engine, kind, id);
      return counts.length === 0 ? sendProblem(reply, noEvents(kind, id)) : { kind, id, counts };
    },
  );

  app.post(
    "/v1/targets/counts",
    {
      schema: {
        operationId: "getCountsOfTargets",
        tags: ["targets"],
        summary: `Counts of up to ${BULK_TARGETS_MAX} targets in one call, as a feed needs them`,
        description:
          "Answers in the order asked. A target that no event reached has an empty list: it is no failure of the others.",
        body: { content: { "application/json": { schema: BulkTargets } } },
        response: { 200: ref("CountsOfTargets"), ...problems(400, 401, 403, 408, 413, 415, 421, 429, 500) },
      },
      validatorCompiler: () => () => true, // the route reads its own body
    },
    async (request, reply) => {
      const share = shareOf(budget);
      reply.raw.once("close", share.release);
      const { targets } = await readTargets(request, share);
      const counted = targets.map(async ({ kind, id }) => ({
        kind,
        id,
        counts: await countRows(engine, kind, id),
      }));
      return { targets: await Promise.all(counted) };
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
      (await engine.quality(kind, id)) ?? sendProblem(reply, noEvents(kind, id)),
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

async function countRows(engine: Engine, kind: string, id: string) {
  return (await engine.counts(kind, id)).map(({ type, raw, public: shown, held, rejected }) => ({
    type,
    raw,
    public: shown,
    held,
    rejected,
  }));
}

function noEvents(kind: string, id: string) {
  return problem("not_found", `no event reached ${kind} \`${id.slice(0, 80)}\``);
}
