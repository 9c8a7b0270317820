import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Engine } from "../flow/engine.ts";
import type { CampaignReviews, Page, PageQuery } from "../flow/reviewed-campaigns.ts";
import { type Budget, shareOf } from "./budget.ts";
import {
  campaignAnswer,
  campaignEventAnswer,
  campaignSummary,
  correctionAnswer,
  detectionAnswer,
  memberAnswer,
  targetAnswer,
} from "./campaign-answer.ts";
import { CampaignListQuery, CampaignParams, PageParams, ReviewBody } from "./campaign-schemas.ts";
import { problem, sendProblem } from "./problem.ts";
import { readReview } from "./review-request.ts";
import { ref } from "./schema-parts.ts";
import { problems, TargetParams } from "./schemas.ts";
import { LIST_ITEMS_DEFAULT, TARGET_CAMPAIGNS_MAX } from "./serve-limits.ts";

type Id = { Params: Static<typeof CampaignParams> };
type Paged = { Querystring: Static<typeof PageParams> };

/** Campaigns: the list, each with its parts, a person's decision about it, and how detection does. */
export function campaignRoutes(app: FastifyInstance, engine: Engine, budget: Budget): void {
  const reviews = engine.campaigns;

  app.get<{ Querystring: Static<typeof CampaignListQuery> }>(
    "/v1/campaigns",
    {
      schema: {
        operationId: "listCampaigns",
        tags: ["campaigns"],
        summary: "Campaigns found, live and most severe first",
        querystring: CampaignListQuery,
        response: { 200: ref("CampaignList"), ...problems(400, 401, 421, 500) },
      },
    },
    async ({ query: { about = "", ...query } }) =>
      pageAnswer(
        await reviews.list({
          ...query,
          ...pageQuery(query),
          ...(about === "" ? {} : { about: { target: about, account: about } }),
        }),
        campaignSummary,
      ),
  );

  app.get<Id>(
    "/v1/campaigns/:id",
    {
      schema: {
        operationId: "getCampaign",
        tags: ["campaigns"],
        summary: "A campaign: evidence in words and numbers, what else it could be, lifecycle and reviews",
        params: CampaignParams,
        response: { 200: ref("Campaign"), ...problems(400, 401, 404, 421, 500) },
      },
    },
    async ({ params: { id } }, reply) => {
      const record = await reviews.get(id);
      return record === null ? sendProblem(reply, noCampaign(id)) : campaignAnswer(record);
    },
  );

  partRoutes(app, reviews);
  reviewRoute(app, reviews, budget);
  targetRoutes(app, reviews);
}

/** A campaign's parts, page by page. */
function partRoutes(app: FastifyInstance, reviews: CampaignReviews): void {
  const parts = [
    {
      part: "members",
      schema: "CampaignMembers",
      summary: "Accounts that belong, the surest first",
      answer: async (id: string, query: PageQuery) =>
        pageAnswer(await reviews.members(id, query), memberAnswer),
    },
    {
      part: "targets",
      schema: "CampaignTargets",
      summary: "What was served, with the public count as it is, with the campaign and without it",
      answer: async (id: string, query: PageQuery) =>
        pageAnswer(await reviews.targets(id, query), targetAnswer),
    },
    {
      part: "events",
      schema: "CampaignEvents",
      summary: "The campaign's events by id, and where each is counted now",
      answer: async (id: string, query: PageQuery) =>
        pageAnswer(await reviews.events(id, query), campaignEventAnswer),
    },
  ] as const;
  for (const { part, schema, summary, answer } of parts) {
    app.get<Id & Paged>(
      `/v1/campaigns/:id/${part}`,
      {
        schema: {
          operationId: `list${schema}`,
          tags: ["campaigns"],
          summary,
          params: CampaignParams,
          querystring: PageParams,
          response: { 200: ref(schema), ...problems(400, 401, 404, 421, 500) },
        },
      },
      async ({ params: { id }, query }, reply) =>
        (await reviews.get(id)) === null
          ? sendProblem(reply, noCampaign(id))
          : await answer(id, pageQuery(query)),
    );
  }
}

/** A person's decision. */
function reviewRoute(app: FastifyInstance, reviews: CampaignReviews, budget: Budget): void {
  app.post<Id>(
    "/v1/campaigns/:id/review",
    {
      schema: {
        operationId: "reviewCampaign",
        tags: ["campaigns"],
        summary: "Confirms, dismisses or re-opens a campaign; counts are corrected before it answers",
        description:
          "The same decision twice changes nothing. A later one replaces it, and both stay on record; a person's is never overruled by a threshold. " +
          "From a browser only this server's own pages may call it.",
        params: CampaignParams,
        body: { content: { "application/json": { schema: ReviewBody } } },
        response: {
          200: ref("Campaign"),
          ...problems(400, 401, 403, 404, 413, 415, 421, 429, 500, 503, 507),
        },
      },
      // the route reads its own body; an id of any length is looked up
      validatorCompiler: () => () => true,
      config: { pageWrites: true },
    },
    async (request, reply) => {
      const { id } = request.params;
      const share = shareOf(budget);
      reply.raw.once("close", share.release);
      const review = await readReview(request, share);
      if ((await reviews.get(id)) === null) return sendProblem(reply, noCampaign(id));
      return campaignAnswer(await reviews.review(id, review));
    },
  );
}

/** What campaigns did to a target, and how detection does. */
function targetRoutes(app: FastifyInstance, reviews: CampaignReviews): void {
  app.get<{ Params: Static<typeof TargetParams> }>(
    "/v1/targets/:kind/:id/campaigns",
    {
      schema: {
        operationId: "getTargetCampaigns",
        tags: ["targets"],
        summary: "Campaigns that touch a target",
        params: TargetParams,
        response: { 200: ref("TargetCampaigns"), ...problems(400, 401, 421, 500) },
      },
    },
    async ({ params: { kind, id } }) => ({
      kind,
      id,
      campaigns: (await reviews.ofTarget(kind, id)).slice(0, TARGET_CAMPAIGNS_MAX).map(campaignSummary),
    }),
  );

  app.get<{ Params: Static<typeof TargetParams> }>(
    "/v1/targets/:kind/:id/corrections",
    {
      schema: {
        operationId: "getTargetCorrections",
        tags: ["targets"],
        summary: "How campaigns moved a target's counts, the latest first",
        params: TargetParams,
        response: { 200: ref("TargetCorrections"), ...problems(400, 401, 421, 500) },
      },
    },
    async ({ params: { kind, id } }) => ({
      kind,
      id,
      corrections: (await reviews.history(kind, id)).map(correctionAnswer),
    }),
  );

  app.get(
    "/v1/detection",
    {
      schema: {
        operationId: "getDetection",
        tags: ["live"],
        summary: "How near-line detection does: state, how far behind, what each look took",
        response: { 200: ref("Detection"), ...problems(401, 421, 500) },
      },
    },
    async () => detectionAnswer(reviews.health()),
  );
}

function pageQuery({ limit, after }: Static<typeof PageParams>): PageQuery {
  return { limit: limit ?? LIST_ITEMS_DEFAULT, ...(after === undefined ? {} : { after }) };
}

function pageAnswer<T, A>(page: Page<T>, answer: (item: T) => A) {
  return { items: page.items.map(answer), next: page.next };
}

function noCampaign(id: string) {
  return problem("unknown_campaign", `\`${id.slice(0, 80)}\``);
}
