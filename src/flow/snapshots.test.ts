/** When snapshots are written, over the real stores: a start must not read a long log twice. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadPolicy } from "../policy/load.ts";
import { decodeSnapshot, encodeSnapshot } from "../store/snapshot-file.ts";
import { openEngine } from "./open-engine.ts";

const loaded = loadPolicy(
  readFileSync(new URL("../../policies/velocity.yaml", import.meta.url), "utf8"),
  "velocity.yaml",
);
if (!loaded.ok) throw new Error("the shipped policy is not valid");
const { policy } = loaded;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-snapshots-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (snapshotEvents?: number) =>
  openEngine(folder, { policy, ...(snapshotEvents === undefined ? {} : { snapshotEvents }) });

function likes(name: string, count: number): Uint8Array {
  const like = (i: number) =>
    `{"id":"${name}${i}","type":"like","at":${Date.now()},"actor":{"id":"a${i}"},"target":{"kind":"video","id":"v"}}`;
  return Buffer.from(Array.from({ length: count }, (_, i) => like(i)).join("\n"));
}

/** Positions of the snapshots in the folder, ascending. */
async function positions(): Promise<number[]> {
  const names = readdirSync(join(folder, "snapshots")).filter((name) => name.endsWith(".bin"));
  const all = await Promise.all(names.map((name) => decodeSnapshot(join(folder, "snapshots", name))));
  return all
    .flatMap((one) => (typeof one === "string" ? [] : [Number(one.header.position)]))
    .sort((a, b) => a - b);
}

test("a stop without news writes one where the start had none to go on from", async () => {
  const first = await open();
  await first.submit(likes("a", 100));
  await first.close();
  rmSync(join(folder, "snapshots"), { recursive: true });
  await (await open()).close();
  expect(await positions()).toEqual([100]);
  // And none where it had one.
  await (await open()).close();
  expect(await positions()).toEqual([100]);
});

test("one is written after so many events, without waiting for the clock", async () => {
  const engine = await open(500);
  await engine.submit(likes("a", 499));
  expect(() => readdirSync(join(folder, "snapshots"))).toThrow();
  await engine.submit(likes("b", 2));
  // The next waits: they do not follow one another.
  await engine.submit(likes("c", 600));
  await expect.poll(() => positions().catch(() => []), { timeout: 15_000 }).toEqual([501]);
  await engine.close();
  expect(await positions()).toEqual([501, 1101]);
});

test("a start that read so many events writes one at once", async () => {
  const engine = await open();
  await engine.submit(likes("a", 700));
  await engine.close();
  rmSync(join(folder, "snapshots"), { recursive: true });
  const again = await open(500);
  await expect.poll(() => positions().catch(() => []), { timeout: 15_000 }).toEqual([700]);
  await again.close();
});

test("one of another release's form is passed over once, with a word, and nothing is lost", async () => {
  const engine = await open();
  await engine.submit(likes("a", 300));
  await engine.close();
  const place = join(folder, "snapshots");
  const file = join(place, readdirSync(place).at(-1)!);
  const snapshot = await decodeSnapshot(file);
  if (typeof snapshot === "string") throw new Error(snapshot);
  writeFileSync(file, Buffer.concat([...encodeSnapshot({ ...snapshot.header, state: 6 }, snapshot.parts)]));
  const told: string[] = [];
  const again = await openEngine(folder, { policy, onWarning: (message) => told.push(message) });
  expect(told).toEqual([expect.stringContaining("another release's form (`6`")]);
  expect(await again.counts("video", "v")).toMatchObject([{ raw: 300 }]);
  expect(await again.submit(likes("a", 301))).toMatchObject({ accepted: 1, duplicates: 300 });
  await again.close();
  told.length = 0;
  await (await openEngine(folder, { policy, onWarning: (message) => told.push(message) })).close();
  expect(told).toEqual([]);
});
