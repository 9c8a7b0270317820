/**
 * Finds where values stand in JSON bytes without parsing them, so that an event reaches the log as it was sent.
 * Structure only: whatever stands inside a span is judged by the decoder.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** Bytes [start, end) of a value. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** First byte at or after `at` that is not JSON white space (or a byte order mark at 0). */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let i = at;
  if (i === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) i = 3;
  while (bytes[i] === SPACE || bytes[i] === NEWLINE || bytes[i] === 0x0d || bytes[i] === 0x09) i++;
  return i;
}

/** End of the string that begins at `at`, or −1 when it does not end. */
function stringEnd(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE) return i + 1;
  }
  return -1;
}

/** End of the value that begins at `at`; −1 when it does not end, or nothing stands there. */
function valueEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first === QUOTE) return stringEnd(bytes, at);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    let i = at;
    while (i < bytes.length && !endsScalar(bytes[i]!)) i++;
    return i === at ? -1 : i;
  }
  let depth = 0;
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = stringEnd(bytes, i) - 1;
      if (i < 0) return -1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}

function endsScalar(byte: number): boolean {
  return byte <= SPACE || byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE;
}

/** A member of an object: its name as written between the quotes, and its value. */
export interface Member {
  readonly name: string;
  readonly value: Span;
}

/** An object's bytes → its members in order; null when it is not one whole object. */
export function objectMembers(bytes: Uint8Array): Member[] | null {
  let i = skipSpace(bytes, 0);
  if (bytes[i] !== OPEN_BRACE) return null;
  const members: Member[] = [];
  i = skipSpace(bytes, i + 1);
  if (bytes[i] === CLOSE_BRACE) return skipSpace(bytes, i + 1) === bytes.length ? members : null;
  while (bytes[i] === QUOTE) {
    const nameEnd = stringEnd(bytes, i);
    if (nameEnd < 0) return null;
    const name = textOf(bytes, i + 1, nameEnd - 1);
    i = skipSpace(bytes, nameEnd);
    if (bytes[i] !== COLON) return null;
    const start = skipSpace(bytes, i + 1);
    const end = valueEnd(bytes, start);
    if (end < 0) return null;
    members.push({ name, value: { start, end } });
    i = skipSpace(bytes, end);
    if (bytes[i] === CLOSE_BRACE) return skipSpace(bytes, i + 1) === bytes.length ? members : null;
    if (bytes[i] !== COMMA) return null;
    i = skipSpace(bytes, i + 1);
  }
  return null;
}

/** Bytes [start, end) as text. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}

/**
 * A JSON value → the same value on one line: newlines between tokens become spaces. null when a newline stands inside a
 * string, where JSON forbids it. The bytes themselves when there is nothing to change.
 */
export function onOneLine(bytes: Uint8Array): Uint8Array | null {
  if (bytes.indexOf(NEWLINE) < 0) return bytes;
  const line = Uint8Array.from(bytes);
  for (let i = 0; i < line.length; i++) {
    if (line[i] === NEWLINE) line[i] = SPACE;
    else if (line[i] === QUOTE) {
      const end = stringEnd(line, i);
      if (end < 0) return null;
      if (line.subarray(i, end).indexOf(NEWLINE) >= 0) return null;
      i = end - 1;
    }
  }
  return line;
}
