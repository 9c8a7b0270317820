import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Code, Rejection } from "../nouns/codes.ts";
import { kindWord } from "../nouns/event.ts";
import { createEventRow, type EventRow, KEY_COLUMNS, keyColumn, keyText } from "../nouns/event-row.ts";
import { combine, hashText } from "../nouns/hash.ts";
import { EVENT_BYTES_MAX, FUTURE_SKEW_MS_MAX, ID_BYTES_MAX, TEXT_BYTES_MAX } from "../nouns/limits.ts";
import { createDecoder } from "./json-decoder.ts";
import { parseEvent } from "./parse-event.ts";
import { scanEvent } from "./scan-event.ts";

const decoder = createDecoder({ strict: true });

function decode(
  text: string,
  nowMs = Number.POSITIVE_INFINITY,
): { row: EventRow; rejection: Rejection | null } {
  const bytes = new TextEncoder().encode(text);
  const row = createEventRow();
  return { row, rejection: decoder.decode(bytes, 0, bytes.length, row, nowMs) };
}

/** The full event of the contract with some fields changed; `undefined` takes one out. */
function event(changes: Record<string, unknown> = {}): string {
  const base = {
    id: "e1",
    type: "like",
    at: "2026-11-22T12:00:00.123Z",
    actor: { id: "u1", registered_at: "2024-05-01T00:00:00Z", registration_batch: null },
    target: { kind: "video", id: "v9", owner: "u77", duration_ms: 12_000 },
    context: {
      ip: "203.0.113.9",
      asn: 64500,
      device: "d3",
      emulator: false,
      rooted: true,
      app_version: "11.2",
      user_agent: "…",
      source: "recommend",
      parent_share: null,
    },
    behavior: { dwell_ms: 8400, play_ratio: 0.8, scroll_depth: null, preceding_events: 5 },
  };
  const copy = JSON.parse(JSON.stringify(base)) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split(".");
    let at = copy;
    for (const name of names.slice(0, -1)) {
      if (typeof at[name] !== "object" || at[name] === null) at[name] = {};
      at = at[name] as Record<string, unknown>;
    }
    at[names.at(-1)!] = value;
  }
  return JSON.stringify(copy);
}

const payment = (changes: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id: "p1",
    type: "payment",
    at: "2026-11-22T11:58:00Z",
    payer: "u77",
    payee: { id: "m5", kind: "personal", certified: false, licence: null, opened_at: "2026-11-01T00:00:00Z" },
    amount_minor: 100,
    currency: "CNY",
    channel: "wechat_pay",
    remark: "…",
    order: null,
    ...changes,
  });

const hashOf = (row: EventRow, name: (typeof KEY_COLUMNS)[number]): [number, number] => {
  const at = keyColumn(name) * 2;
  return [row.hash[at]!, row.hash[at + 1]!];
};
const key = (text: string): number[] => [...hashText(text)];

describe("a valid event", () => {
  it("fills every column of the full contract event", () => {
    const { row, rejection } = decode(event());
    expect(rejection).toBeNull();
    expect(kindWord(row.kind)).toBe("like");
    expect(row.occurredAtMs).toBe(Date.parse("2026-11-22T12:00:00.123Z"));
    const texts = Object.fromEntries(KEY_COLUMNS.map((name) => [name, keyText(row, keyColumn(name))]));
    const unfilled = Object.fromEntries(KEY_COLUMNS.map((name) => [name, null]));
    expect(texts).toEqual({
      ...unfilled,
      // Payments' names for the same two places.
      payer: "u1",
      payee: "v9",
      id: "e1",
      actor: "u1",
      target: "v9",
      target_kind: "video",
      owner: "u77",
      ip: "203.0.113.9",
      ip_prefix: null,
      ip_kind: null,
      asn: "64500",
      device: "d3",
      app_version: "11.2",
      user_agent: "…",
      source: "recommend",
      parent_share: null,
      registration_batch: null,
      content: null,
    });
    for (const name of ["id", "actor", "owner", "ip", "asn", "device", "user_agent", "source"] as const) {
      expect(hashOf(row, name), name).toEqual(key(texts[name]!));
    }
    expect(hashOf(row, "ip_prefix")).toEqual(key("203.0.113.0/24"));
    expect(hashOf(row, "parent_share")).toEqual([0, 0]);
    const target = new Int32Array(2);
    const [kindLow, kindHigh] = hashText("video");
    const [idLow, idHigh] = hashText("v9");
    combine(kindLow, kindHigh, idLow, idHigh, target, 0);
    expect(hashOf(row, "target")).toEqual([...target]);
    expect(hashOf(row, "target_kind")).toEqual(key("video"));
    const engagement = [Date.parse("2024-05-01"), 0, 1, 8400, 0.8, Number.NaN, 5, 12_000, 64500];
    expect([...row.num].slice(0, engagement.length)).toEqual(engagement);
    expect([...row.num].slice(engagement.length).every(Number.isNaN)).toBe(true);
    expect([row.ipVersion, row.ip[0]]).toEqual([4, 0xcb007109]);
  });

  it("needs only id, type, at, actor and target; all else is absent, not zero", () => {
    const { row, rejection } = decode(
      '{"id":"e","type":"view","at":5,"actor":{"id":"a"},"target":{"kind":"link","id":"x"}}',
    );
    expect(rejection).toBeNull();
    expect(row.occurredAtMs).toBe(5);
    expect([...row.num].every(Number.isNaN)).toBe(true);
    const present = KEY_COLUMNS.filter((name) => hashOf(row, name).some((word) => word !== 0));
    expect(present).toEqual(["id", "actor", "target", "target_kind", "payer", "payee"]);
    expect(row.ipVersion).toBe(0);
  });

  it.each([
    "actor.registered_at",
    "context",
    "behavior",
    "content",
    "context.ip",
    "target.owner",
    "context.asn",
  ])("takes null for %s as absent", (path) => expect(decode(event({ [path]: null })).rejection).toBeNull());

  it("leaves nothing of the event before in a reused row", () => {
    const row = createEventRow();
    const first = new TextEncoder().encode(event());
    const bare = new TextEncoder().encode(
      '{"id":"e","type":"view","at":5,"actor":{"id":"a"},"target":{"kind":"link","id":"x"}}',
    );
    decoder.decode(first, 0, first.length, row, Number.POSITIVE_INFINITY);
    decoder.decode(bare, 0, bare.length, row, Number.POSITIVE_INFINITY);
    const fresh = createEventRow();
    decoder.decode(bare, 0, bare.length, fresh, Number.POSITIVE_INFINITY);
    expect(row).toEqual(fresh);
  });

  it("hashes the decoded value, so that an escape changes nothing", () => {
    const plain = decode(event({ "actor.id": "u/1é" }));
    const escaped = decode(event({ "actor.id": "MARK" }).replace("MARK", "u\\/1\\u00e9"));
    expect(escaped.rejection).toBeNull();
    expect(hashOf(escaped.row, "actor")).toEqual(hashOf(plain.row, "actor"));
    expect(keyText(escaped.row, keyColumn("actor"))).toBe("u/1é");
  });

  it("takes emoji and zero-width characters in ids as they are", () => {
    for (const id of ["👍🏽", "\u200b", "a\u200db", "用户"]) {
      const { row, rejection } = decode(event({ "actor.id": id }));
      expect(rejection).toBeNull();
      expect(keyText(row, keyColumn("actor"))).toBe(id);
    }
  });

  it("keeps an empty optional text absent", () => {
    const { row } = decode(event({ "context.device": "", "context.ip": "" }));
    expect(hashOf(row, "device")).toEqual([0, 0]);
    expect(hashOf(row, "ip_prefix")).toEqual([0, 0]);
  });

  it.each([
    ["unlike", undefined, "unlike"],
    ["like", true, "unlike"],
    ["unlike", true, "unlike"],
    ["like", false, "like"],
    ["like", null, "like"],
    ["unfollow", undefined, "unfollow"],
  ])("type %s with retraction %s is %s", (type, retraction, word) => {
    const { row, rejection } = decode(event({ type, retraction }));
    expect(rejection).toBeNull();
    expect(kindWord(row.kind)).toBe(word);
  });

  it("takes a payment: payer as actor, payee as target", () => {
    const { row, rejection } = decode(payment());
    expect(rejection).toBeNull();
    expect(kindWord(row.kind)).toBe("payment");
    expect(keyText(row, keyColumn("actor"))).toBe("u77");
    expect(keyText(row, keyColumn("target"))).toBe("m5");
    const target = new Int32Array(2);
    combine(...hashText("payee"), ...hashText("m5"), target, 0);
    expect(hashOf(row, "target")).toEqual([...target]);
    expect(hashOf(row, "target_kind")).toEqual(key("payee"));
  });
});

describe("addresses", () => {
  const ipKey = (ip: string) => {
    const { row, rejection } = decode(event({ "context.ip": ip }));
    expect(rejection, ip).toBeNull();
    return {
      ip: hashOf(row, "ip"),
      prefix: hashOf(row, "ip_prefix"),
      version: row.ipVersion,
      words: [...row.ip],
    };
  };
  it("gives one key to one address however it is written", () => {
    expect(ipKey("2001:DB8::1")).toEqual(ipKey("2001:db8:0::1"));
    expect(ipKey("2001:db8:0:0:0:0:0:1").ip).toEqual(key("2001:db8::/64"));
    expect(ipKey("::ffff:203.0.113.9")).toEqual(ipKey("203.0.113.9"));
    expect(ipKey("::ffff:cb00:7109")).toEqual(ipKey("203.0.113.9"));
  });
  it("derives the network, and an explicit one is the same key or its own", () => {
    expect(ipKey("2001:db8:7:8::9").prefix).toEqual(key("2001:db8:7::/48"));
    // Short enough to pass for dotted text, and dotted text behind an escape.
    const mapped = decode(event({ "context.ip": "::ffff:1.2.3.4" })).row;
    const escaped = decode(event({ "context.ip": "1.2.3.4" }).replace("1.2.3.4", "1.2.3\\u002e4")).row;
    for (const row of [mapped, escaped]) {
      expect(hashOf(row, "ip")).toEqual(key("1.2.3.4"));
      expect(hashOf(row, "ip_prefix")).toEqual(key("1.2.3.0/24"));
    }
    const named = decode(event({ "context.ip_prefix": "203.0.113.0/24" })).row;
    expect(hashOf(named, "ip_prefix")).toEqual(ipKey("203.0.113.9").prefix);
    const other = decode(event({ "context.ip_prefix": "campus" })).row;
    expect(hashOf(other, "ip_prefix")).toEqual(key("campus"));
  });
  it("takes a pseudonym as a key without an address", () => {
    const { ip, prefix, version, words } = ipKey("h:Zm9vYmFy");
    expect([version, prefix, words]).toEqual([0, [0, 0], [0, 0, 0, 0]]);
    expect(ip).toEqual(key("h:Zm9vYmFy"));
  });
});

describe("a rejected event", () => {
  const cases: [string, string, Code, string, (string | undefined)?, RegExp?][] = [
    ["an empty line", "", "not_json", ""],
    ["text", "hello", "not_json", ""],
    ["a list", "[1]", "not_an_object", ""],
    ["a number", "7", "not_an_object", ""],
    ["a cut off line", '{"id":"e1","type":"li', "not_json", "", undefined, /ends/],
    ["two values", `${event()} {}`, "not_json", ""],
    ["a trailing comma", '{"id":"e",}', "not_json", ""],
    ["NaN", event().replace("8400", "NaN"), "not_json", ""],
    ["Infinity", event().replace("8400", "Infinity"), "not_json", ""],
    ["a leading zero", event().replace("8400", "01"), "not_json", ""],
    ["a bare minus", event().replace("8400", "-"), "not_json", ""],
    ["a bare point", event().replace("8400", "1."), "not_json", ""],
    ["a raw control character", event().replace("d3", "d\u0001"), "not_json", ""],
    ["a bad escape", event().replace("d3", "\\x"), "not_json", ""],
    ["half a surrogate pair", event().replace('"u1"', '"\\ud800"'), "not_utf8", "actor.id"],
    ["a duplicate field", event().replace('"id":"e1"', '"id":"e1","id":"e2"'), "duplicate_key", "id"],
    [
      "an escaped duplicate",
      event().replace('"id":"e1"', '"id":"e1","\\u0069d":"e2"'),
      "duplicate_key",
      "id",
    ],
    ["an inner duplicate", event().replace('"asn":', '"ip":null,"asn":'), "duplicate_key", "context.ip"],
    ["an unknown duplicate", event().replace('"id"', '"x":1,"x":2,"id"'), "duplicate_key", "x"],
    ["no id", event({ id: undefined }), "missing_field", "id"],
    ["an empty id", event({ id: "" }), "missing_field", "id"],
    ["a null id", event({ id: null }), "missing_field", "id"],
    [
      "a misspelt field",
      event({ type: undefined, tpye: "like" }),
      "missing_field",
      "type",
      "",
      /`tpye`.*`type`/,
    ],
    ["no actor", event({ actor: undefined }), "missing_field", "actor.id"],
    ["no actor id", event({ "actor.id": undefined }), "missing_field", "actor.id"],
    ["no target", event({ target: null }), "missing_field", "target.kind"],
    ["an empty target id", event({ "target.id": "" }), "missing_field", "target.id"],
    ["a fraction as id", event({ id: 7.5 }), "wrong_type", "id", "7.5", /quotes/],
    [
      "an id with an exponent",
      event({}).replace(/"id":"[^"]*"/, '"id":7.12E18'),
      "rounded_id",
      "id",
      "7.12E18",
    ],
    ["an actor that is text", event({ actor: "u1" }), "wrong_type", "actor", "u1"],
    ["a context that is a list", event({ context: [] }), "wrong_type", "context"],
    ["a type that is a number", event({ type: 1 }), "wrong_type", "type"],
    ["a near-miss type", event({ type: "lik" }), "unknown_type", "type", "lik", /did you mean `like`/],
    ["a far type", event({ type: "purchase_everything" }), "unknown_type", "type", undefined, /one of view/],
    ["an unpayment", event({ type: "unpayment" }), "unknown_type", "type"],
    [
      "a near-miss kind",
      event({ "target.kind": "vidoe" }),
      "unknown_kind",
      "target.kind",
      "vidoe",
      /`video`/,
    ],
    ["Feb 30", event({ at: "2026-02-30T00:00:00Z" }), "bad_time", "at"],
    ["24:00", event({ at: "2026-02-03T24:00:00Z" }), "bad_time", "at", undefined, /00:00 of the next day/],
    ["no zone", event({ at: "2026-02-03T04:00:00" }), "bad_time", "at", undefined, /zone/],
    ["before 1970", event({ at: "1969-12-31T23:59:59Z" }), "bad_time", "at", undefined, /1970/],
    ["2100", event({ at: "2100-01-01T00:00:00Z" }), "bad_time", "at", undefined, /2100/],
    ["negative ms", event({ at: -1 }), "bad_time", "at"],
    ["fractional ms", event({ at: 1.5 }), "bad_time", "at"],
    ["ms at the end of time", event({ at: 4_102_444_800_000 }), "bad_time", "at"],
    ["a time that is a flag", event({ at: true }), "wrong_type", "at"],
    ["a bad registration time", event({ "actor.registered_at": "soon" }), "bad_time", "actor.registered_at"],
    ["a port without an address", event({ "context.ip": ":80" }), "bad_ip", "context.ip", ":80"],
    ["an octal address", event({ "context.ip": "01.2.3.4" }), "bad_ip", "context.ip"],
    ["octet 256", event({ "context.ip": "1.2.3.256" }), "bad_ip", "context.ip"],
    ["a word as address", event({ "context.ip": "localhost" }), "bad_ip", "context.ip"],
    ["a number as address", event({ "context.ip": 1 }), "wrong_type", "context.ip"],
    ["asn past 32 bits", event({ "context.asn": 4_294_967_296 }), "out_of_range", "context.asn"],
    ["a fractional asn", event({ "context.asn": 1.5 }), "out_of_range", "context.asn"],
    ["asn as text", event({ "context.asn": "64500" }), "wrong_type", "context.asn"],
    ["emulator as number", event({ "context.emulator": 1 }), "wrong_type", "context.emulator"],
    ["negative dwell", event({ "behavior.dwell_ms": -1 }), "out_of_range", "behavior.dwell_ms"],
    ["endless dwell", event().replace("8400", "1e999"), "out_of_range", "behavior.dwell_ms", "1e999"],
    ["depth past 1", event({ "behavior.scroll_depth": 1.01 }), "out_of_range", "behavior.scroll_depth"],
    ["no duration", event({ "target.duration_ms": 0 }), "out_of_range", "target.duration_ms"],
    ["a payment without amount", payment({ amount_minor: undefined }), "missing_field", "amount_minor"],
    ["a fractional amount", payment({ amount_minor: 1.5 }), "out_of_range", "amount_minor"],
    ["an unsafe amount", payment({ amount_minor: 2 ** 53 }), "out_of_range", "amount_minor"],
    ["a long currency", payment({ currency: "YUAN" }), "out_of_range", "currency"],
    ["a payment without payee", payment({ payee: null }), "missing_field", "payee.id"],
    ["a payee that is text", payment({ payee: "m5" }), "wrong_type", "payee"],
    ["a taken back payment", payment({ retraction: true }), "out_of_range", "retraction"],
    ["an odd payee kind", payment({ payee: { id: "m", kind: "shop" } }), "out_of_range", "payee.kind"],
    ["a remark that is a flag", payment({ remark: true }), "wrong_type", "remark"],
  ];
  it.each(cases)("%s", (_, text, code, field, value, hint) => {
    const { rejection } = decode(text);
    expect(rejection).toMatchObject({ code, field, line: 0 });
    if (value !== undefined) expect(rejection!.value).toBe(value);
    expect(rejection!.hint).toMatch(hint ?? /./);
  });

  it("cuts the offending value to 80 whole characters", () => {
    const { rejection } = decode(event({ type: "👍".repeat(200) }));
    expect([...rejection!.value]).toHaveLength(80);
    expect(rejection!.value).toBe("👍".repeat(80));
  });
});

describe("limits", () => {
  it("id bytes: at the limit and one past it, also for ids of 10 kB", () => {
    expect(decode(event({ id: "x".repeat(ID_BYTES_MAX) })).rejection).toBeNull();
    for (const length of [ID_BYTES_MAX + 1, 10_240]) {
      expect(decode(event({ id: "x".repeat(length) })).rejection).toMatchObject({
        code: "too_long",
        field: "id",
      });
    }
    const wide = "é".repeat(ID_BYTES_MAX / 2);
    expect(decode(event({ "context.device": wide })).rejection).toBeNull();
    expect(decode(event({ "context.device": `${wide}x` })).rejection).toMatchObject({ code: "too_long" });
  });
  it("comment bytes", () => {
    expect(decode(event({ "content.text": "x".repeat(TEXT_BYTES_MAX) })).rejection).toBeNull();
    expect(decode(event({ "content.text": "x".repeat(TEXT_BYTES_MAX + 1) })).rejection?.code).toBe(
      "too_long",
    );
  });
  it("line bytes", () => {
    const room = EVENT_BYTES_MAX - Buffer.byteLength(event({ extra: "" }));
    const full = event({ extra: "x".repeat(room - 2) });
    expect(decode(`${full}  `).rejection).toBeNull();
    expect(decode(`${full}   `).rejection).toMatchObject({ code: "too_long", field: "" });
  });
  it("depth: 16 levels, the event's own included", () => {
    const nested = (levels: number) =>
      event({ extra: 0 }).replace('"extra":0', `"extra":${"[".repeat(levels)}${"]".repeat(levels)}`);
    expect(decode(nested(15)).rejection).toBeNull();
    expect(decode(nested(16)).rejection).toMatchObject({ code: "too_deep", field: "extra" });
    expect(decode(nested(20_000)).rejection).toMatchObject({ code: "too_deep" });
  });
  it("the future: five minutes ahead of the receiver", () => {
    const now = Date.parse("2026-11-22T12:00:00.123Z") - FUTURE_SKEW_MS_MAX;
    expect(decode(event(), now).rejection).toBeNull();
    expect(decode(event(), now - 1).rejection).toMatchObject({ code: "future_time", field: "at" });
  });
  it("numbers at their ends", () => {
    for (const change of [
      { "behavior.scroll_depth": 1 },
      { "behavior.scroll_depth": 0 },
      { "behavior.play_ratio": 47.5 },
      { "context.asn": 4_294_967_295 },
      { "context.asn": 0 },
      { at: 0 },
      { at: 4_102_444_799_999 },
      { "behavior.dwell_ms": Number.MAX_SAFE_INTEGER },
    ]) {
      expect(decode(event(change)).rejection, JSON.stringify(change)).toBeNull();
    }
    expect(decode(event({ "behavior.dwell_ms": 2 ** 53 })).rejection?.code).toBe("out_of_range");
  });
});

describe("the fast path against the careful one", () => {
  const line = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  /** Both paths over one line: what the fast one takes the careful one takes, with the same row. */
  function compare(bytes: Uint8Array): "fast" | "careful" | "rejected" {
    const fastRow = createEventRow();
    const carefulRow = createEventRow();
    const fast = scanEvent(bytes, 0, bytes.length, fastRow);
    const rejection = parseEvent(bytes, 0, bytes.length, carefulRow);
    if (fast) {
      if (rejection !== null) {
        throw new Error(`taken fast, but ${rejection.code}: ${line(bytes)}`);
      }
      for (const column of ["kind", "occurredAtMs", "ipVersion", "start", "end", "late"] as const) {
        if (fastRow[column] !== carefulRow[column]) throw new Error(`${column} differs: ${line(bytes)}`);
      }
      for (const column of ["hash", "span", "num", "ip"] as const) {
        const same = fastRow[column].every((value, i) => Object.is(value, carefulRow[column][i]));
        if (!same) throw new Error(`${column} differs: ${line(bytes)}`);
      }
      return "fast";
    }
    return rejection === null ? "careful" : "rejected";
  }

  /** Mulberry32: a small generator, so that ten thousand odd events take a second. */
  function createDice(seed: number) {
    let state = seed | 0;
    const random = (): number => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    };
    const below = (n: number): number => Math.floor(random() * n);
    const pick = <T>(...of: readonly T[]): T => of[below(of.length)]!;
    /** The usual value, or once in `n` an odd one. */
    const usually = <T>(n: number, usual: T, ...odd: readonly T[]): T =>
      below(n) === 0 ? pick(...odd) : usual;
    return { below, pick, usually, random };
  }

  function oddEvent(seed: number): string {
    const { below, pick, usually, random } = createDice(seed);
    const ascii = () => Array.from({ length: 1 + below(12) }, () => pick(..."abcxyz019.:-_")).join("");
    const odd = [
      "",
      "\u200b",
      "👍",
      'a"b',
      "a\\b",
      "h:abc",
      "x".repeat(1024),
      "x".repeat(1025),
      "好",
      "\u0000",
    ];
    const text = (): unknown => usually<unknown>(60, ascii(), ...odd, 5, true, null, [], {});
    const optional = (value: unknown): unknown => usually(6, value, null);
    const time = (): unknown =>
      usually(
        25,
        pick<unknown>(
          new Date(below(2 ** 31) * 1900).toISOString(),
          new Date(below(2 ** 31) * 1000).toISOString().replace(".000", ""),
          below(2 ** 31) * 1900,
        ),
        ...["2016-12-31T23:59:60Z", "2026-02-30T00:00:00Z", "2026-11-22 12:00:00.1234567+08:00"],
        ...["", "now", "2024-02-29T24:00:00Z", -1, 1e300, 1.5, -0, 4_102_444_800_000, null],
      );
    const number = (max = 1): unknown =>
      usually(
        30,
        pick<unknown>(0, max, random() * max, Math.round(random() * 100) / 100 / (1 / max)),
        ...[-1, -0, 2 ** 53, 2 ** 53 - 1, 1e21, 5e-324, 123456789012345, 1234567890123456, 1.5, "1", true],
      );
    const ip = (): unknown =>
      usually(
        20,
        pick<unknown>(
          `${below(256)}.${below(256)}.${below(256)}.${below(256)}`,
          `2001:DB8::${below(9999)}`,
          "::1",
        ),
        ...["::", "1.2.3.4.", "01.2.3.4", "::ffff:1.2.3.4", "1::2::3", "h:", "h:x", "12345::", "", 4],
      );
    const shuffled = (object: Record<string, unknown>, keep: number): Record<string, unknown> => {
      const names = Object.keys(object).filter((_, i) => i < keep || below(8) > 0);
      if (below(3) === 0) names.sort(() => random() - 0.5);
      const entries = names.map((name) => [name, object[name]]);
      const extra = () =>
        usually(3, pick<unknown>(1, -2.5, "x", null, true, false), 1e25, { a: 1 }, [1, [2]], "\n");
      for (let n = below(7) - 4; n > 0; n--) entries.splice(below(entries.length + 1), 0, [ascii(), extra()]);
      return Object.fromEntries(entries) as Record<string, unknown>;
    };
    const type = usually(
      25,
      pick("like", "view", "unlike", "wow", "live_like"),
      "payment",
      "lik",
      "",
      "unpayment",
    );
    const value = shuffled(
      {
        id: text(),
        type,
        at: time(),
        actor: shuffled(
          { id: text(), registered_at: optional(time()), registration_batch: optional(text()) },
          1,
        ),
        target: shuffled(
          {
            kind: usually(30, pick("video", "mini_program"), "x", ""),
            id: text(),
            owner: optional(text()),
            duration_ms: optional(number(9)),
          },
          2,
        ),
        context: shuffled(
          {
            ip: optional(ip()),
            asn: optional(usually(20, below(2 ** 31) * 2, 2 ** 32, 2 ** 32 - 1, 0.5, -1)),
            device: optional(text()),
            emulator: optional(usually<unknown>(40, pick(true, false), 1, "true")),
            rooted: optional(pick(true, false)),
            app_version: optional(text()),
            user_agent: optional(text()),
            source: optional(text()),
            parent_share: optional(text()),
            ip_prefix: optional(usually(2, null, ascii())),
            ip_kind: optional(text()),
          },
          0,
        ),
        behavior: shuffled(
          {
            dwell_ms: number(9000),
            play_ratio: number(3),
            scroll_depth: number(),
            preceding_events: number(50),
          },
          0,
        ),
        content: usually(5, { text: text() }, null, {}, []),
        retraction: usually<unknown>(8, false, true, null, 1),
      },
      usually(20, 5, 0),
    );
    const compact = JSON.stringify(value);
    return pick(
      compact,
      compact,
      JSON.stringify(value, null, 1),
      ` ${compact.replaceAll('":', '" : ').replaceAll(",", " , ")}\r`,
      compact.replaceAll('":', '": ').replaceAll(',"', ', "'),
    );
  }

  it("agrees on generated events", () => {
    const seen = { fast: 0, careful: 0, rejected: 0 };
    for (let seed = 1; seed <= 10_000; seed++) seen[compare(new TextEncoder().encode(oddEvent(seed)))]++;
    // A property that never reached a path would prove nothing about it.
    for (const [path, count] of Object.entries(seen)) expect(count, path).toBeGreaterThan(500);
  });

  it("agrees when bytes of a valid event are changed, taken out, put in or doubled", () => {
    const lines = [event(), event({ extra: { a: [1] }, note: "x", n: -1.5e3, "context.zone": true })];
    const alphabet = '{}[]",:\\/ \t\n\u0000eE+-.0123456789nulltruefalseid';
    const seen = { fast: 0, careful: 0, rejected: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...lines),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 2, 3), fc.nat(alphabet.length - 1)), {
          minLength: 1,
          maxLength: 3,
        }),
        (line, edits) => {
          let bytes = [...new TextEncoder().encode(line)];
          for (const [place, what, letter] of edits) {
            const at = place % bytes.length;
            const byte = alphabet.charCodeAt(letter);
            if (what === 0) bytes[at] = byte;
            else if (what === 1) bytes.splice(at, 1);
            else if (what === 2) bytes.splice(at, 0, byte);
            else
              bytes = [...bytes.slice(0, at), ...bytes.slice(Math.max(0, at - 12), at), ...bytes.slice(at)];
          }
          const changed = Uint8Array.from(bytes);
          seen[compare(changed)]++;
          // What is no JSON for the platform's parser is none for ours (which also refuses duplicates and depth).
          if (parseEvent(changed, 0, changed.length, createEventRow()) === null) {
            JSON.parse(new TextDecoder().decode(changed));
          }
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
    expect(seen.fast).toBeGreaterThan(200);
    expect(seen.rejected).toBeGreaterThan(1000);
  });

  it("agrees on every prefix of a line and never reads past its end", () => {
    const whole = new TextEncoder().encode(event());
    for (let end = 0; end < whole.length; end++) {
      expect(scanEvent(whole, 0, end, createEventRow()), `cut at ${end}`).toBe(false);
    }
    expect(scanEvent(whole, 0, whole.length, createEventRow())).toBe(true);
  });

  it("takes the ordinary line, whatever the order of its fields and its blanks", () => {
    const loose = event().replaceAll(",", ", ").replaceAll('":', '": ');
    for (const line of [event(), loose, event({ x: 1, y: "z", "context.q": null, "content.text": "好" })]) {
      expect(compare(new TextEncoder().encode(line))).toBe("fast");
    }
  });
});

describe("cost", () => {
  it("decodes an ordinary line without allocating", () => {
    const bytes = new TextEncoder().encode(event());
    const row = createEventRow();
    const work = () => {
      for (let i = 0; i < 20_000; i++) decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
    };
    // The least of several rounds: the first ones are compiled meanwhile, and others may be disturbed.
    let grown = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 20; round++) {
      const before = process.memoryUsage().heapUsed;
      work();
      const difference = process.memoryUsage().heapUsed - before;
      if (difference >= 0) grown = Math.min(grown, difference); // below 0: a collection came between
    }
    // One object an event would be 20,000 × 16 bytes at least.
    expect(grown).toBeLessThan(200_000);
  });
});
