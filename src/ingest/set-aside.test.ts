import { describe, expect, it, test } from "vitest";
import { createEventRow, type KeyColumn, keyColumn, keyText, numberColumn } from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import { createDecoder } from "./json-decoder.ts";

const AT = Date.UTC(2026, 10, 20);

/** One event with more fields → the row, what was set aside of it, and why it was refused. */
function decode(more: string, decoder = createDecoder({ door: true })) {
  const actor = more.includes('"actor"') ? "" : ',"actor":{"id":"u"}';
  const text = `{"id":"e","type":"like","at":${AT}${actor},"target":{"kind":"video","id":"v"}${more}}`;
  const bytes = new TextEncoder().encode(text);
  const row = createEventRow();
  const rejection = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
  const hash = (column: KeyColumn) => [row.hash[keyColumn(column) * 2], row.hash[keyColumn(column) * 2 + 1]];
  return { row, rejection, setAside: decoder.setAside.map(({ field, value }) => [field, value]), hash };
}
const context = (ip: string) => decode(`,"context":{"ip":${JSON.stringify(ip)},"device":"d"}`);
const key = (text: string) => [...hashText(text)];
const NONE = [0, 0];

describe("an odd optional value is absent, and the event counts", () => {
  it.each([
    [',"context":{"asn":"AS4134","device":"d"}', "context.asn", "AS4134"],
    [',"context":{"emulator":"maybe","device":"d"}', "context.emulator", "maybe"],
    [',"context":{"ip":"unknown","device":"d"}', "context.ip", "unknown"],
    [',"context":{"device":"d"},"behavior":{"dwell_ms":-1}', "behavior.dwell_ms", "-1"],
    [',"context":{"device":"d"},"behavior":{"dwell_ms":"12s"}', "behavior.dwell_ms", "12s"],
    [',"context":{"device":"d"},"behavior":"fast"', "behavior", "fast"],
    [',"context":{"device":"d"},"content":{"text":["a"]}', "content.text", '["a"]'],
  ])("%s", (more, field, value) => {
    const { rejection, setAside, hash, row } = decode(more);
    expect(rejection).toBeNull();
    expect(setAside).toEqual([[field, value]]);
    expect(hash("device")).toEqual(key("d"));
    expect(row.num[numberColumn("dwell_ms")]).toBeNaN();
  });
  it("says nothing of the next event, and rejects where strictness was asked for", () => {
    const decoder = createDecoder();
    expect(decode(',"context":{"asn":"x"}', decoder).setAside).toHaveLength(1);
    expect(decode("", decoder).setAside).toEqual([]);
    expect(decode(',"context":{"asn":"x"}', createDecoder({ strict: true })).rejection).toMatchObject({
      code: "wrong_type",
    });
  });
  it("never sets a required field aside", () => {
    expect(decode(',"retraction":"yes"').rejection).toMatchObject({
      code: "wrong_type",
      field: "retraction",
    });
  });
});

describe("an address is what is meant by it", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9", "203.0.113.0/24"],
    ["203.0.113.9:5678", "203.0.113.9", "203.0.113.0/24"],
    ["203.0.113.9, 10.0.0.1", "203.0.113.9", "203.0.113.0/24"],
    ["10.1.2.3, 203.0.113.9, 100.64.0.1", "203.0.113.9", "203.0.113.0/24"],
    ["unknown, 203.0.113.9", "203.0.113.9", "203.0.113.0/24"],
    ["203.0.113.9/24", "203.0.113.9", "203.0.113.0/24"],
    ["203.0.113.9/32", "203.0.113.9", "203.0.113.0/24"],
    ["::ffff:203.0.113.9", "203.0.113.9", "203.0.113.0/24"],
    ["for=203.0.113.9;proto=https", "203.0.113.9", "203.0.113.0/24"],
    ["2001:db8:1:2::7", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["[2001:db8:1:2::7]:443", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["2001:db8:1:2::7%eth0", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["2001:db8:1:200::/56", "2001:db8:1:200::/56", "2001:db8:1::/48"],
    ["2001:db8:1:2::7/128", "2001:db8:1:2::/64", "2001:db8:1::/48"],
  ])("`%s` is %s in %s", (text, address, network) => {
    const { rejection, setAside, hash } = context(text);
    expect([rejection, setAside]).toEqual([null, []]);
    expect(hash("ip")).toEqual(key(address));
    expect(hash("ip_prefix")).toEqual(key(network));
  });
  it.each([
    ["203.0.113.0/24", "203.0.113.0/24"],
    ["203.0.112.0/20", "203.0.112.0/20"],
    ["2001:db8:1::/48", "2001:db8:1::/48"],
    ["2001:db8::/32", "2001:db8::/32"],
  ])("`%s` is a network, whose address it was is not known", (text, network) => {
    const { setAside, hash, row } = context(text);
    expect([setAside, hash("ip"), row.ipVersion]).toEqual([[], NONE, 0]);
    expect(hash("ip_prefix")).toEqual(key(network));
  });
  it.each(["5f4dcc3b5aa765d61d8327deb882cf99", "83230", "aGFzaGVkIGFkZHJlc3M2NA=="])(
    "`%s` is a hash: a key alone",
    (text) => {
      const { setAside, hash, row } = context(text);
      expect([setAside, row.ipVersion]).toEqual([[], 0]);
      expect(hash("ip")).toEqual(key(text));
      expect(hash("ip_prefix")).toEqual(NONE);
    },
  );
  it.each([
    "unknown",
    "localhost",
    "-",
    "203.0.113.256",
    "01.2.3.4",
    "203.0.113",
    "1.2.3.4/99",
    ":::1",
    "no address",
  ])("`%s` is none", (text) => {
    const { setAside, hash } = context(text);
    expect(setAside).toEqual([["context.ip", text]]);
    expect(hash("ip")).toEqual(NONE);
  });
  it("shows the part of a list that is meant", () => {
    expect(keyText(context("10.1.2.3, 203.0.113.9").row, keyColumn("ip"))).toBe("203.0.113.9");
  });
});

describe("ids", () => {
  it("that are numbers in JSON are their digits, to the last one, by either path", () => {
    for (const blank of ["", " "]) {
      const one = decode(`,"actor":{"id":7123456789012345671${blank}}`);
      const two = decode(`,"actor":{"id":7123456789012345672${blank}}`);
      expect(one.hash("actor")).toEqual(key("7123456789012345671"));
      expect(two.hash("actor")).toEqual(key("7123456789012345672"));
      expect(keyText(one.row, keyColumn("actor"))).toBe("7123456789012345671");
    }
  });
  test.each(["7.12346E+18", "7.123456789012346e+18"])("`%s` was rounded and is refused", (id) => {
    expect(decode(`,"actor":{"id":"${id}"}`).rejection).toMatchObject({
      code: "rounded_id",
      field: "actor.id",
      value: id,
    });
    expect(decode(`,"actor":{"id":${id}}`).rejection).toMatchObject({
      code: "rounded_id",
      field: "actor.id",
    });
  });
});

test("a count in seconds is refused at the door with the unit that fits, and read from a log that has it", () => {
  const text =
    '{"id":"e","type":"like","at":1795608000,"actor":{"id":"u"},"target":{"kind":"video","id":"v"}}';
  const bytes = new TextEncoder().encode(text);
  const read = (door: boolean) =>
    createDecoder({ door }).decode(bytes, 0, bytes.length, createEventRow(), Number.POSITIVE_INFINITY);
  expect(read(true)).toMatchObject({ code: "bad_time", field: "at", value: "1795608000" });
  expect(read(true)!.hint).toContain("as seconds it is 2026-11-25T12:00:00.000Z");
  expect(read(false)).toBeNull();
});
