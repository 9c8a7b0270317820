import type { FastifyInstance, FastifyReply } from "fastify";
import type { Static } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { overviewAnswer } from "./overview-answer.ts";
import { livePage, pageParts } from "./page.ts";
import { pageLanguage } from "./page-words.ts";
import { problem, sendProblem } from "./problem.ts";
import { LangQuery, problems } from "./schemas.ts";
import { PAGE_HELMET } from "./secure-headers.ts";
import type { StreamHub } from "./stream-hub.ts";

const events = {
  200: {
    description: "server-sent events",
    content: { "text/event-stream": { schema: { type: "string" } } },
  },
};

/** The live page, its stream of changed parts, and the stream of overviews for programs. */
export function streamRoutes(
  app: FastifyInstance,
  engine: Engine,
  hub: StreamHub,
  firstCommand: () => string,
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
      const html = livePage(engine, lang, { nonces: reply.cspNonce, firstCommand: firstCommand() });
      reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
      return reply.header("content-type", "text/html; charset=utf-8").send(html);
    },
  );

  app.get<{ Querystring: Static<typeof LangQuery> }>(
    "/live",
    {
      exposeHeadRoute: false,
      schema: {
        operationId: "streamPage",
        tags: ["live"],
        summary: "The live page's parts, each second, as HTML in JSON",
        querystring: LangQuery,
        response: { ...events, ...problems(400, 401, 421, 429, 500) },
      },
    },
    async (request, reply) => {
      const lang = request.query.lang ?? pageLanguage(request.headers["accept-language"]);
      return stream(reply, `page ${lang}`, () => JSON.stringify(pageParts(engine, lang, firstCommand())));
    },
  );

  app.get(
    "/v1/stream",
    {
      exposeHeadRoute: false,
      schema: {
        operationId: "streamOverview",
        tags: ["live"],
        summary: "The overview, each second",
        response: { ...events, ...problems(401, 421, 429, 500) },
      },
    },
    async (_request, reply) => stream(reply, "overview", () => JSON.stringify(overviewAnswer(engine))),
  );

  function stream(reply: FastifyReply, topic: string, render: () => string): FastifyReply {
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
    hub.listen(topic, render, reply.raw);
    return reply;
  }
}
