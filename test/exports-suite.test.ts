import { expect, test } from "vitest";
import { encode } from "../evaluate/exports/suite/encodings.ts";
import { judgeRun } from "../evaluate/exports/suite/judge-run.ts";
import type { ProductRun } from "../evaluate/exports/suite/run-product.ts";
import { tableCase } from "../evaluate/exports/suite/table-case.ts";
import type { Truth } from "../evaluate/exports/suite/truth.ts";

const made = tableCase(
  { name: "t", layout: "creator-desk", rows: 300, time: "excel-zh", encoding: "gbk" },
  1,
);

test("the same seed gives the same bytes and truth, another seed others", () => {
  const again = tableCase(
    { name: "t", layout: "creator-desk", rows: 300, time: "excel-zh", encoding: "gbk" },
    1,
  );
  const other = tableCase(
    { name: "t", layout: "creator-desk", rows: 300, time: "excel-zh", encoding: "gbk" },
    2,
  );
  expect(again).toEqual(made);
  expect(other.files[0]!.bytes.equals(made.files[0]!.bytes)).toBe(false);
});

test("the truth counts what an independent reading of the file counts", () => {
  const text = new TextDecoder("gbk").decode(made.files[0]!.bytes);
  const rows = text.trimEnd().split("\r\n").slice(1);
  expect(rows.length).toBe(made.truth.events);
  const cells = rows.map((row) => row.split(","));
  expect(new Set(cells.map((row) => row[2])).size).toBe(made.truth.people);
  expect(new Set(cells.map((row) => row[1])).size).toBe(made.truth.targets);
  const times = cells.map((row) => Date.parse(`${row[5]!} GMT+0800`));
  expect(Math.min(...times)).toBe(Date.parse(made.truth.fromUtc!));
  expect(Math.max(...times)).toBe(Date.parse(made.truth.toUtc!));
});

test.each([
  ["gb18030", "评论😂，〇"],
  ["gbk", "评论，赞"],
  ["big5", "留言，讚"],
  ["windows-1252", "Gefällt „mir“ – €"],
  ["utf-16le", "評論😂"],
  ["utf-16be", "評論😂"],
] as const)("what is written in %s is what a decoder reads", (encoding, text) => {
  expect(new TextDecoder(encoding).decode(encode(text, encoding))).toBe(text);
});

const truth: Truth = {
  ...made.truth,
  events: 10,
  people: 4,
  targets: 2,
  types: { comment: 10 },
  fromUtc: "2026-11-03T00:00:00Z",
  toUtc: "2026-11-04T00:00:00Z",
};
const right = {
  events: 10,
  people: 4,
  targets: [
    { kind: "video", id: "a" },
    { kind: "video", id: "b" },
  ],
  types: [{ type: "comment", events: 10 }],
  from: "2026-11-03T00:00:00.000Z",
  to: "2026-11-04T00:00:00.000Z",
};
const run = (answer: object | null, rest: Partial<ProductRun> = {}): ProductRun => ({
  exitCode: 0,
  signal: null,
  timedOut: false,
  seconds: 1,
  stdout: answer === null ? "" : JSON.stringify(answer),
  stderr: "",
  decided: null,
  ...rest,
});
const refusing: Truth = {
  ...truth,
  outcome: "refuse",
  refusal: { reason: "a page", patterns: ["web page"] },
};

test.each([
  ["all equal", truth, run(right), "right"],
  ["an event lost", truth, run({ ...right, events: 9 }), "silently wrong"],
  ["two people joined", truth, run({ ...right, people: 3 }), "silently wrong"],
  [
    "a zone off without a word",
    truth,
    run({ ...right, from: "2026-11-02T16:00:00.000Z", to: "2026-11-03T16:00:00.000Z" }),
    "silently wrong",
  ],
  ["another kind", truth, run({ ...right, types: [{ type: "like", events: 10 }] }), "silently wrong"],
  ["0 events and exit 0", truth, run({ ...right, events: 0 }), "silently wrong"],
  [
    "a good file refused",
    truth,
    run(null, { exitCode: 1, stderr: "touchstone: no" }),
    "refused, wrong cause",
  ],
  ["a bad file audited", refusing, run(right), "silently wrong"],
  [
    "a bad file, true cause",
    refusing,
    run(null, { exitCode: 1, stderr: "it is a web page" }),
    "refused, true cause",
  ],
  [
    "the cause only echoed",
    refusing,
    run(null, { exitCode: 1, stderr: "no column: `web page`" }),
    "refused, wrong cause",
  ],
  ["exit 13", truth, run(null, { exitCode: 13 }), "crashed"],
  ["no end", truth, run(null, { timedOut: true, exitCode: null }), "crashed"],
] as const)("%s is judged", (_name, given, ran, sort) => {
  expect(judgeRun(given, ran).sort).toBe(sort);
});
