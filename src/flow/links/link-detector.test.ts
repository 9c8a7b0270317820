import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { loadPolicy } from "../../policy/load.ts";
import { openEngine } from "../open-engine.ts";

const folder = mkdtempSync(join(tmpdir(), "links-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("reads the log beside the engine and tells payees; after a restart it tells them again", async () => {
  const file = new URL("../../../policies/velocity.yaml", import.meta.url);
  const loaded = loadPolicy(readFileSync(file, "utf8"), "velocity.yaml");
  if (!loaded.ok) throw new Error("the shipped policy does not load");
  const { policy } = loaded;
  const hour = (hours: number): string => new Date(Date.UTC(2026, 10, 1) + hours * 3_600_000).toISOString();
  const like = (id: number, hours: number): object => ({
    id: `e${id}`,
    type: "like",
    at: hour(hours),
    actor: { id: `a${id}` },
    target: { kind: "video", id: `v${id % 7}`, owner: `u${id % 7}` },
  });
  const events = [
    ...Array.from({ length: 200 }, (_, i) => like(i, i / 4)),
    {
      id: "p1",
      type: "payment",
      at: hour(50),
      payer: "u1",
      payee: { id: "m1" },
      amount_minor: 500,
      currency: "CNY",
    },
    ...Array.from({ length: 200 }, (_, i) => like(1_000 + i, 51 + i)),
  ];
  for (let start = 0; start < 2; start++) {
    const engine = await openEngine(folder, { policy, detection: true });
    try {
      if (start === 0) {
        await engine.submit(Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join("")));
      }
      for (let tries = 0; tries < 300 && engine.links.of("m1") === null; tries++) await after(100);
      expect(engine.links.of("m1")).toMatchObject({ payee: "m1", payments: 1, waiting: 0 });
      expect(engine.links.health()).toMatchObject({ state: "watching", payments: 1, payees: 1 });
    } finally {
      await engine.close();
    }
  }
}, 90_000);
