import type { IncomingMessage } from "node:http";
import { skipSpace } from "../kernels/json/json-spans.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { bodyPieces, wholeBody } from "./body.ts";
import type { Share } from "./budget.ts";
import { createArrayScanner } from "./json-array-scan.ts";
import { createPieces } from "./pieces.ts";
import { BODY_RECORDS_MAX, PIECE_OVERHEAD_BYTES, SMALL_REQUEST_BYTES_MAX } from "./serve-limits.ts";

const OPEN_BRACKET = 0x5b;

/** A JSON body as its route reads it: one value's bytes, or the elements of one array. Null: nothing but white space. */
export type JsonBody =
  | { readonly kind: "one"; readonly bytes: Uint8Array }
  | { readonly kind: "array"; readonly elements: Elements }
  | null;

/** Elements of an array, read forward. */
export interface Elements {
  readonly count: number;
  at(element: number): Uint8Array;
}

export interface JsonBodyLimits {
  readonly bytesMax: number;
  /** Bytes read of a body that is one value: a little beyond what its route takes, so that it is refused as too long. */
  readonly oneBytesMax: number;
}

/**
 * Reads a JSON body, of a request or of bytes that were read of it before. What it holds counts towards the share. An array is read to
 * its end before anything of it is used; of one value no more than `oneBytesMax` bytes are read. Throws `too_many_records` past `BODY_RECORDS_MAX` elements,
 * `not_json` for an array that is not whole, and what `bodyPieces` throws.
 */
export async function readJsonBody(
  from: IncomingMessage | { readonly bytes: Uint8Array },
  { bytesMax, oneBytesMax }: JsonBodyLimits,
  share: Share,
): Promise<JsonBody> {
  const small = await smallBody(from, bytesMax, share);
  if (small !== null) {
    // the common case: an iterator and a table of elements cost as much as the rest of a single verdict
    const first = skipSpace(small, 0);
    if (first === small.length) return null;
    if (small[first] !== OPEN_BRACKET) return { kind: "one", bytes: small };
  }
  const scanner = createArrayScanner(BODY_RECORDS_MAX);
  const pieces = createPieces();
  /** Bytes of white space before the value: they are not kept. */
  let skipped = 0;
  let tableBytes = 0;
  for await (const piece of small !== null
    ? [small]
    : countedPieces(from as IncomingMessage, bytesMax, share)) {
    if (scanner.begins !== "other") scanner.feed(piece);
    if (scanner.begins === null) {
      skipped += piece.length;
      share.give(piece.length + PIECE_OVERHEAD_BYTES);
      continue;
    }
    pieces.push(piece);
    if (scanner.begins === "other") {
      if (pieces.bytes > oneBytesMax) break;
      continue;
    }
    if (scanner.count > BODY_RECORDS_MAX) throw tooManyRecords();
    if (scanner.broken) throw notWhole();
    if (small !== null) continue;
    share.take(scanner.bytes - tableBytes);
    tableBytes = scanner.bytes;
  }
  if (scanner.begins === null) return null;
  if (scanner.begins === "other") return { kind: "one", bytes: pieces.slice(0, pieces.bytes) };
  if (!scanner.whole) throw notWhole();
  const at = (element: number): Uint8Array =>
    pieces.slice(scanner.start(element) - skipped, scanner.end(element) - skipped);
  return { kind: "array", elements: { count: scanner.count, at } };
}

/** A whole body that was read already, or is small; null: it comes in pieces. */
async function smallBody(
  from: IncomingMessage | { readonly bytes: Uint8Array },
  bytesMax: number,
  share: Share,
): Promise<Uint8Array | null> {
  if (!("bytes" in from)) return isSmall(from, bytesMax) ? wholeBody(from, bytesMax, share) : null;
  share.take(from.bytes.length + PIECE_OVERHEAD_BYTES);
  return from.bytes;
}

function isSmall({ headers }: IncomingMessage, bytesMax: number): boolean {
  const { "content-length": length, "content-encoding": encoding = "identity" } = headers;
  if (length === undefined || encoding !== "identity") return false;
  return Number(length) <= Math.min(SMALL_REQUEST_BYTES_MAX, bytesMax);
}

async function* countedPieces(
  request: IncomingMessage,
  bytesMax: number,
  share: Share,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bodyPieces(request, bytesMax, share)) {
    share.take(piece.length + PIECE_OVERHEAD_BYTES);
    yield piece;
  }
}

/** More records than one request may hold. */
export function tooManyRecords(): TouchstoneError {
  return new TouchstoneError(
    "too_many_records",
    `more than \`${BODY_RECORDS_MAX}\` records; send them in several requests`,
  );
}

function notWhole(): TouchstoneError {
  return new TouchstoneError("not_json", "the body is not one whole JSON array; nothing of it was taken in");
}
