import { describe, expect, test } from "vitest";
import { createSimulation } from "../../src/simulate/simulation.ts";
import { touchstone } from "./touchstone.ts";

/** A day with one order of people who are paid once. */
function day(): Uint8Array {
  const simulation = createSimulation({
    seed: 12,
    eventsPerDay: 60_000,
    attacks: [{ family: "task_market", infrastructure: "humans", orders: 2, amount: 60 }],
  });
  return Buffer.concat([...simulation.runs()].map(({ bytes }) => Buffer.from(bytes)));
}

describe("touchstone campaigns --orders", () => {
  const input = day();

  test("adds orders to the campaigns as JSON; without it the answer is as ever", async () => {
    const plain = await touchstone(["campaigns", "--json", "--quiet", "-"], { input });
    const both = await touchstone(["campaigns", "--json", "--orders", "--quiet", "-"], { input });
    expect([plain.code, both.code]).toEqual([0, 0]);
    const { campaigns, orders } = JSON.parse(both.stdout);
    expect(campaigns).toEqual(JSON.parse(plain.stdout));
    expect(orders.not_measurable).toBeNull();
    expect(orders.orders.length).toBeGreaterThan(0);
    expect(orders.orders[0]).toMatchObject({ type: "like", target: { kind: expect.any(String) } });
  });

  test.each([
    ["en", "not earned by being seen", "No account is named"],
    ["zh", "并非由浏览带来", "不指认任何账号"],
  ])("says so in %s", async (lang, what, caution) => {
    const args = ["campaigns", "--orders", "--zone", "Asia/Shanghai", "--lang", lang, "--quiet", "-"];
    const { code, stdout } = await touchstone(args, { input });
    expect(code).toBe(0);
    expect(stdout).toContain("Asia/Shanghai, UTC+8");
    expect(stdout).not.toMatch(/\d\dZ –/);
    if (lang === "zh") expect(stdout).not.toMatch(/\b(?:view|like|follow): /);
    expect(stdout).toContain(what);
    expect(stdout).toContain(caution);
  });

  test.each([
    ["en", "context.parent_share"],
    ["zh", "context.parent_share"],
  ])("says in %s what it lacks", async (lang, field) => {
    const line = `{"id":"e","type":"like","at":"2026-11-20T00:00:00Z","actor":{"id":"a"},"target":{"kind":"video","id":"v"}}\n`;
    const { code, stdout } = await touchstone(["campaigns", "--orders", "--lang", lang, "--quiet", "-"], {
      input: line,
    });
    expect(code).toBe(0);
    expect(stdout).toContain(field);
  });
});
