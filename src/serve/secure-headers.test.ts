import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFixtureApp, type FixtureApp } from "./fixture-app.ts";

let fixture: FixtureApp;
/** What the answers' replies held of the plugin's, by path. */
let held: unknown[];

beforeEach(async () => {
  fixture = await createFixtureApp();
  held = [];
  fixture.app.addHook("onSend", (_request, reply, _payload, done) => {
    held.push((reply as unknown as { helmet: unknown }).helmet);
    done();
  });
});
afterEach(() => fixture.app.close());

describe("security headers", () => {
  it.each([
    ["GET", "/v1/campaigns"],
    ["GET", "/v1/nowhere"],
    ["POST", "/v1/events"],
  ] as const)(
    "%s %s has the fixed ones, and no function of its own, which V8 would keep",
    async (method, url) => {
      const { headers } = await fixture.app.inject({ method, url });
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      });
      expect(held).toEqual([null]);
    },
  );

  it.each(["/", "/campaigns"])("%s has a policy with a nonce, another each time", async (url) => {
    const policies = new Set<unknown>();
    for (let time = 0; time < 2; time++) {
      const { headers, body, statusCode } = await fixture.app.inject({ url });
      expect(statusCode).toBe(200);
      const nonce = /style-src 'nonce-([0-9a-f]{32})'/.exec(String(headers["content-security-policy"]))?.[1];
      expect(body).toContain(`nonce="${nonce}"`);
      expect(headers["cache-control"]).toBe("no-store");
      policies.add(nonce);
    }
    expect(policies.size).toBe(2);
  });

  it("stand on a page that is refused", async () => {
    const { headers, statusCode } = await fixture.app.inject({
      url: "/live",
      headers: { host: "elsewhere.example" },
    });
    expect(statusCode).toBe(421);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });
});
