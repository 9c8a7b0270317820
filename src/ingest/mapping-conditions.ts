import { isMap, type Node } from "yaml";
import type { MappingColumns } from "./mapping-columns.ts";
import type { Condition } from "./mapping-rules.ts";
import type { MappingYaml } from "./mapping-yaml.ts";

const TEST_KEYS = ["not", "in", "above", "below", "at_least", "at_most", "present"];

/** The conditions of an event, read from its `when`. */
export function createConditionReader(
  yaml: MappingYaml,
  columns: MappingColumns,
): (node: Node) => Condition[] {
  const fail: MappingYaml["fail"] = yaml.fail;
  const { entries, known, scalar, numberOf, list } = yaml;
  const { column } = columns;
  return (node) =>
    entries(node, "`when`").map((entry): Condition => {
      const name = column(entry.key, entry.keyNode);
      if (!isMap(entry.value)) {
        const values = list(entry.value, `\`${entry.key}\``).map((value) => value ?? "");
        return { column: name, test: { kind: "in", values, negated: false } };
      }
      const tests = entries(entry.value, `\`${entry.key}\``);
      const test = tests[0];
      if (test === undefined || tests.length > 1)
        fail(entry.value, "one test a column", `one of ${TEST_KEYS.join(", ")}`);
      known(test!, TEST_KEYS, "test");
      const { key, value } = test!;
      if (key === "in" || key === "not") {
        const values = list(value, `\`${key}\``).map((one) => one ?? "");
        return { column: name, test: { kind: "in", values, negated: key === "not" } };
      }
      if (key === "present") {
        const present = scalar(value, "`present`");
        if (typeof present !== "boolean") fail(value, "`present` is true or false", "as in `present: true`");
        return { column: name, test: { kind: "present", present: present as boolean } };
      }
      const kind = key as "above" | "below" | "at_least" | "at_most";
      return { column: name, test: { kind, bound: numberOf(value, `\`${key}\``) } };
    });
}
