import type { FastifyInstance, FastifyReply } from "fastify";
import type { Static } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { underBase } from "./base-path.ts";
import { campaignSummary } from "./campaign-answer.ts";
import { type CampaignChanges, gatherChanges } from "./campaign-changes.ts";
import { campaignListPage, campaignListParts } from "./campaign-list-page.ts";
import { CampaignListPageQuery, filtersOf, filterText, LiveQuery } from "./campaign-list-query.ts";
import { campaignPage, campaignParts } from "./campaign-page.ts";
import { CampaignPageParams, CampaignParams } from "./campaign-schemas.ts";
import { createEventDrawer, type EventDrawer } from "./drawn-events.ts";
import { servedPayees } from "./link-answer.ts";
import { watchList } from "./list-watch.ts";
import { overviewAnswer } from "./overview-answer.ts";
import { livePage, pageParts } from "./page.ts";
import { pageLanguage } from "./page-words.ts";
import { problem, sendProblem } from "./problem.ts";
import { LangQuery, problems } from "./schemas.ts";
import { FORM_PAGE_HELMET, PAGE_HELMET } from "./secure-headers.ts";
import { LIST_ITEMS_MAX, STREAM_CAMPAIGNS_MAX } from "./serve-limits.ts";
import type { StreamEvent, StreamHub } from "./stream-hub.ts";

const events = {
  200: {
    description: "server-sent events",
    content: { "text/event-stream": { schema: { type: "string" } } },
  },
};

/** What pages know of where they are shown. */
interface PageSurroundings {
  readonly basePath: string;
  readonly firstCommand: () => string;
}

/** The live page, its stream of changed parts, and the stream of overviews for programs. */
export function streamRoutes(
  app: FastifyInstance,
  engine: Engine,
  hub: StreamHub,
  { basePath, firstCommand }: PageSurroundings,
): void {
  const changes: CampaignChanges = gatherChanges(engine.campaigns, STREAM_CAMPAIGNS_MAX, () => hub.open > 0);
  const lists = watchList(engine.campaigns);
  app.addHook("onClose", async () => {
    changes.close();
    lists.close();
  });
  const drawer = createEventDrawer(engine.campaigns);

  pageRoutes(app, engine, drawer, { basePath, firstCommand });
  liveRoute(app, engine, hub, { basePath, firstCommand, drawer, lists });
  app.get(
    "/v1/stream",
    {
      exposeHeadRoute: false,
      schema: {
        operationId: "streamOverview",
        tags: ["live"],
        summary: "The overview, each second, and every campaign that changed",
        description:
          "Messages are the overview. Events named `campaign` carry a campaign as the list has it, after it was found, changed or reviewed; " +
          `at most ${STREAM_CAMPAIGNS_MAX} of them a second, the latest.`,
        response: { ...events, ...problems(401, 421, 429, 500) },
      },
    },
    async (_request, reply) =>
      stream(
        hub,
        reply,
        "overview",
        async () => JSON.stringify(await overviewAnswer(engine)),
        () =>
          changes.take().map((record) => ({
            event: "campaign",
            data: JSON.stringify(campaignSummary(record)),
          })),
      ),
  );
}

/** The live page, the list of campaigns, and a campaign. */
function pageRoutes(
  app: FastifyInstance,
  engine: Engine,
  drawer: EventDrawer,
  { basePath, firstCommand }: PageSurroundings,
): void {
  app.get<{ Querystring: Static<typeof LangQuery> }>(
    "/",
    {
      schema: {
        operationId: "getPage",
        tags: ["live"],
        summary: "The live page, in Chinese or English",
        querystring: LangQuery,
        response: {
          200: { description: "the page", content: { "text/html": { schema: { type: "string" } } } },
          ...problems(400, 401, 421, 500),
        },
      },
      helmet: PAGE_HELMET,
    },
    async (request, reply) => {
      const lang = request.query.lang ?? pageLanguage(request.headers["accept-language"]);
      const html = await livePage(engine, lang, { nonces: reply.cspNonce, firstCommand: firstCommand() });
      reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
      return reply.header("content-type", "text/html; charset=utf-8").send(underBase(html, basePath));
    },
  );

  app.get<{ Querystring: Static<typeof CampaignListPageQuery> }>(
    "/campaigns",
    {
      schema: {
        operationId: "getCampaignListPage",
        tags: ["live"],
        summary: "The page of all campaigns, filtered, in Chinese or English",
        querystring: CampaignListPageQuery,
        response: {
          200: { description: "the page", content: { "text/html": { schema: { type: "string" } } } },
          ...problems(400, 401, 421, 500),
        },
      },
      helmet: FORM_PAGE_HELMET,
    },
    async ({ query, headers }, reply) => {
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      const html = await campaignListPage(engine, filtersOf(query), lang, reply.cspNonce);
      reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
      return reply.header("content-type", "text/html; charset=utf-8").send(underBase(html, basePath));
    },
  );

  app.get<{ Params: Static<typeof CampaignParams>; Querystring: Static<typeof CampaignPageParams> }>(
    "/campaigns/:id",
    {
      schema: {
        operationId: "getCampaignPage",
        tags: ["live"],
        summary: "A campaign's page, in Chinese or English",
        params: CampaignParams,
        querystring: CampaignPageParams,
        response: {
          200: { description: "the page", content: { "text/html": { schema: { type: "string" } } } },
          404: {
            description: "a page that says so",
            content: { "text/html": { schema: { type: "string" } } },
          },
          ...problems(400, 401, 421, 500),
        },
      },
      helmet: PAGE_HELMET,
    },
    async ({ params: { id }, query: { lang: asked, ...query }, headers }, reply) => {
      const lang = asked ?? pageLanguage(headers["accept-language"]);
      const payees = await servedPayees(engine, id, LIST_ITEMS_MAX);
      const html = await campaignPage(engine.campaigns, drawer, id, lang, query, reply.cspNonce, payees);
      reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
      reply.code((await engine.campaigns.get(id)) === null ? 404 : 200);
      return reply.header("content-type", "text/html; charset=utf-8").send(underBase(html, basePath));
    },
  );
}

interface LiveSurroundings extends PageSurroundings {
  readonly drawer: EventDrawer;
  readonly lists: ReturnType<typeof watchList>;
}

/** Parts of whichever page is open, while it is. */
function liveRoute(
  app: FastifyInstance,
  engine: Engine,
  hub: StreamHub,
  { basePath, firstCommand, drawer, lists }: LiveSurroundings,
): void {
  app.get<{ Querystring: Static<typeof LiveQuery> }>(
    "/live",
    {
      exposeHeadRoute: false,
      schema: {
        operationId: "streamPage",
        tags: ["live"],
        summary: "The live page's parts, or those of another page, each second, as HTML in JSON",
        querystring: LiveQuery,
        response: { ...events, ...problems(400, 401, 421, 429, 500) },
      },
    },
    async (request, reply) => {
      const lang = request.query.lang ?? pageLanguage(request.headers["accept-language"]);
      const { campaign, page } = request.query;
      if (campaign !== undefined) {
        return stream(hub, reply, `campaign ${lang} ${campaign}`, async () =>
          partsText((await campaignParts(engine.campaigns, drawer, campaign, lang)) ?? {}, basePath),
        );
      }
      if (page === "campaigns") {
        const filters = filtersOf(request.query);
        const parts = lists.kept(async () =>
          partsText(await campaignListParts(engine, filters, lang), basePath),
        );
        return stream(hub, reply, `campaigns ${lang} ${filterText(filters)}`, parts);
      }
      return stream(hub, reply, `page ${lang}`, async () =>
        partsText(await pageParts(engine, lang, firstCommand()), basePath),
      );
    },
  );
}

/** Parts of a page by their names, with addresses as they are outside. */
function partsText(parts: object, basePath: string): string {
  const placed = Object.entries(parts).map(([name, markup]) => [name, underBase(String(markup), basePath)]);
  return JSON.stringify(Object.fromEntries(placed));
}

/** Answers with an endless stream of events on a topic. */
function stream(
  hub: StreamHub,
  reply: FastifyReply,
  topic: string,
  render: () => Promise<string>,
  more?: () => readonly StreamEvent[],
): FastifyReply {
  if (hub.full) {
    return sendProblem(reply, problem("overloaded", `\`${hub.open}\` live streams are open; close one`));
  }
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "x-accel-buffering": "no",
  });
  hub.listen(topic, render, reply.raw, more);
  return reply;
}
