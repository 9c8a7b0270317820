import { describe, expect, test } from "vitest";
import { checkedBasePath, underBase, withoutBase } from "./base-path.ts";
import { campaignOf } from "./campaign.fixture.ts";
import { createFixtureApp, eventOf } from "./fixture-app.ts";

test.each([
  ["", ""],
  ["/", ""],
  ["/touchstone", "/touchstone"],
  ["/a/b-c/d_1/", "/a/b-c/d_1"],
])("`%s` is the base path `%s`", (text, path) => {
  expect(checkedBasePath(text)).toBe(path);
});

test.each(["touchstone", "//evil.example", "/a b", "/a?b", "/a#b", '/a"b', "/../x", "/a//b", "https://x/"])(
  "`%s` is none",
  (text) => {
    expect(() => checkedBasePath(text)).toThrow(/write it as `\/touchstone`/);
  },
);

test.each([
  ["/t/healthz", "/healthz"],
  ["/t", "/"],
  ["/t?lang=en", "/?lang=en"],
  ["/t/", "/"],
  ["/healthz", "/healthz"],
  ["/total", "/total"],
])("under /t, %s is %s", (url, route) => {
  expect(withoutBase(url, "/t")).toBe(route);
});

test("links are put under the path, foreign ones and text are not", () => {
  const markup =
    '<a href="/x">/x</a><a href="#main"><a href="https://e.example/"><form action="/c"><i data-review="/v1/r">';
  expect(underBase(markup, "/t")).toBe(
    '<a href="/t/x">/x</a><a href="#main"><a href="https://e.example/"><form action="/t/c"><i data-review="/t/v1/r">',
  );
  expect(underBase(markup, "")).toBe(markup);
});

describe("an app under a base path", () => {
  const base = "/anti-fraud/touchstone";

  test.each(["/?lang=en", "/?lang=zh", "/campaigns?lang=en", "/campaigns/c1?lang=zh"])(
    "every address on %s lies under it",
    async (page) => {
      const { app, engine } = await createFixtureApp({ basePath: base });
      engine.campaigns.put(campaignOf("c1"));
      const bot = eventOf("e1", 'href="/x" bot');
      await app.inject({
        method: "POST",
        url: `${base}/v1/events`,
        payload: { ...bot, actor: { id: "bot" } },
      });
      for (const prefix of [base, ""]) {
        const response = await app.inject({ url: prefix + page });
        expect(response.statusCode).toBe(200);
        const links = [...response.body.matchAll(/(?:href|action|data-source|data-review)="([^"]*)"/g)].map(
          ([, link]) => link!,
        );
        expect(links.length).toBeGreaterThan(5);
        expect(links.filter((link) => link.startsWith("/") && !link.startsWith(`${base}/`))).toEqual([]);
        for (const link of links.filter((one) => one.startsWith("/") && !one.includes("/live"))) {
          const there = await app.inject({ url: link.replaceAll("&amp;", "&").split("#")[0]! });
          expect([200, 404, 405], link).toContain(there.statusCode);
        }
      }
    },
  );

  test("the document names it, and routes answer with it and without", async () => {
    const { app } = await createFixtureApp({ basePath: base });
    const document = (await app.inject({ url: `${base}/v1/openapi.json` })).json<{ servers: object[] }>();
    expect(document.servers).toEqual([{ url: base }]);
    for (const url of ["/healthz", `${base}/healthz`, `${base}/metrics`, base]) {
      expect((await app.inject({ url })).statusCode).toBe(200);
    }
    expect((await app.inject({ url: `${base}x/healthz` })).statusCode).toBe(404);
  });
});
