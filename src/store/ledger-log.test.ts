/** The log beside the records: what it writes, what it goes on from after any interruption, and what it refuses to sign. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseCheckpoint, signCheckpoint } from "../ledger/checkpoint.ts";
import { consistencyProof, provesConsistency, provesInclusion } from "../ledger/proofs.ts";
import { isSignedBy, parseVerifier, signerFromSeed } from "../ledger/signed-note.ts";
import { subtreeReader } from "../ledger/tile-reader.ts";
import { decodeBundle } from "../ledger/tiles.ts";
import { parseProof } from "../ledger/tlog-proof.ts";
import { leafHash, rootOf } from "../ledger/tree-hash.ts";
import { repairOf } from "../ports/ledger-entries.fixture.ts";
import type { Records } from "../ports/records.ts";
import { openLedgerLog } from "./ledger-log.ts";
import { openRecords } from "./sqlite-records.ts";
import { readTile } from "./tile-files.ts";

let folder: string;
let records: Records;
const warnings: string[] = [];
const place = (...names: string[]) => join(folder, "ledger", ...names);
const open = () => openLedgerLog(folder, records, (message) => warnings.push(message));
const append = async (count: number) => {
  for (let i = 0; i < count; i++) await records.append(repairOf(`${i}`), 1_790_000_000_000);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-ledger-"));
  records = openRecords(join(folder, "records.sqlite"));
  warnings.length = 0;
});
afterEach(() => {
  records.close();
  rmSync(folder, { recursive: true, force: true });
});
/** Appends many entries in one transaction. */
const appendMany = (count: number) =>
  records.applyCounts(
    [],
    [],
    0,
    Array.from({ length: count }, (_, i) => repairOf(`${i}`)),
    1_790_000_000_000,
  );

describe("what is published", () => {
  test("key, checkpoint, tiles and proofs of a growing ledger", async () => {
    const log = await open();
    await log.publish();
    expect([log.size(), log.checkpoint()]).toEqual([0, null]);
    expect(statSync(place("signing-key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(place("verifier-key"), "utf8")).toBe(`${log.verifierKey}\n`);
    const key = parseVerifier(log.verifierKey)!;
    const hashes: Uint8Array[] = [];
    const before: { size: number; root: Uint8Array }[] = [];
    for (const count of [1, 2, 252, 1, 1, 300, 66_000]) {
      await appendMany(count);
      await log.publish();
      const checkpoint = parseCheckpoint(log.checkpoint()!)!;
      for (const { hash } of await records.entries(hashes.length, 100_000))
        hashes.push(Buffer.from(hash, "hex"));
      expect(checkpoint.size).toBe(hashes.length);
      expect(isSignedBy(checkpoint.note, key)).toBe(true);
      expect(Buffer.from(checkpoint.root)).toEqual(Buffer.from(rootOf(hashes)));
      const subtree = subtreeReader((tile) => readTile(place(), tile), checkpoint.size);
      for (const { size, root } of before) {
        const proof = consistencyProof(size, checkpoint.size, subtree);
        expect(provesConsistency(size, checkpoint.size, root, checkpoint.root, proof)).toBe(true);
      }
      before.push(checkpoint);
    }
    const size = hashes.length;
    for (const index of [0, 255, 256, 65_535, 65_536, size - 1]) {
      const proof = parseProof(log.proof(index)!)!;
      const { root } = parseCheckpoint(proof.checkpoint)!;
      expect(provesInclusion(index, size, hashes[index]!, proof.path, root)).toBe(true);
    }
    expect(log.proof(size)).toBeNull();
    // Tiles by path: whole, partial, cut out of a fuller one, beyond the end, and none.
    const sizes = [
      "tile/entries/000",
      "tile/0/000.p/3",
      "tile/1/001.p/3",
      `tile/0/${"x000/259"}`,
      "tile/0/999",
    ];
    expect(sizes.map((path) => log.tile(path)?.length ?? null).slice(1)).toEqual([96, 96, null, null]);
    expect(decodeBundle(log.tile("tile/entries/000.p/7")!).entries.map(leafHash)).toEqual(hashes.slice(0, 7));
    expect(log.tile("checkpoint")).toBeNull();
    expect(log.tile("signing-key")).toBeNull();
    // A whole tile needs no partial ones beside it.
    expect(readdirSync(place("tile", "0"))).not.toContain("000.p");
  });

  test("opened again it goes on where it was, also from an earlier moment of its files", async () => {
    await appendMany(300);
    const first = await open();
    await first.publish();
    cpSync(place(), join(folder, "earlier"), { recursive: true });
    await append(3);
    await first.publish();
    const text = first.checkpoint();
    const again = await open();
    expect([again.checkpoint(), again.verifierKey, warnings]).toEqual([text, first.verifierKey, []]);
    // kill −9 after the checkpoint was stored and before any file was: the files of before.
    rmSync(place(), { recursive: true });
    cpSync(join(folder, "earlier"), place(), { recursive: true });
    const mended = await open();
    expect(mended.checkpoint()).toBe(text);
    expect(readFileSync(place("checkpoint"), "utf8")).toBe(text);
    await append(1);
    await mended.publish();
    expect(mended.size()).toBe(304);
  });

  test.each([
    ["the last checkpoint removed", () => rmSync(place("checkpoint"))],
    ["the last checkpoint altered", () => writeFileSync(place("checkpoint"), "x")],
    ["every tile removed", () => rmSync(place("tile"), { recursive: true })],
    ["an edge tile altered", () => writeFileSync(place("tile", "0", "001.p", "44"), "x")],
    ["an edge bundle cut", () => writeFileSync(place("tile", "entries", "001.p", "44"), "")],
  ])("%s: made anew from the records, and told", async (_, harm) => {
    await appendMany(300);
    const log = await open();
    await log.publish();
    const text = log.checkpoint();
    const bundle = readFileSync(place("tile", "entries", "001.p", "44"));
    harm();
    expect((await open()).checkpoint()).toBe(text);
    expect(warnings.join()).toMatch(/made anew/);
    expect(readFileSync(place("checkpoint"), "utf8")).toBe(text);
    expect(readFileSync(place("tile", "entries", "001.p", "44"))).toEqual(bundle);
  });
});

describe("what is refused", () => {
  test.each([
    [
      "records without the entries that were signed",
      2,
      /checkpoint signs `5` entries, and the records hold `2`/,
    ],
    ["records with other entries", 7, /not the `5` that its checkpoint signs/],
  ])("%s", async (_, count, says) => {
    await append(5);
    await (await open()).publish();
    const signed = readFileSync(place("checkpoint"), "utf8");
    records.close();
    for (const name of readdirSync(folder)) if (name.startsWith("records")) rmSync(join(folder, name));
    records = openRecords(join(folder, "records.sqlite"));
    await append(count);
    await expect(open()).rejects.toThrow(says);
    expect(readFileSync(place("checkpoint"), "utf8")).toBe(signed);
  });

  test("a key that is lost: no second log is begun in its name", async () => {
    await append(1);
    await (await open()).publish();
    rmSync(place("signing-key"));
    await expect(open()).rejects.toThrow(/signing-key` is missing.*put it back/);
    expect(existsSync(place("signing-key"))).toBe(false);
    writeFileSync(place("signing-key"), "no key");
    await expect(open()).rejects.toThrow(/holds no signing key/);
  });

  test("a checkpoint of another folder's log is no checkpoint here", async () => {
    await append(3);
    const log = await open();
    await log.publish();
    const text = log.checkpoint()!;
    const other = signerFromSeed("other/ledger", "log", Buffer.alloc(32, 1));
    const foreign = { origin: "other/ledger", size: 9, root: Buffer.alloc(32) };
    for (const note of [
      signCheckpoint(foreign, other),
      signCheckpoint({ ...foreign, origin: text.split("\n")[0]! }, other),
    ]) {
      writeFileSync(place("checkpoint"), note);
      expect((await open()).checkpoint()).toBe(text);
    }
  });
});
