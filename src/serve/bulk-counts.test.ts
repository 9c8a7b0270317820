import { beforeAll, describe, expect, test } from "vitest";
import { createFixtureApp, eventOf, type FixtureApp, misfit } from "./fixture-app.ts";
import { openApiDocument } from "./openapi.ts";
import { BULK_BODY_BYTES_MAX, BULK_TARGETS_MAX } from "./serve-limits.ts";

let document: Record<string, unknown>;
beforeAll(async () => {
  document = await openApiDocument();
});

const URL = "/v1/targets/counts";
async function ask(
  { app }: FixtureApp,
  payload: unknown,
  headers: Record<string, string> = { "content-type": "application/json" },
) {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const response = await app.inject({ method: "POST", url: URL, payload: text, headers });
  expect(misfit(document, "post", URL, response)).toBeNull();
  return response;
}

test("a feed of targets is answered in its order in one call, each as alone, unknown ones with no counts", async () => {
  const fixture = await createFixtureApp();
  const lines = Array.from({ length: 100 }, (_, i) =>
    JSON.stringify(
      eventOf(`e${i}`, i % 3 === 0 ? "bot" : "u", { target: { kind: "video", id: `v${i % 50}` } }),
    ),
  );
  await fixture.app.inject({
    method: "POST",
    url: "/v1/events",
    payload: lines.join("\n"),
    headers: { "content-type": "application/x-ndjson" },
  });
  const targets = [
    ...Array.from({ length: 50 }, (_, i) => ({ kind: "video", id: `v${49 - i}` })),
    { kind: "video", id: "nobody-came" },
    { kind: "video", id: "v1" },
  ];
  const answer = (await ask(fixture, { targets })).json<{ targets: { id: string; counts: object[] }[] }>();
  expect(answer.targets.map(({ id }) => id)).toEqual(targets.map(({ id }) => id));
  expect(answer.targets[50]!.counts).toEqual([]);
  const alone = await fixture.app.inject({ url: "/v1/targets/video/v1/counts" });
  expect(answer.targets.at(-1)).toEqual(alone.json());
});

const many = (count: number) => ({
  targets: Array.from({ length: count }, (_, i) => ({ kind: "video", id: `v${i}` })),
});

describe("bounds", () => {
  test("as many as the limit are answered, one more is refused", async () => {
    const fixture = await createFixtureApp();
    expect((await ask(fixture, many(BULK_TARGETS_MAX))).statusCode).toBe(200);
    expect((await ask(fixture, many(BULK_TARGETS_MAX + 1))).json()).toMatchObject({ code: "bad_request" });
  });

  test.each<[string, unknown, string]>([
    ["no targets", { targets: [] }, "bad_request"],
    ["nothing", "", "empty_input"],
    ["no JSON", "{", "not_json"],
    ["an unknown kind", { targets: [{ kind: "moon", id: "x" }] }, "bad_request"],
    ["an empty id", { targets: [{ kind: "video", id: "" }] }, "bad_request"],
    ["an id that is a number", { targets: [{ kind: "video", id: 900719925474099 }] }, "bad_request"],
    ["a list alone", [{ kind: "video", id: "v1" }], "bad_request"],
    ["too much of it", " ".repeat(BULK_BODY_BYTES_MAX + 1), "body_too_large"],
  ])("%s is refused", async (_name, payload, code) => {
    expect((await ask(await createFixtureApp(), payload)).json()).toMatchObject({ code });
  });
});
