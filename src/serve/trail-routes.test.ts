import { describe, expect, test } from "vitest";
import { createFixtureApp, eventOf, misfit } from "./fixture-app.ts";
import { openApiDocument } from "./openapi.ts";

describe("one account and one target", () => {
  test("the API tells what was done and decided, as the document promises; nobody and nothing is a 404", async () => {
    const document = await openApiDocument();
    const { app } = await createFixtureApp();
    const payload = [eventOf("e1", "bot/1"), eventOf("e2", "u2"), eventOf("e3", "bot/1")];
    await app.inject({ method: "POST", url: "/v1/events", payload });
    const actor = await app.inject({ url: "/v1/actors/bot%2F1?limit=1" });
    expect(misfit(document, "get", "/v1/actors/{id}", actor)).toBeNull();
    expect(actor.json()).toMatchObject({
      erased: false,
      events: [{ event: "e3", decision: { verdict: "reject", explanation: [{}] } }],
      looked_events: 3,
    });
    const target = await app.inject({ url: "/v1/targets/video/v1" });
    expect(misfit(document, "get", "/v1/targets/{kind}/{id}", target)).toBeNull();
    expect(target.json()).toMatchObject({ counts: [{ type: "like", raw: 3 }], next: null });
    for (const url of ["/v1/actors/nobody", "/v1/targets/video/none"]) {
      const missing = await app.inject({ url });
      expect([missing.statusCode, missing.json().code]).toEqual([404, "not_found"]);
    }
    expect((await app.inject({ url: "/v1/actors/u2?limit=201" })).statusCode).toBe(400);
  });

  test("the pages say it in both languages, escape names, and have their empty states", async () => {
    const { app } = await createFixtureApp();
    const name = 'bot<b>"x';
    await app.inject({ method: "POST", url: "/v1/events", payload: [eventOf("e1", name)] });
    const page = async (url: string) => {
      const { statusCode, body } = await app.inject({ url });
      return { statusCode, body };
    };
    const path = `/actors/${encodeURIComponent(name)}`;
    const en = await page(`${path}?lang=en`);
    expect(en.statusCode).toBe(200);
    expect(en.body).not.toContain("<b>");
    for (const part of [
      "reject",
      "rule likes_from_one_ip",
      "No campaign has it among its members",
      "not about a person",
    ])
      expect(en.body).toContain(part);
    const zh = await page(`${path}?lang=zh`);
    for (const part of ["判定针对事件，不针对人", "没有任何疑似协同行为包含该账号", "规则 likes_from_one_ip"])
      expect(zh.body).toContain(part);
    expect((await page("/targets/video/v1?lang=en")).body).toContain(`href="${path}?lang=en"`);
    const none = await page("/actors/nobody?lang=en");
    expect([none.statusCode, none.body.includes("No event of the log names it")]).toEqual([404, true]);
    const erased = await page("/actors/erased1?lang=zh");
    expect([erased.statusCode, erased.body.includes("已按要求抹除")]).toEqual([200, true]);
  });
});
