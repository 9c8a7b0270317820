/** Two ids of one 64-bit hash over the real stores: neither is taken for a repeat of the other, nor one target for another. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashText, SEED_HIGH, SEED_LOW, stepHigh, stepLow } from "../nouns/hash.ts";
import { loadPolicy } from "../policy/load.ts";
import type { OnlineEngine } from "./online.ts";
import { openEngine } from "./open-engine.ts";

const loaded = loadPolicy(
  readFileSync(new URL("../../policies/velocity.yaml", import.meta.url), "utf8"),
  "velocity.yaml",
);
if (!loaded.ok) throw new Error("the shipped policy is not valid");
const { policy } = loaded;

let folder: string;
let engine: OnlineEngine | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-collided-"));
  engine = null;
});
afterEach(async () => {
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<OnlineEngine> {
  await engine?.close();
  engine = null;
  engine = await openEngine(folder, { policy });
  return engine;
}

function inverse(odd: number): number {
  let x = odd;
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x));
  return x;
}
const rotateRight = (x: number, by: number): number => (x >>> by) | (x << (32 - by));
const [INVERSE_5, INVERSE_A, INVERSE_B] = [5, 0xcc9e2d51, 0x1b873593].map(inverse) as [
  number,
  number,
  number,
];

/** The word that takes the low lane from one state to another: its step can be turned round. */
function wordBetween(from: number, to: number): number {
  const mixed = rotateRight(Math.imul(to - 0xe6546b64, INVERSE_5), 13);
  return Math.imul(rotateRight(Math.imul(mixed ^ from, INVERSE_B), 15), INVERSE_A);
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
const LETTERS = new Set([...DIGITS].map((letter) => letter.charCodeAt(0)));
const bytesOf = (word: number): number[] => [0, 8, 16, 24].map((by) => (word >>> by) & 0xff);

/** Two texts of eight letters and one hash: the low lane is steered to one state, and of 65,536 high ones two are the same. */
function twoOfOneHash(): readonly [string, string] {
  let goal = 0x1234567;
  const seen = new Map<number, string>();
  for (let i = 0; ; i++) {
    if (i === 2 ** 24) {
      // All first words were tried: on with another state.
      i = 0;
      goal++;
      seen.clear();
    }
    const letters = [i, i >> 6, i >> 12, i >> 18].map((digit) => DIGITS.charCodeAt(digit & 63));
    const first = letters.reduce((word, byte, at) => word | (byte << (8 * at)), 0);
    const second = wordBetween(stepLow(SEED_LOW, first), goal);
    const tail = bytesOf(second);
    if (!tail.every((byte) => LETTERS.has(byte))) continue;
    const high = stepHigh(stepHigh(SEED_HIGH, first), second);
    const text = String.fromCharCode(...letters, ...tail);
    const other = seen.get(high);
    if (other !== undefined) return [text, other];
    seen.set(high, text);
  }
}

const found = twoOfOneHash();

interface Act {
  readonly id: string;
  readonly target?: string;
}
const lines = (acts: readonly Act[]): Uint8Array =>
  Buffer.from(
    acts
      .map(({ id, target = "v" }) =>
        JSON.stringify({
          id,
          type: "like",
          at: Date.now(),
          actor: { id: `of-${id}` },
          target: { kind: "video", id: target },
        }),
      )
      .join("\n"),
  );

test("two texts of one hash are made in a second", () => {
  expect(found[0]).not.toBe(found[1]);
  expect(hashText(found[0])).toEqual(hashText(found[1]));
});

test.each([
  ["in one batch", [[found[0], found[1]]]],
  ["in two", [[found[0]], [found[1]]]],
  [
    "the other way round, among others",
    [
      ["x", found[1], "y"],
      ["z", found[0]],
    ],
  ],
])("ids %s: both are stored, each is its own repeat, also after a restart", async (_, batches) => {
  const one = await open();
  for (const batch of batches)
    expect(await one.submit(lines(batch.map((id) => ({ id }))))).toMatchObject({ accepted: batch.length });
  const all = batches.flat();
  const check = async (engine: OnlineEngine): Promise<void> => {
    for (const id of all) expect(engine.decision(id)?.event).toBe(id);
    const again = await engine.submit(lines(all.map((id) => ({ id }))));
    expect(again).toMatchObject({ accepted: 0, duplicates: all.length });
    expect(again.answers.map(({ decision }) => decision?.event)).toEqual(all);
    expect((await engine.counts("video", "v"))[0]?.raw).toBe(all.length);
  };
  await check(one);
  await check(await open());
  rmSync(join(folder, "snapshots"), { recursive: true });
  await check(await open());
});

test("sent at once, before either is in the log", async () => {
  const one = await open();
  const answers = await Promise.all([
    one.submit(lines([{ id: found[0] }])),
    one.submit(lines([{ id: found[1] }])),
    one.submit(lines([{ id: found[0] }])),
  ]);
  expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(2);
  expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(1);
});

test("targets: each is counted under its own name", async () => {
  const one = await open();
  const acts = Array.from({ length: 30 }, (_, i) => ({ id: `a${i}`, target: found[i % 3 === 0 ? 1 : 0]! }));
  await one.submit(lines(acts));
  const raw = [found[0], found[1]].map(async (id) => (await one.counts("video", id))[0]?.raw);
  expect(await Promise.all(raw)).toEqual([20, 10]);
});

test("payments: each is looked up under its own name, and an id of the same hash alone is unknown", async () => {
  const one = await open();
  const payment = (id: string, amount: number): Uint8Array =>
    Buffer.from(
      JSON.stringify({
        id,
        type: "payment",
        at: Date.now(),
        payer: `of-${id}`,
        payee: { id: "shop" },
        amount_minor: amount,
        currency: "CNY",
      }),
    );
  await one.submit(payment(found[0], 100));
  expect(await one.payments.get(found[1])).toBeNull();
  await expect(one.payments.confirm(found[1], true)).rejects.toThrow(/screen it first/);
  await one.submit(payment(found[1], 200));
  const check = async (engine: OnlineEngine): Promise<void> => {
    for (const [place, id] of found.entries())
      expect((await engine.payments.get(id))?.event).toMatchObject({ id, amount_minor: (place + 1) * 100 });
  };
  await check(one);
  await check(await open());
});
