import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEventRow, type EventRow, keyColumn, numberColumn } from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import { createInfrastructure, type Network, parseNetwork } from "./infrastructure.ts";

const KINDS = ["campus", "datacenter", "carrier_nat", "home"];
const COLUMN = keyColumn("ip_kind");

function rowAt(version: 0 | 4 | 6, words: readonly number[], asn = Number.NaN): EventRow {
  const row = createEventRow();
  row.ipVersion = version;
  row.ip.set(words);
  row.num[numberColumn("asn")] = asn;
  return row;
}

function kindOf(row: EventRow): string | null {
  const [low, high] = [row.hash[COLUMN * 2]!, row.hash[COLUMN * 2 + 1]!];
  if (low === 0 && high === 0) return null;
  return KINDS.find((kind) => hashText(kind)[0] === low && hashText(kind)[1] === high) ?? "?";
}

const network = (text: string, kind: string): Network => parseNetwork(text, kind)!;

describe("classify", () => {
  const table = createInfrastructure({
    networks: [
      network("10.0.0.0/8", "datacenter"),
      network("10.1.0.0/16", "campus"),
      network("10.1.2.3", "home"),
      network("255.255.255.0/24", "campus"),
      network("2001:db8::/32", "datacenter"),
      network("2001:db8:0:1::/64", "campus"),
      network("ffff::/16", "home"),
    ],
    asns: new Map([
      [64500, "carrier_nat"],
      [4_294_967_295, "datacenter"],
    ]),
  });
  const v4 = (a: number, b: number, c: number, d: number) =>
    rowAt(4, [((a << 24) | (b << 16) | (c << 8) | d) >>> 0]);
  const cases: [string, EventRow, string | null][] = [
    ["outer network", v4(10, 0, 0, 1), "datacenter"],
    ["inner network", v4(10, 1, 0, 0), "campus"],
    ["single address", v4(10, 1, 2, 3), "home"],
    ["just after it", v4(10, 1, 2, 4), "campus"],
    ["after the inner network", v4(10, 2, 0, 0), "datacenter"],
    ["last of the outer one", v4(10, 255, 255, 255), "datacenter"],
    ["outside", v4(11, 0, 0, 0), null],
    ["before everything", v4(0, 0, 0, 0), null],
    ["last address there is", v4(255, 255, 255, 255), "campus"],
    ["IPv6 outer", rowAt(6, [0x20010db8, 0, 0, 1]), "datacenter"],
    ["IPv6 inner", rowAt(6, [0x20010db8, 1, 0, 1]), "campus"],
    ["IPv6 after inner", rowAt(6, [0x20010db8, 2, 0, 0]), "datacenter"],
    ["IPv6 outside", rowAt(6, [0x20010db9, 0, 0, 0]), null],
    ["IPv6 last", rowAt(6, [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]), "home"],
    ["IPv4 in IPv6", rowAt(6, [0, 0, 0xffff, 0x0a010000]), "campus"],
    ["AS number without an address", rowAt(0, [], 64500), "carrier_nat"],
    ["largest AS number", rowAt(0, [], 4_294_967_295), "datacenter"],
    ["network before AS number", rowAt(4, [0x0a000001], 64500), "datacenter"],
    ["AS number where no network fits", rowAt(4, [0x0b000001], 64500), "carrier_nat"],
    ["nothing known", rowAt(0, []), null],
  ];
  test.each(cases)("%s", (_name, row, expected) => {
    table.classify(row);
    expect(kindOf(row)).toBe(expected);
  });
  test("the sender's word stays", () => {
    const row = v4(10, 1, 0, 0);
    row.hash.set(hashText("home"), COLUMN * 2);
    table.classify(row);
    expect(kindOf(row)).toBe("home");
  });
});

test("the longest prefix wins, as a plain search over all networks says", () => {
  const networks = fc.array(
    fc.record({
      address: fc.integer({ min: 0, max: 0xff }),
      bits: fc.integer({ min: 0, max: 8 }),
      kind: fc.constantFrom(...KINDS),
    }),
    { maxLength: 12 },
  );
  const property = fc.property(networks, fc.constantFrom<4 | 6>(4, 6), (drawn, version) => {
    const unique = new Map(
      drawn.map(({ address, bits, kind }): [string, Network] => {
        const first = (address & ~((1 << (8 - bits)) - 1) & 0xff) * 2 ** 24;
        return [`${first}/${bits}`, { version, words: [first, 0, 0, 0], bits, kind }];
      }),
    );
    const list = [...unique.values()];
    const table = createInfrastructure({ networks: list, asns: new Map() });
    for (let byte = 0; byte < 256; byte++) {
      const row = rowAt(version, [byte * 2 ** 24 + (byte % 3)]);
      const holding = list
        .filter(({ words, bits }) => byte >> (8 - bits) === (words[0] / 2 ** 24) >> (8 - bits))
        .sort((a, b) => b.bits - a.bits);
      table.classify(row);
      expect(kindOf(row)).toBe(holding[0]?.kind ?? null);
    }
  });
  fc.assert(property, { numRuns: 100, seed: 7 });
});

test.each([
  "10.0.0.1/8",
  "300.1.1.1",
  "1.2.3",
  "1.2.3.4/33",
  "1.2.3.4/",
  "01.2.3.4",
  "1.2.3.4/8/8",
  "::1::",
  "2001:db8::1/32",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "g::",
  "::/129",
  "",
  "/8",
  "1.2.3.4/-1",
])("`%s` is no network", (text) => expect(parseNetwork(text, "campus")).toBeNull());

test("networks are read", () => {
  expect(parseNetwork("0.0.0.0/0", "home")).toMatchObject({ version: 4, bits: 0 });
  expect(parseNetwork("::/0", "home")).toMatchObject({ version: 6, bits: 0 });
  expect(parseNetwork("::ffff:10.1.2.3", "home")?.words).toEqual([0, 0, 0xffff, 0x0a010203]);
  expect(parseNetwork("2001:DB8:1:2:3:4:5:6", "home")?.words).toEqual([
    0x20010db8, 0x10002, 0x30004, 0x50006,
  ]);
});
