import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { underBase } from "./base-path.ts";
import { CampaignParams } from "./campaign-schemas.ts";
import { linkAnswer, linkSummary, servedPayees } from "./link-answer.ts";
import { linkListPage, payeeLinkPage } from "./link-page.ts";
import { LinkListQuery, PayeeParams } from "./link-schemas.ts";
import { pageLanguage } from "./page-words.ts";
import { problem, sendProblem } from "./problem.ts";
import { ref } from "./schema-parts.ts";
import { LangQuery, problems } from "./schemas.ts";
import { PAGE_HELMET } from "./secure-headers.ts";
import { LIST_ITEMS_DEFAULT, LIST_ITEMS_MAX } from "./serve-limits.ts";

const PAGE = {
  200: { description: "the page", content: { "text/html": { schema: { type: "string" } } } },
  ...problems(400, 401, 404, 421, 500),
};

/** The link between payments and steps: payees, one payee, what a campaign served; and its pages. */
export function linkRoutes(app: FastifyInstance, engine: Engine, basePath: string): void {
  app.get<{ Querystring: Static<typeof LinkListQuery> }>(
    "/v1/links",
    {
      schema: {
        operationId: "listLinks",
        tags: ["payments"],
        summary: "Payees, those whose payments were followed by steps first, and how the link test does",
        querystring: LinkListQuery,
        response: { 200: ref("LinkList"), ...problems(400, 401, 421, 500) },
      },
    },
    async ({ query: { state, limit = LIST_ITEMS_DEFAULT } }) => {
      const all = engine.links.list().filter((link) => state === undefined || link.state === state);
      return {
        items: all.slice(0, limit).map(linkSummary),
        total: all.length,
        health: engine.links.health(),
      };
    },
  );

  app.get<{ Params: Static<typeof PayeeParams> }>(
    "/v1/payees/:id/links",
    {
      schema: {
        operationId: "getPayeeLinks",
        tags: ["payments"],
        summary: "What the payments to a payee were followed by, and the campaigns that served its orders",
        params: PayeeParams,
        response: { 200: ref("PayeeLink"), ...problems(400, 401, 404, 421, 500) },
      },
    },
    async ({ params: { id } }, reply) => {
      const link = engine.links.of(id);
      return link === null ? sendProblem(reply, noPayee(id)) : await linkAnswer(engine, link);
    },
  );

  app.get<{ Params: Static<typeof CampaignParams> }>(
    "/v1/campaigns/:id/payees",
    {
      schema: {
        operationId: "listCampaignPayees",
        tags: ["campaigns"],
        summary: "Payees whose orders a campaign served",
        params: CampaignParams,
        response: { 200: ref("ServedPayees"), ...problems(400, 401, 404, 421, 500) },
      },
    },
    async ({ params: { id } }, reply) => {
      if ((await engine.campaigns.get(id)) === null) {
        return sendProblem(reply, problem("unknown_campaign", `no campaign \`${id.slice(0, 80)}\``));
      }
      return { items: await servedPayees(engine, id, LIST_ITEMS_MAX) };
    },
  );

  app.get<{ Querystring: Static<typeof LangQuery> }>(
    "/links",
    {
      schema: {
        operationId: "getLinkListPage",
        tags: ["live"],
        summary: "The page of payees and what followed payments to them, in Chinese or English",
        querystring: LangQuery,
        response: PAGE,
      },
      helmet: PAGE_HELMET,
    },
    async ({ query, headers }, reply) => {
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      const page = linkListPage(engine, lang, reply.cspNonce);
      reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
      return reply.header("content-type", "text/html; charset=utf-8").send(underBase(page, basePath));
    },
  );

  app.get<{ Params: Static<typeof PayeeParams>; Querystring: Static<typeof LangQuery> }>(
    "/links/:id",
    {
      schema: {
        operationId: "getPayeeLinkPage",
        tags: ["live"],
        summary: "The link of one payee, with its delivery curve, in Chinese or English",
        params: Type.Object({ id: PayeeParams.properties.id }),
        querystring: LangQuery,
        response: PAGE,
      },
      helmet: PAGE_HELMET,
    },
    async ({ params: { id }, query, headers }, reply) => {
      const link = engine.links.of(id);
      if (link === null) return sendProblem(reply, noPayee(id));
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      const page = await payeeLinkPage(engine, link, lang, reply.cspNonce);
      reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
      return reply.header("content-type", "text/html; charset=utf-8").send(underBase(page, basePath));
    },
  );
}

function noPayee(id: string) {
  return problem("not_found", `no payment to \`${id.slice(0, 80)}\` was told of by the link test`);
}
