import { expect, test } from "vitest";
import { createCsvReader } from "../src/ingest/csv-records.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createValueSplitter } from "../src/ingest/json-values.ts";
import { createRowMapper } from "../src/ingest/map-rows.ts";
import { parseMapping } from "../src/ingest/mapping.ts";
import { eventOrEnvelope } from "../src/kernels/json/cloud-events.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import { detailText } from "../src/words/error-words.ts";

/** Names and formats that are the same in Chinese; what stands in backticks is the input's. */
const SAME = /\b(?:UTF-8|UTC|RFC|ISO|JSON|IPv[46]|CloudEvents?|true|false|big5|gb18030|windows|encoding)\b/g;

/** What of a hint is still English when it is told in Chinese; the words that a field may have are the contract's. */
function english(hint: string): string[] {
  const told = detailText(hint, "zh")
    .replace(/`[^`]*`|可选 .*$/g, "")
    .replace(SAME, "");
  return told.match(/[A-Za-z]{3,}/g) ?? [];
}

const GOOD = {
  id: "e",
  type: "like",
  at: 1795000000000,
  actor: { id: "u" },
  target: { kind: "video", id: "v" },
};
const PAID = {
  id: "p",
  type: "payment",
  at: 1795000000000,
  payer: "u",
  payee: { id: "m" },
  amount_minor: 1,
  currency: "CNY",
};
const LINES: readonly string[] = [
  ...[
    "x",
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":01}',
    '{"a":"\\q"}',
    '{"a":"\\u12"}',
    '{"a":"\t"}',
    "[1",
    "7",
    '{"a":1}x',
  ],
  '{"id":"a","id":"b"}',
  `${'{"a":'.repeat(20)}1${"}".repeat(20)}`,
  `{"a":"${"x".repeat(70_000)}"}`,
  ...[
    {},
    { ...GOOD, id: 1.5 },
    { ...GOOD, id: 7.12e22 },
    { ...GOOD, actor: { id: "7.12E+18" } },
    { ...GOOD, id: "x".repeat(2000) },
    { ...GOOD, type: "liek" },
    { ...GOOD, type: "zzzzzz" },
    { ...GOOD, typ: "like", type: undefined },
    { ...GOOD, at: 1.5 },
    { ...GOOD, at: 1795000000 },
    { ...GOOD, at: 46027 },
    { ...GOOD, at: 5 },
    { ...GOOD, at: -5 },
    { ...GOOD, at: 1e300 },
    { ...GOOD, at: true },
    ...["1795000000000", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22T24:00:00Z"],
    ...["1969-11-22T12:00:00Z", "2101-11-22T12:00:00Z", "2026-02-30T12:00:00Z", "soon"],
  ].map((value) => JSON.stringify(typeof value === "string" ? { ...GOOD, at: value } : value)),
  ...[
    { ...GOOD, retraction: 1 },
    { ...GOOD, actor: 7 },
    { ...GOOD, context: [] },
    { ...GOOD, target: { kind: "vidoe", id: "v" } },
    { ...GOOD, context: { ip: "nowhere" } },
    { ...GOOD, context: { ip: "1".repeat(2000) } },
    { ...GOOD, context: { asn: -1 } },
    { ...GOOD, context: { asn: "AS1", emulator: "yes" } },
    { ...GOOD, behavior: { dwell_ms: -1 } },
    { ...GOOD, behavior: { scroll_depth: 2 } },
    { ...GOOD, target: { ...GOOD.target, duration_ms: 0 } },
    { ...PAID, amount_minor: -1 },
    { ...PAID, amount_minor: 6.6 },
    { ...PAID, currency: "yuan" },
    { ...PAID, currency: "CNZ" },
    { ...PAID, retraction: true },
    { ...PAID, status: "settlde" },
    { ...PAID, payee: 7 },
  ].map((value) => JSON.stringify(value)),
  '{"id":"\\ud800","type":"like","at":1}',
];

test("every hint of a refused line has words in Chinese", () => {
  const accepted: string[] = [];
  const untold: string[] = [];
  const decoder = createDecoder({ strict: true, door: true });
  const row = createEventRow();
  for (const line of LINES) {
    const bytes = new TextEncoder().encode(line);
    const rejection = decoder.decode(bytes, 0, bytes.length, row, 1795000000000);
    if (rejection === null) accepted.push(line);
    else if (english(rejection.hint).length > 0) untold.push(rejection.hint);
  }
  expect({ accepted, untold }).toEqual({ accepted: [], untold: [] });
  const late = createDecoder().decode(
    new TextEncoder().encode(JSON.stringify(GOOD)),
    0,
    JSON.stringify(GOOD).length,
    row,
    1700000000000,
  );
  expect(english(late!.hint.replace(/\(\{.*/, "(…)"))).toEqual([]);
});

test("every hint of a table, a JSON file and a CloudEvent", () => {
  const hints: string[] = [];
  const reader = createCsvReader({ delimiter: ",", header: null });
  const csv = 'a,b\n1,2\n1,2,3\n"x\ny",2\n"1,2\n3,4\n5,6\n7,8"\n"open,1\n';
  const runs = [
    reader.push(Buffer.concat([Buffer.from(csv), Buffer.from([0xff, 0x2c, 0x31, 10])])),
    reader.end(),
  ];
  hints.push(...runs.flatMap(({ rejections }) => rejections.map(({ hint }) => hint)));
  for (const text of ['[{"a":1},{"b":', '[{"a":1}', `[{"a":"${"x".repeat(70_000)}"}]`]) {
    const splitter = createValueSplitter();
    const bytes = new TextEncoder().encode(text);
    for (const run of [splitter.push(bytes), splitter.end()])
      hints.push(...(run?.rejections ?? []).map(({ hint }) => hint));
  }
  for (const text of [
    '{"specversion":"1.0","id":"c"}',
    '{"specversion":"1.0","id":"c","source":"/s","type":"like"}',
    '{"specversion":"1.0","id":"c","id":"d"}',
    '{"specversion":"1.0","id":"c","source":"/s","type":"like","data":[1]}',
    '{"specversion":1}',
  ]) {
    const record = eventOrEnvelope(Buffer.from(text));
    if ("rejection" in record) hints.push(record.rejection.hint);
  }
  for (const [field, values] of [
    [
      "at: { from: c }",
      ["2026-01-05 20:00", "1/2/2026 20:00", "2026-13-45", "3分钟前", "11-20 20:00", "x", "1.7E+12"],
    ],
    ["at: { from: c, unit: s }", ["x", "1795000000000"]],
    ["at: { from: c, unit: excel, zone: UTC }", ["7"]],
    ["at: { from: c, zone: UTC, format: yyyy/M/d }", ["2026-01-05", "2026/2/31"]],
    ["at: { from: c, zone: UTC }", ["2026-01-05 20:00 CST", "2026-01-05 20:00 Moon/Base"]],
  ] as const) {
    const yaml = `mapping: 1\nfields: { ${field}, actor.id: "{c}", target.kind: video, target.id: "{c}" }\nevents: [{ type: like, id: "{c}" }]\n`;
    const mapRow = createRowMapper(parseMapping(yaml, "m.yaml"), new Map());
    for (const value of values)
      mapRow(
        () => value,
        ({ hint }) => hints.push(hint),
      );
  }
  expect(hints.length).toBeGreaterThan(20);
  expect(hints.filter((hint) => english(hint).length > 0)).toEqual([]);
});
