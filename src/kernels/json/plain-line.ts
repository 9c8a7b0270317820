import type { Rejection } from "../../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../../nouns/limits.ts";
import { onOneLine } from "./json-spans.ts";

/** A record as one line, or why it cannot be. */
export type Line = { readonly line: Uint8Array } | { readonly rejection: Rejection };

/** A JSON value as it was sent → a line with the same bytes, newlines between its tokens aside. */
export function plainLine(value: Uint8Array): Line {
  if (value.length > EVENT_BYTES_MAX) return { rejection: tooLong(value, EVENT_BYTES_MAX) };
  const line = onOneLine(value);
  return line === null ? { rejection: brokenString(value) } : { line };
}

/** The refusal of a record that is longer than it may be. */
export function tooLong(value: Uint8Array, bytesMax: number): Rejection {
  const hint = `at most ${bytesMax} bytes, got ${value.length} or more`;
  return { code: "too_long", line: 0, field: "", value: shown(value), hint };
}

function brokenString(value: Uint8Array): Rejection {
  const hint = "write a line break inside a string as `\\n`, and close every string";
  return { code: "not_json", line: 0, field: "", value: shown(value), hint };
}

/** The first 80 characters of a record, as a rejection shows it. */
export function shown(value: Uint8Array): string {
  return Buffer.from(value.subarray(0, 320)).toString("utf8").slice(0, 80);
}
