import type { FastifyInstance, FastifyReply } from "fastify";
import type { Static } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { underBase } from "./base-path.ts";
import { servingCampaigns } from "./link-answer.ts";
import { type Lang, pageLanguage } from "./page-words.ts";
import { PaymentParams } from "./payment-schemas.ts";
import { payeePage, paymentPage, paymentsPage } from "./payments-page.ts";
import { problem, sendProblem } from "./problem.ts";
import { LangQuery, problems } from "./schemas.ts";
import { PAGE_HELMET } from "./secure-headers.ts";

const page = {
  200: { description: "the page", content: { "text/html": { schema: { type: "string" } } } },
  ...problems(400, 401, 404, 421, 500),
};

/** Payments and payees for people. */
export function paymentPages(app: FastifyInstance, engine: Engine, basePath: string): void {
  const { payments } = engine;
  const send = (reply: FastifyReply, lang: Lang, html: string) =>
    reply
      .header("vary", "accept-language")
      .header("content-language", lang === "zh" ? "zh-CN" : "en")
      .header("content-type", "text/html; charset=utf-8")
      .send(underBase(html, basePath));

  app.get<{ Querystring: Static<typeof LangQuery> }>(
    "/payments",
    {
      schema: {
        operationId: "getPaymentsPage",
        tags: ["live"],
        summary: "The page of payments that were not let through, and of payees by risk",
        querystring: LangQuery,
        response: page,
      },
      helmet: PAGE_HELMET,
    },
    async ({ query, headers }, reply) => {
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      return send(reply, lang, await paymentsPage(payments, { lang, nonces: reply.cspNonce }));
    },
  );

  app.get<{ Params: Static<typeof PaymentParams>; Querystring: Static<typeof LangQuery> }>(
    "/payments/:id",
    {
      schema: {
        operationId: "getPaymentPage",
        tags: ["live"],
        summary: "A payment's page: what is known of it, why, what was done, and what may be done now",
        params: PaymentParams,
        querystring: LangQuery,
        response: page,
      },
      helmet: PAGE_HELMET,
    },
    async ({ params: { id }, query, headers }, reply) => {
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      const view = await payments.get(id);
      if (view === null) return sendProblem(reply, problem("unknown_payment", `\`${id.slice(0, 80)}\``));
      const { decision } = view.answer;
      const sentences = decision === null ? [] : engine.explain(decision);
      return send(reply, lang, paymentPage(view, sentences, { lang, nonces: reply.cspNonce }));
    },
  );

  app.get<{ Params: Static<typeof PaymentParams>; Querystring: Static<typeof LangQuery> }>(
    "/payees/:id",
    {
      schema: {
        operationId: "getPayeePage",
        tags: ["live"],
        summary: "A payee's page: its risk with the part of each fact, and what is in proportion",
        params: PaymentParams,
        querystring: LangQuery,
        response: page,
      },
      helmet: PAGE_HELMET,
    },
    async ({ params: { id }, query, headers }, reply) => {
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      const payee = await payments.payee(id);
      if (payee === null) return sendProblem(reply, problem("unknown_payee", `\`${id.slice(0, 80)}\``));
      const campaigns = payee.link === null ? [] : await servingCampaigns(engine, payee.link);
      return send(reply, lang, payeePage(payee, campaigns, { lang, nonces: reply.cspNonce }));
    },
  );
}
