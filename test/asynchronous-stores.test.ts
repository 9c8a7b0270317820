import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  type Act,
  actLines,
  CAMPAIGNS_NOW_MS,
  reportOf,
  spokenPolicy,
} from "../src/flow/campaigns/campaigns.fixture.ts";
import type { OnlineEngine } from "../src/flow/online.ts";
import { openOverTwin } from "../src/flow/twin-engine.fixture.ts";
import { createSfc32 } from "../src/kernels/sfc32.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { createApp } from "../src/serve/app.ts";
import { guardFor } from "../src/serve/guard.ts";
import { createTwin, type Twin } from "../src/store/asynchronous-twin.fixture.ts";

/** The engine behind its door, over stores that take a while, fail, and change hands: what was acknowledged is there, once, and counted once. */

const policy = spokenPolicy();
const ACTORS = 9;
const TARGETS = ["v", "w"];
/** Events before anything goes wrong; a campaign holds some of them. */
const CALM = 60;
const HELD = [2, 3, 5, 8, 13, 21, 34, 55];
const ACTS = 240;
const CHUNK = 4;

/** Acts of few accounts on two targets, so that they meet: likes, views, and likes taken back. */
function actsOf(seed: number): readonly Act[] {
  const random = createSfc32(seed, 1, 0);
  return Array.from({ length: ACTS }, (_, i): Act => {
    const type = i < CALM || random() % 3 > 0 ? (random() % 4 === 0 ? "view" : "like") : "unlike";
    const source = ([undefined, undefined, "h", "r"] as const)[random() % 4];
    const actor = `a${random() % ACTORS}`;
    const target = TARGETS[random() % 2]!;
    return { id: `e${i}`, type, actor, target, ...(source === undefined ? {} : { source }) };
  });
}

const open = (twin: Twin): Promise<OnlineEngine> =>
  openOverTwin(twin.connect(), { policy, clock: () => CAMPAIGNS_NOW_MS, snapshotEvents: 50 });

/** A campaign over events of the calm, confirmed. */
async function confirm(engine: OnlineEngine): Promise<void> {
  await engine.campaigns.take(reportOf("c1", HELD, { targets: TARGETS.map((id) => [id, "like"]) }));
  await engine.campaigns.review("c1", { status: "confirmed", note: "", by: "ann" });
}

async function countsOf(engine: OnlineEngine) {
  return (await Promise.all(TARGETS.map((target) => engine.counts("video", target)))).flat();
}

async function recordsOf({ kept: { log } }: Twin) {
  const lines: string[] = [];
  for await (const { bytes } of log.read("events", 0))
    lines.push(...`${Buffer.from(bytes)}`.trim().split("\n"));
  const decisions: Uint8Array[] = [];
  for await (const { bytes } of log.read("decisions", 0)) decisions.push(bytes);
  return { lines, decisions: Buffer.concat(decisions).toString("hex") };
}

test.each([1, 2])(
  "stores of which every third call fails, and that change hands: all is acknowledged in the end, once (seed %i)",
  async (seed) => {
    const random = createSfc32(seed, 2, 0);
    const twin = createTwin(seed);
    let engine = await open(twin);
    const onError = (): void => {};
    let app = await createApp(engine, guardFor("127.0.0.1"), { onError });
    const send = (acts: readonly Act[]) =>
      app.inject({
        method: "POST",
        url: "/v1/events",
        headers: { "content-type": "application/x-ndjson" },
        payload: Buffer.from(actLines(acts)),
      });
    const acts = actsOf(seed);
    expect((await send(acts.slice(0, CALM))).statusCode).toBe(200);
    await confirm(engine);
    twin.failEvery(3);
    let refused = 0;
    for (let from = CALM; from < ACTS; from += CHUNK) {
      for (let tries = 0; ; tries++) {
        expect(tries).toBeLessThan(500);
        const response = await send(acts.slice(from, from + CHUNK));
        if (response.statusCode === 200) break;
        refused++;
        expect(response.statusCode).toBe(503);
        expect(response.headers["retry-after"]).toBeDefined();
        expect(response.json()).toMatchObject({
          code: expect.stringMatching(/^(storage_failed|not_ready)$/),
        });
        for (let turns = random() % 20; turns > 0; turns--) await nextTurn();
      }
      if (random() % 12 > 0) continue;
      // taken for dead: another process goes on, and whatever this one still does changes nothing
      const [dead, door] = [engine, app];
      const underWay = send(acts.slice(from, from + CHUNK));
      twin.failEvery(0);
      engine = await open(twin);
      app = await createApp(engine, guardFor("127.0.0.1"), { onError });
      expect([200, 503]).toContain((await underWay).statusCode);
      const late = await door.inject({
        method: "POST",
        url: "/v1/events",
        payload: `${Buffer.from(actLines([{ ...acts[0]!, id: "late" }]))}`,
        headers: { "content-type": "application/x-ndjson" },
      });
      expect([late.statusCode, late.body]).toEqual([
        503,
        expect.stringContaining("another process has taken the stores over"),
      ]);
      void door.close().then(() => dead.close());
      twin.failEvery(3);
    }
    expect([refused > 20, twin.failures() > 50]).toEqual([true, true]);
    twin.failEvery(0);
    await expect.poll(() => engine.readiness(), { interval: 1 }).toEqual({ ready: true });
    await app.close();
    expect(await engine.close()).toEqual([]);

    const { lines, decisions } = await recordsOf(twin);
    const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
    expect([...ids].sort()).toEqual(acts.map(({ id }) => id).sort());
    // What came out is what comes out where nothing goes wrong.
    const calm = createTwin(seed + 100);
    const other = await open(calm);
    for (const line of lines) await other.submit(Buffer.from(line));
    await confirm(other);
    const again = await open(twin);
    expect(await countsOf(again)).toEqual(await countsOf(other));
    expect(acts.every(({ id }) => again.decision(id)?.event === id)).toBe(true);
    expect((await recordsOf(calm)).decisions).toBe(decisions);
    expect((await twin.kept.records.verify()).brokenAt).toBeNull();
    await again.close();
    await other.close();
  },
);

test.each([1, 2, 3])("counts asked for while they are stored are of one moment (seed %i)", async (seed) => {
  const engine = await open(createTwin(seed));
  let sent = 0;
  let told = 0;
  const looks: Promise<void>[] = [];
  /** Nothing that was acknowledged before is missing, and nothing that was sent is there twice. */
  const look = async (): Promise<void> => {
    const least = told;
    const [counts, quality] = await Promise.all([engine.counts("video", "v"), engine.quality("video", "v")]);
    const raw = counts.reduce((sum, one) => sum + one.raw, 0);
    expect(raw).toBeGreaterThanOrEqual(least);
    expect(raw).toBeLessThanOrEqual(sent);
    expect(quality?.views ?? 0).toBeGreaterThanOrEqual(least);
    expect(quality?.views ?? 0).toBeLessThanOrEqual(sent);
  };
  for (let i = 0; i < 100; i++) {
    sent++;
    let done = false;
    const act = { id: `e${i}`, type: "view", actor: `a${i}`, target: "v" };
    const submitted = engine.submit(actLines([act])).finally(() => {
      done = true;
    });
    for (; !done; await nextTurn()) looks.push(look());
    await submitted;
    told++;
  }
  await Promise.all(looks);
  expect(looks.length).toBeGreaterThan(300);
  await engine.close();
});

test.each([1, 2])(
  "a list that changes while events come in holds from one event on, and before it for none (seed %i)",
  async (seed) => {
    const text = [
      'name: listed\nversion: "1"\nthresholds: { challenge: never, hold: never, reject: never }',
      "features:\n  acts: { kind: count, by: actor, on: engagement, window: 60s }",
      `rules:\n  named: { on: engagement, when: 'event.actor.id in list("block")', weight: 0.9, verdict: reject, text: { zh: 甲, en: a } }`,
      "  used: { on: engagement, when: acts > 1000000, weight: 0.1, text: { zh: 乙, en: b } }\n",
    ].join("\n");
    const loaded = loadPolicy(text, "listed.yaml");
    if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join("; "));
    const twin = createTwin(seed);
    const engine = await openOverTwin(twin.connect(), {
      policy: loaded.policy,
      clock: () => CAMPAIGNS_NOW_MS,
    });
    const by = { kind: "person", name: "ann" } as const;
    const item = { kind: "account", value: "a", expiresAtMs: null, note: "" } as const;
    const done: Promise<unknown>[] = [];
    for (let i = 0; i < 40; i++) {
      done.push(engine.submit(actLines([{ id: `e${i}`, type: "view", actor: "a", target: "v" }])));
      if (i === 10) done.push(engine.lists.change("block", { add: [item], remove: [], by }));
      if (i === 25) done.push(engine.lists.change("block", { add: [], remove: [item], by }));
      if (i % 3 === 0) await nextTurn();
    }
    await Promise.all(done);
    const [entry] = await twin.kept.records.lists.all();
    const { from, until } = entry!;
    expect([from > 0, until! > from, until! < 40]).toEqual([true, true, true]);
    const verdicts = Array.from({ length: 40 }, (_, i) => engine.decision(`e${i}`)?.verdict);
    expect(verdicts).toEqual(verdicts.map((_, i) => (i >= from && i < until! ? "reject" : "allow")));
    await engine.close();
  },
);
