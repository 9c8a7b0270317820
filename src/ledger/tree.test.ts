/** Tree, proofs and leaves against published vectors, and against the definition read out slowly. */
import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { leafText, parseLeaf } from "./leaf.ts";
import { consistencyProof, inclusionProof, provesConsistency, provesInclusion } from "./proofs.ts";
import { createTree, EMPTY_ROOT, leafHash, rootOf } from "./tree-hash.ts";

/** Leaves and roots of certificate-transparency's `merkle_tree_test`, the vectors that implementations of RFC 6962 share. */
const LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const hashes = LEAVES.map((hex) => leafHash(Buffer.from(hex, "hex")));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** MTH of RFC 6962, section 2.1, as it is written there. */
function slowRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  const [left, right] = [slowRoot(leaves.slice(0, k)), slowRoot(leaves.slice(k))];
  return hash("sha256", Buffer.concat([Buffer.of(1), left, right]), "buffer");
}

describe("the tree", () => {
  test.each(ROOTS.map((root, size) => [size, root] as const))(
    "of %i entries has the published root",
    (size, root) => {
      expect(hex(rootOf(hashes.slice(0, size)))).toBe(root);
      const tree = createTree();
      for (const each of hashes.slice(0, size)) tree.push(each);
      // Taken up again from its peaks, it goes on.
      const again = createTree(size, tree.peaks());
      for (const each of hashes.slice(size)) again.push(each);
      expect(hex(again.root())).toBe(ROOTS[8]);
    },
  );

  test("published proofs", () => {
    const subtree = (first: number, end: number) => rootOf(hashes.slice(first, end));
    expect(inclusionProof(0, 8, subtree).map(hex)).toEqual([
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]);
    expect(consistencyProof(6, 8, subtree).map(hex)).toEqual([
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
    expect(consistencyProof(2, 5, subtree).map(hex)).toEqual([
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]);
  });

  test("every proof of every tree up to 40 entries holds, and with one bit changed none does", () => {
    const all = Array.from({ length: 40 }, (_, i) => leafHash(`entry ${i}`));
    const subtree = (first: number, end: number) => slowRoot(all.slice(first, end));
    for (let size = 1; size <= all.length; size++) {
      const root = slowRoot(all.slice(0, size));
      expect(hex(rootOf(all.slice(0, size)))).toBe(hex(root));
      for (let at = 0; at < size; at++) {
        const included = inclusionProof(at, size, subtree);
        expect(provesInclusion(at, size, all[at]!, included, root)).toBe(true);
        expect(provesInclusion(at, size, all[(at + 1) % 40]!, included, root)).toBe(false);
        expect(provesInclusion(at, size, all[at]!, [...included, root], root)).toBe(false);
        const before = slowRoot(all.slice(0, at));
        const consistent = consistencyProof(at, size, subtree);
        expect(provesConsistency(at, size, before, root, consistent)).toBe(true);
        if (at > 0) expect(provesConsistency(at, size, leafHash("other"), root, consistent)).toBe(false);
        expect(provesConsistency(at, size, before, root, [...consistent, root])).toBe(false);
      }
      expect(provesInclusion(size, size, all[0]!, [], root)).toBe(false);
      expect(provesConsistency(size, size, root, root, [])).toBe(true);
      expect(provesConsistency(size + 1, size, root, root, [])).toBe(false);
    }
  });
});

describe("canonical JSON", () => {
  test.each([
    // RFC 8785, sections 3.2.2 and 3.2.3.
    [[333333333.3333333, 1e30, 4.5, 2e-3, 1e-27], "[333333333.3333333,1e+30,4.5,0.002,1e-27]"],
    [
      { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 },
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    ],
    [
      { text: '\u20ac$\u000f\nA\'B"\\\\"/', literals: [null, true, false] },
      '{"literals":[null,true,false],"text":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    [{ b: undefined, a: -0, c: [] }, '{"a":0,"c":[]}'],
  ])("%j", (value, text) => expect(canonicalJson(value)).toBe(text));

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], ["\ud800"], [{ "\udc00": 1 }], [() => 1], [1n]])(
    "%s has no canonical form",
    (value) => expect(() => canonicalJson(value)).toThrow(/form/),
  );

  test("a leaf is the canonical JSON of its fields, and nothing else is a leaf", () => {
    const leaf = fc.record({
      sequence: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      atMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
      kind: fc.constantFrom("policy", "campaign_review"),
      by: fc.constantFrom("policy", "person", "system", "api_key"),
      commitment: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hex),
    });
    fc.assert(
      fc.property(leaf, fc.nat(), (each, place) => {
        const { atMs, ...rest } = each;
        const text = leafText(each);
        expect(text).toBe(canonicalJson({ ...rest, at: new Date(atMs).toISOString() }));
        expect(parseLeaf(text)).toEqual(each);
        const cut = place % text.length;
        expect(parseLeaf(`${text.slice(0, cut)} ${text.slice(cut)}`)).toBeNull();
      }),
      { numRuns: 100, seed: 8 },
    );
  });
});
