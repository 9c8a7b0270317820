/** What stands before JSON that was meant for a browser: a guard, a call or an assignment. */
const BEFORE =
  /^\ufeff?\s*(?:\)\]\}',?|while\s*\(1\);|for\s*\(;;\);|throw 1;|export\s+default\b|(?:\/\*.*?\*\/\s*)?(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.[\]"']{0,199}\s*[=(])\s*(?=\[\s*[[{"\]]|\{\s*["}])/;
/** And behind it. */
const BEHIND = /\s*\)?\s*;?\s*$/;
/** Bytes at the end that may belong to it. */
const BEHIND_BYTES = 32;

/** Bytes before the JSON in a text that is a script around it (JSONP, `var data = …`, the guard of an API); 0 for any other text. */
export function scriptBytes(text: string): number {
  const found = BEFORE.exec(text.slice(0, BEFORE_CHARS))?.[0];
  return found === undefined ? 0 : Buffer.byteLength(found);
}
const BEFORE_CHARS = 1000;

/** A text that is a script around JSON → the JSON. */
export async function* withoutScript(pieces: AsyncIterable<Buffer>, begin: number): AsyncGenerator<Buffer> {
  let skip = begin;
  let held = Buffer.alloc(0);
  for await (const piece of pieces) {
    const rest = skip >= piece.length ? Buffer.alloc(0) : piece.subarray(skip);
    skip = Math.max(0, skip - piece.length);
    held = Buffer.concat([held, rest]);
    const whole = held.length - BEHIND_BYTES;
    if (whole <= 0) continue;
    yield held.subarray(0, whole);
    held = Buffer.from(held.subarray(whole));
  }
  // Latin-1 keeps each byte in its place.
  const last = held.toString("latin1").replace(BEHIND, "");
  if (last !== "") yield Buffer.from(last, "latin1");
}
