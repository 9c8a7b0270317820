import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { underBase } from "./base-path.ts";
import { ledgerEntryPage, ledgerPage } from "./ledger-page.ts";
import { entryAt } from "./ledger-routes.ts";
import { LedgerParams, SEQUENCE_MAX } from "./ledger-schemas.ts";
import { pageLanguage } from "./page-words.ts";
import { problem, sendProblem } from "./problem.ts";
import { LangQuery, problems } from "./schemas.ts";
import { PAGE_HELMET } from "./secure-headers.ts";

const LedgerPageQuery = Type.Object({
  ...LangQuery.properties,
  before: Type.Optional(Type.Integer({ minimum: 0, maximum: SEQUENCE_MAX })),
});
const page = {
  200: { description: "the page", content: { "text/html": { schema: { type: "string" } } } },
  ...problems(400, 401, 404, 421, 500),
};

/** The ledger for people: its latest entries, and each with how to verify it. */
export function ledgerPages(app: FastifyInstance, { ledger }: Engine, basePath: string): void {
  app.get<{ Querystring: Static<typeof LedgerPageQuery> }>(
    "/ledger",
    {
      schema: {
        operationId: "getLedgerPage",
        tags: ["live"],
        summary: "The ledger's page, in Chinese or English",
        querystring: LedgerPageQuery,
        response: page,
      },
      helmet: PAGE_HELMET,
    },
    async ({ query, headers }, reply) => {
      if (ledger === null) return sendProblem(reply, problem("not_found", "no ledger is kept here"));
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      const asked = { lang, nonces: reply.cspNonce };
      return send(
        reply,
        lang,
        await ledgerPage(ledger, await entriesOf(ledger), query.before ?? null, asked),
      );
    },
  );

  app.get<{ Params: Static<typeof LedgerParams>; Querystring: Static<typeof LangQuery> }>(
    "/ledger/:sequence",
    {
      schema: {
        operationId: "getLedgerEntryPage",
        tags: ["live"],
        summary: "An entry's page: what it says, and how to verify it",
        params: LedgerParams,
        querystring: LangQuery,
        response: page,
      },
      helmet: PAGE_HELMET,
    },
    async ({ params: { sequence }, query, headers }, reply) => {
      const entry = ledger === null ? null : await entryAt(ledger, sequence);
      if (ledger === null || entry === null)
        return sendProblem(reply, problem("not_found", `the ledger has no entry \`${sequence}\``));
      const lang = query.lang ?? pageLanguage(headers["accept-language"]);
      return send(reply, lang, ledgerEntryPage(ledger, entry, { lang, nonces: reply.cspNonce }));
    },
  );

  function send(reply: Parameters<typeof sendProblem>[0], lang: "zh" | "en", html: string) {
    reply.header("vary", "accept-language").header("content-language", lang === "zh" ? "zh-CN" : "en");
    return reply.header("content-type", "text/html; charset=utf-8").send(underBase(html, basePath));
  }
}

/** Entries there are, those that wait for a checkpoint included: few, as one is signed each second. */
async function entriesOf(ledger: NonNullable<Engine["ledger"]>): Promise<number> {
  let size = ledger.size();
  for (
    let page = await ledger.entries(size, 1_000);
    page.length > 0;
    page = await ledger.entries(size, 1_000)
  )
    size += page.length;
  return size;
}
