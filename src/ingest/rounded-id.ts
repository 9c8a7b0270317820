const PLUS = 0x2b;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const COMMA = 0x2c;
/** Digits of whole numbers that a double may have rounded: 2^53 has 16. */
const ROUNDED_DIGITS_MIN = 16;

/**
 * Whether an id's text, bytes[start, end), is a number that lost its last digits: with an exponent as spreadsheets and doubles are
 * printed (`7.12346E+18`, with a comma where the country writes so), or a decimal of 16 digits and more before its `.0`. Two reads for every other text; allocates nothing.
 */
export function isRoundedId(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 5) return false;
  const plus = bytes[end - 3] === PLUS ? end - 3 : bytes[end - 4] === PLUS ? end - 4 : -1;
  if (plus > start + 1) {
    if ((bytes[plus - 1]! | 0x20) !== 0x65) return false;
    return isDecimal(bytes, start, plus - 1) && isDecimal(bytes, plus + 1, end);
  }
  if (bytes[end - 1] !== ZERO || bytes[end - 2] !== POINT) return false;
  return end - 2 - start >= ROUNDED_DIGITS_MIN && isDecimal(bytes, start, end - 2);
}

/** Digits with at most one decimal mark among them. */
function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  let points = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === POINT || byte === COMMA) points++;
    else if (byte < ZERO || byte > NINE) return false;
  }
  return end > start && points <= 1;
}
