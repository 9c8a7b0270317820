const AMPERSAND = 0x26;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** `&#x5237;` and `&#21047;` (XML, HTML); the semicolon is left out at times. */
const REFERENCE = /&#(?:x([0-9a-f]{2,6})|(\d{2,7}));?/iy;
/** `\\u5237`, `\\u{5237}` and pairs of surrogates (JSON written twice). */
const UNICODE = /\\u(?:\{([0-9a-f]{2,6})\}|(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|([0-9a-f]{4}))/iy;
/** UTF-8 of a character beyond ASCII, as addresses write it: `%E5%88%B7`. */
const PERCENTS = /(?:%[c-f][0-9a-f](?:%[89ab][0-9a-f]){1,3})/iy;

/** A character that is written by its number, and where it ends. */
export interface ReadEscape {
  readonly code: number;
  readonly to: number;
}

/**
 * The character that stands at `at` by its number, null for any other text: systems on the way write remarks so, and whoever orders
 * may. `first`: the code at `at`. What no character has that number is left as it is written. O(1).
 */
export function readEscape(text: string, at: number, first: number): ReadEscape | null {
  if (first !== AMPERSAND && first !== BACKSLASH && first !== PERCENT) return null;
  if (first === AMPERSAND) {
    const [whole, hex, decimal] = matchAt(REFERENCE, text, at) ?? [];
    return whole === undefined
      ? null
      : escapeOf(hex ? parseInt(hex, 16) : Number(decimal), at + whole.length);
  }
  if (first === BACKSLASH) {
    const [whole, braced, high, low, plain] = matchAt(UNICODE, text, at) ?? [];
    if (whole === undefined) return null;
    const code =
      high !== undefined && low !== undefined
        ? 0x10000 + ((parseInt(high, 16) - 0xd800) << 10) + parseInt(low, 16) - 0xdc00
        : parseInt((braced ?? plain)!, 16);
    return escapeOf(code, at + whole.length);
  }
  const [whole] = matchAt(PERCENTS, text, at) ?? [];
  if (whole === undefined) return null;
  try {
    const [char] = decodeURIComponent(whole);
    return whole.length === encodeURIComponent(char!).length
      ? escapeOf(char!.codePointAt(0)!, at + whole.length)
      : null;
  } catch {
    return null; // bytes that are no character
  }
}

function escapeOf(code: number, to: number): ReadEscape | null {
  const known = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return known ? { code, to } : null;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
