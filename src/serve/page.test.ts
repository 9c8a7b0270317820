import { describe, expect, test } from "vitest";
import { EVENT_TYPES, TARGET_KINDS } from "../nouns/event.ts";
import { KIND_WORDS } from "../words/kind-words.ts";
import { TYPE_WORDS } from "../words/type-words.ts";
import { createFixtureApp, eventOf } from "./fixture-app.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { PAGE_WORDS, pageLanguage } from "./page-words.ts";

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&\u{202e}\``;

async function pageWith(events: readonly Record<string, unknown>[], url = "/?lang=en"): Promise<string> {
  const { app } = await createFixtureApp();
  if (events.length > 0) await app.inject({ method: "POST", url: "/v1/events", payload: events });
  const response = await app.inject({ url });
  expect(response.statusCode).toBe(200);
  return response.body;
}

describe("language", () => {
  test.each([
    [undefined, "en"],
    ["", "en"],
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
    ["en-US,en;q=0.9,zh;q=0.8", "en"],
    ["fr,zh-TW;q=0.5,en;q=0.3", "zh"],
    ["zh;q=0,en", "en"],
    ["zh;q=x", "en"],
    ["de", "en"],
  ])("%s → %s", (header, expected) => {
    expect(pageLanguage(header)).toBe(expected);
  });

  test("the query is stronger than the header, and each page links to the other", async () => {
    const { app } = await createFixtureApp();
    const zh = await app.inject({ url: "/?lang=zh", headers: { "accept-language": "en" } });
    expect(zh.headers["content-language"]).toBe("zh-CN");
    expect(zh.body).toContain('<html lang="zh-CN">');
    expect(zh.body).toContain('href="/?lang=en"');
    const byHeader = await app.inject({ url: "/", headers: { "accept-language": "zh-CN" } });
    expect(byHeader.body).toContain("受攻击最多的目标");
    expect(byHeader.body).toContain('href="/?lang=en"');
  });

  test("both languages have words for every type and kind", () => {
    expect(Object.keys(TYPE_WORDS)).toEqual([...EVENT_TYPES]);
    expect(Object.keys(KIND_WORDS)).toEqual([...TARGET_KINDS]);
    expect(Object.keys(PAGE_WORDS.zh)).toEqual(Object.keys(PAGE_WORDS.en));
  });
});

describe("content", () => {
  test("without events: what to run", async () => {
    const page = await pageWith([]);
    expect(page).toContain("No events yet");
    expect(page).toContain("curl http://127.0.0.1:");
    const { app } = await createFixtureApp({ firstCommand: "touchstone ingest <FILE>" });
    expect((await app.inject({ url: "/" })).body).toContain("touchstone ingest &lt;FILE&gt;");
  });

  test("values stand in the page before any script ran", async () => {
    const page = await pageWith([eventOf("e1"), eventOf("e2", "bot7"), eventOf("e3", "slow1")]);
    expect(page).not.toContain("No events yet");
    expect(page).toMatch(
      /<bdi>v1<\/bdi>.*?<td role="cell" class="strong">3<\/td><td role="cell" class="strong">1<\/td>/s,
    );
    expect(page).toContain("<bdi>bot7</bdi>");
    expect(page).toContain("rule likes_from_one_ip: the value is 41");
    expect(page).toContain("fixture@1#00000000");
    expect(page).toContain('<noscript><meta http-equiv="refresh"');
  });

  test("reasons are in the page's language", async () => {
    expect(await pageWith([eventOf("e2", "bot7", { type: "unlike" })], "/?lang=zh")).toMatch(
      /取消点赞.*规则 likes_from/s,
    );
  });

  test("ids written by attackers stay text, in the page and in its stream", async () => {
    const target = { kind: "video", id: `v${EVIL}` };
    const page = await pageWith([eventOf(`e${EVIL}`, `bot${EVIL}`, { target })]);
    expect(page).not.toContain("<script>alert");
    expect(page).not.toContain("<img");
    expect(page).not.toContain("\u{202e}");
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain("bot&quot;&gt;&lt;script&gt;alert(1)");
    expect(page).toContain("/v1/decisions/e%22%3E%3Cscript%3E");
  });

  test("landmarks, headings and table headers are there for those who listen", async () => {
    const page = await pageWith([eventOf("e2", "bot7")]);
    for (const part of [
      "<header>",
      '<main id="main">',
      "<footer>",
      "<h1>",
      '<th scope="col"',
      '<th scope="row"',
      'role="img"',
      'role="status"',
    ]) {
      expect(page).toContain(part);
    }
    expect(page.match(/<section [^>]*aria-labelledby/g)).toHaveLength(6);
  });
});

describe("content security policy", () => {
  test("allows this page's own script and style by a nonce that is never the same", async () => {
    const { app } = await createFixtureApp();
    const nonces = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const { headers, body } = await app.inject({ url: "/" });
      const policy = String(headers["content-security-policy"]);
      const nonce = /script-src 'nonce-([0-9a-f]{32})'/.exec(policy)![1]!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toContain("unsafe");
      expect(body).toContain(`<script nonce="${nonce}">`);
      expect(body).toContain(`<style nonce="${/style-src 'nonce-([0-9a-f]{32})'/.exec(policy)![1]!}">`);
      expect(body).not.toMatch(/ style=| on\w+=/);
      expect(headers["cache-control"]).toBe("no-store");
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });
});

describe("contrast", () => {
  const [light, dark] = [...PAGE_STYLE.matchAll(/:root \{([^}]*)\}/g)].map((match) => {
    const colors = [...match[1]!.matchAll(/--(\w[\w-]*): (#[0-9a-f]{6})/g)].map(([, name, value]) => [
      name!,
      value!,
    ]);
    return Object.fromEntries(colors) as Record<string, string>;
  });

  test.each([
    ["light", light!],
    ["dark", dark!],
  ])("of text is at least 4.5 in the %s scheme", (_name, colors) => {
    for (const ground of ["ground", "card"]) {
      for (const text of ["ink", "soft", "gold"]) {
        expect([text, ground, contrast(colors[text]!, colors[ground]!) >= 4.5]).toEqual([text, ground, true]);
      }
    }
    for (const shape of ["allow", "challenge", "hold", "reject"]) {
      expect([shape, contrast(colors[shape]!, colors.card!) >= 3]).toEqual([shape, true]);
    }
  });
});

/** Contrast ratio of two colours, WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
