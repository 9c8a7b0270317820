import { expect, it } from "vitest";
import { policyReads } from "./policy-reads.ts";

it.each([
  ["a map of entries", "rules:\n  emu:\n    when: event.context.emulator && event.context.ip == 'x'\n"],
  [
    "a list of entries",
    "rules:\n  - name: emu\n    when: has(event.context.emulator) && event.context.ip != ''\n",
  ],
])("reads the fields of %s", (_, source) => {
  expect(policyReads(source).rules).toEqual(new Map([["emu", new Set(["context.emulator", "context.ip"])]]));
});

it("tells features from rules, and takes no other word for a field", () => {
  const reads = policyReads(
    "features:\n  a: { where: event.behavior.dwell_ms > 3 }\nrules:\n  b: { when: preevent.context.ip > 1 && event.type == 'x' }\n",
  );
  expect(reads.features.get("a")).toEqual(new Set(["behavior.dwell_ms"]));
  expect(reads.rules.get("b")).toEqual(new Set());
});

it("reads a policy of two files", () => {
  const rule = (name: string): string => `rules:\n  ${name}: { when: event.context.ip == 'x' }\n`;
  expect([...policyReads(`${rule("a")}---\n${rule("b")}`).rules.keys()]).toEqual(["a", "b"]);
});

it.each(["", "features: 3", "- a"])("finds nothing in `%s`", (source) => {
  expect(policyReads(source)).toEqual({ features: new Map(), rules: new Map() });
});
