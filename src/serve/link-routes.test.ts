import { describe, expect, it } from "vitest";
import { campaignOf } from "./campaign.fixture.ts";
import { createFixtureApp, misfit } from "./fixture-app.ts";
import { sellerLink } from "./fixture-links.ts";
import { openApiDocument } from "./openapi.ts";

describe("links over HTTP", () => {
  it("lists payees, one payee with its steps and campaigns, and what a campaign served, as the document says", async () => {
    const { app, engine } = await createFixtureApp();
    const document = await openApiDocument();
    engine.links.set([sellerLink("m1"), sellerLink("m2", { state: "chance", steps: [], curve: [] })]);
    const list = await app.inject("/v1/links");
    expect(misfit(document, "get", "/v1/links", list)).toBeNull();
    expect(list.json()).toMatchObject({ total: 2, items: [{ payee: "m1" }, { payee: "m2" }] });
    const told = await app.inject("/v1/links?state=linked");
    expect(told.json()).toMatchObject({ total: 1, items: [{ payee: "m1", state: "linked" }] });
    const one = await app.inject("/v1/payees/m1/links");
    expect(misfit(document, "get", "/v1/payees/{id}/links", one)).toBeNull();
    expect(one.json()).toMatchObject({ payee: "m1", campaigns: [] });
    expect(one.json().steps).toHaveLength(3);
    const none = await app.inject("/v1/payees/m9/links");
    expect(none.statusCode).toBe(404);
    expect(none.json()).toMatchObject({ code: "not_found" });
    const unknown = await app.inject("/v1/campaigns/c9/payees");
    expect(unknown.statusCode).toBe(404);
    expect((await app.inject("/v1/links?state=guilty")).statusCode).toBe(400);
  });

  it.each(["zh", "en"] as const)("a campaign's page names the payees it served, in %s", async (lang) => {
    const { app, engine } = await createFixtureApp();
    engine.campaigns.put(campaignOf("c1"));
    const [target] = (await engine.campaigns.targets("c1", { limit: 1 })).items;
    const at = (ms: number): string => new Date(ms).toISOString();
    const of = (toMs: number) => {
      const [step] = sellerLink("").steps;
      return [{ ...step!, item: { kind: "video", id: target!.id }, from: at(toMs - 1_000), to: at(toMs) }];
    };
    const name = `likes & "more"`;
    const before = await app.inject(`/campaigns/c1?lang=${lang}`);
    expect(before.body).not.toContain('id="payees"');
    engine.links.set([
      sellerLink(name, { steps: of(target!.toMs) }),
      sellerLink("long before", { steps: of(target!.fromMs - 30 * 86_400_000) }),
    ]);
    const { body } = await app.inject(`/campaigns/c1?lang=${lang}`);
    expect(body).toContain(`href="/links/${encodeURIComponent(name)}?lang=${lang}"`);
    expect(body).toContain("likes &amp; &quot;more&quot;");
    expect(body).not.toContain("long before");
    expect((await app.inject("/v1/campaigns/c1/payees")).json().items).toMatchObject([
      { payee: name, orders: 1 },
    ]);
    const [campaign] = (await app.inject(`/v1/payees/${encodeURIComponent(name)}/links`)).json().campaigns;
    expect(campaign).toMatchObject({ id: "c1", orders: 1 });
  });

  it.each(["zh", "en"] as const)("draws pages in %s, whoever the payee says it is", async (lang) => {
    const { app, engine } = await createFixtureApp();
    const empty = await app.inject(`/links?lang=${lang}`);
    expect(empty.statusCode).toBe(200);
    const evil = '<script>alert("m")</script>';
    engine.links.set([
      sellerLink(evil),
      sellerLink("m2", { state: "not_enough", p: null, q: null, dose: null }),
    ]);
    const list = await app.inject(`/links?lang=${lang}`);
    expect(list.body).not.toContain(evil);
    expect(list.body).toContain(encodeURIComponent(evil).replaceAll("(", "("));
    const page = await app.inject(`/links/${encodeURIComponent(evil)}?lang=${lang}`);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain(evil);
    expect(page.body).toContain('class="delivery"');
    expect(page.body).toContain("<polyline");
    expect(page.body).toContain(lang === "zh" ? "付款后互动上涨，每元换来的数量一致" : "the dose agrees");
    expect(page.headers["content-security-policy"]).toContain("nonce-");
    expect((await app.inject("/links/nobody")).statusCode).toBe(404);
  });
});
