import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import type { ChangeMessage } from "../src/client/change-stream.ts";
import { createClient } from "../src/client/client.ts";
import { createChangeFeed } from "../src/flow/changes/create-change-feed.ts";
import type { OnlineEngine } from "../src/flow/online.ts";
import { openEngine } from "../src/flow/open-engine.ts";
import type { ChangeFeed } from "../src/ports/change-feed.ts";
import { createServer } from "../src/serve/server.ts";
import { openMemoryEventLog } from "../src/store/memory-event-log.ts";
import { openMemoryRecords } from "../src/store/memory-records.ts";

const policy = loadPolicyFile("velocity");
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-changes-"));
  folders.push(folder);
  return folder;
}

let sent = 0;
/** `n` likes by different accounts, spread over targets v0 to v6. */
function likes(n: number): Uint8Array {
  const lines = Array.from({ length: n }, () => {
    const i = sent++;
    const target = { kind: "video", id: `v${i % 7}` };
    return `${JSON.stringify({ id: `e${i}`, type: "like", at: Date.now(), actor: { id: `u${i}` }, target })}\n`;
  });
  return Buffer.from(lines.join(""));
}

/** Every page from a position on → what a follower then holds: likes by target. */
async function readAll(feed: ChangeFeed, after: string, held = new Map<string, number>()) {
  let position = after;
  let pages = 0;
  for (let more = true; more; pages++) {
    const page = await feed.after(position);
    for (const { kind, id, counts } of page.targets) held.set(`${kind}/${id}`, counts[0]?.raw ?? 0);
    ({ next: position, more } = page);
  }
  return { held, position, pages };
}

async function settle(engine: OnlineEngine): Promise<void> {
  const { logPosition } = await engine.overview();
  while (!(await engine.changes.now()).startsWith(`${logPosition}-`))
    await new Promise((tell) => setTimeout(tell, 20));
}

describe("changes of counts and campaigns", () => {
  test("a follower misses nothing across disconnects and restarts, and ends with the engine's counts", async () => {
    const folder = newFolder();
    let engine = await openEngine(folder, { policy });
    let server = await createServer(engine, { host: "127.0.0.1", port: 0, streamIntervalMs: 50 });
    const port = Number(new URL(server.address).port);
    const client = createClient({ url: server.address, retryDelayMs: 20, attemptsMax: 200 });
    const held = new Map<string, number>();
    const kinds: string[] = [];
    let told = null as ChangeMessage | null;
    const reading = (async () => {
      for await (const message of client.changes()) {
        kinds.push(message.kind);
        if (message.position !== null) told = message;
        if (message.kind !== "counts") continue;
        for (const { id, counts } of message.targets) held.set(id, counts[0]?.raw ?? 0);
      }
    })();
    const total = () => [...held.values()].reduce((sum, raw) => sum + raw, 0);
    const until = async (events: number) => {
      while (total() < events) await new Promise((tell) => setTimeout(tell, 20));
    };
    while (kinds.length === 0) await new Promise((tell) => setTimeout(tell, 20));
    await engine.submit(likes(50));
    await until(50);
    // down: what comes in while nobody can listen is told when it is up again
    await server.close();
    await engine.submit(likes(30));
    await engine.close();
    engine = await openEngine(folder, { policy });
    await engine.submit(likes(5));
    server = await createServer(engine, { host: "127.0.0.1", port, streamIntervalMs: 50 });
    await until(85);
    while (!told!.position!.startsWith("85-")) await new Promise((tell) => setTimeout(tell, 20));
    for (const [id, raw] of held) expect((await engine.counts("video", id))[0]?.raw).toBe(raw);
    expect(kinds.filter((kind) => kind === "start")).toHaveLength(1);
    // another process, later, from the position it had kept
    const later = createClient({ url: server.address });
    await engine.submit(likes(1));
    for await (const message of later.changes({ after: told!.position! })) {
      if (message.kind !== "counts") continue;
      expect(message.targets.map(({ id }) => id)).toEqual(["v1"]);
      break;
    }
    await later.close();
    await client.close();
    await reading;
    await server.close();
    await engine.close();
  });

  test("a review's corrections and campaigns are told, by number and not by time", async () => {
    const records = openMemoryRecords();
    const log = openMemoryEventLog();
    const feed = createChangeFeed({
      log,
      records,
      appliedPosition: 0,
      counts: (kind, id) => records.counts(kind, id),
    });
    const begin = await feed.now();
    const by = { kind: "system", name: "counting" } as const;
    const targets = [{ kind: "video", id: "v9", type: "like", public: -2, held: 0, rejected: 2 }];
    const fields = {
      campaign: "c1",
      cause: "confirmed",
      targets,
      events: 2,
      moved: 2,
      first: 0,
      last: 1,
      sha256: "",
    };
    await records.append({ kind: "correction", by, fields }, 0);
    const page = await feed.after(begin);
    expect(page.targets.map(({ id }) => id)).toEqual(["v9"]);
    expect((await feed.after(page.next)).targets).toEqual([]);
    await records.append({ kind: "repair", by, fields: { done: ["counts"] } }, 0);
    await expect(feed.after(page.next)).rejects.toMatchObject({ code: "changes_gone" });
  });

  test("from memory and from the log alike; pages end", async () => {
    const folder = newFolder();
    const first = await openEngine(folder, { policy });
    const begin = await first.changes.now();
    const half = likes(700);
    await first.submit(half);
    await settle(first);
    const middle = await first.changes.now();
    await first.submit(likes(40));
    await settle(first);
    const fromMemory = [await readAll(first.changes, begin), await readAll(first.changes, middle)];
    await first.close();
    const second = await openEngine(folder, { policy });
    await settle(second);
    const fromLog = [await readAll(second.changes, begin), await readAll(second.changes, middle)];
    expect(fromLog.map(({ held }) => held)).toEqual(fromMemory.map(({ held }) => held));
    expect(fromLog.map(({ position }) => position)).toEqual([
      await second.changes.now(),
      await second.changes.now(),
    ]);
    await second.close();
  });

  test("what is no position, or not one of here, is refused with its code", async () => {
    const engine = await openEngine(newFolder(), { policy });
    const server = await createServer(engine, { host: "127.0.0.1", port: 0 });
    const client = createClient({ url: server.address, attemptsMax: 1 });
    for (const [after, code] of [
      ["yesterday", "bad_request"],
      ["999-0-0-000000000000", "changes_gone"],
      ["0-0-0-000000000000", "changes_gone"],
    ] as const) {
      const failure = await client
        .changes({ after })
        .next()
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code, retry: false });
    }
    await client.close();
    await server.close();
    await engine.close();
  });

  test("a position whose events were dropped by age is gone", async () => {
    const records = openMemoryRecords();
    const log = openMemoryEventLog();
    const feed = createChangeFeed({ log, records, appliedPosition: 0, counts: async () => [] });
    const begin = await feed.now();
    const run = { count: 1, bytes: likes(1), ids: new Uint8Array(8), policy: "p", receivedAtMs: 0 };
    await log.append("events", run);
    await log.append("events", run);
    await records.applyCounts([], [], 2, [], 0);
    const later = createChangeFeed({ log, records, appliedPosition: 2, counts: async () => [] });
    expect((await later.after(begin)).targets).toHaveLength(1);
    await log.dropBefore("events", 1);
    await expect(later.after(begin)).rejects.toMatchObject({ code: "changes_gone" });
  });
});
