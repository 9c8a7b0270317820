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

/**
 * bytes[start, end), valid UTF-8 → the tree of the one JSON value in it (RFC 8259), or why not: `not_json`, `too_deep`,
 * or `duplicate_key` (which RFC 8259 leaves open and every reader settles differently).
 */
export function parseJson(bytes: Uint8Array, start: number, end: number): JsonNode | Rejection {
  let at = start;
  let failure: Rejection | null = null;
  const path: string[] = [];

  function fail(code: Rejection["code"], hint: string, valueAt = at, field = ""): null {
    failure ??= { code, line: 0, field, value: cutText(bytes, valueAt, end), hint };
    return null;
  }
  const textAt = (from: number): string =>
    textDecoder.decode(bytes.subarray(from, Math.min(end, from + 400)));
  function unexpected(wanted: string): null {
    const foreign = foreignJson(textAt(start)) ?? foreignWord(textAt(at));
    if (at < end && foreign !== null) return fail("not_json", foreign);
    const found = at >= end ? "the line ends" : "unexpected text";
    return fail("not_json", `${found} at byte ${at - start + 1}, expected ${wanted}`);
  }
  function skipBlanks(): void {
    while (at < end) {
      const byte = bytes[at]!;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      at++;
    }
  }
  function string(): JsonNode | null {
    const from = at++;
    let escaped = false;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === 0x22) {
        at++;
        return { kind: "string", start: from, end: at, escaped, members: null };
      }
      if (byte < 0x20)
        return fail("not_json", `a control character at byte ${at - start + 1} must be escaped`);
      if (byte !== 0x5c) {
        at++;
        continue;
      }
      escaped = true;
      const follower = at + 1 < end ? bytes[at + 1]! : 0;
      if (follower === 0x75) {
        for (let i = 2; i < 6; i++) {
          const byteThere = at + i < end ? bytes[at + i]! : 0;
          const lower = byteThere | 0x20;
          if (!((byteThere >= 48 && byteThere <= 57) || (lower >= 97 && lower <= 102))) {
            return fail("not_json", `\`\\u\` at byte ${at - start + 1} needs four hexadecimal digits`);
          }
        }
        at += 6;
      } else if (follower !== 0 && '"\\/bfnrt'.includes(String.fromCharCode(follower))) {
        at += 2;
      } else {
        return fail("not_json", `no such escape at byte ${at - start + 1}`);
      }
    }
    return unexpected("a closing quote");
  }
  function digits(): boolean {
    const from = at;
    while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) at++;
    return at > from;
  }
  function number(): JsonNode | null {
    const from = at;
    if (bytes[at] === 0x2d) at++;
    if (at < end && bytes[at] === 0x30) {
      at++;
      if (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) {
        return fail("not_json", `a number at byte ${from - start + 1} begins with 0`, from);
      }
    } else if (!digits()) return unexpected("a digit");
    if (at < end && bytes[at] === 0x2e) {
      at++;
      if (!digits()) return unexpected("a digit");
    }
    if (at < end && (bytes[at]! | 0x20) === 0x65) {
      at++;
      if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++;
      if (!digits()) return unexpected("a digit");
    }
    return { kind: "number", start: from, end: at, escaped: false, members: null };
  }
  function word(kind: "true" | "false" | "null"): JsonNode | null {
    const from = at;
    for (let i = 0; i < kind.length; i++) {
      if (at >= end || bytes[at] !== kind.charCodeAt(i)) {
        at = from;
        return unexpected("a value");
      }
      at++;
    }
    return { kind, start: from, end: at, escaped: false, members: null };
  }
  function object(depth: number): JsonNode | null {
    const from = at++;
    const members = new Map<string, JsonNode>();
    skipBlanks();
    if (at < end && bytes[at] === 0x7d) {
      at++;
      return { kind: "object", start: from, end: at, escaped: false, members };
    }
    for (;;) {
      if (at >= end || bytes[at] !== 0x22) return unexpected("a field name in quotes");
      const key = string();
      if (key === null) return null;
      const name = nodeName(bytes, key);
      path.push(name);
      if (members.has(name)) {
        const field = cut80(path.join("."));
        return fail("duplicate_key", "keep one of the two", key.start, field);
      }
      skipBlanks();
      if (at >= end || bytes[at] !== 0x3a) return unexpected("`:`");
      at++;
      skipBlanks();
      const member = value(depth + 1);
      if (member === null) return null;
      members.set(name, member);
      path.pop();
      skipBlanks();
      const next = at < end ? bytes[at]! : 0;
      if (next === 0x7d) {
        at++;
        return { kind: "object", start: from, end: at, escaped: false, members };
      }
      if (next !== 0x2c) return unexpected("`,` or `}`");
      at++;
      skipBlanks();
    }
  }
  function array(depth: number): JsonNode | null {
    const from = at++;
    skipBlanks();
    if (at < end && bytes[at] === 0x5d) {
      at++;
      return { kind: "array", start: from, end: at, escaped: false, members: null };
    }
    for (;;) {
      if (value(depth + 1) === null) return null;
      skipBlanks();
      const next = at < end ? bytes[at]! : 0;
      if (next === 0x5d) {
        at++;
        return { kind: "array", start: from, end: at, escaped: false, members: null };
      }
      if (next !== 0x2c) return unexpected("`,` or `]`");
      at++;
      skipBlanks();
    }
  }
  function value(depth: number): JsonNode | null {
    const byte = at < end ? bytes[at]! : 0;
    if (byte === 0x22) return string();
    if (byte === 0x2d || (byte >= 48 && byte <= 57)) return number();
    if (byte === 0x7b || byte === 0x5b) {
      if (depth > EVENT_DEPTH_MAX) {
        return fail("too_deep", `nest at most ${EVENT_DEPTH_MAX} levels`, at, cut80(path.join(".")));
      }
      return byte === 0x7b ? object(depth) : array(depth);
    }
    if (byte === 0x74) return word("true");
    if (byte === 0x66) return word("false");
    if (byte === 0x6e) return word("null");
    return unexpected("a value");
  }

  skipBlanks();
  const root = value(1);
  if (root !== null) {
    skipBlanks();
    if (at < end) fail("not_json", `more text after the value, at byte ${at - start + 1}`);
  }
  return failure ?? root!;
}
