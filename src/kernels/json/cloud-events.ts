import type { Code, Rejection } from "../../nouns/codes.ts";
import { kindCode } from "../../nouns/event.ts";
import { ENVELOPE_BYTES_MAX } from "../../nouns/limits.ts";
import { type Member, objectMembers, skipSpace, textOf } from "./json-spans.ts";
import { type Line, plainLine, shown, tooLong } from "./plain-line.ts";

/**
 * CloudEvents 1.0 → event lines, over HTTP and in files alike. The event is the envelope's data, byte for byte: a number of 19
 * digits keeps them. `id`, `type` and `at` that it lacks come from the envelope; of a dotted type (`com.example.like`) the last
 * word counts where it is an event's.
 */

/** Attributes of an envelope that an event may need; null where it lacks them. */
interface Envelope {
  readonly id: string | null;
  readonly type: string | null;
  readonly time: string | null;
}

/** Whose envelope it is: a sender's is held to what the standard requires, of a file's it is read what is there. */
export type EnvelopeFrom = "sender" | "file";

const VERSION = "specversion";
const REQUIRED = [VERSION, "id", "source", "type"] as const;

/** A structured envelope (`application/cloudevents+json`, or one element of a batch) → a line. */
export function structuredLine(bytes: Uint8Array, from: EnvelopeFrom = "sender"): Line {
  const members = objectMembers(bytes);
  if (members === null) return refuse("not_json", "", shown(bytes), "a CloudEvent is one JSON object");
  const byName = new Map<string, Member>();
  for (const member of members) {
    if (byName.has(member.name)) return refuse("duplicate_key", member.name, "", "each attribute once");
    byName.set(member.name, member);
  }
  const attributes = new Map<string, string>();
  for (const [name, member] of byName) {
    if (name === "data") continue;
    if (isNull(bytes, member)) continue; // as if it were not there
    const text = stringValue(bytes, member);
    if (text !== null) attributes.set(name, text);
    else if ([...REQUIRED, "time", "datacontenttype", "data_base64"].includes(name)) {
      const value = textOf(bytes, member.value.start, member.value.end).slice(0, 80);
      return refuse("wrong_type", name, value, "a string");
    }
  }
  const envelope = envelopeOf(attributes, from);
  if ("rejection" in envelope) return envelope;
  const data = byName.get("data");
  const base64 = attributes.get("data_base64");
  if (data !== undefined && !isNull(bytes, data))
    return eventLine(bytes.subarray(data.value.start, data.value.end), envelope);
  if (base64 !== undefined) return eventLine(Buffer.from(base64, "base64"), envelope);
  return refuse("missing_field", "data", "", "the event as a JSON object in `data`");
}

/** What stands in every envelope, and hardly elsewhere. */
export const CLOUD_EVENT_MARK = Buffer.from(`"${VERSION}"`);

/** A JSON value that is an event, or an envelope around one by its `specversion` → a line. One search where it is none. */
export function eventOrEnvelope(bytes: Uint8Array, from: EnvelopeFrom = "sender"): Line {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.includes(CLOUD_EVENT_MARK)) return plainLine(bytes);
  const isEnvelope = objectMembers(bytes)?.some(({ name }) => name === VERSION) ?? false;
  if (!isEnvelope) return plainLine(bytes);
  if (bytes.length > ENVELOPE_BYTES_MAX) return { rejection: tooLong(bytes, ENVELOPE_BYTES_MAX) };
  return structuredLine(bytes, from);
}

/** Binary mode: attributes in `ce-` headers, the event as the body → a line. */
export function binaryLine(headers: Record<string, string | string[] | undefined>, body: Uint8Array): Line {
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith("ce-") || typeof value !== "string") continue;
    const text = percentDecoded(value);
    if (text === null) return refuse("not_utf8", name, value.slice(0, 80), "percent-encoded UTF-8");
    attributes.set(name.slice(3), text);
  }
  const envelope = envelopeOf(attributes, "sender");
  return "rejection" in envelope ? envelope : eventLine(body, envelope);
}

function envelopeOf(
  attributes: ReadonlyMap<string, string>,
  from: EnvelopeFrom,
): Envelope | { rejection: Rejection } {
  for (const name of from === "sender" ? REQUIRED : [VERSION]) {
    if ((attributes.get(name) ?? "") === "")
      return refuse("missing_field", name, "", "required by CloudEvents 1.0");
  }
  const version = attributes.get(VERSION)!;
  if (version !== "1.0") return refuse("out_of_range", VERSION, version, "`1.0`");
  const contentType = attributes.get("datacontenttype");
  if (contentType !== undefined && !/^[\w.+-]+\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType)) {
    return refuse("unknown_format", "datacontenttype", contentType.slice(0, 80), "`application/json`");
  }
  // CloudEvents 1.0, 3.1.1: an event is told by `source` and `id` together.
  const own = attributes.get("id") ?? null;
  const source = attributes.get("source");
  const id = own === null || source === undefined ? own : `${source}#${own}`;
  return { id, type: attributes.get("type") ?? null, time: attributes.get("time") ?? null };
}

/** `com.example.like` → `like`; the whole of a type whose last word is no event's, so that it is told as it was sent. */
function eventType(type: string): string {
  const last = type.slice(type.lastIndexOf(".") + 1);
  return kindCode(last) === undefined ? type : last;
}

/** The event's bytes as they were sent, with the fields it lacks put before its own. */
function eventLine(given: Uint8Array, envelope: Envelope): Line {
  const data = unquoted(given);
  const members = objectMembers(data);
  if (members === null) {
    return refuse("not_an_object", "data", shown(data), "the event as a JSON object");
  }
  const added: string[] = [];
  const empty: Member[] = [];
  const add = (name: string, value: string | null): void => {
    const own = members.find((member) => member.name === name);
    if (value === null || (own !== undefined && !isNull(data, own))) return;
    if (own !== undefined) empty.push(own);
    added.push(`"${name}":${JSON.stringify(value)}`);
  };
  add("id", envelope.id);
  add("type", envelope.type === null ? null : eventType(envelope.type));
  add("at", envelope.time);
  if (added.length === 0) return plainLine(data);
  if (empty.length > 0) {
    // A field that is null stands for none: the envelope's takes its place, or it would stand twice.
    const kept = members.filter((member) => !empty.includes(member));
    const rest = kept.map(({ name, value }) => `,"${name}":${textOf(data, value.start, value.end)}`);
    return plainLine(Buffer.from(`{${added.join(",")}${rest.join("")}}`));
  }
  const rest = data.subarray(data.indexOf(0x7b) + 1);
  const comma = members.length > 0 ? "," : "";
  return plainLine(Buffer.concat([Buffer.from(`{${added.join(",")}${comma}`), rest]));
}

const isNull = (bytes: Uint8Array, { value }: Member): boolean =>
  value.end - value.start === 4 && textOf(bytes, value.start, value.end) === "null";

/** Data that are JSON as text (`"{\"actor\":…}"`) → the text's bytes; others as they are. */
function unquoted(data: Uint8Array): Uint8Array {
  const start = skipSpace(data, 0);
  if (data[start] !== 0x22) return data;
  try {
    const text: unknown = JSON.parse(textOf(data, start, data.length));
    return typeof text === "string" ? Buffer.from(text) : data;
  } catch {
    return data; // a string that is not whole: refused as no object
  }
}

function stringValue(bytes: Uint8Array, member: Member): string | null {
  try {
    const value: unknown = JSON.parse(textOf(bytes, member.value.start, member.value.end));
    return typeof value === "string" ? value : null;
  } catch {
    // not JSON is not a string either: the caller names the attribute
    return null;
  }
}

function percentDecoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    // a broken percent sequence: the caller answers with the header's name
    return null;
  }
}

function refuse(code: Code, field: string, value: string, hint: string): { rejection: Rejection } {
  return { rejection: { code, line: 0, field, value, hint } };
}
