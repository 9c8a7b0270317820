import { EVENT_BYTES_MAX, ID_BYTES_MAX } from "../../src/nouns/limits.ts";
import { madeEvent } from "./made-events.ts";

/**
 * One line of input, and what must become of it: a rejection with this code and field, or (code null) acceptance,
 * with the optional `field` set aside where it names one.
 */
export interface BadLine {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly code: string | null;
  readonly field: string;
}

const encoder = new TextEncoder();

function line(what: string, text: string | Uint8Array, code: string | null, field = ""): BadLine {
  return { what, bytes: typeof text === "string" ? encoder.encode(text) : text, code, field };
}

/** An event that counts without the optional field that cannot be read. */
function optional(what: string, id: string, parts: Readonly<Record<string, string>>, field: string): BadLine {
  return line(what, event(id, parts), null, field);
}

/** A sound event with some of its parts replaced by raw JSON text. */
function event(id: string, parts: Readonly<Record<string, string>>): string {
  const base: Record<string, string> = {};
  for (const [name, value] of Object.entries(madeEvent({ id }))) base[name] = JSON.stringify(value);
  return `{${Object.entries({ ...base, ...parts })
    .map(([name, value]) => `"${name}":${value}`)
    .join(",")}}`;
}

function withId(id: string): string {
  return JSON.stringify(madeEvent({ id }));
}

function notUtf8(): Uint8Array {
  const bytes = encoder.encode(withId("broken-?-here"));
  bytes[bytes.indexOf(0x3f)] = 0xff;
  return bytes;
}

const padded = (bytes: number): string => {
  const bare = event("padded", { note: '""' });
  return event("padded", { note: `"${"n".repeat(bytes - bare.length)}"` });
};

/** Lines that are wrong, each in its own way, and lines that only look it. Ids of the sound ones begin with `ok`. */
export const BAD_LINES: readonly BadLine[] = [
  line("not JSON at all", "hello", "not_json"),
  line("a line that breaks off", withId("x").slice(0, -5), "not_json"),
  line("something behind the event", `${withId("x")} x`, "not_json"),
  line("two events on one line", withId("x") + withId("y"), "not_json"),
  line("a number", "5", "not_an_object"),
  line("null", "null", "not_an_object"),
  line("an array", "[]", "not_an_object"),
  line("invalid UTF-8", notUtf8(), "not_utf8"),
  line(
    "nested 30,000 deep",
    event("x", { extra: "[".repeat(30_000) + "]".repeat(30_000) }),
    "too_deep",
    "extra",
  ),
  line("nested 17 deep", event("x", { extra: "[".repeat(16) + "]".repeat(16) }), "too_deep", "extra"),
  line("nested 16 deep, the limit", event("ok-deep", { extra: "[".repeat(15) + "]".repeat(15) }), null),
  line("one byte past the longest line", padded(EVENT_BYTES_MAX + 1), "too_long"),
  line("the longest line", padded(EVENT_BYTES_MAX).replace("padded", "ok-pad"), null),
  line("no id", '{"type":"like"}', "missing_field", "id"),
  line("an id that is a whole number", event("x", { id: "7" }), null),
  line("an id that is a broken number", event("x", { id: "7.5" }), "wrong_type", "id"),
  line(
    "an actor that a spreadsheet rounded",
    event("x", { actor: '{"id":"7.12346E+18"}' }),
    "rounded_id",
    "actor.id",
  ),
  line("an empty id", event("x", { id: '""' }), "missing_field", "id"),
  line("an id of 10 kB", withId("i".repeat(10_240)), "too_long", "id"),
  line("an id one byte past the longest", withId("i".repeat(ID_BYTES_MAX + 1)), "too_long", "id"),
  line("the longest id", withId(`ok${"i".repeat(ID_BYTES_MAX - 2)}`), null),
  line("an id of emoji", withId("ok👩‍👩‍👧‍👦🏴‍☠️"), null),
  line("an id with zero-width characters", withId("ok\u200b\u200d\u2060z\ufeff"), null),
  line("an id that runs right to left", withId("ok\u202eלייק"), null),
  line("an id with escapes", event("x", { id: '"ok\\u0041\\n\\"\\\\"' }), null),
  line("an actor that is a string", event("x", { actor: '"u1"' }), "wrong_type", "actor"),
  line("no target", event("x", { target: "null" }), "missing_field", "target.kind"),
  line("an unknown event type", event("x", { type: '"lkie"' }), "unknown_type", "type"),
  line("a retraction of a payment", event("x", { type: '"unpayment"' }), "unknown_type", "type"),
  line(
    "an unknown target kind",
    event("x", { target: '{"kind":"vidoe","id":"v"}' }),
    "unknown_kind",
    "target.kind",
  ),
  line("a time before 1970", event("x", { at: '"1969-12-31T23:59:59.999Z"' }), "bad_time", "at"),
  line("a time before 1970, in ms", event("x", { at: "-1" }), "bad_time", "at"),
  line("a time after 2100", event("x", { at: '"2100-01-01T00:00:00Z"' }), "bad_time", "at"),
  line("a time after 2100, in ms", event("x", { at: "4102444800000" }), "bad_time", "at"),
  line("a time without a zone", event("x", { at: '"2026-11-20T12:00:00"' }), "bad_time", "at"),
  line("a day that is none", event("x", { at: '"2026-02-30T12:00:00Z"' }), "bad_time", "at"),
  line("a time that is true", event("x", { at: "true" }), "wrong_type", "at"),
  line("NaN", event("x", { behavior: '{"dwell_ms":NaN}' }), "not_json"),
  line("Infinity", event("x", { behavior: '{"dwell_ms":Infinity}' }), "not_json"),
  // What cannot be read of an optional field is absent, and the event counts.
  optional("a number too large to hold", "ok-large", { behavior: '{"dwell_ms":1e999}' }, "behavior.dwell_ms"),
  optional("a dwell below zero", "ok-below", { behavior: '{"dwell_ms":-1}' }, "behavior.dwell_ms"),
  optional("a dwell in words", "ok-words", { behavior: '{"dwell_ms":"soon"}' }, "behavior.dwell_ms"),
  optional("a huge number", "ok-huge", { behavior: '{"dwell_ms":1e300}' }, "behavior.dwell_ms"),
  optional("an address that is none", "ok-address", { context: '{"ip":"999.1.1.1"}' }, "context.ip"),
  line("a huge number in a field that is not ours", event("ok-foreign", { extra: "1e999" }), null),
  line("a field that stands twice", `{"id":"x",${event("x", {}).slice(1)}`, "duplicate_key", "id"),
  line(
    "a field that stands twice, inside",
    event("x", { actor: '{"id":"a","id":"b"}' }),
    "duplicate_key",
    "actor.id",
  ),
  line(
    "everything optional null",
    event("ok-null", { context: "null", behavior: "null", content: "null" }),
    null,
  ),
];
