import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { columnsOf, START_MS, type Told } from "../columns/fixture-columns.ts";
import { eventsByActor, sharedEverywhere } from "./shared-everywhere.ts";

const ACCOUNTS = 20;

/** Events of twenty accounts; a target that begins with `paid` is the group's. */
const each = (of: (account: number) => readonly Omit<Told, "actor">[]): Told[] =>
  Array.from({ length: ACCOUNTS }, (_, i) => of(i).map((told) => ({ ...told, actor: `a${i}` }))).flat();

function kindsOf(told: readonly Told[]): readonly string[] {
  const columns = columnsOf(told);
  const targets = [...new Set(told.map(({ target }) => target ?? ""))];
  const paid = new Set(targets.flatMap((target, code) => (target.startsWith("paid") ? [code] : [])));
  const members = Array.from({ length: columns.actorCount }, (_, a) => a);
  return [...sharedEverywhere(columns, eventsByActor(columns), members, paid)].filter(
    (kind) => kind !== "asn",
  );
}

const atMs = (hours: number): number => START_MS + hours * HOUR_MS;
const lesson = { target: "paid0", atMs: atMs(10), device: "school-pc", ip: "9.9.9.9" };
const home = (i: number, hours: number): Omit<Told, "actor"> => ({
  target: `v${i}`,
  atMs: atMs(hours),
  device: `phone${i}`,
  ip: `1.1.1.${i}`,
});

describe("sharedEverywhere", () => {
  it.each<[string, Told[], readonly string[]]>([
    ["a class that goes home", each((i) => [lesson, home(i, 20)]), []],
    ["a class of which nothing else is known", each(() => [lesson]), []],
    [
      "a class that looks at each other's work in the same hour",
      each((i) => [lesson, { ...lesson, target: `v${i}` }]),
      [],
    ],
    [
      "colleagues with phones of their own, at home in the evening",
      each((i) => [{ ...home(i, 10), target: "paid0", ip: "9.9.9.9" }, home(i, 20)]),
      [],
    ],
    [
      "a rack that is also used for cover",
      each((i) => [lesson, { ...lesson, target: `v${i}`, atMs: atMs(20) }]),
      ["device", "ip"],
    ],
    [
      "a rack that does nothing but come again",
      each(() => [lesson, { ...lesson, target: "paid1", atMs: atMs(13) }]),
      ["device", "ip"],
    ],
    [
      "phones of their own on one line, always",
      each((i) => [
        { ...home(i, 10), target: "paid0", ip: "9.9.9.9" },
        { ...home(i, 20), ip: "9.9.9.9" },
      ]),
      ["ip"],
    ],
  ])("%s", (_, told, kinds) => {
    expect(kindsOf(told)).toEqual(kinds);
  });

  it("says nothing where neither is told", () => {
    expect(kindsOf(each((i) => [{ target: "paid0", atMs: atMs(i) }]))).toEqual([]);
  });
});
