import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import type { LightMyRequestResponse } from "fastify";
import { beforeAll, describe, expect, test } from "vitest";
import { CODES, type Code } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX, REJECTIONS_LISTED_MAX } from "../nouns/limits.ts";
import { createFixtureApp, eventOf, type FixtureApp, misfit } from "./fixture-app.ts";
import { openApiDocument } from "./openapi.ts";
import { SUBMISSION_BYTES_MAX } from "./serve-limits.ts";

let document: Record<string, unknown>;
beforeAll(async () => {
  document = await openApiDocument();
});

const JSON_TYPE = { "content-type": "application/json" };
const NDJSON_TYPE = { "content-type": "application/x-ndjson" };

async function post(
  { app }: FixtureApp,
  payload: string | Buffer,
  headers: Record<string, string> = JSON_TYPE,
): Promise<LightMyRequestResponse> {
  const response = await app.inject({ method: "POST", url: "/v1/events", payload, headers });
  expect(misfit(document, "post", "/v1/events", response)).toBeNull();
  return response;
}

function expectProblem(response: LightMyRequestResponse, code: Code): Record<string, unknown> {
  const problem = response.json<Record<string, unknown>>();
  expect(problem).toMatchObject({ code, status: CODES[code].status, title_zh: CODES[code].zh });
  expect(problem.type).toBe(`about:touchstone/${code}`);
  expect(response.statusCode).toBe(CODES[code].status);
  expect(response.headers["content-type"]).toContain("application/problem+json");
  return problem;
}

const ndjson = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => JSON.stringify(eventOf(`e${from + i}`))).join("\n");

describe("one event", () => {
  test("the verdict comes first, with its reasons", async () => {
    const response = await post(await createFixtureApp(), JSON.stringify(eventOf("e1", "bot1")));
    expect(response.statusCode).toBe(200);
    expect(response.body).toMatch(/^\{"verdict":"reject","score":0\.97,"event":"e1","reasons":\[\{"rule":/);
    expect(response.json()).not.toHaveProperty("duplicate");
  });

  test("the same id again says so, with the first decision", async () => {
    const fixture = await createFixtureApp();
    await post(fixture, JSON.stringify(eventOf("e1", "bot1")));
    const again = await post(fixture, JSON.stringify(eventOf("e1", "u1")));
    expect(again.json()).toMatchObject({ verdict: "reject", duplicate: true });
  });

  test("the bytes reach the engine as they were sent", async () => {
    const fixture = await createFixtureApp();
    const body = JSON.stringify(eventOf("e1")).replace("1790000000000", "1.79e12");
    await post(fixture, body);
    await post(fixture, JSON.stringify(eventOf("e2"), null, 2));
    expect(fixture.engine.lines[0]).toBe(body);
    expect(JSON.parse(fixture.engine.lines[1]!)).toEqual(eventOf("e2"));
    expect(fixture.engine.lines).toHaveLength(2);
  });

  test("a refused event is a problem that names field, value and hint", async () => {
    const fixture = await createFixtureApp();
    const problem = expectProblem(await post(fixture, '{"id":"e1"}'), "missing_field");
    expect(problem).toMatchObject({ field: "type", value: '{"id":"e1"}', hint: "add `type`", line: 1 });
  });

  test.each<[string, string, Code]>([
    ["nothing", "", "empty_input"],
    ["white space", " \n\t ", "empty_input"],
    ["no JSON", "nope", "not_json"],
    ["a number", "7", "not_an_object"],
    [
      "two events on two lines",
      `${JSON.stringify(eventOf("a"))}\n${JSON.stringify(eventOf("b"))}`,
      "not_json",
    ],
    ["a raw line break inside a string", '{"id":"a\nb"}', "not_json"],
    ["one byte past the longest event", `{"id":"${"x".repeat(EVENT_BYTES_MAX - 8)}"}`, "too_long"],
  ])("%s is refused", async (_name, body, code) => {
    expectProblem(await post(await createFixtureApp(), body), code);
  });

  test("the longest event is taken", async () => {
    const event = JSON.stringify(eventOf("e1", "u1", { note: "" }));
    const body = event.replace('"note":""', `"note":"${"x".repeat(EVENT_BYTES_MAX - event.length)}"`);
    expect(body.length).toBe(EVENT_BYTES_MAX);
    expect((await post(await createFixtureApp(), body)).statusCode).toBe(200);
  });
});

describe("content types", () => {
  test.each([
    ["none", {}],
    ["text/plain", { "content-type": "text/plain" }],
    ["multipart/form-data", { "content-type": "multipart/form-data; boundary=x" }],
    ["another charset", { "content-type": "application/json; charset=utf-16" }],
    ["another encoding", { ...JSON_TYPE, "content-encoding": "br" }],
    ["two encodings", { ...JSON_TYPE, "content-encoding": "gzip, zstd" }],
  ])("%s is refused", async (_name, headers) => {
    expectProblem(await post(await createFixtureApp(), "{}", headers), "unknown_format");
  });

  test.each(["application/json; charset=UTF-8", 'Application/JSON;charset="utf-8"'])(
    "%s is taken",
    async (type) => {
      const response = await post(await createFixtureApp(), JSON.stringify(eventOf("e1")), {
        "content-type": type,
      });
      expect(response.statusCode).toBe(200);
    },
  );
});

describe("batches", () => {
  test("an array is answered in order, bad records alone", async () => {
    const events = [eventOf("a"), eventOf("b", "bot"), 7, eventOf("a"), { id: "c" }];
    const answer = (await post(await createFixtureApp(), JSON.stringify(events, null, 1))).json();
    expect(answer).toMatchObject({ accepted: 2, duplicates: 1, rejected: 2 });
    expect(answer.answers).toMatchObject([
      { verdict: "allow", event: "a" },
      { verdict: "reject", event: "b" },
      { rejection: { code: "not_an_object", line: 3 } },
      { verdict: "allow", event: "a", duplicate: true },
      { rejection: { code: "missing_field", line: 5, field: "type" } },
    ]);
  });

  test("a record with a raw line break in a string is refused alone, in its place", async () => {
    const body = `[${JSON.stringify(eventOf("a"))},{"id":"b\nc"},${JSON.stringify(eventOf("d"))}]`;
    const answer = (await post(await createFixtureApp(), body)).json();
    expect(answer).toMatchObject({ accepted: 2, rejected: 1 });
    expect(answer.answers[1]).toMatchObject({ rejection: { code: "not_json", line: 2 } });
  });

  test("an empty array has no answers", async () => {
    const fixture = await createFixtureApp();
    expect((await post(fixture, "[]")).json()).toEqual({
      accepted: 0,
      duplicates: 0,
      rejected: 0,
      set_aside: 0,
      placeholders: 0,
      repeats: 0,
      late: 0,
      answers: [],
    });
    expect(fixture.engine.submissionBytes).toEqual([]);
  });

  test("an array that is not whole is refused before anything is taken in", async () => {
    const fixture = await createFixtureApp();
    expectProblem(await post(fixture, `[${JSON.stringify(eventOf("a"))},`), "not_json");
    expect(fixture.engine.lines).toEqual([]);
  });

  test("lines are numbered through the whole body; blank ones have no answer", async () => {
    const body = `${ndjson(1)}\n\nnope\n`;
    const answer = (await post(await createFixtureApp(), body, NDJSON_TYPE)).json();
    expect(answer).toMatchObject({ accepted: 1, rejected: 1 });
    expect(answer.answers[1]).toMatchObject({ rejection: { code: "not_json", line: 3 } });
  });

  test("one answer a line on request", async () => {
    const headers = { ...NDJSON_TYPE, accept: "application/x-ndjson" };
    const response = await post(await createFixtureApp(), `${ndjson(2)}\nnope`, headers);
    expect(response.headers["content-type"]).toContain("application/x-ndjson");
    const lines = response.body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([{ event: "e0" }, { event: "e1" }, { rejection: { line: 3 } }]);
  });

  test("a large body reaches the engine in bounded submissions, and line numbers go on", async () => {
    const fixture = await createFixtureApp();
    const answer = (await post(fixture, `${ndjson(15_000)}\nnope`, NDJSON_TYPE)).json();
    expect(answer).toMatchObject({ accepted: 15_000, rejected: 1 });
    expect(answer.answers[15_000]).toMatchObject({ rejection: { line: 15_001 } });
    expect(fixture.engine.submissionBytes.length).toBeGreaterThan(1);
    expect(Math.max(...fixture.engine.submissionBytes)).toBeLessThan(2 * SUBMISSION_BYTES_MAX);
  });

  test.each([
    [REJECTIONS_LISTED_MAX, undefined],
    [REJECTIONS_LISTED_MAX + 1, 1],
  ])("of %i rejections, %s are only counted", async (count, unlisted) => {
    const body = "x\n".repeat(count);
    const answer = (await post(await createFixtureApp(), body, NDJSON_TYPE)).json();
    expect(answer.rejected).toBe(count);
    expect(answer.answers).toHaveLength(REJECTIONS_LISTED_MAX);
    expect(answer.rejections_unlisted).toBe(unlisted);
    const lines = await post(await createFixtureApp(), body, {
      ...NDJSON_TYPE,
      accept: "application/x-ndjson",
    });
    expect(lines.body.includes('{"rejections_unlisted":1}')).toBe(unlisted === 1);
  });
});

describe("compression", () => {
  const event = Buffer.from(JSON.stringify(eventOf("e1")));

  test.each([
    ["gzip", gzipSync(event)],
    ["x-gzip", gzipSync(event)],
    ["GZIP", gzipSync(event)],
    ["zstd", zstdCompressSync(event)],
    ["identity", event],
  ])("%s is read", async (encoding, payload) => {
    const response = await post(await createFixtureApp(), payload, {
      ...JSON_TYPE,
      "content-encoding": encoding,
    });
    expect(response.json()).toMatchObject({ verdict: "allow", event: "e1" });
  });

  const lines = (id: string) => Buffer.from(`${JSON.stringify(eventOf(id))}\n`);
  const skip = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  test.each<[string, string, Buffer]>([
    ["two gzip members", "gzip", Buffer.concat([gzipSync(lines("e1")), gzipSync(lines("e2"))])],
    [
      "two zstd frames",
      "zstd",
      Buffer.concat([zstdCompressSync(lines("e1")), zstdCompressSync(lines("e2"))]),
    ],
    [
      "frames to be skipped",
      "zstd",
      Buffer.concat([skip, zstdCompressSync(lines("e1")), skip, zstdCompressSync(lines("e2"))]),
    ],
    [
      "zeros behind the end",
      "gzip",
      Buffer.concat([gzipSync(lines("e1")), gzipSync(lines("e2")), Buffer.alloc(700)]),
    ],
  ])("%s are all read", async (_name, encoding, payload) => {
    const fixture = await createFixtureApp();
    const response = await post(fixture, payload, { ...NDJSON_TYPE, "content-encoding": encoding });
    expect(response.json()).toMatchObject({ accepted: 2, duplicates: 0, rejected: 0 });
  });

  test.each<[string, string, (body: Buffer) => Buffer]>([
    ["gzip", "rubbish", (body) => Buffer.concat([gzipSync(body), Buffer.from("rubbish")])],
    ["zstd", "rubbish", (body) => Buffer.concat([zstdCompressSync(body), Buffer.from("rubbish")])],
    [
      "gzip",
      "a second member that is damaged",
      (body) => Buffer.concat([gzipSync(body), gzipSync(body).fill(255, 14, 20)]),
    ],
    [
      "zstd",
      "a second frame that is damaged",
      (body) => Buffer.concat([zstdCompressSync(body), zstdCompressSync(body).fill(255, 12, 30)]),
    ],
  ])("%s: %s behind good data costs nothing before it, and is named", async (encoding, _what, damage) => {
    const fixture = await createFixtureApp();
    const payload = damage(Buffer.concat([lines("e1"), lines("e2")]));
    const headers = { ...NDJSON_TYPE, "content-encoding": encoding };
    const problem = expectProblem(await post(fixture, payload, headers), "bad_compression");
    expect(problem.progress).toEqual({ accepted: 2, duplicates: 0, rejected: 0 });
  });

  const wide = zstdCompressSync(Buffer.alloc(20_000_000, "touchstone"), {
    params: { [constants.ZSTD_c_windowLog]: 25 },
  });
  test.each<[string, string, Buffer, Code]>([
    ["a gzip body cut short", "gzip", gzipSync(event).subarray(0, -6), "truncated"],
    ["a zstd body cut short", "zstd", zstdCompressSync(event).subarray(0, -6), "truncated"],
    ["an empty gzip body", "gzip", Buffer.alloc(0), "truncated"],
    ["a body that is no gzip", "gzip", event, "bad_compression"],
    ["a body that is no zstd", "zstd", event, "bad_compression"],
    ["a zstd frame that wants a large window", "zstd", wide, "bad_compression"],
  ])("%s is refused", async (_name, encoding, payload, code) => {
    expectProblem(
      await post(await createFixtureApp(), payload, { ...JSON_TYPE, "content-encoding": encoding }),
      code,
    );
  });

  test("lines before the damage were taken in, and the problem says so", async () => {
    const fixture = await createFixtureApp();
    const payload = gzipSync(Buffer.from(ndjson(15_000)));
    const headers = { ...NDJSON_TYPE, "content-encoding": "gzip" };
    const problem = expectProblem(await post(fixture, payload.subarray(0, -9), headers), "truncated");
    const taken = fixture.engine.lines.length;
    expect(taken).toBeGreaterThan(0);
    expect(problem.progress).toEqual({ accepted: taken, duplicates: 0, rejected: 0 });
    const again = (await post(fixture, payload, headers)).json();
    expect(again).toMatchObject({ accepted: 15_000 - taken, duplicates: taken });
  });
});

describe("limits", () => {
  const padded = (bytes: number) => Buffer.from(`${" ".repeat(bytes - 11)}[1,2,3,4,5]`);
  const limit = 4096;

  test.each<[string, (body: Buffer) => Buffer, Record<string, string>]>([
    ["plain", (body) => body, {}],
    ["gzip", (body) => gzipSync(body), { "content-encoding": "gzip" }],
    ["zstd", (body) => zstdCompressSync(body), { "content-encoding": "zstd" }],
    ["chunked", (body) => body, { "content-length": "" }],
  ])("%s bodies are taken at the limit and refused one past it", async (_name, encode, headers) => {
    const fixture = await createFixtureApp({ bodyBytesMax: limit });
    const at = await post(fixture, encode(padded(limit)), { ...JSON_TYPE, ...headers });
    expect(at.json()).toMatchObject({ rejected: 5 });
    expectProblem(
      await post(fixture, encode(padded(limit + 1)), { ...JSON_TYPE, ...headers }),
      "body_too_large",
    );
  });

  test("a bomb is cut long before it is whole", async () => {
    const fixture = await createFixtureApp({ bodyBytesMax: limit });
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    expectProblem(await post(fixture, bomb, { ...JSON_TYPE, "content-encoding": "gzip" }), "body_too_large");
    expectProblem(
      await post(fixture, bomb, { ...NDJSON_TYPE, "content-encoding": "gzip" }),
      "body_too_large",
    );
  });

  test("requests share a bound of memory, and give theirs back", async () => {
    const fixture = await createFixtureApp({ bufferedBytesMax: limit });
    const refused = await post(fixture, padded(limit + 1));
    expectProblem(refused, "overloaded");
    expect(refused.headers["retry-after"]).toBe("1");
    for (let i = 0; i < 3; i++) expect((await post(fixture, padded(limit - 1000))).statusCode).toBe(200);
  });
});

describe("the engine cannot", () => {
  test.each<[Code, string]>([
    ["overloaded", "1"],
    ["not_ready", "2"],
    ["storage_failed", "5"],
    ["storage_full", "30"],
  ])("%s", async (code, retryAfter) => {
    const fixture = await createFixtureApp();
    fixture.engine.failFrom(1, code);
    for (const [body, headers] of [
      [JSON.stringify(eventOf("e1")), JSON_TYPE],
      [`[${JSON.stringify(eventOf("e1"))}]`, JSON_TYPE],
      [ndjson(2), NDJSON_TYPE],
    ] as const) {
      const response = await post(fixture, body, headers);
      expect(expectProblem(response, code)).toMatchObject({ retry: true });
      expect(response.headers["retry-after"]).toBe(retryAfter);
    }
  });

  test("midway through a body: what was taken in is told, and the whole may be sent again", async () => {
    const fixture = await createFixtureApp();
    fixture.engine.failFrom(2, "overloaded");
    const problem = expectProblem(await post(fixture, ndjson(15_000), NDJSON_TYPE), "overloaded");
    expect(problem.progress).toEqual({
      accepted: fixture.engine.lines.length,
      duplicates: 0,
      rejected: 0,
    });
  });

  test("a mistake of ours is a 500 without its words, and reaches the log", async () => {
    const fixture = await createFixtureApp();
    fixture.engine.submit = async () => {
      throw new Error("secret detail");
    };
    const response = await post(fixture, JSON.stringify(eventOf("e1")));
    expectProblem(response, "internal");
    expect(response.body).not.toContain("secret");
    expect(fixture.errors).toHaveLength(1);
  });
});

describe("CloudEvents", () => {
  const envelope = { specversion: "1.0", id: "c1", source: "/app", type: "like", data: eventOf("e1", "bot") };

  test("structured", async () => {
    const headers = { "content-type": "application/cloudevents+json; charset=utf-8" };
    const fixture = await createFixtureApp();
    const response = await post(fixture, JSON.stringify(envelope, null, 2), headers);
    expect(response.json()).toMatchObject({ verdict: "reject", event: "e1" });
    expectProblem(await post(fixture, JSON.stringify({ ...envelope, source: "" }), headers), "missing_field");
  });

  test("batch, with a bad envelope in the middle", async () => {
    const batch = [envelope, { ...envelope, specversion: "2.0" }, { ...envelope, data: eventOf("e2") }];
    const headers = { "content-type": "application/cloudevents-batch+json" };
    const answer = (await post(await createFixtureApp(), JSON.stringify(batch), headers)).json();
    expect(answer).toMatchObject({ accepted: 2, rejected: 1 });
    expect(answer.answers).toMatchObject([
      { event: "e1" },
      { rejection: { code: "out_of_range", line: 2, field: "specversion" } },
      { event: "e2" },
    ]);
  });

  test("binary", async () => {
    const headers = {
      ...JSON_TYPE,
      "ce-specversion": "1.0",
      "ce-id": "c9",
      "ce-source": "/app",
      "ce-type": "a.like",
    };
    const { id: _id, type: _type, ...rest } = eventOf("x");
    const response = await post(await createFixtureApp(), JSON.stringify(rest), headers);
    expect(response.json()).toMatchObject({ verdict: "allow", event: "/app#c9" });
  });

  test("among lines, in plain JSON and with data as text, each answered in its place", async () => {
    const line = (event: unknown): string => JSON.stringify(event);
    const asText = { ...envelope, id: "c2", data: line(eventOf("e3")) };
    const mentions = { ...eventOf("e4"), extra: { 'a"specversion"': 1 } };
    const lines = [
      line(eventOf("e0")),
      "",
      line({ ...envelope, specversion: "9" }),
      line(envelope),
      "{",
      line(asText),
    ];
    const fixture = await createFixtureApp();
    const answer = (await post(fixture, `${lines.join("\n")}\n${line(mentions)}`, NDJSON_TYPE)).json();
    expect(answer).toMatchObject({ accepted: 4, rejected: 2 });
    expect(answer.answers).toMatchObject([
      { event: "e0" },
      { rejection: { code: "out_of_range", line: 3, field: "specversion" } },
      { event: "e1", verdict: "reject" },
      { rejection: { code: "not_json", line: 5 } },
      { event: "e3" },
      { event: "e4" },
    ]);
    const array = await post(
      await createFixtureApp(),
      line([envelope, eventOf("e9"), { ...envelope, source: "" }]),
    );
    expect(array.json().answers).toMatchObject([
      { event: "e1" },
      { event: "e9" },
      { rejection: { code: "missing_field", line: 3, field: "source" } },
    ]);
    expect((await post(await createFixtureApp(), line(envelope))).json()).toMatchObject({ event: "e1" });
  });
});
