import type { Engine } from "../flow/engine.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { createApp } from "./app.ts";

/** The OpenAPI 3.1 document of the HTTP API, made from the schemas that validate and serialise. Deterministic. */
export async function openApiDocument(): Promise<Record<string, unknown>> {
  const app = await createApp(NOT_STARTED, { token: null, allowedHosts: null });
  await app.ready();
  const document: unknown = JSON.parse(JSON.stringify(app.swagger()));
  await app.close();
  return document as Record<string, unknown>;
}

function notStarted(): never {
  throw new TouchstoneError("not_ready", "only the document was asked for");
}

/** The document needs the routes and no engine behind them. */
const NOT_STARTED: Engine = {
  ledger: null,
  campaigns: {
    list: notStarted,
    get: notStarted,
    members: notStarted,
    targets: notStarted,
    events: notStarted,
    ofTarget: notStarted,
    review: async () => notStarted(),
    history: notStarted,
    health: notStarted,
    onChange: () => () => undefined,
  },
  payments: {
    screens: false,
    screen: async () => notStarted(),
    get: notStarted,
    confirm: notStarted,
    prove: notStarted,
    review: notStarted,
    payee: notStarted,
    payees: notStarted,
    latest: notStarted,
    apply: notStarted,
    answerComplaint: notStarted,
  },
  links: { list: notStarted, of: notStarted, servedBy: notStarted, health: notStarted },
  policies: {
    state: notStarted,
    propose: notStarted,
    activate: notStarted,
    withdraw: notStarted,
    settled: async () => notStarted(),
  },
  lists: { summary: notStarted, page: notStarted, change: notStarted },
  trails: {
    ofActor: async () => notStarted(),
    ofTarget: async () => notStarted(),
    campaignsOf: notStarted,
    isErased: notStarted,
  },
  changes: { now: notStarted, after: async () => notStarted() },
  submit: async () => notStarted(),
  counts: notStarted,
  quality: notStarted,
  decision: notStarted,
  explain: notStarted,
  overview: notStarted,
  forget: async () => notStarted(),
  readiness: async () => ({ ready: false, reason: "not started" }),
  close: async () => [],
};
