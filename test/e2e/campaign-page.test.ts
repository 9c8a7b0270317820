import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { campaignOf } from "../../src/serve/campaign.fixture.ts";
import { createFixtureEngine, type FixtureEngine } from "../../src/serve/fixture-engine.ts";
import { createServer, type Server } from "../../src/serve/server.ts";

/** Where Debian and most others put it; another place can be named. */
const CHROMIUM = process.env.TOUCHSTONE_CHROMIUM ?? "/usr/bin/chromium";
const skipped = existsSync(CHROMIUM)
  ? null
  : `no browser at \`${CHROMIUM}\` (name one in TOUCHSTONE_CHROMIUM)`;

let engine: FixtureEngine;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  if (skipped !== null) return;
  engine = createFixtureEngine();
  server = await createServer(engine, { port: 0, streamIntervalMs: 50 });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-background-networking"],
  });
});
afterAll(async () => {
  if (skipped !== null) return;
  await browser.close();
  await server.close();
});

/** Opens a page of a fresh campaign and gathers what the browser complains of and whom it asks. */
async function opened(id: string, lang: "en" | "zh", width = 1280) {
  engine.campaigns.put(campaignOf(id));
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  await page.goto(`${server.address}/campaigns/${id}?lang=${lang}`);
  return { page, complaints, hosts };
}

const lead = (page: Page) => page.locator("[data-part=lead]").textContent();
const reviewsOf = async (id: string) => (await engine.campaigns.get(id))!.reviews.map(({ status }) => status);

describe.skipIf(skipped !== null)(
  `a campaign's page in a browser${skipped === null ? "" : `: ${skipped}`}`,
  () => {
    test("by keyboard alone: a dismissal wants a name and a note, is sent, shown, and undone", async () => {
      const { page, complaints, hosts } = await opened("keys", "en");
      await page.locator("input[name=by]").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent")).toBe("Dismiss");
      await page.keyboard.press("Enter");
      expect(await reviewsOf("keys")).toEqual([]);
      await page.locator("input[name=by]").fill("Ana");
      await page.getByRole("button", { name: "Dismiss" }).press("Enter");
      expect(await page.locator("textarea").evaluate((one) => one.matches(":invalid"))).toBe(true);
      expect(await reviewsOf("keys")).toEqual([]);
      await page.locator("textarea").fill("our own push");
      await page.getByRole("button", { name: "Dismiss" }).press("Enter");
      await expect.poll(() => lead(page)).toContain("dismissed");
      await expect.poll(() => page.getByRole("alert").textContent()).toBe("Recorded: dismissed.");
      expect(await page.evaluate("document.activeElement.matches('[data-answer]')")).toBe(true);
      expect(await page.locator("input[name=by]").inputValue()).toBe("Ana");
      await page.locator("input[name=by]").fill("Ben");
      await page.getByRole("button", { name: "Undo the decision" }).press("Enter");
      await expect.poll(() => lead(page)).toContain("open");
      expect(await reviewsOf("keys")).toEqual(["dismissed", "open"]);
      expect(await page.locator("[data-part=reviews]").textContent()).toContain("our own push");
      expect(complaints).toEqual([]);
      expect([...hosts]).toEqual([new URL(server.address).host]);
      await page.close();
    });

    test("what was refused is said, and what was typed stays", async () => {
      const { page } = await opened("refused", "zh");
      engine.campaigns.review = async () => {
        throw new Error("no");
      };
      await page.locator("input[name=by]").fill("安娜");
      await page.getByRole("button", { name: "确认" }).click();
      await expect.poll(() => page.getByRole("alert").textContent()).toContain("未能提交");
      expect(await page.locator("input[name=by]").inputValue()).toBe("安娜");
      await page.close();
    });

    test("follows what happens elsewhere, and leaves what is being typed alone", async () => {
      const { page } = await opened("moves", "en");
      await page.locator("textarea").fill("half a sent");
      const { record, ...lists } = campaignOf("moves", { status: "confirmed", correctedCount: 927 });
      engine.campaigns.put({ record: { ...record, memberCount: 133 }, ...lists });
      await expect.poll(() => lead(page)).toMatch(/confirmed[\s\S]*133 accounts/);
      await expect
        .poll(() => page.locator("[data-part=buttons] button").allInnerTexts())
        .toEqual(["Dismiss", "Undo the decision"]);
      expect(await page.locator("textarea").inputValue()).toBe("half a sent");
      await page.close();
    });

    test.each([1400, 390, 320])("%i pixels wide: nothing to scroll sideways", async (width) => {
      for (const lang of ["en", "zh"] as const) {
        const { page } = await opened("w".repeat(120), lang, width);
        const size = (await page.evaluate(
          "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
        )) as [number, number];
        expect(size[0]).toBeLessThanOrEqual(size[1]);
        await page.close();
      }
    });

    test("landmarks, headings, labels, and ids that are one of their kind", async () => {
      const { page } = await opened("marks", "en");
      for (const landmark of ["banner", "main", "contentinfo", "navigation"] as const) {
        expect(await page.getByRole(landmark).count(), landmark).toBe(1);
      }
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      for (const region of await page.getByRole("region").all()) {
        const label = await region.getAttribute("aria-labelledby");
        expect(await page.locator(`[id="${label}"]`).textContent()).not.toBe("");
      }
      for (const name of ["your name", "why (needed to dismiss)"]) {
        expect(await page.getByLabel(name).count(), name).toBe(1);
      }
      const unnamed = await page.evaluate(
        `[...document.querySelectorAll("a, button, [role=img]")].filter((one) => !one.textContent.trim() && !one.ariaLabel).length`,
      );
      expect(unnamed).toBe(0);
      const ids = (await page.evaluate(
        `[...document.querySelectorAll("[id]")].map((one) => one.id)`,
      )) as string[];
      expect(new Set(ids).size).toBe(ids.length);
      await page.close();
    });

    test("without a script everything can be read, and how to decide by hand", async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      engine.campaigns.put(campaignOf("still"));
      const page = await context.newPage();
      await page.goto(`${server.address}/campaigns/still?lang=en`);
      expect(await page.locator("main").textContent()).toContain("/v1/campaigns/still/review");
      expect(await page.locator(".matrix path").count()).toBe(1);
      await context.close();
    });
  },
);
