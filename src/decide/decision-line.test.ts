import { describe, expect, test } from "vitest";
import type { DecisionRow } from "../nouns/decision.ts";
import { answerText } from "../nouns/decision-text.ts";
import { createEventRow, type EventRow, keyColumn } from "../nouns/event-row.ts";
import { createAnswerTextWriter } from "./answer-text.ts";
import { decisionOf, policyOf } from "./decision.fixture.ts";
import { toDecision } from "./decision.ts";
import { createDecisionLineWriter, decisionLine } from "./decision-line.ts";

const NONE = Number.NaN;

function eventOf(id: string, late: 0 | 1 = 0): EventRow {
  const row = createEventRow();
  const raw = Buffer.from(JSON.stringify(id).slice(1, -1));
  row.bytes = Buffer.concat([Buffer.from("xx"), raw]);
  row.span[keyColumn("id") * 2] = 2;
  row.span[keyColumn("id") * 2 + 1] = 2 + raw.length;
  row.late = late;
  return row;
}

test("the line of the contract, to the byte", () => {
  const row = decisionOf(2, 3, 0.91, [
    [0, 31, 30],
    [1, 0.1, NONE],
  ]);
  const decision = toDecision(row, policyOf(2), { event: "e1", asOfMs: 0, late: false });
  expect(decisionLine(decision)).toBe(
    '{"event":"e1","verdict":"reject","score":0.91,"reasons":[{"rule":"rule_0","value":31,"baseline":30},{"rule":"rule_1","value":0.1,"baseline":null}],"policy":"t@1#00c0ffee"}',
  );
});

describe("the writer says the same as the slow form", () => {
  const cases: [string, DecisionRow, EventRow][] = [
    ["allowed", decisionOf(40, 0, 0, []), eventOf("e1")],
    ["allowed with a weightless hit", decisionOf(40, 0, 0, [[2, 1, 1]]), eventOf("e1")],
    ["held", decisionOf(40, 2, 0.8, [[0, 31, 30]]), eventOf("e1")],
    [
      "three reasons",
      decisionOf(40, 3, 1, [
        [0, 31, 30],
        [39, 1e-7, NONE],
        [7, 1e21, -5],
      ]),
      eventOf("e1"),
    ],
    ["not evaluable", decisionOf(40, 0, 0, [], [0, 39]), eventOf("e1")],
    ["late", decisionOf(40, 1, 0.123456, [[0, 1, 2]], [1]), eventOf("e1", 1)],
    ["an id with escapes and wide characters", decisionOf(40, 0, 0, []), eventOf('a"b\\\n赞👍')],
    ["no finite value", decisionOf(40, 1, 0.5, [[0, Number.POSITIVE_INFINITY, NONE]]), eventOf("e")],
  ];
  const policy = policyOf(40);
  const write = createDecisionLineWriter(policy);
  const answer = createAnswerTextWriter(policy);
  test.each(cases)("as an answer: %s", (_name, row, event) => {
    const id = JSON.parse(`"${event.bytes.subarray(2).toString()}"`) as string;
    for (const asOfMs of [0, 1_790_000_000_123]) {
      const decision = toDecision(row, policy, { event: id, asOfMs, late: event.late === 1 });
      expect(answer(event, row, asOfMs)).toBe(answerText(decision));
    }
  });
  test.each(cases)("%s", (_name, row, event) => {
    const id = JSON.parse(`"${event.bytes.subarray(2).toString()}"`) as string;
    const slow = decisionLine(toDecision(row, policy, { event: id, asOfMs: 0, late: event.late === 1 }));
    const out = Buffer.alloc(5000);
    for (const at of [0, 77]) {
      const end = write(event, row, out, at);
      expect(out.toString("utf8", at, end)).toBe(`${slow}\n`);
    }
  });
  test("a buffer that may be too short is refused, and one that is long enough is not", () => {
    const row = decisionOf(40, 0, 0, [], [1, 2, 3]);
    expect(write(eventOf("e1"), row, Buffer.alloc(100), 0)).toBe(-1);
    expect(write(eventOf("e1"), row, Buffer.alloc(1100), 0)).toBeGreaterThan(100);
    const crowded = decisionOf(
      40,
      0,
      0,
      [],
      Array.from({ length: 40 }, (_, i) => i),
    );
    const long = policyOf(40);
    const names = {
      ...long,
      rules: long.rules.map((rule, i) => ({ ...rule, name: `r${i}`.padEnd(64, "x") })),
    };
    expect(createDecisionLineWriter(names)(eventOf("e1"), crowded, Buffer.alloc(1100), 0)).toBe(-1);
  });
});
