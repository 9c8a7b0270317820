import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { campaignOf } from "../../src/serve/campaign.fixture.ts";
import { createFixtureEngine, type FixtureEngine } from "../../src/serve/fixture-engine.ts";
import { CAMPAIGN_ROWS_MAX } from "../../src/serve/serve-limits.ts";
import { createServer, type Server } from "../../src/serve/server.ts";

/** Where Debian and most others put it; another place can be named. */
const CHROMIUM = process.env.TOUCHSTONE_CHROMIUM ?? "/usr/bin/chromium";
const skipped = existsSync(CHROMIUM)
  ? null
  : `no browser at \`${CHROMIUM}\` (name one in TOUCHSTONE_CHROMIUM)`;

let engine: FixtureEngine;
let server: Server;
let browser: Browser;
let complaints: string[] = [];
let hosts = new Set<string>();

beforeAll(async () => {
  if (skipped !== null) return;
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-background-networking"],
  });
});
afterAll(async () => {
  if (skipped === null) await browser.close();
});
beforeEach(async () => {
  if (skipped !== null) return;
  engine = createFixtureEngine();
  server = await createServer(engine, { port: 0, streamIntervalMs: 50 });
});
afterEach(async () => {
  if (skipped !== null) return;
  for (const context of browser.contexts()) await context.close();
  await server.close();
});

/** Campaigns in the order of their names: the first is the gravest. */
function put(count: number, of: (n: number) => string = (n) => `c${n}`): void {
  for (let n = 0; n < count; n++) {
    engine.campaigns.put(campaignOf(of(n), { score: 0.99 - n / 200, memberCount: 100 + n }));
  }
}

async function opened(query = "", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  complaints = [];
  hosts = new Set();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  await page.goto(`${server.address}/campaigns?lang=en${query}`);
  return page;
}

const rows = (page: Page) => page.locator("tbody tr");
const box = (page: Page, n: number) => page.locator("input[data-review]").nth(n);
const picked = (page: Page) => page.locator("[data-picked]").textContent();
const outcomes = (page: Page) => page.locator("[data-outcomes] li").allInnerTexts();
const button = (page: Page, name: string) => page.getByRole("button", { name });
const statuses = async () =>
  (await engine.campaigns.list({ limit: 99 })).items.map(({ id, status }) => `${id} ${status}`);

describe.skipIf(skipped !== null)(
  `the list of campaigns in a browser${skipped === null ? "" : `: ${skipped}`}`,
  () => {
    test("from the live page to the list, filtered by the form and the links, page by page, and back", async () => {
      put(CAMPAIGN_ROWS_MAX + 2);
      const page = await opened();
      await page.goto(`${server.address}/?lang=en`);
      await page.getByRole("link", { name: "All campaigns" }).click();
      await expect.poll(() => rows(page).count()).toBe(CAMPAIGN_ROWS_MAX);
      await page.getByRole("link", { name: "next" }).click();
      await expect.poll(() => rows(page).count()).toBe(2);
      await page.getByRole("link", { name: "back to the first" }).click();
      await page.getByLabel("target or account").fill("c7-v");
      await page.keyboard.press("Enter");
      await expect.poll(() => rows(page).count()).toBe(1);
      expect(await rows(page).first().textContent()).toContain("107 accounts");
      expect(await page.getByLabel("target or account").inputValue()).toBe("c7-v");
      await page.getByRole("link", { name: "confirmed 0" }).click();
      await expect
        .poll(() => page.locator("[data-part=list]").textContent())
        .toContain("No campaign matches");
      await page.getByRole("link", { name: "clear the filters" }).click();
      await page.getByRole("link", { name: "overview" }).click();
      expect(new URL(page.url()).pathname).toBe("/");
      expect(complaints).toEqual([]);
      expect([...hosts]).toEqual([new URL(server.address).host]);
    });

    test("follows what happens, and stands still while something is selected", async () => {
      put(1);
      const page = await opened();
      put(2);
      await expect.poll(() => rows(page).count()).toBe(2);
      await box(page, 1).check();
      await page.locator("input[name=by]").focus();
      put(3);
      await expect.poll(() => page.locator("[data-part=tabs]").textContent()).toContain("all 3");
      expect(await rows(page).count()).toBe(2);
      expect(await box(page, 1).isChecked()).toBe(true);
      expect(await picked(page)).toMatch(/^1 selected, \d+ events$/);
      await page.keyboard.press("Escape");
      await expect.poll(() => rows(page).count()).toBe(3);
      expect(await picked(page)).toBe("Nothing is selected.");
    });

    test("by keyboard alone: several are selected and dismissed with a reason, and that is undone", async () => {
      put(3);
      const page = await opened();
      await box(page, 0).focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Space");
      expect(await picked(page)).toMatch(/^2 selected/);
      await button(page, "Dismiss the selected").press("Enter");
      expect(await statuses()).toEqual(["c0 open", "c1 open", "c2 open"]);
      await page.locator("input[name=by]").fill("Ana");
      await button(page, "Dismiss the selected").press("Enter");
      expect(await page.locator("input[name=note]").evaluate((one) => one.matches(":invalid"))).toBe(true);
      await page.locator("input[name=note]").fill("our own push");
      await button(page, "Dismiss the selected").press("Enter");
      await expect.poll(() => outcomes(page)).toHaveLength(2);
      expect(await statuses()).toEqual(["c0 dismissed", "c1 open", "c2 dismissed"]);
      // the rows say so where they stand, the panel is in sight, and the focus is at what can be done next
      expect(await page.locator(".found-card .state").allTextContents()).toEqual([
        "✓ dismissed",
        "open",
        "✓ dismissed",
      ]);
      expect(await page.locator(".batch-card").evaluate((one) => one.matches("[data-near]"))).toBe(true);
      expect(await page.evaluate("document.activeElement.textContent")).toBe("Undo these reviews");
      expect((await engine.campaigns.get("c0"))?.reviews).toMatchObject([
        { by: { name: "Ana" }, note: "our own push" },
      ]);
      await button(page, "Undo these reviews").press("Enter");
      await expect.poll(() => statuses()).toEqual(["c0 open", "c1 open", "c2 open"]);
      expect((await engine.campaigns.get("c2"))?.reviews.map(({ note }) => note)).toEqual([
        "our own push",
        "undo: our own push",
      ]);
      await expect.poll(() => button(page, "Undo these reviews").isVisible()).toBe(false);
      await page.reload();
      expect(await page.locator("input[name=by]").inputValue()).toBe("Ana");
      expect(complaints).toEqual([]);
    });

    test("what cannot be reviewed is told by name and stays selected; the rest is done", async () => {
      put(3);
      const page = await opened();
      await page.getByLabel("select all on this page").check();
      const { review } = engine.campaigns;
      engine.campaigns.review = (id, decision) =>
        id === "c1" ? Promise.reject(new Error("no")) : review(id, decision);
      await engine.campaigns.review("c2", { status: "confirmed", by: "Ben", note: "" });
      await page.locator("input[name=by]").fill("Ana");
      await button(page, "Confirm the selected").click();
      await expect.poll(() => outcomes(page)).toHaveLength(3);
      const [first, second, third] = await outcomes(page);
      expect(first).toMatch(/^100 accounts .* confirmed$/);
      expect(second).toMatch(/^101 accounts .* not sent: /);
      expect(third).toMatch(/^102 accounts .*somebody changed its status meanwhile/);
      expect(await statuses()).toEqual(["c0 confirmed", "c1 open", "c2 confirmed"]);
      expect((await engine.campaigns.get("c2"))?.reviews).toHaveLength(1);
      expect(await picked(page)).toMatch(/^2 selected/);
      await engine.campaigns.review("c0", { status: "dismissed", by: "Cem", note: "our push" });
      await button(page, "Undo these reviews").click();
      await expect.poll(async () => (await outcomes(page))[0]).toMatch(/somebody changed its status/);
      expect((await engine.campaigns.get("c0"))?.status).toBe("dismissed");
      expect(await statuses()).toEqual(["c0 dismissed", "c1 open", "c2 confirmed"]);
    });

    test.each([1920, 1400, 768, 390, 320])("%i pixels wide: nothing to scroll sideways", async (width) => {
      put(2, (n) => `${"w".repeat(120)}${n}`);
      for (const lang of ["en", "zh"]) {
        const page = await opened(`&lang=${lang}`.replace("&lang=en", ""), {
          viewport: { width, height: 900 },
        });
        if (lang === "zh") await page.goto(`${server.address}/campaigns?lang=zh`);
        const size = (await page.evaluate(
          "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
        )) as [number, number];
        expect(size[0]).toBeLessThanOrEqual(size[1]);
      }
    });

    test("landmarks, headings, labels, and ids that are one of their kind", async () => {
      put(2);
      const page = await opened();
      for (const landmark of ["banner", "main", "contentinfo", "search"] as const) {
        expect(await page.getByRole(landmark).count(), landmark).toBe(1);
      }
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      const unnamed = await page.evaluate(
        `[...document.querySelectorAll("a, button, input:not([type=hidden]), select")].filter((one) =>
          !one.textContent.trim() && !one.ariaLabel && !(one.labels && one.labels.length > 0)).length`,
      );
      expect(unnamed).toBe(0);
      const ids = (await page.evaluate(
        `[...document.querySelectorAll("[id]")].map((one) => one.id)`,
      )) as string[];
      expect(new Set(ids).size).toBe(ids.length);
    });

    test("without a script the list can be read, filtered and turned over, and says where to review", async () => {
      put(CAMPAIGN_ROWS_MAX + 1);
      const page = await opened("", { javaScriptEnabled: false });
      expect(await rows(page).count()).toBe(CAMPAIGN_ROWS_MAX);
      expect(await page.locator("[data-batch]").isVisible()).toBe(false);
      expect(await page.locator("main").textContent()).toContain("needs a script");
      await page.getByLabel("target or account").fill("c3-");
      await button(page, "Show").click();
      expect(await rows(page).count()).toBe(1);
    });
  },
);
