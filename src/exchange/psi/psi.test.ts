import { createHmac, hash, randomBytes } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { IDENTIFIERS_MAX, IDENTIFIERS_PADDED_MIN } from "../exchange-limits.ts";
import { type AnswerTable, firstDisorder, ROW_BYTES } from "./answer-table.ts";
import { evenRuns } from "./even-runs.ts";
import { answerTable, findMatches, maskAgain, maskSet } from "./labelled-psi.ts";
import { type MaskThreads, startMaskThreads } from "./mask-threads.ts";
import { createMasker, freshScalar, inverseScalar, LABEL_BYTES, POINT_BYTES } from "./p256.ts";
import { isPaddedSize, paddedSize } from "./padded-size.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "hex");
const SESSION = Buffer.alloc(16, 7);

describe("masks", () => {
  // NIST CAVP, KAS ECC CDH primitive, P-256, COUNT 0; RFC 5903, section 8.1, from both sides.
  it.each([
    [
      "NIST CAVP",
      "7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534",
      "700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287",
      "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b",
    ],
    [
      "RFC 5903, initiator",
      "C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433",
      "D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63",
      "D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE",
    ],
    [
      "RFC 5903, responder",
      "C6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53",
      "DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180",
      "D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE",
    ],
  ])("are x of the published product: %s", (_, scalar, x, product) => {
    expect(Buffer.from(createMasker(hex(scalar), SESSION).mask(hex(x))!)).toEqual(hex(product));
  });

  it("of a pseudonym are what another library gives, and come off again", () => {
    const scalar = freshScalar();
    const inverse = createMasker(inverseScalar(scalar), SESSION);
    for (let i = 0; i < 12; i++) {
      const pseudonym = hash("sha256", `pseudonym ${i}`, "buffer");
      const point = huntedPoint(SESSION, pseudonym);
      const masked = createMasker(scalar, SESSION).maskPseudonym(pseudonym);
      const product = point.multiply(BigInt(`0x${Buffer.from(scalar).toString("hex")}`));
      expect(Buffer.from(masked)).toEqual(bytesOf(product.toAffine().x));
      expect(Buffer.from(inverse.mask(masked)!)).toEqual(bytesOf(point.toAffine().x));
    }
  });

  it.each([
    ["no point", 5n],
    ["the field's prime", p256.Point.Fp.ORDER],
    ["the largest number of 32 bytes", 2n ** 256n - 1n],
  ])("refuse an x that is %s", (_, x) => {
    let off = x;
    while (off < 100n && isOnCurve(off)) off++;
    expect(createMasker(freshScalar(), SESSION).mask(bytesOf(off))).toBeNull();
  });

  it("invert every scalar but 0, short ones too", () => {
    const order = p256.Point.Fn.ORDER;
    for (const scalar of [1n, 2n, 255n, order - 1n, 2n ** 200n + 1n]) {
      const inverse = BigInt(`0x${Buffer.from(inverseScalar(bytesOf(scalar))).toString("hex")}`);
      expect((inverse * scalar) % order).toBe(1n);
    }
    expect(() => inverseScalar(bytesOf(0n))).toThrow("no inverse");
    expect(() => inverseScalar(bytesOf(order))).toThrow("no inverse");
  });
});

describe("sizes", () => {
  it.each([
    [0, IDENTIFIERS_PADDED_MIN],
    [IDENTIFIERS_PADDED_MIN, IDENTIFIERS_PADDED_MIN],
    [IDENTIFIERS_PADDED_MIN + 1, 2 * IDENTIFIERS_PADDED_MIN],
    [IDENTIFIERS_MAX, IDENTIFIERS_MAX],
    [IDENTIFIERS_MAX + 1, null],
  ])("%i is sent as %j", (count, size) => {
    expect(paddedSize(count)).toBe(size);
  });

  it.each([0, 1, 128, 1000, 1025, 2.5, -1024, Number.NaN, 100_000_000, 2 ** 21])(
    "%d is no padded size",
    (size) => {
      expect(isPaddedSize(size)).toBe(false);
    },
  );
});

it("cuts any stream into even runs", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.integer({ min: 1, max: 33 }),
      async (chunks, size) => {
        const runs = await collect(evenRuns(chunks, size));
        expect(Buffer.concat(runs)).toEqual(Buffer.concat(chunks));
        expect(runs.slice(0, -1).every(({ length }) => length === size)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

describe("the intersection", () => {
  const [a, b] = [freshScalar(), freshScalar()];
  const offerer = startMaskThreads(a, SESSION, 1);
  const opener = startMaskThreads(inverseScalar(a), SESSION, 2);
  const answerer = startMaskThreads(b, SESSION, 2);
  afterAll(() => Promise.all([offerer, opener, answerer].map((threads) => threads.close())));

  it("is what a plain set gives, labels and all, over sets of any size and overlap", async () => {
    const id = fc.integer({ min: 0, max: 60 });
    const sets = fc.record({
      offered: fc.uniqueArray(id, { maxLength: 40 }),
      known: fc.uniqueArray(id, { maxLength: 40 }),
      runPoints: fc.integer({ min: 1, max: 17 }),
    });
    await fc.assert(
      fc.asyncProperty(sets, async ({ offered, known, runPoints }) => {
        const expected = offered.flatMap((each, index) => (known.includes(each) ? [{ index, each }] : []));
        const { matches, table } = await exchange(offered, known, runPoints);
        expect(matches).toEqual(expected.map(({ index, each }) => ({ index, label: labelFor(each) })));
        expect(table.bytes.length).toBe(64 * ROW_BYTES);
        expect(firstDisorder(table.bytes)).toBeNull();
      }),
      { numRuns: 12 },
    );
  });

  it("is empty under another session, another key or another scalar", async () => {
    const ids = [1, 2, 3];
    const table = await tableOf(answerer, ids);
    const masked = await collect(maskSet(offerer, pseudonyms(ids, 2)));
    const twice = Buffer.concat(await collect(maskAgain(answerer, of(masked))));
    const other = startMaskThreads(inverseScalar(a), Buffer.alloc(16, 8), 1);
    const once = Buffer.concat(masked);
    const wrongKey = ids.map((each) => createHmac("sha256", "other").update(String(each)).digest());
    const tries = [
      findMatches(other, table, of([{ pseudonyms: Buffer.concat(ids.map(pseudonym)), points: twice }])),
      findMatches(opener, table, of([{ pseudonyms: Buffer.concat(ids.map(pseudonym)), points: once }])),
      findMatches(opener, table, of([{ pseudonyms: Buffer.concat(wrongKey), points: twice }])),
    ];
    for (const matches of tries) expect(await collect(matches)).toEqual([]);
    await other.close();
  });

  it("names the point that is not on the curve, by its place among all, and the threads go on", async () => {
    const good = Buffer.concat(await collect(maskSet(offerer, pseudonyms([1, 2, 3, 4, 5], 5))));
    const bad = Buffer.from(good);
    bad.fill(0xff, 3 * POINT_BYTES, 4 * POINT_BYTES);
    await expect(collect(maskAgain(answerer, evenRuns([bad], 2 * POINT_BYTES)))).rejects.toMatchObject({
      code: "exchange_bad_point",
      detail: expect.stringContaining("point `3`"),
    });
    expect(Buffer.concat(await collect(maskAgain(answerer, of([good])))).length).toBe(good.length);
  });

  it("shows a table that is out of order or has a tag twice", async () => {
    const { bytes } = await tableOf(answerer, [1, 2, 3]);
    const twice = Buffer.from(bytes);
    twice.copyWithin(9 * ROW_BYTES, 8 * ROW_BYTES, 9 * ROW_BYTES);
    expect(firstDisorder(twice)).toBe(9);
    const swapped = Buffer.concat([bytes.subarray(ROW_BYTES, 2 * ROW_BYTES), bytes.subarray(0, ROW_BYTES)]);
    expect(firstDisorder(swapped)).toBe(1);
  });

  async function exchange(offered: readonly number[], known: readonly number[], runPoints: number) {
    const masked = maskSet(offerer, pseudonyms(offered, runPoints));
    const again = await collect(maskAgain(answerer, masked));
    const table = await tableOf(answerer, known);
    const sent = await collect(pseudonyms(offered, runPoints));
    const answered = sent.map((run, i) => ({ pseudonyms: run, points: again[i]! }));
    const matches = await collect(findMatches(opener, table, of(answered)));
    return { matches: matches.map(({ index, label }) => ({ index, label: [...label] })), table };
  }
});

function tableOf(threads: MaskThreads, known: readonly number[]): Promise<AnswerTable> {
  const rows = known.map((each) => ({
    pseudonyms: pseudonym(each),
    labels: Uint8Array.from(labelFor(each)),
  }));
  return answerTable(threads, of(rows), 64, randomBytes);
}

function pseudonym(id: number): Uint8Array {
  return createHmac("sha256", "key of both").update(String(id)).digest();
}

async function* pseudonyms(ids: readonly number[], runPoints: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < ids.length; at += runPoints)
    yield Buffer.concat(ids.slice(at, at + runPoints).map(pseudonym));
}

function labelFor(id: number): number[] {
  return Array.from({ length: LABEL_BYTES }, (_, i) => (id * 31 + i) % 256);
}

/** The documented hunt, written anew over another library. */
function huntedPoint(session: Uint8Array, value: Uint8Array) {
  for (let counter = 0; ; counter++) {
    const domain = Buffer.from("touchstone/exchange/v1/point\0");
    const x = hash("sha256", Buffer.concat([domain, session, Buffer.of(counter), value]), "buffer");
    try {
      return p256.Point.fromBytes(Buffer.concat([Buffer.of(2), x]));
    } catch {
      // No point has this x.
    }
  }
}

function isOnCurve(x: bigint): boolean {
  try {
    p256.Point.fromBytes(Buffer.concat([Buffer.of(2), bytesOf(x)]));
    return true;
  } catch {
    return false;
  }
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}

async function* of<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}
