import type { Rejection } from "../nouns/codes.ts";
import { EVENT_DEPTH_MAX } from "../nouns/limits.ts";
import { graphemes } from "../words/graphemes.ts";
import { COMPLAINT_FIELD_TYPES, ENGAGEMENT_FIELD_TYPES, PAYMENT_FIELD_TYPES } from "./contract-fields.ts";
import { foreignJson, foreignWord } from "./foreign-json.ts";
import { createWordTable } from "./word-table.ts";

/** One JSON value with its place in the bytes: [start, end), a string's quotes included. */
export interface JsonNode {
  readonly kind: "object" | "array" | "string" | "number" | "true" | "false" | "null";
  readonly start: number;
  readonly end: number;
  /** Strings: whether a backslash occurs. */
  readonly escaped: boolean;
  /** Objects: members by decoded name, in order. */
  readonly members: ReadonlyMap<string, JsonNode> | null;
}

const textDecoder = new TextDecoder("utf-8");

/** Raw text of bytes[start, end), cut to 80 characters. */
export function cutText(bytes: Uint8Array, start: number, end: number): string {
  return cut80(textDecoder.decode(bytes.subarray(start, Math.min(end, start + 400))));
}

/** A text's first 80 characters as they are seen, never half of one; of characters that are long by themselves at most 320 units. */
export function cut80(text: string): string {
  if (text.length <= 80) return text;
  const cut = graphemes(text.slice(0, 400)).slice(0, 80).join("");
  return cut.length <= 320 ? cut : [...cut].slice(0, 80).join("");
}

/** Text of bytes that are ASCII; short ones cost less so than through a decoder. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}

/** Names of the contract, so that most names of an event need no decoding. */
const NAMES: readonly string[] = [
  ...new Set(
    [
      ...Object.keys(ENGAGEMENT_FIELD_TYPES),
      ...Object.keys(PAYMENT_FIELD_TYPES),
      ...Object.keys(COMPLAINT_FIELD_TYPES),
      "retraction",
    ].flatMap((path) => path.split(".")),
  ),
];
const nameIndex = createWordTable(NAMES.map((name, index) => [name, index] as const));

function nodeName(bytes: Uint8Array, node: JsonNode): string {
  const index = nameIndex(bytes, node.start + 1, node.end - 1);
  return index < 0 ? nodeText(bytes, node) : NAMES[index]!;
}

/** A string node → its decoded value. */
export function nodeText(bytes: Uint8Array, node: JsonNode): string {
  const raw = textDecoder.decode(bytes.subarray(node.start, node.end));
  return node.escaped ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}

/** A text while it is parsed: where the parser stands, and what is open. */
interface JsonText {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  at: number;
  failure: Rejection | null;
  readonly path: string[];
}

/**
 * bytes[start, end), valid UTF-8 → the tree of the one JSON value in it (RFC 8259), or why not: `not_json`, `too_deep`,
 * or `duplicate_key` (which RFC 8259 leaves open and every reader settles differently).
 */
export function parseJson(bytes: Uint8Array, start: number, end: number): JsonNode | Rejection {
  const at = start;
  const failure: Rejection | null = null;
  const text: JsonText = {
    bytes,
    start,
    end,
    at,
    failure,
    path: [],
  };
  skipBlanks(text);
  const root = value(text, 1);
  if (root !== null) {
    skipBlanks(text);
    if (text.at < text.end)
      fail(text, "not_json", `more text after the value, at byte ${text.at - text.start + 1}`);
  }
  return text.failure ?? root!;
}

function fail(text: JsonText, code: Rejection["code"], hint: string, valueAt = text.at, field = ""): null {
  text.failure ??= { code, line: 0, field, value: cutText(text.bytes, valueAt, text.end), hint };
  return null;
}

function textAt(text: JsonText, from: number): string {
  return textDecoder.decode(text.bytes.subarray(from, Math.min(text.end, from + 400)));
}

function unexpected(text: JsonText, wanted: string): null {
  const foreign = foreignJson(textAt(text, text.start)) ?? foreignWord(textAt(text, text.at));
  if (text.at < text.end && foreign !== null) return fail(text, "not_json", foreign);
  const found = text.at >= text.end ? "the line ends" : "unexpected text";
  return fail(text, "not_json", `${found} at byte ${text.at - text.start + 1}, expected ${wanted}`);
}

function skipBlanks(text: JsonText): void {
  while (text.at < text.end) {
    const byte = text.bytes[text.at]!;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
    text.at++;
  }
}

function string(text: JsonText): JsonNode | null {
  const from = text.at++;
  let escaped = false;
  while (text.at < text.end) {
    const byte = text.bytes[text.at]!;
    if (byte === 0x22) {
      text.at++;
      return { kind: "string", start: from, end: text.at, escaped, members: null };
    }
    if (byte < 0x20)
      return fail(
        text,
        "not_json",
        `a control character at byte ${text.at - text.start + 1} must be escaped`,
      );
    if (byte !== 0x5c) {
      text.at++;
      continue;
    }
    escaped = true;
    const follower = text.at + 1 < text.end ? text.bytes[text.at + 1]! : 0;
    if (follower === 0x75) {
      for (let i = 2; i < 6; i++) {
        const byteThere = text.at + i < text.end ? text.bytes[text.at + i]! : 0;
        const lower = byteThere | 0x20;
        if (!((byteThere >= 48 && byteThere <= 57) || (lower >= 97 && lower <= 102))) {
          return fail(
            text,
            "not_json",
            `\`\\u\` at byte ${text.at - text.start + 1} needs four hexadecimal digits`,
          );
        }
      }
      text.at += 6;
    } else if (follower !== 0 && '"\\/bfnrt'.includes(String.fromCharCode(follower))) {
      text.at += 2;
    } else {
      return fail(text, "not_json", `no such escape at byte ${text.at - text.start + 1}`);
    }
  }
  return unexpected(text, "a closing quote");
}

function digits(text: JsonText): boolean {
  const from = text.at;
  while (text.at < text.end && text.bytes[text.at]! >= 48 && text.bytes[text.at]! <= 57) text.at++;
  return text.at > from;
}

function number(text: JsonText): JsonNode | null {
  const from = text.at;
  if (text.bytes[text.at] === 0x2d) text.at++;
  if (text.at < text.end && text.bytes[text.at] === 0x30) {
    text.at++;
    if (text.at < text.end && text.bytes[text.at]! >= 48 && text.bytes[text.at]! <= 57) {
      return fail(text, "not_json", `a number at byte ${from - text.start + 1} begins with 0`, from);
    }
  } else if (!digits(text)) return unexpected(text, "a digit");
  if (text.at < text.end && text.bytes[text.at] === 0x2e) {
    text.at++;
    if (!digits(text)) return unexpected(text, "a digit");
  }
  if (text.at < text.end && (text.bytes[text.at]! | 0x20) === 0x65) {
    text.at++;
    if (text.at < text.end && (text.bytes[text.at] === 0x2b || text.bytes[text.at] === 0x2d)) text.at++;
    if (!digits(text)) return unexpected(text, "a digit");
  }
  return { kind: "number", start: from, end: text.at, escaped: false, members: null };
}

function word(text: JsonText, kind: "true" | "false" | "null"): JsonNode | null {
  const from = text.at;
  for (let i = 0; i < kind.length; i++) {
    if (text.at >= text.end || text.bytes[text.at] !== kind.charCodeAt(i)) {
      text.at = from;
      return unexpected(text, "a value");
    }
    text.at++;
  }
  return { kind, start: from, end: text.at, escaped: false, members: null };
}

function object(text: JsonText, depth: number): JsonNode | null {
  const from = text.at++;
  const members = new Map<string, JsonNode>();
  skipBlanks(text);
  if (text.at < text.end && text.bytes[text.at] === 0x7d) {
    text.at++;
    return { kind: "object", start: from, end: text.at, escaped: false, members };
  }
  for (;;) {
    if (text.at >= text.end || text.bytes[text.at] !== 0x22)
      return unexpected(text, "a field name in quotes");
    const key = string(text);
    if (key === null) return null;
    const name = nodeName(text.bytes, key);
    text.path.push(name);
    if (members.has(name)) {
      const field = cut80(text.path.join("."));
      return fail(text, "duplicate_key", "keep one of the two", key.start, field);
    }
    skipBlanks(text);
    if (text.at >= text.end || text.bytes[text.at] !== 0x3a) return unexpected(text, "`:`");
    text.at++;
    skipBlanks(text);
    const member = value(text, depth + 1);
    if (member === null) return null;
    members.set(name, member);
    text.path.pop();
    skipBlanks(text);
    const next = text.at < text.end ? text.bytes[text.at]! : 0;
    if (next === 0x7d) {
      text.at++;
      return { kind: "object", start: from, end: text.at, escaped: false, members };
    }
    if (next !== 0x2c) return unexpected(text, "`,` or `}`");
    text.at++;
    skipBlanks(text);
  }
}

function array(text: JsonText, depth: number): JsonNode | null {
  const from = text.at++;
  skipBlanks(text);
  if (text.at < text.end && text.bytes[text.at] === 0x5d) {
    text.at++;
    return { kind: "array", start: from, end: text.at, escaped: false, members: null };
  }
  for (;;) {
    if (value(text, depth + 1) === null) return null;
    skipBlanks(text);
    const next = text.at < text.end ? text.bytes[text.at]! : 0;
    if (next === 0x5d) {
      text.at++;
      return { kind: "array", start: from, end: text.at, escaped: false, members: null };
    }
    if (next !== 0x2c) return unexpected(text, "`,` or `]`");
    text.at++;
    skipBlanks(text);
  }
}

function value(text: JsonText, depth: number): JsonNode | null {
  const byte = text.at < text.end ? text.bytes[text.at]! : 0;
  if (byte === 0x22) return string(text);
  if (byte === 0x2d || (byte >= 48 && byte <= 57)) return number(text);
  if (byte === 0x7b || byte === 0x5b) {
    if (depth > EVENT_DEPTH_MAX) {
      return fail(
        text,
        "too_deep",
        `nest at most ${EVENT_DEPTH_MAX} levels`,
        text.at,
        cut80(text.path.join(".")),
      );
    }
    return byte === 0x7b ? object(text, depth) : array(text, depth);
  }
  if (byte === 0x74) return word(text, "true");
  if (byte === 0x66) return word(text, "false");
  if (byte === 0x6e) return word(text, "null");
  return unexpected(text, "a value");
}
