import { expect, test } from "vitest";
import { createEventRow, type KeyColumn, keyColumn } from "./event-row.ts";
import { hashText } from "./hash.ts";
import { createPlaceholderFilter, USUAL_PLACEHOLDERS } from "./placeholders.ts";

function rowWith(values: Partial<Record<KeyColumn, string>>, ip?: readonly [4 | 6, ...number[]]) {
  const row = createEventRow();
  for (const [column, text] of Object.entries(values)) {
    const [low, high] = hashText(text);
    row.hash.set([low, high], keyColumn(column as KeyColumn) * 2);
  }
  if (ip !== undefined) {
    const [version, ...words] = ip;
    row.ipVersion = version;
    row.ip.set(words);
  }
  return row;
}
const has = (row: ReturnType<typeof rowWith>, column: KeyColumn) =>
  (row.hash[keyColumn(column) * 2]! | row.hash[keyColumn(column) * 2 + 1]!) !== 0;

test.each([
  "00000000-0000-0000-0000-000000000000",
  "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
  "000000000000000",
  "ffffffffffffffffffffffffffffffff",
  "00:00:00:00:00:00",
  "02:00:00:00:00:00",
  "0",
  "-",
  "--",
  "unknown",
  "UNKNOWN",
  "Unknown",
  "nan",
  "NaN",
  "NULL",
  "None",
  "\\N",
  "undefined",
  "[deleted]",
  "已注销",
  "d41d8cd98f00b204e9800998ecf8427e",
])("`%s` names no device, account or owner", (text) => {
  const filter = createPlaceholderFilter(USUAL_PLACEHOLDERS);
  const row = rowWith({ actor: text, owner: text, device: text, user_agent: text, source: text });
  filter.clear(row);
  expect(["actor", "owner", "device", "user_agent"].map((column) => has(row, column as KeyColumn))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(has(row, "source")).toBe(true); // a word that classifies names nobody
  expect(filter.counts().map(({ field, events }) => [field, events])).toContainEqual(["context.device", 1]);
});

test.each(["u1", "fa", "ff", "10", "0001", "x", "nobody", "00000001", "deleted-scenes", "null-pointer"])(
  "`%s` does",
  (text) => {
    const row = rowWith({ actor: text, device: text });
    createPlaceholderFilter(USUAL_PLACEHOLDERS).clear(row);
    expect([has(row, "actor"), has(row, "device")]).toEqual([true, true]);
  },
);

test.each<[string, 4 | 6, readonly number[]]>([
  ["10.1.2.3", 4, [0x0a010203]],
  ["192.168.0.7", 4, [0xc0a80007]],
  ["172.31.255.1", 4, [0xac1fff01]],
  ["100.64.0.1", 4, [0x64400001]],
  ["127.0.0.1", 4, [0x7f000001]],
  ["0.0.0.0", 4, [0]],
  ["::1", 6, [0, 0, 0, 1]],
  ["::", 6, [0, 0, 0, 0]],
  ["fd00::1", 6, [0xfd000000, 0, 0, 1]],
  ["fe80::1", 6, [0xfe800000, 0, 0, 1]],
])("%s is a proxy's in front, unless it is said what it is", (text, version, words) => {
  const filter = createPlaceholderFilter(USUAL_PLACEHOLDERS);
  const bare = rowWith({ ip: text, ip_prefix: "net" }, [version, ...words]);
  filter.clear(bare);
  expect([has(bare, "ip"), has(bare, "ip_prefix"), bare.ipVersion]).toEqual([false, false, 0]);
  const told = rowWith({ ip: text, ip_prefix: "net", ip_kind: "office" }, [version, ...words]);
  filter.clear(told);
  expect([has(told, "ip"), told.ipVersion]).toEqual([true, version]);
});

test.each<[string, 4 | 6, readonly number[]]>([
  ["203.0.113.9", 4, [0xcb007109]],
  ["172.32.0.1", 4, [0xac200001]],
  ["100.128.0.1", 4, [0x64800001]],
  ["2001:db8::1", 6, [0x20010db8, 0, 0, 1]],
])("%s is an address", (text, version, words) => {
  const row = rowWith({ ip: text }, [version, ...words]);
  createPlaceholderFilter(USUAL_PLACEHOLDERS).clear(row);
  expect(has(row, "ip")).toBe(true);
});

test("a list of one's own decides alone, and the counts name value, field and number", () => {
  const filter = createPlaceholderFilter({ values: ["tablet"], repeated: [], networks: [] });
  for (const device of ["tablet", "Tablet", "unknown"]) filter.clear(rowWith({ device }));
  expect(filter.counts()).toEqual([
    { field: "context.device", value: "tablet", events: 1 },
    { field: "context.device", value: "Tablet", events: 1 },
  ]);
  expect(filter.events()).toBe(3);
});
