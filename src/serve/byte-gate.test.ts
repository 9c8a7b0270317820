import { expect, test } from "vitest";
import { createByteGate } from "./byte-gate.ts";

test("so much is under way at once, in the order it came; what is larger than the gate goes alone", async () => {
  const gate = createByteGate(10);
  const entered: string[] = [];
  const enter = (name: string, bytes: number) => gate.enter(bytes).then(() => entered.push(name));
  for (const [name, bytes] of [
    ["a", 6],
    ["b", 5],
    ["c", 1],
    ["d", 99],
    ["e", 1],
  ] as const)
    void enter(name, bytes);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  expect(entered).toEqual(["a"]); // c would fit, and does not overtake b
  gate.leave(6);
  await settle();
  expect(entered).toEqual(["a", "b", "c"]);
  gate.leave(5);
  await settle();
  expect(entered).toHaveLength(3);
  gate.leave(1);
  await settle();
  expect(entered).toEqual(["a", "b", "c", "d"]);
  gate.leave(99);
  await settle();
  expect(entered.at(-1)).toBe("e");
});
