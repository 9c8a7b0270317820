/**
 * Finds the elements of a JSON array while its bytes come, piece by piece, so that neither a long array nor a long element
 * keeps the event loop for longer than one piece takes. Structure only: elements are judged by the decoder.
 */
export interface ArrayScanner {
  /** Reads the next piece of the body. What follows an error is passed over. */
  feed(piece: Uint8Array): void;
  /** Elements found so far. */
  readonly count: number;
  /** First byte and end of an element, counted from the body's first byte. */
  start(element: number): number;
  end(element: number): number;
  /** What the first value is, as soon as its first byte is there; null while only white space came. */
  readonly begins: "array" | "other" | null;
  /** Whether all that came is one whole array. Else nothing of it may be used. */
  readonly whole: boolean;
  /** That it can no longer become one. */
  readonly broken: boolean;
  /** Bytes of the table of elements. */
  readonly bytes: number;
}

/** Where the scanner stands, between two bytes. */
const BEFORE = 0; // nothing but white space came
const FIRST = 1; // after the opening bracket
const VALUE = 2; // after a comma
const SCALAR = 3;
const TEXT = 4; // in an element that is a string
const NESTED = 5; // in an element that is an object or array
const NESTED_TEXT = 6;
const AFTER = 7; // after an element
const OVER = 8; // after the closing bracket
const BROKEN = 9;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Elements that the first table holds: 8 kB. It doubles. */
const FIRST_ELEMENTS = 1024;

interface ScanState {
  readonly elementsMax: number;
  state: number;
  begins: ArrayScanner["begins"];
  offset: number;
  depth: number;
  escaped: boolean;
  count: number;
  spans: Uint32Array;
}

/** Stops at `elementsMax` + 1 elements: the caller refuses more. Cost: one pass, two numbers an element. */
export function createArrayScanner(elementsMax: number): ArrayScanner {
  const scan: ScanState = {
    elementsMax,
    state: BEFORE,
    begins: null,
    offset: 0,
    depth: 0,
    escaped: false,
    count: 0,
    spans: new Uint32Array(FIRST_ELEMENTS * 2),
  };
  return {
    feed: (piece) => feed(scan, piece),
    get count() {
      return scan.count;
    },
    start: (element) => scan.spans[element * 2]!,
    end: (element) => scan.spans[element * 2 + 1]!,
    get begins() {
      return scan.begins;
    },
    get whole() {
      return scan.state === OVER;
    },
    get broken() {
      return scan.state === BROKEN;
    },
    get bytes() {
      return scan.spans.byteLength;
    },
  };
}

function begin(scan: ScanState, at: number): void {
  if (scan.count * 2 === scan.spans.length) {
    const grown = new Uint32Array(scan.spans.length * 2);
    grown.set(scan.spans);
    scan.spans = grown;
  }
  scan.spans[scan.count * 2] = at;
}

/** The element ends before `end`; whether there may be more. */
function close(scan: ScanState, end: number): boolean {
  scan.spans[scan.count * 2 + 1] = end;
  scan.count++;
  scan.state = scan.count > scan.elementsMax ? BROKEN : AFTER;
  return scan.count <= scan.elementsMax;
}

function value(scan: ScanState, byte: number, at: number): void {
  if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
    scan.state = BROKEN;
    return;
  }
  begin(scan, at);
  if (byte === QUOTE) scan.state = TEXT;
  else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
    scan.state = NESTED;
    scan.depth = 1;
  } else scan.state = SCALAR;
}

function afterValue(scan: ScanState, byte: number): void {
  if (byte === COMMA) scan.state = VALUE;
  else if (byte === CLOSE_BRACKET) scan.state = OVER;
  else if (!isSpace(byte)) scan.state = BROKEN;
}

function nested(scan: ScanState, byte: number, at: number): void {
  if (byte === QUOTE) scan.state = NESTED_TEXT;
  else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) scan.depth++;
  else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
    scan.depth--;
    if (scan.depth === 0) close(scan, at + 1);
  }
}

/** A byte of a string; whether it is over. */
function endsText(scan: ScanState, byte: number): boolean {
  if (scan.escaped) scan.escaped = false;
  else if (byte === BACKSLASH) scan.escaped = true;
  else return byte === QUOTE;
  return false;
}

function step(scan: ScanState, byte: number, at: number): void {
  switch (scan.state) {
    case BEFORE:
      if (isSpace(byte) || (at < 3 && byte === BYTE_ORDER_MARK[at])) return;
      scan.begins = byte === OPEN_BRACKET ? "array" : "other";
      scan.state = byte === OPEN_BRACKET ? FIRST : BROKEN;
      return;
    case FIRST:
      if (byte === CLOSE_BRACKET) scan.state = OVER;
      else if (!isSpace(byte)) value(scan, byte, at);
      return;
    case VALUE:
      if (!isSpace(byte)) value(scan, byte, at);
      return;
    case SCALAR:
      if (byte > SPACE && byte !== COMMA && byte !== CLOSE_BRACKET && byte !== CLOSE_BRACE) return;
      if (close(scan, at)) afterValue(scan, byte);
      return;
    case TEXT:
      if (endsText(scan, byte)) close(scan, at + 1);
      return;
    case NESTED:
      nested(scan, byte, at);
      return;
    case NESTED_TEXT:
      if (endsText(scan, byte)) scan.state = NESTED;
      return;
    case AFTER:
      afterValue(scan, byte);
      return;
    case OVER:
      if (!isSpace(byte)) scan.state = BROKEN;
      return;
  }
}

function feed(scan: ScanState, piece: Uint8Array): void {
  for (let i = 0; i < piece.length && scan.state !== BROKEN; i++) {
    if (!scan.escaped) i = skipPlain(piece, i, scan.state);
    if (i < piece.length) step(scan, piece[i]!, scan.offset + i);
  }
  scan.offset += piece.length;
}

/** The first byte at or after `from` that can change a state: long runs of text and blanks cost one comparison a byte. */
function skipPlain(piece: Uint8Array, from: number, state: number): number {
  const end = piece.length;
  let i = from;
  if (state === NESTED) {
    // `[` and `{` differ in one bit, and so do `]` and `}`
    while (i < end) {
      const byte = piece[i]!;
      if (byte === QUOTE || (byte | 0x20) === OPEN_BRACE || (byte | 0x20) === CLOSE_BRACE) break;
      i++;
    }
  } else if (state === TEXT || state === NESTED_TEXT) {
    while (i < end && piece[i] !== QUOTE && piece[i] !== BACKSLASH) i++;
  } else if (state !== SCALAR) {
    while (i < end && isSpace(piece[i]!)) i++;
  }
  return i;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
