import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/schema";
import type { Engine } from "../flow/engine.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { underBase } from "./base-path.ts";
import { type Budget, shareOf } from "./budget.ts";
import { pageLanguage } from "./page-words.ts";
import { policiesAnswer } from "./policy-answer.ts";
import { policyPage } from "./policy-page.ts";
import { PolicyChange, PolicyProposal } from "./policy-schemas.ts";
import { ref } from "./schema-parts.ts";
import { LangQuery, problems } from "./schemas.ts";
import { PAGE_HELMET } from "./secure-headers.ts";
import { POLICY_BODY_BYTES_MAX, REVIEW_BODY_BYTES_MAX, REVIEWER_CHARS_MAX } from "./serve-limits.ts";
import { readSmallJson } from "./small-json.ts";

const proposal = Compile(PolicyProposal);
const change = Compile(PolicyChange);
const WithdrawQuery = Type.Object({ by: Type.String({ minLength: 1, maxLength: REVIEWER_CHARS_MAX }) });

/** Policies: which is in force, changed without a restart, tried beside the one in force, taken back. */
export function policyRoutes(app: FastifyInstance, engine: Engine, budget: Budget, basePath: string): void {
  const { policies } = engine;

  app.get(
    "/v1/policies",
    {
      schema: {
        operationId: "getPolicies",
        tags: ["operations"],
        summary: "The policy in force, the one that is warmed or compared, and earlier ones",
        response: { 200: ref("Policies"), ...problems(401, 421, 500) },
      },
    },
    async () => policiesAnswer(policies.state()),
  );

  app.post(
    "/v1/policies",
    {
      schema: {
        operationId: "proposePolicy",
        tags: ["operations"],
        summary: "Checks a policy, and starts it: to take over, or as a shadow",
        description:
          "Answered at once; the policy in force goes on until the other has read the log (`GET /v1/policies` tells how far). A policy with mistakes is refused whole, with each of them. An older candidate makes room. What is in force this way stays over restarts until `up` is given another policy than before.",
        body: { content: { "application/json": { schema: PolicyProposal } } },
        response: {
          202: ref("PolicyProposed"),
          ...problems(400, 401, 403, 408, 413, 415, 421, 429, 500, 503, 507),
        },
      },
      validatorCompiler: () => () => true, // the route reads its own body
    },
    async (request, reply) => {
      const share = shareOf(budget);
      reply.raw.once("close", share.release);
      const wanted = { bytesMax: POLICY_BODY_BYTES_MAX, wanted: "`policy`, `mode` and `by`" };
      const asked = await readSmallJson<Static<typeof PolicyProposal>>(request, share, proposal, wanted);
      return reply
        .code(202)
        .send(await policies.propose(asked.policy, asked.mode, { kind: "person", name: asked.by }));
    },
  );

  app.post(
    "/v1/policies/activate",
    {
      schema: {
        operationId: "activatePolicy",
        tags: ["operations"],
        summary: "Puts the shadow, or an earlier policy, in force",
        body: { content: { "application/json": { schema: PolicyChange } } },
        response: {
          202: ref("PolicyProposed"),
          ...problems(400, 401, 403, 404, 408, 413, 415, 421, 429, 500, 503, 507),
        },
      },
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const share = shareOf(budget);
      reply.raw.once("close", share.release);
      const wanted = { bytesMax: REVIEW_BODY_BYTES_MAX, wanted: "`id` and `by`" };
      const asked = await readSmallJson<Static<typeof PolicyChange>>(request, share, change, wanted);
      return reply.code(202).send(await policies.activate(asked.id, { kind: "person", name: asked.by }));
    },
  );

  app.delete<{ Querystring: Static<typeof WithdrawQuery> }>(
    "/v1/policies/candidate",
    {
      schema: {
        operationId: "withdrawPolicy",
        tags: ["operations"],
        summary: "Ends the shadow, or a policy that is not in force yet",
        querystring: WithdrawQuery,
        response: { 200: ref("Policies"), ...problems(400, 401, 403, 404, 421, 500, 503, 507) },
      },
    },
    async ({ query: { by } }) => {
      if (await policies.withdraw({ kind: "person", name: by })) return policiesAnswer(policies.state());
      throw new TouchstoneError("not_found", "no policy is being warmed or compared");
    },
  );

  app.get<{ Querystring: Static<typeof LangQuery> }>(
    "/policies",
    {
      schema: {
        operationId: "getPolicyPage",
        tags: ["live"],
        summary: "The page of policies: in force, shadow with its differences, earlier ones",
        querystring: LangQuery,
        response: {
          200: { description: "the page", content: { "text/html": { schema: { type: "string" } } } },
          ...problems(400, 401, 421, 500),
        },
      },
      helmet: PAGE_HELMET,
    },
    async ({ query, headers }, reply) => {
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      const page = policyPage(policiesAnswer(policies.state()), lang, reply.cspNonce);
      reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
      return reply.header("content-type", "text/html; charset=utf-8").send(underBase(page, basePath));
    },
  );
}
