import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDecoder } from "../../src/ingest/json-decoder.ts";
import { createEventRow } from "../../src/nouns/event-row.ts";
import { ndjson } from "./made-events.ts";
import { type RunningEngine, startEngine } from "./running-engine.ts";
import { fieldPaths, type Schema, valuesOf } from "./schema-arbitrary.ts";
import { scratchFolder } from "./scratch-folder.ts";

const scratch = scratchFolder();
let engine: RunningEngine;
let schemas: Record<string, Schema>;

beforeAll(async () => {
  engine = await startEngine(scratch.path("data"), ["--no-demo", "--policy", "velocity"]);
  const document = (await (await engine.get("/v1/openapi.json")).json()) as {
    openapi: string;
    components: { schemas: Record<string, Schema> };
  };
  expect(document.openapi).toMatch(/^3\.1/);
  ({ schemas } = document.components);
});
afterAll(async () => {
  expect(await engine.stop()).toBe(0);
});

interface Answers {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly answers: readonly { readonly rejection?: { readonly code: string; readonly field: string } }[];
}

async function submit(events: readonly unknown[]): Promise<Answers> {
  const response = await engine.post(ndjson(events));
  expect(response.status).toBe(200);
  return (await response.json()) as Answers;
}

/** The contract's own examples. */
const LIKE = {
  id: "e1",
  type: "like",
  at: "2026-11-22T12:00:00.123Z",
  actor: { id: "u1", registered_at: "2024-05-01T00:00:00Z", registration_batch: null },
  target: { kind: "video", id: "v9", owner: "u77" },
  context: {
    ip: "203.0.113.9",
    asn: 64500,
    device: "d3",
    emulator: false,
    rooted: false,
    app_version: "11.2",
    user_agent: "…",
    source: "recommend",
    parent_share: null,
  },
  behavior: { dwell_ms: 8400, play_ratio: 0.8, scroll_depth: null, preceding_events: 5 },
};
const PAYMENT = {
  id: "p1",
  type: "payment",
  at: "2026-11-22T11:58:00Z",
  payer: "u77",
  payee: {
    id: "m5",
    kind: "personal",
    certified: false,
    licence: null,
    category: null,
    opened_at: "2026-11-01T00:00:00Z",
  },
  amount_minor: 100,
  currency: "CNY",
  channel: "wechat_pay",
  scene: "transfer",
  remark: "…",
  order: null,
};

describe("the document's Event and the decoder", () => {
  test.each([
    ["like", LIKE],
    ["payment", PAYMENT],
  ])("the contract's %s is accepted, alone and in a batch, and fits the document", async (_what, example) => {
    // the example's day may lie ahead of this machine's clock
    const past = { ...example, at: example.at.replace("2026", "2025") };
    const alone = await engine.post(JSON.stringify(past), { "content-type": "application/json" });
    const decided = (await alone.json()) as { readonly screened?: boolean };
    expect(decided).toMatchObject({ verdict: "allow", event: example.id });
    // nothing screens payments yet, and the answer says so
    expect(decided.screened).toBe(example.type === "payment" ? false : undefined);
    expect(await submit([past])).toMatchObject({ duplicates: 1, rejected: 0 });
    const named = fieldPaths(
      schemas[example.type === "payment" ? "PaymentEvent" : "EngagementEvent"]!,
      schemas,
    );
    const paths = pathsOf(example).map((path) => path.join("."));
    expect(named.map((path) => path.join("."))).toEqual(expect.arrayContaining(paths));
  });

  test("whatever the document allows is accepted", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(valuesOf({ $ref: "#/components/schemas/Event" }, schemas), { minLength: 20, maxLength: 40 }),
        async (events) => {
          run++;
          const distinct = events.map((event, i) => ({
            ...(event as object),
            id: `${run}-${i}-${(event as { id: string }).id}`,
          }));
          const { accepted, answers } = await submit(distinct);
          const refused = answers.flatMap(({ rejection }, i) =>
            rejection === undefined ? [] : [{ rejection, event: distinct[i] }],
          );
          expect(refused).toEqual([]);
          expect(accepted).toBe(distinct.length);
        },
      ),
      { numRuns: 25, seed: 1 },
    );
  });

  test("a field of another type than the document's is refused, by its name; without a required one too", async () => {
    for (const [name, example] of [
      ["EngagementEvent", LIKE],
      ["PaymentEvent", PAYMENT],
    ] as const) {
      const paths = fieldPaths(schemas[name]!, schemas).filter((path) => path.join(".") !== "id");
      const wrong = paths.map((path, i) => changed(example, path, [`an ${i}`]));
      const { answers } = await submit(wrong);
      const told = paths.map((path) => `wrong_type ${path.join(".")}`);
      expect(strictly(wrong).map((rejection) => `${rejection?.code} ${rejection?.field}`)).toEqual(told);
      // At the door an optional field costs itself alone, a required one and `retraction` the event.
      const needed = (path: readonly string[]) =>
        isRequired(schemas[name]!, path) || path.join() === "retraction";
      const fields = answers.map(({ rejection }) => rejection && `${rejection.code} ${rejection.field}`);
      expect(fields).toEqual(paths.map((path, i) => (needed(path) ? told[i] : undefined)));
      const { required } = schemas[name]!;
      const without = await submit(required!.map((field) => changed(example, [field], undefined)));
      expect(without.rejected).toBe(required!.length);
    }
  });

  test("its limits are the decoder's: at each accepted, one past it refused", async () => {
    const cases: [path: string, at: unknown, past: unknown][] = [
      ["actor.id", "a".repeat(1024), "a".repeat(1025)],
      ["context.device", "a".repeat(1024), "a".repeat(1025)],
      ["content.text", "a".repeat(16_384), "a".repeat(16_385)],
      ["context.asn", 4_294_967_295, 4_294_967_296],
      ["behavior.scroll_depth", 1, 1.01],
      ["behavior.dwell_ms", Number.MAX_SAFE_INTEGER, 2 ** 53],
      ["target.duration_ms", 0.5, 0],
      ["actor.registered_at", 4_102_444_799_999, 4_102_444_800_000],
      ["retraction", false, 0],
    ];
    const of = (which: 1 | 2) =>
      cases.map((one) =>
        changed({ ...LIKE, at: 1_700_000_000_000, content: {} }, one[0].split("."), one[which]),
      );
    expect(await submit(of(1).map((event, i) => ({ ...event, id: `at${i}` })))).toMatchObject({
      accepted: cases.length,
    });
    expect(strictly(of(1))).toEqual(cases.map(() => null));
    expect(strictly(of(2)).map((rejection) => rejection?.field)).toEqual(cases.map(([path]) => path));
    const past = await submit(of(2).map((event, i) => ({ ...event, id: `past${i}` })));
    const refused = past.answers.map(({ rejection }) => rejection?.field);
    expect(refused.filter((field) => field !== undefined)).toEqual(["actor.id", "retraction"]);
  });
});

/** Events → what a decoder that sets no optional field aside says of each. */
function strictly(events: readonly object[]) {
  const decoder = createDecoder({ strict: true, door: true });
  const row = createEventRow();
  return events.map((event) => {
    const bytes = Buffer.from(JSON.stringify(event));
    return decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
  });
}

/** Whether every part of a path is required by the schema around it. */
function isRequired(schema: Schema, path: readonly string[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return true;
  return schema.required?.includes(first) === true && isRequired(schema.properties![first]!, rest);
}

function pathsOf(value: object): string[][] {
  return Object.entries(value).flatMap(([name, field]) => [
    [name],
    ...(typeof field === "object" && field !== null ? pathsOf(field).map((path) => [name, ...path]) : []),
  ]);
}

/** A copy with one field replaced, or removed where `value` is undefined. */
function changed(event: object, path: readonly string[], value: unknown): object {
  const copy = structuredClone(event) as Record<string, unknown>;
  let at = copy;
  for (const name of path.slice(0, -1)) {
    at[name] = at[name] ?? {};
    at = at[name] as Record<string, unknown>;
  }
  const last = path.at(-1)!;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}
