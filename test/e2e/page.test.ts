import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeEvent, ndjson } from "./made-events.ts";
import { type RunningEngine, startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";

/** Where Debian and most others put it; another place can be named. */
const CHROMIUM = process.env.TOUCHSTONE_CHROMIUM ?? "/usr/bin/chromium";
const skipped = existsSync(CHROMIUM)
  ? null
  : `no browser at \`${CHROMIUM}\` (name one in TOUCHSTONE_CHROMIUM)`;
const scratch = scratchFolder();

let engine: RunningEngine;
let browser: Browser;

beforeAll(async () => {
  if (skipped !== null) return;
  engine = await startEngine(scratch.path("data"), ["--demo-events", "12000", "--seed", "2"]);
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-background-networking"],
  });
  await engine.printed("live");
});
afterAll(async () => {
  if (skipped !== null) return;
  await browser.close();
  expect(await engine.stop()).toBe(0);
});

/** Opens the page and gathers what it complains of and whom it asks. */
async function opened(path: string, width = 1280) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  await page.goto(engine.address + path);
  return { page, complaints, hosts };
}

async function filled(page: Page): Promise<void> {
  await page.locator(".attacked-card tbody tr").first().waitFor({ timeout: 20_000 });
  await page.locator("ul.rejections > li").first().waitFor({ timeout: 20_000 });
}

describe.skipIf(skipped !== null)(
  `the live page in a browser${skipped === null ? "" : `: ${skipped}`}`,
  () => {
    test.each([
      ["en", "en", "/?lang=en"],
      ["zh", "zh-CN", "/?lang=zh"],
    ])(
      "in %s: fills by itself, complains of nothing, asks nobody but this machine",
      async (lang, htmlLang, path) => {
        const { page, complaints, hosts } = await opened(path);
        await filled(page);
        expect(await page.locator("html").getAttribute("lang")).toBe(htmlLang);
        const text = await page.locator("main").textContent();
        expect(/\p{Script=Han}/u.test(text ?? "")).toBe(lang === "zh");
        const shown = page.locator("[data-part=engine]");
        const before = await shown.textContent();
        await engine.post(ndjson([madeEvent({ id: `from-the-test-${lang}`, atMs: Date.now() })]));
        await expect.poll(() => shown.textContent(), { timeout: 10_000 }).not.toBe(before);
        expect(await page.locator(".rate-card [data-part=rate]").textContent()).toMatch(/\d/);
        // raw = public + held + rejected, as shown
        for (const row of await page.locator(".attacked-card tbody tr").all()) {
          const cells = await row.locator("td").allTextContents();
          const [raw, shown, held, rejected] = cells.map((cell) => Number(cell.replace(/\D/g, "")));
          expect(raw).toBe(shown! + held! + rejected!);
        }
        expect(complaints).toEqual([]);
        expect([...hosts]).toEqual([new URL(engine.address).host]);
        await page.close();
      },
    );

    test("a reason's link leads to the decision, in words", async () => {
      const { page } = await opened("/?lang=en");
      await filled(page);
      const href = await page.locator('ul.rejections a[href^="/v1/decisions/"]').first().getAttribute("href");
      const decision = (await (await engine.get(href!)).json()) as {
        verdict: string;
        explanation: { zh: string }[];
      };
      expect(decision.verdict).toBe("reject");
      expect(decision.explanation[0]!.zh).toMatch(/\p{Script=Han}/u);
      await page.close();
    });

    test.each([390, 320, 1920])("%i pixels wide: nothing to scroll sideways", async (width) => {
      for (const lang of ["en", "zh"]) {
        const { page } = await opened(`/?lang=${lang}`, width);
        await filled(page);
        const size = await page.evaluate(
          "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
        );
        const [scroll, client] = size as [number, number];
        expect(scroll).toBeLessThanOrEqual(client);
        await page.close();
      }
    });

    test("landmarks, headings, labels and keys", async () => {
      const { page } = await opened("/?lang=en");
      await filled(page);
      for (const landmark of ["banner", "main", "contentinfo", "navigation"] as const) {
        expect(await page.getByRole(landmark).count(), landmark).toBe(1);
      }
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      expect(await page.getByRole("heading", { level: 2 }).count()).toBeGreaterThanOrEqual(6);
      for (const region of await page.getByRole("region").all()) {
        const label = await region.getAttribute("aria-labelledby");
        expect(await page.locator(`[id="${label}"]`).textContent()).not.toBe("");
      }
      const attacked = page.locator(".attacked-card");
      expect(await attacked.getByRole("columnheader").count()).toBe(5);
      expect(await attacked.getByRole("rowheader").count()).toBeGreaterThan(0);
      expect(await page.getByRole("img").first().getAttribute("aria-label")).toMatch(/\d/);
      const unnamed = await page.evaluate(
        `[...document.querySelectorAll("a, button")].filter((one) => !one.textContent.trim() && !one.ariaLabel).length`,
      );
      expect(unnamed).toBe(0);
      const ids = (await page.evaluate(
        `[...document.querySelectorAll("[id]")].map((one) => one.id)`,
      )) as string[];
      expect(new Set(ids).size).toBe(ids.length);
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe("#main");
      const pause = page.getByRole("button");
      await pause.focus();
      const words = await pause.textContent();
      await page.keyboard.press("Enter");
      await expect.poll(() => pause.textContent()).not.toBe(words);
      await page.close();
    });

    test("without a script it is filled all the same", async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${engine.address}/?lang=en`);
      expect(await page.locator(".attacked-card tbody tr").count()).toBeGreaterThan(0);
      expect(await page.locator("footer").textContent()).toContain("times are UTC");
      await context.close();
    });

    test.each([
      ["Asia/Shanghai", "Asia/Shanghai, UTC+8", 8 * 3_600_000],
      ["America/St_Johns", "America/St_Johns, UTC−3:30", -3.5 * 3_600_000],
      ["UTC", "UTC", 0],
    ])(
      "in %s times are those of the reader's clock, also those that come later",
      async (timezoneId, named, offsetMs) => {
        const context = await browser.newContext({ timezoneId });
        const page = await context.newPage();
        await page.goto(`${engine.address}/?lang=zh`);
        await filled(page);
        await expect.poll(() => page.locator("footer").textContent()).toContain(`时间按 ${named} 显示`);
        const shown = page.locator("[data-part=engine]");
        const before = await shown.textContent();
        await engine.post(ndjson([madeEvent({ id: `in-${timezoneId}`, atMs: Date.now() })]));
        await expect.poll(() => shown.textContent(), { timeout: 10_000 }).not.toBe(before);
        for (const time of await page.locator("main time").all()) {
          const atMs = Date.parse((await time.getAttribute("datetime"))!);
          const wall = new Date(atMs + offsetMs).toISOString().replace("T", " ");
          expect(wall.startsWith((await time.textContent())!)).toBe(true);
        }
        await context.close();
      },
    );
  },
);
