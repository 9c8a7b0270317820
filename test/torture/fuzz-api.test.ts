import fc from "fast-check";
import { Compile } from "typebox/schema";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rounds } from "../e2e/rounds.ts";
import { type RunningEngine, startEngine } from "../e2e/running-engine.ts";
import { type Schema, valuesOf } from "../e2e/schema-arbitrary.ts";
import { scratchFolder } from "../e2e/scratch-folder.ts";

/**
 * Every route of the API's own document, with what the document allows and with what it does not: no answer is our own
 * mistake, each is one that the document promises, and the engine stands at the end.
 */
interface Parameter {
  readonly in: "path" | "query";
  readonly name: string;
  readonly schema: Schema;
}
type Contents = Readonly<Record<string, { readonly schema?: Schema }>>;
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly content?: Contents }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Request {
  readonly path: string;
  readonly body: string | null;
  readonly type: string;
}

const REQUESTS_EACH = rounds(6, 4_000);
/** An answer to one small request that takes longer is a finding. */
const ANSWER_MS_MAX = 10_000;
/** Streams are answered until the client goes; their tests are elsewhere. */
const STREAMS = new Set(["/live", "/v1/stream", "/v1/changes"]);
const HOSTILE = [
  "",
  ".",
  "..",
  "../../etc/passwd",
  "a/b",
  "%00",
  "\u0000",
  "\ud800",
  "\u202ezyx",
  "1e999",
  "-1",
  "0x10",
  "9007199254740993",
  "NaN",
  "null",
  "__proto__",
  "constructor",
  "' OR 1=1 --",
  "<script>alert(1)</script>",
  "赞".repeat(300),
  "x".repeat(9_000),
  " ",
  "🤖",
];
const KNOWN = ["e1", "p1", "u1", "m1", "v1", "video", "zh", "en", "1", "0", "payment"];

const scratch = scratchFolder();
let engine: RunningEngine;
let document: Document;

beforeAll(async () => {
  engine = await startEngine(scratch.path("data"));
  document = (await (await engine.get("/v1/openapi.json")).json()) as Document;
  const event = { id: "e1", type: "like", at: Date.now() - 9_000, actor: { id: "u1" } };
  await engine.post(JSON.stringify({ ...event, target: { kind: "video", id: "v1" } }));
  const payment = { id: "p1", type: "payment", at: Date.now() - 9_000, payer: "u1", remark: "100赞" };
  await engine.post(JSON.stringify({ ...payment, payee: { id: "m1" }, amount_minor: 100, currency: "CNY" }));
});
afterAll(async () => {
  expect(await engine.stop()).toBe(0);
  expect(engine.output()).not.toMatch(/ {4}at /); // no stack was printed
});

test("no request that the document allows, or forbids, meets a mistake of ours", {
  timeout: rounds(120_000, 7_200_000),
}, async () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    STREAMS.has(path)
      ? []
      : Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  expect(operations.length).toBeGreaterThan(40);
  for (const { path, method, operation } of operations) {
    await fc.assert(
      fc.asyncProperty(requestsOf(path, operation), async (request) => {
        const misfit = await whyWrong(method, operation, request);
        expect(
          misfit,
          `${method} ${request.path.slice(0, 200)} ${request.body?.slice(0, 300) ?? ""}`,
        ).toBeNull();
      }),
      { numRuns: REQUESTS_EACH, seed: 7 },
    );
  }
  expect((await engine.get("/readyz")).status).toBe(200);
});

function requestsOf(path: string, operation: Operation): fc.Arbitrary<Request> {
  const { schemas } = document.components;
  const parameters = (operation.parameters ?? []).map(({ schema, ...parameter }) =>
    fc
      .oneof(fc.constantFrom(...KNOWN), fc.constantFrom(...HOSTILE), valuesOf(schema, schemas).map(String))
      .map((value) => ({ ...parameter, value })),
  );
  return fc
    .record({
      parameters: fc.tuple(...parameters),
      left: fc.array(fc.boolean(), { minLength: parameters.length, maxLength: parameters.length }),
      body: bodiesOf(operation.requestBody?.content, schemas),
    })
    .map(({ parameters: given, left, body }) => {
      let at = path.replace("{*}", "0/000");
      const query = new URLSearchParams();
      given.forEach(({ in: where, name, value }, i) => {
        if (where === "path") at = at.replace(`{${name}}`, encodeURIComponent(value.toWellFormed()));
        else if (!left[i]) query.append(name, value);
      });
      const asked = query.size > 0 ? `${at}?${query}` : at;
      return { path: asked, body: body?.text ?? null, type: body?.type ?? "" };
    });
}

function bodiesOf(
  content: Contents | undefined,
  schemas: Document["components"]["schemas"],
): fc.Arbitrary<{ readonly text: string; readonly type: string } | null> {
  const media = Object.entries(content ?? {});
  if (media.length === 0) return fc.constant(null);
  return fc.oneof(
    ...media.map(([type, { schema }]) => {
      const good = schema?.type === undefined && schema?.$ref === undefined && schema?.anyOf === undefined;
      const values = good ? fc.jsonValue() : valuesOf(schema!, schemas);
      return fc
        .oneof(
          values.map((value) => JSON.stringify(value)),
          fc.json(),
          fc.constantFrom(...HOSTILE),
        )
        .map((text) => ({ text, type }));
    }),
    fc.constantFrom(...HOSTILE).map((text) => ({ text, type: "text/plain" })),
  );
}

/** Whether an answer is one that the document promises for this route: null, or why not. */
async function whyWrong(method: string, operation: Operation, request: Request): Promise<string | null> {
  const response = await fetch(engine.address + request.path, {
    method: method.toUpperCase(),
    ...(request.body === null ? {} : { body: request.body, headers: { "content-type": request.type } }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    redirect: "manual",
  });
  const text = await response.text();
  if (response.status >= 500) return `status ${response.status}: ${text.slice(0, 500)}`;
  // a client resolves `..` and empty parts before it sends: another route answers, or none
  if (new URL(request.path, engine.address).pathname !== request.path.split("?")[0]) return null;
  const promised = operation.responses[response.status];
  if (promised === undefined) return `status ${response.status} is not promised: ${text.slice(0, 500)}`;
  const media = String(response.headers.get("content-type")).split(";")[0]!;
  const schema = promised.content?.[media]?.schema;
  if (schema === undefined || !media.endsWith("json")) return null;
  const [fits, errors] = Compile({ ...schema, components: document.components }).Errors(JSON.parse(text));
  return fits ? null : `not as promised: ${JSON.stringify(errors).slice(0, 500)}`;
}
