import { expect, test } from "vitest";
import { kindCode } from "../nouns/event.ts";
import { createEventRow, keyColumn } from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import { countDeltasOf } from "../nouns/packed-counts.ts";
import { Claims } from "./claims.ts";
import { Counter } from "./counter.ts";

/** A store that holds no claims yet. */
const NO_CLAIMS = { standings: async () => [] };

interface Act {
  readonly type: string;
  readonly actor?: string;
  readonly at?: number;
  readonly verdict?: number;
}

/**
 * Acts on one target, in the order of the log → public, held, rejected of each type, and how many were repeats. Changes of the first
 * `storedTo` are in the store: `known` says so at each, or they are counted and given up.
 */
function count(acts: readonly Act[], storedTo = 0, known = false) {
  const claims = new Claims(NO_CLAIMS, null);
  const counter = new Counter(1000, claims);
  const row = createEventRow();
  row.bytes = new TextEncoder().encode("video/v");
  row.span.set([0, 5], keyColumn("target_kind") * 2);
  row.span.set([6, 7], keyColumn("target") * 2);
  row.hash.set(hashText("video/v"), keyColumn("target") * 2);
  for (const [position, { type, actor = "u", at = position, verdict = 0 }] of acts.entries()) {
    row.kind = kindCode(type)!;
    row.occurredAtMs = at;
    row.hash.set(hashText(actor), keyColumn("actor") * 2);
    counter.count(row, verdict, position, known && position < storedTo);
    if (!known && position + 1 === storedTo) counter.discard(false);
  }
  const { repeats } = counter;
  const { counts: packed, claims: changes } = counter.take(0);
  const counts = Object.fromEntries(
    [...countDeltasOf(packed)].map((delta) => [delta.type, [delta.public, delta.held, delta.rejected]]),
  );
  return { counts, repeats, takenBack: changes.takenBack };
}

test.each(["like", "favorite", "follow", "wow"])(
  "one person's repeated %s counts once, until it is taken back",
  (type) => {
    expect(count([{ type }, { type }, { type }])).toMatchObject({
      counts: { [type]: [1, 0, 0] },
      repeats: 2,
      takenBack: [1, 2],
    });
    expect(count([{ type }, { type }, { type: `un${type}` }]).counts).toEqual({ [type]: [0, 0, 0] });
    expect(count([{ type }, { type: `un${type}` }, { type }])).toMatchObject({
      counts: { [type]: [1, 0, 0] },
      repeats: 0,
    });
    expect(count([{ type }, { type, actor: "w" }])).toMatchObject({
      counts: { [type]: [2, 0, 0] },
      repeats: 0,
    });
  },
);

test.each(["comment", "share", "gift", "vote", "view", "danmaku"])("every %s counts", (type) => {
  expect(count([{ type }, { type }])).toMatchObject({ counts: { [type]: [2, 0, 0] }, repeats: 0 });
});

test("a repeat changes no bucket, whatever its own verdict", () => {
  expect(
    count([
      { type: "like", verdict: 2 },
      { type: "like", verdict: 0 },
    ]).counts,
  ).toEqual({ like: [0, 1, 0] });
});

test("an unlike that stands before its like in the same moment cancels it; before a later one it does not", () => {
  expect(
    count([
      { type: "unlike", at: 5000 },
      { type: "like", at: 5000 },
    ]).counts,
  ).toEqual({});
  expect(
    count([
      { type: "like", at: 5000 },
      { type: "unlike", at: 5000 },
    ]).counts,
  ).toEqual({ like: [0, 0, 0] });
  expect(
    count([
      { type: "unlike", at: 5000 },
      { type: "like", at: 5001 },
    ]).counts,
  ).toEqual({ like: [1, 0, 0] });
  const again = [
    { type: "unlike", at: 5000 },
    { type: "like", at: 5000 },
    { type: "like", at: 9000 },
  ];
  expect(count(again).counts).toEqual({ like: [1, 0, 0] });
});

test("what the store holds already changes nothing, and is remembered for what comes", () => {
  const acts: Act[] = [
    { type: "like", verdict: 2 },
    { type: "like" },
    { type: "unlike", actor: "w", at: 5 },
    { type: "follow", actor: "w" },
    { type: "unfollow", actor: "w" },
    { type: "comment" },
    { type: "view" },
    { type: "unlike" },
    { type: "like", actor: "w", at: 5 },
    { type: "uncomment" },
    { type: "like" },
    { type: "follow", actor: "w" },
  ];
  for (let storedTo = 0; storedTo <= acts.length; storedTo++)
    expect(count(acts, storedTo, true)).toEqual(count(acts, storedTo));
  expect(count(acts, 7, true).counts).toEqual({ like: [1, -1, 0], comment: [-1, 0, 0], follow: [1, 0, 0] });
});
