import { expect, test } from "vitest";
import { createEventRow, type EventRow, keyColumn } from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import { KeySightings } from "./key-sightings.ts";

const [ACTOR, IP, KIND] = [keyColumn("actor"), keyColumn("ip"), keyColumn("ip_kind")];

function rowOf(values: Readonly<Record<number, string>>): EventRow {
  const row = createEventRow();
  for (const [column, text] of Object.entries(values)) row.hash.set(hashText(text), Number(column) * 2);
  return row;
}

test("a value is lone in its column until it comes again; what the judge fills in never is", () => {
  const seen = new KeySightings();
  const rows = [
    rowOf({ [ACTOR]: "a", [IP]: "x", [KIND]: "home" }),
    rowOf({ [ACTOR]: "b", [IP]: "x" }),
    rowOf({ [ACTOR]: "x" }), // another column's value
    rowOf({}),
  ];
  for (const row of rows) seen.see(row);
  expect(rows.map((row) => seen.loneOf(row))).toEqual([1 << ACTOR, 1 << ACTOR, 1 << ACTOR, 0]);
  for (let more = 0; more < 5; more++) seen.see(rows[1]!);
  expect(rows.map((row) => seen.loneOf(row))).toEqual([1 << ACTOR, 0, 1 << ACTOR, 0]);
});

test("of a hundred thousand values that come twice none is called lone, of as many others nearly all are", () => {
  const seen = new KeySightings();
  const row = createEventRow();
  const put = (i: number): EventRow => {
    row.hash.set([Math.imul(i + 1, 0x9e3779b1), Math.imul(i + 1, 0x85ebca6b)], ACTOR * 2);
    return row;
  };
  for (let i = 0; i < 200_000; i++) seen.see(put(i));
  for (let i = 0; i < 100_000; i++) seen.see(put(i));
  let lone = 0;
  for (let i = 0; i < 100_000; i++) if (seen.loneOf(put(i)) !== 0) lone++;
  expect(lone).toBe(0);
  for (let i = 100_000; i < 200_000; i++) if (seen.loneOf(put(i)) !== 0) lone++;
  expect(lone).toBeGreaterThan(99_000);
});
