/** Notes, checkpoints, cosignatures, proofs and tiles against the texts of their specifications. */
import { describe, expect, test } from "vitest";
import { checkpointBody, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { cosign, cosignedAt } from "./cosignature.ts";
import {
  formatNote,
  formatSigner,
  formatVerifier,
  isSignedBy,
  parseNote,
  parseSigner,
  parseVerifier,
  signerFromSeed,
  signNote,
} from "./signed-note.ts";
import { decodeBundle, encodeBundle, levelsOf, parseTilePath, tilePath, tilesOf } from "./tiles.ts";
import { formatProof, parseProof } from "./tlog-proof.ts";
import { leafHash } from "./tree-hash.ts";

/** The example of Go's `golang.org/x/mod/sumdb/note`, whose format signed-note is. */
const SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const BODY =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const NOTE = `${BODY}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

describe("a signed note", () => {
  test("signs and verifies Go's own example", () => {
    const key = parseSigner(SIGNER)!;
    expect([formatSigner(key), formatVerifier(key)]).toEqual([SIGNER, VERIFIER]);
    expect(formatNote({ body: BODY, signatures: [signNote(BODY, key)] })).toBe(NOTE);
    expect(isSignedBy(parseNote(NOTE)!, parseVerifier(VERIFIER)!)).toBe(true);
    expect(isSignedBy(parseNote(NOTE.replace("answer", "Answer"))!, key)).toBe(false);
    expect(isSignedBy(parseNote(NOTE)!, { ...key, name: "Peter" })).toBe(false);
  });

  test("reads the key of sum.golang.org", () => {
    const text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    expect(parseVerifier(text)).toMatchObject({ name: "sum.golang.org", use: "log", keyId: "033de0ae" });
    for (const wrong of ["", "a+b", text.replace("033", "034"), text.replace("+Ac", "+Bc"), `${text}A`])
      expect(parseVerifier(wrong), wrong).toBeNull();
  });

  test.each([
    ["no signature", `${BODY}\n`],
    ["no empty line", NOTE.replace("\n\n", "\n")],
    ["a line that is no signature", `${NOTE}x\n`],
    ["no newline at the end", NOTE.slice(0, -1)],
    ["a hyphen for the dash", NOTE.replace("—", "-")],
    ["a control character", NOTE.replace("think", "th\u0007nk")],
    ["too many signatures", NOTE + NOTE.split("\n\n")[1]!.repeat(64)],
  ])("%s is none", (_, text) => expect(parseNote(text)).toBeNull());
});

describe("a checkpoint", () => {
  const key = signerFromSeed("example.com/ledger", "log", Buffer.alloc(32, 7));
  const checkpoint = { origin: key.name, size: 20852163, root: leafHash("x") };
  const text = signCheckpoint(checkpoint, key);

  test("is read as it was written", () => {
    expect(parseCheckpoint(text)).toMatchObject({
      ...checkpoint,
      note: { body: checkpointBody(checkpoint) },
    });
    for (const [from, to] of [
      ["20852163", "020852163"],
      ["20852163", "-1"],
      ["20852163", "9e3"],
      ["=\n", "\n"],
    ])
      expect(parseCheckpoint(text.replace(from!, to!))).toBeNull();
  });

  test("a witness's cosignature tells its time, and neither can be changed", () => {
    const witness = signerFromSeed("witness.example/w", "witness", Buffer.alloc(32, 9));
    const { body, signatures } = parseCheckpoint(text)!.note;
    const line = cosign(body, witness, 1_790_000_000);
    expect(cosignedAt({ body, signatures: [...signatures, line] }, witness)).toBe(1_790_000_000);
    const later = Uint8Array.from(line.signature);
    later[7]! ^= 1;
    expect(cosignedAt({ body, signatures: [{ ...line, signature: later }] }, witness)).toBeNull();
    expect(cosignedAt({ body: `${body}x\n`, signatures: [line] }, witness)).toBeNull();
    expect(cosignedAt({ body, signatures }, witness)).toBeNull();
  });

  test("a proof is read as it was written, also with extra data", () => {
    const proof = { index: 3, path: [leafHash("a"), leafHash("b")], checkpoint: text };
    const written = formatProof(proof);
    expect(parseProof(written)).toEqual(proof);
    expect(parseProof(written.replace("index", "extra YWdl\nindex"))).toEqual(proof);
    for (const wrong of ["", text, written.replace("v1", "v2"), written.replace("index 3", "index 03")])
      expect(parseProof(wrong)).toBeNull();
  });
});

describe("tiles", () => {
  test.each([
    // Paths of the specification.
    [{ level: 0, index: 1234067, width: 256 }, "tile/0/x001/x234/067"],
    [{ level: 1, index: 273, width: 112 }, "tile/1/273.p/112"],
    [{ level: "entries", index: 0, width: 1 }, "tile/entries/000.p/1"],
    [{ level: 5, index: 1000, width: 256 }, "tile/5/x001/000"],
  ] as const)("%j", (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.each([
    "tile/0/1",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/00/000",
    "tile/0/x000/001",
    "tile/0/../checkpoint",
    "tile/0/000/",
    "tile/x/000",
  ])("`%s` is no tile", (path) => expect(parseTilePath(path)).toBeNull());

  test("the tiles of a tree, as the specification counts them", () => {
    // A tree of 70,000 entries: 273 whole tiles and one of 112 on level 0, one whole and one of 17 on level 1, one of 1 on level 2.
    expect(levelsOf(70_000)).toEqual([0, 1, 2]);
    expect([...tilesOf(0, 70_000 - 200, 70_000)].map(tilePath)).toEqual(["tile/0/272", "tile/0/273.p/112"]);
    expect([...tilesOf(1, 0, 273)].map(tilePath)).toEqual(["tile/1/000", "tile/1/001.p/17"]);
  });

  test("a bundle that was cut is told", () => {
    const entries = ["", "a", "é".repeat(300)].map((text) => Buffer.from(text));
    const bytes = encodeBundle(entries);
    expect(decodeBundle(bytes)).toMatchObject({ whole: true });
    expect(decodeBundle(bytes).entries.map(String)).toEqual(entries.map(String));
    expect(decodeBundle(bytes.subarray(0, -1))).toMatchObject({ whole: false });
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(/65536/);
  });
});
