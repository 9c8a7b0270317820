import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { backtest } from "../src/flow/history/backtest.ts";
import type { OnlineEngine } from "../src/flow/online.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import type { Principal } from "../src/nouns/ledger-entry.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { openStoredFolder } from "../src/store/stored-folder.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function newFolder(): string {
  folders.push(mkdtempSync(join(tmpdir(), "touchstone-policies-")));
  return folders.at(-1)!;
}

/** Rejects an account's likes beyond `limit` within an hour. */
function text(limit: number, version = `v${limit}`): string {
  return `name: p\nversion: "${version}"\nfeatures:\n  n: { kind: count, by: actor, window: 1h }\nrules:\n  many: { when: n > ${limit}, weight: 0.1, verdict: reject, text: { zh: 过多, en: many } }\n`;
}
function policyOf(limit: number) {
  const loaded = loadPolicy(text(limit), "p.yaml");
  if (!loaded.ok) throw new Error("the test's policy is not valid");
  return loaded.policy;
}

const by: Principal = { kind: "person", name: "ann" };
let sent = 0;
function likes(actor: string, n: number): Uint8Array {
  const lines = Array.from({ length: n }, () => {
    const i = sent++;
    const target = { kind: "video", id: `v${i}` };
    return `${JSON.stringify({ id: `e${i}`, type: "like", at: Date.now(), actor: { id: actor }, target })}\n`;
  });
  return Buffer.from(lines.join(""));
}
async function verdicts(engine: OnlineEngine, lines: Uint8Array): Promise<string[]> {
  return (await engine.submit(lines)).answers.map(({ decision }) => decision?.verdict ?? "refused");
}
const rejected = (all: readonly string[]) => all.filter((one) => one === "reject").length;

describe("policies of a running engine", () => {
  test("swapped under load: no event lost or decided twice, and as a restart would have decided", async () => {
    const folder = newFolder();
    const engine = await openEngine(folder, { policy: policyOf(100) });
    await engine.submit(likes("u1", 6));
    await engine.policies.propose(text(8), "activate", by);
    let open = true;
    const answers: string[] = [];
    const load = (async () => {
      while (open) {
        answers.push(...(await verdicts(engine, likes("u2", 1))));
        // A steady stream, which leaves the other thread its share of a small machine.
        await new Promise((tell) => setTimeout(tell, 5));
      }
    })();
    await engine.policies.settled();
    open = false;
    await load;
    expect((await engine.overview()).policy).toBe(policyOf(8).id);
    // Windows were filled from before the change: six likes count.
    expect(rejected(await verdicts(engine, likes("u1", 4)))).toBe(2);
    expect((await engine.overview()).eventsTotal).toBe(answers.length + 10);
    const { inForce, earlier, candidate } = engine.policies.state();
    expect([inForce.by, candidate, earlier.map(({ id }) => id)]).toEqual(["ann", null, [policyOf(100).id]]);
    const entries = (await engine.ledger!.entries(0, 100)).filter(({ kind }) => kind === "policy");
    expect(entries.map((entry) => entry.by)).toEqual(["system", "person"]);
    await engine.close();
    const stored = openStoredFolder(folder);
    const again = await backtest(stored, policyOf(8));
    stored.close();
    // What was decided under the new policy is decided so again, from the first event after the swap on.
    expect(again.events).toBe(answers.length + 10);
    const byNew = again.against[policyOf(8).id] ?? 0;
    expect(byNew).toBeGreaterThanOrEqual(4);
    const firstOfNew = answers.length + 10 - byNew;
    expect(again.stricter).toBeLessThanOrEqual(Math.max(0, firstOfNew - 6 - 8));

    // The same file given again: what was put in force over the API stays. Another file is meant.
    const same = await openEngine(folder, { policy: policyOf(100) });
    expect((await same.overview()).policy).toBe(policyOf(8).id);
    // Rollback, from the kept history.
    await same.policies.activate(policyOf(100).id, by);
    await same.policies.settled();
    expect(rejected(await verdicts(same, likes("u1", 3)))).toBe(0);
    await same.close();
    const other = await openEngine(folder, { policy: policyOf(1) });
    expect((await other.overview()).policy).toBe(policyOf(1).id);
    await other.close();
  });

  test("a shadow counts what it would decide otherwise, changes nothing, and can be put in force", async () => {
    const folder = newFolder();
    const engine = await openEngine(folder, { policy: policyOf(100) });
    await engine.submit(likes("u1", 9));
    const before = engine.policies.state();
    await engine.policies.propose(text(5), "shadow", by);
    expect(rejected(await verdicts(engine, likes("u1", 3)))).toBe(0);
    await engine.lists.change("watch", {
      add: [{ kind: "account", value: "u1", expiresAtMs: null, note: "" }],
      remove: [],
      by,
    });
    await engine.submit(likes("u2", 4));
    await vi.waitUntil(() => engine.policies.state().candidate?.events === 7, 20_000);
    const shadow = engine.policies.state().candidate!;
    expect(shadow).toMatchObject({ id: policyOf(5).id, mode: "shadow", stricter: 3, milder: 0, behind: 0 });
    expect(shadow.verdicts[0]).toEqual([4, 0, 0, 3]);
    expect(shadow.rules).toEqual([{ rule: "many", reasons: 3, stricter: 3 }]);
    expect(shadow.samples[0]).toMatchObject({ actor: "u1", before: "allow", after: "reject" });
    expect(engine.policies.state().inForce).toEqual(before.inForce);
    await engine.policies.activate(shadow.id, by);
    await engine.policies.settled();
    expect(rejected(await verdicts(engine, likes("u2", 2)))).toBe(1);
    const kinds = (await engine.ledger!.entries(0, 100)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "policy_shadow")).toHaveLength(2);
    await engine.policies.propose(text(7), "shadow", by);
    expect(await engine.policies.withdraw(by)).toBe(true);
    expect(await engine.policies.withdraw(by)).toBe(false);
    await engine.close();
  });

  test("a policy with mistakes leaves the old one running and says why; one that is in force is no change", async () => {
    const engine = await openEngine(newFolder(), { policy: policyOf(3), keepDays: 1 });
    await expect(engine.policies.propose(text(3).replace("n >", "m >"), "activate", by)).rejects.toThrow(
      /no such feature: `m`/,
    );
    expect(engine.policies.state().refused?.reason).toContain("no such feature");
    const payments = `${text(9)}---\nname: q\nversion: "1"\nfeatures:\n  s: { kind: sum, of: amount, by: payer, window: 1h, on: payment }\nrules:\n  r: { on: payment, when: s > 5, weight: 0.1, text: { zh: 大, en: big } }\n`;
    await expect(engine.policies.propose(payments, "activate", by)).rejects.toThrow(/no lexicon is loaded/);
    const longer = text(9).replace("window: 1h", "window: 7d");
    await expect(engine.policies.propose(longer, "activate", by)).rejects.toThrow(/days/);
    await expect(engine.policies.activate("none@1#00000000", by)).rejects.toThrow(/decided here/);
    await engine.policies.propose(text(3), "activate", by);
    await engine.policies.settled();
    expect(rejected(await verdicts(engine, likes("u1", 5)))).toBe(2);
    expect(engine.policies.state()).toMatchObject({ candidate: null, inForce: { id: policyOf(3).id } });
    await engine.close();
  });

  test("a start with another policy answers at once, and the windows are filled beside it", async () => {
    const folder = newFolder();
    const first = await openEngine(folder, { policy: policyOf(100) });
    await first.submit(likes("u1", 9));
    await first.close();
    const second = await openEngine(folder, { policy: policyOf(5), warmBeside: true });
    expect((await second.overview()).policy).toBe(policyOf(100).id);
    await second.policies.settled();
    expect((await second.overview()).policy).toBe(policyOf(5).id);
    expect(rejected(await verdicts(second, likes("u1", 1)))).toBe(1);
    await second.close();
  });
});
