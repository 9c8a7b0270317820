import { describe, expect, it } from "vitest";
import { createEventRow, keyColumn } from "../nouns/event-row.ts";
import { createDecoder } from "./json-decoder.ts";
import { createPseudonymiser, PSEUDONYM_FIELDS, PSEUDONYM_KEY_BYTES_MIN } from "./pseudonymise.ts";

const key = new Uint8Array(32).fill(7);
const line =
  '{"id":"e1","type":"like","at":5,"actor":{"id":"u1"},"target":{"kind":"video","id":"v","owner":"u2"},' +
  '"context":{"ip":"203.0.113.9","ip_kind":"campus","device":"d3","user_agent":"x"},"mine":1.50}';

function rowOf(text: string) {
  const bytes = new TextEncoder().encode(text);
  const row = createEventRow();
  expect(createDecoder().decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY)).toBeNull();
  return row;
}

describe("createPseudonymiser", () => {
  const all = createPseudonymiser(key, PSEUDONYM_FIELDS);

  it("replaces what was chosen and keeps every other byte", () => {
    const out = createPseudonymiser(key, ["actor"]).line(line);
    expect(out).toBe(
      line.replace('"u1"', `"${all.value("actor", "u1")}"`).replace('"u2"', `"${all.value("actor", "u2")}"`),
    );
    expect(out).toMatch(/"id":"h:[\w-]{22}"/);
  });
  it("leaves no plain identifier behind, and the event valid", () => {
    const out = all.line(line);
    for (const plain of ['"u1"', '"u2"', "203.0", '"d3"', '"x"']) expect(out).not.toContain(plain);
    expect(out).toContain('"ip_kind":"campus"');
    expect(out).toContain('"mine":1.50');
    const row = rowOf(out);
    expect(row.ipVersion).toBe(0);
    const prefix = keyColumn("ip_prefix") * 2;
    expect([row.hash[prefix], row.hash[prefix + 1]]).not.toEqual([0, 0]);
  });
  it("gives equal values equal pseudonyms across fields of one class and spellings of one address", () => {
    expect(all.value("ip", "2001:DB8::1")).toBe(all.value("ip", "2001:db8:0::1"));
    expect(all.value("ip", "::ffff:1.2.3.4")).toBe(all.value("ip", "1.2.3.4"));
    expect(all.value("actor", "x")).not.toBe(all.value("device", "x"));
    const paid = JSON.parse(all.line('{"type":"payment","payer":"u2"}')) as { payer: string };
    expect(paid.payer).toBe(all.value("actor", "u2"));
    const follow = JSON.parse(all.line('{"target":{"kind":"account","id":"u2"}}')) as {
      target: { id: string };
    };
    expect(follow.target.id).toBe(all.value("actor", "u2"));
  });
  it("gives one network one pseudonym, derived or named", () => {
    const prefix = (ip: string, named?: string | null) => {
      const context = named === undefined ? { ip } : { ip, ip_prefix: named };
      return (JSON.parse(all.line(JSON.stringify({ context }))) as { context: { ip_prefix: string } }).context
        .ip_prefix;
    };
    expect(prefix("203.0.113.9")).toBe(prefix("203.0.113.77"));
    expect(prefix("203.0.113.9")).toBe(prefix("203.0.113.1", "203.0.113.0/24"));
    expect(prefix("203.0.113.9")).toBe(prefix("203.0.113.1", null));
    expect(prefix("203.0.113.9")).not.toBe(prefix("203.0.114.9"));
  });
  it("done twice is done once, and another key gives other pseudonyms", () => {
    expect(all.line(all.line(line))).toBe(all.line(line));
    const other = createPseudonymiser(new Uint8Array(32).fill(8), ["actor"]);
    expect(other.value("actor", "u1")).not.toBe(all.value("actor", "u1"));
  });
  it.each(["not json", '{"actor":', "[1]", '{"actor":null}', '{"id":"a","id":"b"}'])(
    "leaves %s for the decoder to judge",
    (text) => expect(all.line(text)).toBe(text),
  );
  it("keeps nothing of what is no address, and the network of what is only that", () => {
    expect(all.line('{"context":{"ip":"1.2.3"}}')).toBe('{"context":{"ip":null}}');
    expect(all.line('{"context":{"ip":"203.0.113.0/24"}}')).toMatch(
      /^{"context":{"ip":null,"ip_prefix":"h:[\w-]{22}"}}$/,
    );
  });
  it("gives a proxy's list, a port and another address of one IPv6 subscriber the pseudonym of the address", () => {
    for (const text of [
      "203.0.113.9:443",
      "203.0.113.9, 10.0.0.1",
      "10.0.0.1, 203.0.113.9",
      "203.0.113.9/24",
    ]) {
      expect([text, all.value("ip", text)]).toEqual([text, all.value("ip", "203.0.113.9")]);
    }
    expect(all.value("ip", "2001:db8::1")).toBe(all.value("ip", "[2001:db8::ffff:7]:443"));
    expect(all.value("ip", "2001:db8::1")).not.toBe(all.value("ip", "2001:db8:0:1::1"));
  });
  it("replaces an id that is a number in JSON, by its digits", () => {
    const out = all.line('{"actor":{"id":7123456789012345671}}');
    expect(out).toBe(`{"actor":{"id":"${all.value("actor", "7123456789012345671")}"}}`);
  });
  it("wants a key of 128 bits", () => {
    expect(() => createPseudonymiser(new Uint8Array(PSEUDONYM_KEY_BYTES_MIN), [])).not.toThrow();
    expect(() => createPseudonymiser(new Uint8Array(PSEUDONYM_KEY_BYTES_MIN - 1), [])).toThrow(
      /at least 16 bytes/,
    );
  });
});
