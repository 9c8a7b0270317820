import type { FastifyInstance, FastifyReply } from "fastify";
import { type Static, Type } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import { underBase } from "./base-path.ts";
import { pageLanguage } from "./page-words.ts";
import { problem, sendProblem } from "./problem.ts";
import { ref } from "./schema-parts.ts";
import { LangQuery, problems, TargetParams } from "./schemas.ts";
import { PAGE_HELMET } from "./secure-headers.ts";
import {
  CURSOR_CHARS_MAX,
  LIST_ITEMS_DEFAULT,
  PAGE_LOOKS_MAX,
  TRAIL_EVENTS_SHOWN_MAX,
} from "./serve-limits.ts";
import { actorAnswer, type LookAnswer, targetAnswer } from "./trail-answer.ts";
import { actorPage, targetPage } from "./trail-page.ts";

const ActorParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: ID_BYTES_MAX }) });
const before = Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_CHARS_MAX }));
const LookQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: TRAIL_EVENTS_SHOWN_MAX })),
  before,
});
const PageQuery = Type.Object({ ...LangQuery.properties, before });
const html = { "text/html": { schema: { type: "string" } } };
const PAGE = {
  200: { description: "the page", content: html },
  404: { description: "a page that says so", content: html },
  ...problems(400, 401, 421, 429, 500),
};

/** One account and one target: what was done, what was decided and why, the campaigns they stand in, their counts; and the pages of both. */
export function trailRoutes(app: FastifyInstance, engine: Engine, basePath: string): void {
  app.get<{ Params: Static<typeof ActorParams>; Querystring: Static<typeof LookQuery> }>(
    "/v1/actors/:id",
    {
      schema: {
        operationId: "getActor",
        tags: ["decisions"],
        summary: "An account: what it did, what was decided and why, the campaigns it stands in",
        description:
          "The log is read backwards, in bounded looks: `looked_events` and `looked_to` say how far, `next` goes on. Addresses, devices and texts are not told. An account that was erased shows nothing.",
        params: ActorParams,
        querystring: LookQuery,
        response: { 200: ref("Actor"), ...problems(400, 401, 404, 421, 429, 500) },
      },
    },
    async ({ params: { id }, query }, reply) => {
      const { limit = LIST_ITEMS_DEFAULT } = query;
      const answer = await actorAnswer(engine, id, { ...query, limit });
      return (
        answer ??
        sendProblem(reply, problem("not_found", `no event names the account \`${id.slice(0, 80)}\``))
      );
    },
  );

  app.get<{ Params: Static<typeof TargetParams>; Querystring: Static<typeof LookQuery> }>(
    "/v1/targets/:kind/:id",
    {
      schema: {
        operationId: "getTarget",
        tags: ["targets"],
        summary:
          "A target: its counts, the campaigns that touch it, what was done to it and what was decided",
        description: "The log is read backwards, in bounded looks, as for an account.",
        params: TargetParams,
        querystring: LookQuery,
        response: { 200: ref("Target"), ...problems(400, 401, 404, 421, 429, 500) },
      },
    },
    async ({ params: { kind, id }, query }, reply) => {
      const { limit = LIST_ITEMS_DEFAULT } = query;
      const answer = await targetAnswer(engine, kind, id, { ...query, limit });
      return (
        answer ?? sendProblem(reply, problem("not_found", `no event reached ${kind} \`${id.slice(0, 80)}\``))
      );
    },
  );

  app.get<{ Params: Static<typeof ActorParams>; Querystring: Static<typeof PageQuery> }>(
    "/actors/:id",
    {
      schema: {
        operationId: "getActorPage",
        tags: ["live"],
        summary: "The page of an account, in Chinese or English",
        params: ActorParams,
        querystring: PageQuery,
        response: PAGE,
      },
      helmet: PAGE_HELMET,
    },
    async ({ params: { id }, query: { lang: asked, ...query }, headers }, reply) => {
      const lang = asked ?? pageLanguage(headers["accept-language"]);
      const answer = await lookOn(query.before, (before) =>
        actorAnswer(engine, id, { ...before, limit: LIST_ITEMS_DEFAULT }),
      );
      const page = actorPage(id, answer, { lang, nonces: reply.cspNonce, before: query.before });
      return send(reply.code(answer === null ? 404 : 200), lang, page);
    },
  );

  app.get<{ Params: Static<typeof TargetParams>; Querystring: Static<typeof PageQuery> }>(
    "/targets/:kind/:id",
    {
      schema: {
        operationId: "getTargetPage",
        tags: ["live"],
        summary: "The page of a target, in Chinese or English",
        params: TargetParams,
        querystring: PageQuery,
        response: PAGE,
      },
      helmet: PAGE_HELMET,
    },
    async ({ params: { kind, id }, query: { lang: asked, ...query }, headers }, reply) => {
      const lang = asked ?? pageLanguage(headers["accept-language"]);
      const answer = await lookOn(query.before, (before) =>
        targetAnswer(engine, kind, id, { ...before, limit: LIST_ITEMS_DEFAULT }),
      );
      const page = targetPage(kind, id, answer, { lang, nonces: reply.cspNonce, before: query.before });
      return send(reply.code(answer === null ? 404 : 200), lang, page);
    },
  );

  function send(reply: FastifyReply, lang: "zh" | "en", page: string) {
    reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
    return reply.header("content-type", "text/html; charset=utf-8").send(underBase(page, basePath));
  }
}

/** Looks further back while a page would stay empty, a few times: on a busy machine one look does not go far. */
async function lookOn<T extends LookAnswer>(
  from: string | undefined,
  look: (before: { readonly before?: string }) => Promise<T | null>,
): Promise<T | null> {
  let answer = await look(from === undefined ? {} : { before: from });
  let looked = answer?.looked_events ?? 0;
  for (let more = 1; more < PAGE_LOOKS_MAX && answer !== null; more++) {
    if (answer.events.length > 0 || answer.next === null) break;
    const further = await look({ before: answer.next });
    if (further === null) break;
    looked += further.looked_events;
    answer = { ...further, looked_events: looked };
  }
  return answer;
}
