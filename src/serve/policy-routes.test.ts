import { expect, test } from "vitest";
import { createFixtureApp, misfit } from "./fixture-app.ts";
import { openApiDocument } from "./openapi.ts";

test("policies are proposed, compared, put in force and withdrawn, as the document promises", async () => {
  const document = await openApiDocument();
  const { app } = await createFixtureApp();
  const post = (url: string, payload: object) => app.inject({ method: "POST", url, payload });
  const proposed = await post("/v1/policies", { policy: "name: x", mode: "shadow", by: "ann" });
  expect(misfit(document, "post", "/v1/policies", proposed)).toBeNull();
  expect([proposed.statusCode, proposed.json().id]).toEqual([202, "fixture@2#11111111"]);
  const told = await app.inject({ url: "/v1/policies" });
  expect(misfit(document, "get", "/v1/policies", told)).toBeNull();
  expect(told.json()).toMatchObject({ candidate: { mode: "shadow", stricter: 3 }, refused: null });
  const metrics = (await app.inject({ url: "/metrics" })).body;
  expect(metrics).toContain('touchstone_shadow_events{change="stricter"} 3');
  for (const [lang, part] of [
    ["en", "100 events compared since it was started: 3 would be decided more strictly"],
    ["zh", "自启动起对比了 100 个事件：3 个会更严，1 个会更宽。"],
  ] as const) {
    const page = await app.inject({ url: `/policies?lang=${lang}` });
    expect(page.body).toContain(part);
    expect(page.body).toContain("u&lt;1&gt;&quot;");
  }
  const active = await post("/v1/policies/activate", { id: "fixture@2#11111111", by: "ann" });
  expect(misfit(document, "post", "/v1/policies/activate", active)).toBeNull();
  expect((await app.inject({ url: "/v1/policies" })).json()).toMatchObject({
    in_force: { id: "fixture@2#11111111" },
    candidate: null,
  });
  expect((await app.inject({ url: "/policies?lang=en" })).body).toContain(
    "No policy is being warmed or compared",
  );
  const none = await app.inject({ method: "DELETE", url: "/v1/policies/candidate?by=ann" });
  expect([none.statusCode, none.json().code]).toEqual([404, "not_found"]);
  for (const [url, payload, code] of [
    ["/v1/policies", { policy: "bad", mode: "activate", by: "ann" }, "bad_policy"],
    ["/v1/policies", { policy: "name: x", mode: "soon", by: "ann" }, "bad_request"],
    ["/v1/policies", { policy: "name: x", mode: "shadow" }, "bad_request"],
    ["/v1/policies/activate", { id: "nobody@1#0", by: "ann" }, "not_found"],
  ] as const) {
    expect((await post(url, payload)).json().code).toBe(code);
  }
});
