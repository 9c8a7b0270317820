/** A ledger's folder in every way that it can be harmed: what `verify` names first. */
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type LedgerBundle, parseBundle, verifyBundle } from "../ledger/bundle.ts";
import { parseCheckpoint, signCheckpoint } from "../ledger/checkpoint.ts";
import { leafText } from "../ledger/leaf.ts";
import { formatVerifier, parseSigner, parseVerifier, signerFromSeed } from "../ledger/signed-note.ts";
import { decodeBundle, encodeBundle } from "../ledger/tiles.ts";
import { verifyLog } from "../ledger/verify-log.ts";
import { repairOf } from "../ports/ledger-entries.fixture.ts";
import { openLedgerLog } from "./ledger-log.ts";
import { folderSource } from "./log-sources.ts";
import { openRecords } from "./sqlite-records.ts";

/** Three bundles, the last of 88; an erasure of 3 near the end; one entry that no checkpoint signs yet. */
const SIZE = 600;
let made: string;
let folder: string;
/** Checkpoints of before, of this log and of one with its key that went another way. */
let earlier: string;
let forked: string;
let bundle: LedgerBundle;
const place = (...names: string[]) => join(folder, "ledger", ...names);

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), "touchstone-verify-"));
  const records = openRecords(join(made, "records.sqlite"));
  const append = (count: number) =>
    records.applyCounts(
      [],
      [],
      0,
      Array.from({ length: count }, (_, i) => repairOf(`n${i}`)),
      1_790_000_000_000,
    );
  await append(300);
  const log = await openLedgerLog(made, records);
  await log.publish();
  earlier = log.checkpoint()!;
  await append(SIZE - 301);
  const by = { kind: "api_key", name: "http" } as const;
  const fields = { account_sha256: "", salt: "", campaign_entries: 0, log_events: 0, log_until_ms: null };
  const erasure = { ...fields, counts_as_target: 0, ledger_entries: [3] };
  await records.eraseBodies([3], { kind: "erasure", by, fields: erasure }, 1_790_000_000_001);
  await log.publish();
  await records.append(repairOf("not yet"), 1_790_000_000_002);
  const entries = [...(await records.entries(0, 4))].map((entry) => {
    const { salt, body } = entry;
    return { leaf: leafText(entry), salt, body, proof: log.proof(entry.sequence)! };
  });
  bundle = { format: "touchstone-ledger-bundle/v1", verifier_key: log.verifierKey, entries };
  records.close();
  const key = parseSigner(readFileSync(join(made, "ledger", "signing-key"), "utf8"))!;
  forked = signCheckpoint({ origin: key.name, size: SIZE, root: Buffer.alloc(32, 5) }, key);
});
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-verify-"));
  cpSync(made, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function verified(more: { earlier?: readonly string[]; alone?: boolean } = {}) {
  const source = folderSource(more.alone === true ? place() : folder);
  const kept = [...(more.earlier ?? []), ...(source.remembered === null ? [] : [source.remembered])];
  const verdict = await verifyLog(source, { earlier: kept });
  source.close();
  return verdict;
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  writeFileSync(file, bytes);
}

/** Says one entry less than was signed. */
function resize(file: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(`\n${SIZE}\n`, `\n${SIZE - 1}\n`));
}

/** Changes the entries of a bundle. */
function rebundle(name: string, change: (entries: Uint8Array[]) => Uint8Array[]): void {
  const file = place("tile", "entries", name);
  writeFileSync(file, encodeBundle(change([...decodeBundle(readFileSync(file)).entries])));
}

function tamper(sql: string): void {
  const db = new DatabaseSync(join(folder, "records.sqlite"));
  db.exec(`DROP TRIGGER ledger_keeps; DROP TRIGGER ledger_stays; ${sql}`);
  db.close();
}

test("what was written is what was signed: bodies, an erasure, an entry that waits; tiles alone too", async () => {
  expect(await verified({ earlier: [earlier] })).toMatchObject({
    faults: [],
    size: SIZE,
    bodies: { verified: SIZE - 1, erased: 1, unpublished: 1 },
  });
  expect(await verified({ alone: true, earlier: [earlier] })).toMatchObject({ faults: [], bodies: null });
});

test.each<[string, () => void, string, number | null]>([
  ["a byte of an entry", () => flip(place("tile/entries/000"), 2 + 30), "entry_altered", 0],
  ["a byte deep in the log", () => flip(place("tile/entries/001"), 20_000), "entry_altered", 381],
  ["a byte of the last entry", () => flip(place("tile/entries/002.p/88"), -20), "entry_altered", 599],
  ["an entry taken out", () => rebundle("001", (all) => all.toSpliced(5, 1)), "entry_missing", 261],
  [
    "an entry put in twice",
    () => rebundle("001", (all) => all.toSpliced(5, 1, all[4]!)),
    "entry_missing",
    261,
  ],
  [
    "two entries exchanged",
    () => rebundle("000", (all) => all.with(7, all[9]!).with(9, all[7]!)),
    "entries_reordered",
    7,
  ],
  ["a bundle taken out", () => rmSync(place("tile/entries/001")), "entry_missing", 256],
  [
    "the last bundle taken out",
    () => rmSync(place("tile/entries/002.p"), { recursive: true }),
    "entries_cut_off",
    512,
  ],
  ["the last bundle cut", () => rebundle("002.p/88", (all) => all.slice(0, 80)), "entries_cut_off", 592],
  ["every entry taken out", () => rmSync(place("tile/entries"), { recursive: true }), "entries_cut_off", 0],
  [
    "a bundle cut within an entry",
    () => writeFileSync(place("tile/entries/000"), readFileSync(place("tile/entries/000")).subarray(0, -3)),
    "entry_altered",
    255,
  ],
  ["a byte of a tile of hashes", () => flip(place("tile/0/001"), 3 * 32), "tile_altered", 259],
  ["a byte of an upper tile", () => flip(place("tile/1/000.p/2"), 33), "tile_altered", 256],
  ["a tile taken out", () => rmSync(place("tile/0/001")), "tile_missing", 256],
  ["an upper tile taken out", () => rmSync(place("tile/1"), { recursive: true }), "tile_missing", 0],
  ["the last checkpoint removed", () => rmSync(place("checkpoint")), "no_checkpoint", 0],
  ["the last checkpoint altered", () => resize(place("checkpoint")), "checkpoint_not_signed", null],
  [
    "the last checkpoint cut",
    () => writeFileSync(place("checkpoint"), readFileSync(place("checkpoint")).subarray(0, 50)),
    "checkpoint_unreadable",
    null,
  ],
  ["a checkpoint that forks", () => writeFileSync(place("checkpoint"), forked), "checkpoint_forks", null],
  [
    "an earlier checkpoint in its place",
    () => writeFileSync(place("checkpoint"), earlier),
    "entries_cut_off",
    300,
  ],
  [
    "a body altered",
    () => tamper("UPDATE ledger SET body = replace(body, 'n', 'm') WHERE sequence = 77"),
    "body_altered",
    77,
  ],
  [
    "a salt altered",
    () => tamper("UPDATE ledger SET salt = zeroblob(16) WHERE sequence = 300"),
    "body_altered",
    300,
  ],
  [
    "a time altered in the records",
    () => tamper("UPDATE ledger SET at_ms = 7 WHERE sequence = 400"),
    "body_altered",
    400,
  ],
  [
    "a body taken without an erasure",
    () => tamper("UPDATE ledger SET salt = NULL, body = NULL WHERE sequence = 9"),
    "body_missing",
    9,
  ],
  [
    "an entry taken out of the records",
    () => tamper("DELETE FROM ledger WHERE sequence = 500"),
    "body_missing",
    500,
  ],
])("%s", async (_, harm, code, entry) => {
  harm();
  expect((await verified()).faults[0]).toMatchObject({ code, entry });
});

test("a tree rewritten with all its tiles, and signed anew: an earlier checkpoint tells", async () => {
  const other = mkdtempSync(join(tmpdir(), "touchstone-verify-"));
  const records = openRecords(join(other, "records.sqlite"));
  for (let i = 0; i < 310; i++) await records.append(repairOf(`other ${i}`), 1);
  cpSync(place("signing-key"), join(other, "ledger", "signing-key"), { recursive: true });
  const log = await openLedgerLog(other, records);
  await log.publish();
  records.close();
  const source = folderSource(other);
  const { faults } = await verifyLog(source, { earlier: [earlier] });
  expect((await verifyLog(source)).faults).toEqual([]);
  source.close();
  rmSync(other, { recursive: true });
  expect(faults).toMatchObject([{ code: "checkpoint_forks" }]);
  // Of another log altogether, by its own key.
  const foreign = signerFromSeed("other/ledger", "log", Buffer.alloc(32, 3));
  writeFileSync(
    place("checkpoint"),
    signCheckpoint({ ...parseCheckpoint(forked)!, origin: foreign.name }, foreign),
  );
  expect((await verified()).faults[0]).toMatchObject({ code: "checkpoint_not_signed" });
  writeFileSync(place("verifier-key"), formatVerifier(foreign));
  expect((await verified()).faults[0]).toMatchObject({ code: "checkpoint_not_signed" });
});

describe("a bundle", () => {
  const key = () => parseVerifier(bundle.verifier_key)!;
  const [first, last] = [0, 3];

  test("of entries with their proofs verifies by itself, also one whose body was erased", () => {
    const read = parseBundle(JSON.stringify(bundle))!;
    expect(verifyBundle(read)).toMatchObject({
      faults: [],
      keyGiven: false,
      bodies: { verified: 3, erased: 1 },
    });
    expect(verifyBundle(read, key())).toMatchObject({ faults: [], keyGiven: true, size: SIZE });
  });

  test.each([
    ["leaf", (text: string) => text.replace("system", "person"), "entry_altered"],
    ["leaf", () => "{}", "entry_altered"],
    ["body", (text: string) => text.replace("n0", "n1"), "body_altered"],
    ["salt", () => "00".repeat(16), "body_altered"],
    ["salt", () => null, "body_altered"],
    ["proof", () => bundle.entries[last]!.proof, "entries_reordered"],
    ["proof", (text: string) => text.replace(/\n(.{44})\n(.{44})\n/, "\n$2\n$1\n"), "entry_altered"],
    ["proof", (text: string) => text.replace(`\n${SIZE}\n`, "\n601\n"), "checkpoint_not_signed"],
    ["proof", () => "", "checkpoint_unreadable"],
  ])("with its %s changed (%#)", (field, change, code) => {
    const entry = bundle.entries[first]!;
    const changed = { ...entry, [field]: change(entry[field as "leaf"]) };
    expect(verifyBundle({ ...bundle, entries: [changed] }).faults).toMatchObject([{ code }]);
  });

  test.each([
    "",
    "{}",
    "[]",
    "null",
    '{"format":"touchstone-ledger-bundle/v1"}',
    JSON.stringify({ ...bundle, entries: [{}] }),
  ])("`%s` is none", (text) => expect(parseBundle(text)).toBeNull());
});

test("a folder without a ledger, and one of an earlier release, are told apart from a ledger that is wrong", () => {
  const empty = mkdtempSync(join(tmpdir(), "touchstone-verify-"));
  expect(() => folderSource(empty)).toThrow(/holds no ledger/);
  tamper("ALTER TABLE ledger RENAME COLUMN salt TO previous");
  expect(() => folderSource(folder)).toThrow(/earlier release/);
  renameSync(join(folder, "records.sqlite"), join(folder, "gone"));
  writeFileSync(join(folder, "records.sqlite"), "x".repeat(5_000));
  expect(() => folderSource(folder)).toThrow();
  rmSync(empty, { recursive: true });
});
