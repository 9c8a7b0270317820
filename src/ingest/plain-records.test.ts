import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventRow, KEY_COLUMNS, keyColumn, keyText } from "../nouns/event-row.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { type CsvOptions, createCsvReader, createPlainCsvReader } from "./csv-records.ts";
import type { CsvFields } from "./csv-run.ts";
import { createRowMapper, type Row } from "./map-rows.ts";
import { parseMapping } from "./mapping.ts";
import { PlainRecord } from "./plain-record.ts";

const HEADER = ["time", "user", "video", "type", "ip"];
const MAPPING = parseMapping(
  `mapping: 1
input: { null: ["null", "-", "2026-11-20 20:00:03"] }
fields:
  at: { from: time, zone: Asia/Shanghai }
  actor.id: "{user}"
  type: "{type}"
  target.kind: video
  target.id: "{video}"
  context.ip: "{ip}"
  context.device: "d {user}"
events:
  - id: "{user}|{video}|{time}"
`,
  "m.yaml",
);
const PLAIN = ["2026-11-20 20:00:01", "u-1", "v1", "like", "203.0.113.9"];
/** Cells by column, and what is hard about some. */
const CELLS: readonly (readonly string[])[] = [
  "2026-11-20 20:00:01|2026-11-20 20:00:59|2026-11-20 20:00:60|2026-11-20 20:00:03|2026-11-20T20:00:02|2026-11-20 20:01:02|1999-01-01 00:00:01|yesterday|20 Nov 2026 1:00:0|",
  'u-1|7123456789012345671|7.0|710|7.10|null|-|="7"|\'83512|`83512|https://v.example/u1?utm_source=x|hand|用户| u1|u1\t|a\\b|\u00a0u|\ufeffu|nul|n',
  "v1|v2|1.50|\u0001|-|",
  "like|view|unlike|LIKE|payment|like |点赞",
  "203.0.113.9|2001:db8::1|nonsense|10.0.0.*||h:abc",
].map((cells) => cells.split("|"));
const WHOLE_LINES = [
  "",
  "   ",
  "\u3000",
  HEADER.join(","),
  `\ufeff${HEADER.join(",")}`,
  ` ${HEADER.join(",")}`,
  "time,user",
  ",,,,",
  "合计,,12,,",
  '2026-11-20 20:00:01,"u,1",v1,like,',
  '2026-11-20 20:00:01,"two\nlines",v1,like,',
  '2026-11-20 20:00:01,"open,v1,like,',
  '2026-11-20 20:00:01,u"1,v1,like,',
  "a,b,c,d,e,,",
  "a,b,c,d,e,f",
  `2026-11-20 20:00:01,${"u".repeat(EVENT_BYTES_MAX)},v1,like,`,
];
const cell = (column: number) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(PLAIN[column]!) },
    { weight: 1, arbitrary: fc.constantFrom(...CELLS[column]!) },
  );
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(...HEADER.map((_, c) => cell(c))).map((cells) => cells.join(",")) },
  { weight: 1, arbitrary: fc.constantFrom(...WHOLE_LINES) },
);

/** What becomes of a record: events with all they say, lines, troubles. */
function eventsOf(
  mapRow: ReturnType<typeof createRowMapper>,
  fields: CsvFields,
  record: PlainRecord | null,
): unknown[] {
  const into = createEventRow();
  const outcomes: unknown[] = [];
  const row: Row = (name) => {
    const place = HEADER.indexOf(name);
    if (place < 0) return null;
    return fields instanceof PlainRecord ? fields.text(place) : fields[place]!;
  };
  const keys = KEY_COLUMNS.slice(0, 16).map(keyColumn);
  const sink = {
    filled: () =>
      outcomes.push([
        keys.map((key) => [into.hash[key * 2], into.hash[key * 2 + 1], keyText(into, key)]),
        [into.kind, into.occurredAtMs, ...into.ip, into.ipVersion, into.end],
      ]) > 0,
    line: (text: string) => outcomes.push(text) > 0,
    troubled: (trouble: unknown) => outcomes.push(trouble),
  };
  mapRow.events(row, into, sink, record);
  return outcomes;
}

function readBy(
  reader: ReturnType<typeof createPlainCsvReader>,
  pieces: readonly Uint8Array[],
  mapRow: ReturnType<typeof createRowMapper>,
) {
  const records: unknown[] = [];
  const rejections: unknown[] = [];
  let plain = 0;
  for (const run of [...pieces.map((piece) => () => reader.push(piece)), () => reader.end()]) {
    const read = run();
    rejections.push(...read.rejections);
    for (const { fields, line: at } of read.records) {
      const record = fields instanceof PlainRecord ? fields : null;
      if (record !== null) plain++;
      records.push([at, record?.texts() ?? fields, eventsOf(mapRow, fields, record)]);
    }
  }
  return { records, rejections, lines: reader.lineCount(), plain };
}

const text = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), fc.boolean());

test("records that are taken as they stand are those of the careful reader, with the same events", () => {
  let plain = 0;
  const headers: readonly CsvOptions["header"][] = [null, HEADER];
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat(400), { maxLength: 3 }),
      fc.constantFrom(...headers),
      ([lines, end, last], cuts, header) => {
        const all = [...(header === null ? [HEADER.join(",")] : []), ...lines];
        const bytes = Buffer.from(all.join(end) + (last ? end : ""));
        const places = [0, ...cuts.map((at) => Math.min(at, bytes.length)), bytes.length].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((to, i) => bytes.subarray(places[i]!, to));
        const options = { delimiter: ",", header };
        const placeOf = (name: string) => HEADER.indexOf(name);
        const careful = readBy(createCsvReader(options), pieces, createRowMapper(MAPPING, new Map()));
        const quick = readBy(
          createPlainCsvReader(options),
          pieces,
          createRowMapper(MAPPING, new Map(), placeOf),
        );
        expect({ ...quick, plain: 0 }).toEqual(careful);
        plain += quick.plain;
      },
    ),
    { numRuns: 400, seed: 11 },
  );
  expect(plain).toBeGreaterThan(200);
});

test("bytes that are no UTF-8 are left to the careful reader", () => {
  const reader = createPlainCsvReader({ delimiter: ",", header: ["a", "b"] });
  const run = reader.push(
    Buffer.concat([Buffer.from("1,2\n3,"), Buffer.from([0xff, 0x0a]), Buffer.from("5,6\n")]),
  );
  expect(run.rejections).toMatchObject([{ code: "not_utf8", line: 2 }]);
  expect(Array.from(run.records, ({ line: at }) => at)).toEqual([1, 3]);
});
