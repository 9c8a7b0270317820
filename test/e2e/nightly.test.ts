import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { OnlineEngine } from "../../src/flow/online.ts";
import { openEngine } from "../../src/flow/open-engine.ts";
import type { NightlyHealth } from "../../src/flow/reviewed-campaigns.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import {
  accounts,
  DAY_MS,
  inOrder,
  ordinaryLikes,
  seeded,
  soldLikes,
  type WatchedEvent,
} from "../near-line-rows.ts";
import { ndjson } from "./made-events.ts";
import { scratchFolder } from "./scratch-folder.ts";

const scratch = scratchFolder();
const START_MS = Date.UTC(2026, 10, 1);
const POOL = accounts("w", 120);
const DRIP_DAYS = 9;
/** Cover: what each member does besides. */
const COVER = 0;

/** Nine days of a small platform; a pool drips orders over all of them. */
function dripped(orders: number, density: number): readonly WatchedEvent[] {
  return inOrder(
    ordinaryLikes(seeded(1), {
      actors: 3_000,
      targets: 3_000,
      likes: 5_000 * DRIP_DAYS,
      fromMs: START_MS,
      toMs: START_MS + DRIP_DAYS * DAY_MS,
    }),
    soldLikes(seeded(2), POOL, {
      name: "p",
      orders,
      density,
      fromMs: START_MS,
      everyMs: 0,
      windowMs: DRIP_DAYS * DAY_MS,
    }),
    cover(seeded(3)),
  );
}

const NEXT_DAYS = inOrder(
  ordinaryLikes(seeded(4), {
    actors: 3_000,
    targets: 3_000,
    likes: 6_000,
    fromMs: START_MS + DRIP_DAYS * DAY_MS,
    toMs: START_MS + (DRIP_DAYS + 1.2) * DAY_MS,
  }),
);

function cover(random: () => number): WatchedEvent[] {
  return POOL.flatMap((actor) =>
    Array.from({ length: COVER }, () => ({
      actor,
      target: `v${Math.floor(3_000 * random() ** 2)}`,
      owner: "o1",
      atMs: Math.floor(START_MS + DRIP_DAYS * DAY_MS * random()),
    })),
  );
}

const policy = (() => {
  const campaigns =
    "campaigns: { confirm: never, watch: { every: 1s }, nightly: { days: 14, acts_max: 200000, hour_utc: 0 } }";
  const loaded = loadPolicy(
    `${readFileSync("policies/velocity.yaml", "utf8")}\n${campaigns}\n`,
    "velocity.yaml",
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.policy;
})();

const running: OnlineEngine[] = [];
afterEach(async () => {
  for (const engine of running.splice(0)) await engine.close();
});

async function open(folder: string) {
  const warnings: string[] = [];
  const engine = await openEngine(folder, {
    policy,
    detection: true,
    onWarning: (message) => warnings.push(message),
  });
  running.push(engine);
  const nightly = (): NightlyHealth | undefined => engine.campaigns.health().nightly;
  const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (const giveUpMs = performance.now() + 60_000; !(await holds()); ) {
      if (performance.now() > giveUpMs)
        throw new Error(`waited in vain: ${what}; ${JSON.stringify(engine.campaigns.health())} ${warnings}`);
      await after(20);
    }
  };
  /** Waits until the near-line watch has read and looked at all of the log. */
  const watched = (events: number) =>
    until("the near-line watch", () => {
      const { position, behind, windows } = engine.campaigns.health();
      return position >= events && behind === 0 && windows.some(({ lastPassAtMs }) => lastPassAtMs > 0);
    });
  const close = async (): Promise<void> => {
    running.splice(running.indexOf(engine), 1);
    await engine.close();
  };
  return { engine, warnings, nightly, until, watched, close };
}

let submitted = 0;
async function submit(engine: OnlineEngine, events: readonly WatchedEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 1_000) {
    const lines = events.slice(at, at + 1_000).map(({ actor, target, owner, atMs }) => ({
      id: `e${submitted++}`,
      type: "like",
      at: atMs,
      actor: { id: actor },
      target: { kind: "video", id: target, owner },
    }));
    await engine.submit(Buffer.from(ndjson(lines)), { numbersOnly: true });
  }
}

/** Public likes of the orders. */
async function publicLikes(engine: OnlineEngine): Promise<number> {
  let sum = 0;
  for (const id of accounts("p-order", 40))
    sum += (await engine.counts("video", id)).find(({ type }) => type === "like")?.public ?? 0;
  return sum;
}

describe("orders dripped over nine days", () => {
  it("are found, corrected, kept over restarts, and read again where the snapshot is damaged", async () => {
    const folder = scratch.path("drip");
    const days = dripped(40, 0.2); // three acts an order and day
    const first = await open(folder);
    await submit(first.engine, days);
    await first.watched(days.length);
    await submit(first.engine, NEXT_DAYS.slice(0, 2_000));
    await first.until(
      "a night that shows it",
      async () => (await first.engine.campaigns.list({ limit: 9 })).items.length > 0,
    );
    await first.until("the end of the night", () => (first.nightly()?.last?.campaigns ?? 0) > 0);
    const [campaign, ...others] = (await first.engine.campaigns.list({ limit: 9 })).items;
    expect(others).toEqual([]);
    expect(campaign).toMatchObject({ status: "open", live: true });
    expect(campaign!.targetCount).toBeGreaterThan(25);
    const { id } = campaign!;
    const members = (await first.engine.campaigns.members(id, { limit: 500 })).items.map(
      ({ actor }) => actor,
    );
    expect(members.filter((actor) => POOL.includes(actor)).length).toBeGreaterThan(90);
    expect(members.filter((actor) => !POOL.includes(actor)).length).toBeLessThan(5);

    const before = await publicLikes(first.engine);
    await first.engine.campaigns.review(id, { status: "confirmed", note: "", by: "ann" });
    expect(before).toBeGreaterThan(200);
    // What the night adds to what the watch found follows by itself.
    await first.until("the correction", async () => (await publicLikes(first.engine)) < 0.1 * before);
    await first.until("rest", () => first.nightly()?.state === "reading");
    const { last } = first.nightly()!;
    expect(first.warnings).toEqual([]);
    await first.close();

    const second = await open(folder);
    await second.until("where the last night stood", () => second.nightly()?.last !== undefined);
    expect(second.nightly()).toMatchObject({ last, position: last!.position });
    expect(second.nightly()!.acts).toBeGreaterThan(40_000);
    await second.watched(days.length + 2_000);
    expect(await second.engine.campaigns.get(id)).toMatchObject({ status: "confirmed", live: true });
    expect(await publicLikes(second.engine)).toBeLessThan(0.1 * before);
    await submit(second.engine, NEXT_DAYS.slice(2_000));
    await second.until("another night", () => second.nightly()!.last!.atMs > last!.atMs);
    // A night's own events, not the weeks': how many depends on where the night before stood when the engine was closed.
    expect(second.nightly()!.last!.events).toBeLessThan(second.nightly()!.acts / 2);
    expect((await second.engine.campaigns.list({ limit: 9 })).items).toMatchObject([{ id, live: true }]);
    await second.close();

    for (const name of readdirSync(join(folder, "nightly"))) {
      const file = join(folder, "nightly", name);
      const bytes = readFileSync(file);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(file, bytes);
    }
    const third = await open(folder);
    await third.until("the damaged snapshot to be named", () =>
      third.warnings.some((warning) => warning.includes("passed over")),
    );
    expect((await third.engine.campaigns.list({ limit: 9 })).items).toMatchObject([
      { id, status: "confirmed", live: true },
    ]);
  }, 240_000);

  it("are one campaign where the watch found them first, and live as long as either shows them", async () => {
    const days = dripped(20, 0.8); // ten acts an order and day
    const { engine, until, watched, nightly } = await open(scratch.path("both"));
    const half = days.findIndex(({ atMs }) => atMs >= START_MS + 5 * DAY_MS);
    await submit(engine, days.slice(0, half));
    await until("the watch", async () => (await engine.campaigns.list({ limit: 9 })).items.length > 0);
    const [near] = (await engine.campaigns.list({ limit: 9 })).items;
    expect(near!.origin).toBe("near_line");
    const tenth = NEXT_DAYS.slice(0, 100); // the ninth day is over when the tenth has begun
    await submit(engine, days.slice(half));
    await submit(engine, tenth);
    await until("a night of all nine days", () => {
      const last = nightly()?.last;
      return (last?.position ?? 0) >= days.length && last!.campaigns > 0;
    });
    await until("what it found", async () => (await engine.campaigns.get(near!.id))!.targetCount >= 10);
    const ended: string[] = [];
    engine.campaigns.onChange(({ id, live }) => live || ended.push(id));
    // Four days on the near-line detector sees nothing of it any more; weeks do.
    const later = ordinaryLikes(seeded(5), {
      actors: 3_000,
      targets: 3_000,
      likes: 2_000,
      fromMs: START_MS + (DRIP_DAYS + 4.2) * DAY_MS,
      toMs: START_MS + (DRIP_DAYS + 4.4) * DAY_MS,
    });
    await submit(engine, inOrder(later));
    await watched(days.length + tenth.length + later.length);
    await until("the night after", () => nightly()!.last!.position > days.length + tenth.length);
    const [one, ...others] = (await engine.campaigns.list({ limit: 9 })).items;
    expect(others).toEqual([]);
    expect(ended).not.toContain(near!.id);
    expect(one).toMatchObject({ id: near!.id, origin: "near_line", live: true });
    expect(one!.eventCount).toBeGreaterThan(400);
    expect(one!.lifecycle.map(({ transition }) => transition)).toContain("began");
  }, 120_000);
});
