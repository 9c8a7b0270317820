import { describe, expect, it } from "vitest";
import { columnsOf, START_MS, type Told } from "../columns/fixture-columns.ts";
import { createOwnerTies } from "./owner-ties.ts";

const visit = (actor: string, target: string, owner: string | null = "idol"): Told => ({
  actor,
  target,
  owner,
  atMs: START_MS,
});
const everybody = (): boolean => true;

describe("createOwnerTies", () => {
  it("calls a regular who came to two other targets of the owner, not to one", () => {
    const ties = createOwnerTies();
    const columns = columnsOf([
      visit("fan", "post1"),
      visit("fan", "post2"),
      visit("guest", "post1"),
      visit("fan", "post3"),
    ]);
    ties.note(columns, everybody);
    expect(ties.isRegular(columns, 0, 2)).toBe(true);
    expect(ties.isRegular(columns, 1, 2)).toBe(false);
    // The target that is asked about does not count: of three, two are others; a guest who comes twice is none.
    const again = columnsOf([visit("guest", "post1"), visit("guest", "post1"), visit("guest", "post2")]);
    ties.note(again, everybody);
    expect(ties.isRegular(again, 0, 1)).toBe(false);
  });
  it("does not call those regulars who were sold to the owner before", () => {
    const ties = createOwnerTies();
    const columns = columnsOf([visit("hand", "order1"), visit("hand", "order2"), visit("hand", "order3")]);
    ties.note(columns, everybody);
    expect(ties.isRegular(columns, 0, 2)).toBe(true);
    ties.noteOrder(columns, 1);
    expect(ties.isRegular(columns, 0, 2)).toBe(false);
  });
  it("knows nothing of targets without an owner, of others' owners, and of whom nobody asked to note", () => {
    const ties = createOwnerTies();
    const columns = columnsOf([
      visit("a", "x", null),
      visit("a", "y", null),
      visit("a", "z", null),
      visit("a", "p"),
      visit("a", "q"),
      visit("a", "r", "other"),
      visit("b", "p"),
      visit("b", "q"),
    ]);
    ties.note(columns, (actor) => actor === 0);
    expect(ties.isRegular(columns, 0, 2)).toBe(false);
    expect(ties.isRegular(columns, 0, 5)).toBe(false);
    expect(ties.isRegular(columns, 1, 5)).toBe(false);
  });
  it("keeps to its limit: the older half goes, what is left is right", () => {
    const ties = createOwnerTies(100);
    const events = Array.from({ length: 3_000 }, (_, i) =>
      visit(`a${Math.floor(i / 2)}`, `t${i}`, `o${Math.floor(i / 2)}`),
    );
    const columns = columnsOf([...events, visit("a1499", "new", "o1499"), visit("a0", "late", "o0")]);
    ties.note(columns, everybody);
    expect(ties.bytes()).toBeLessThan(40_000);
    const targetOf = (place: number): number => columns.target[place]!;
    expect(ties.isRegular(columns, columns.actor[3_000]!, targetOf(3_000))).toBe(true);
    expect(ties.isRegular(columns, columns.actor[3_001]!, targetOf(3_001))).toBe(false);
  });
});
