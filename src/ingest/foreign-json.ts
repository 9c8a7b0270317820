const PYTHON =
  "this is Python's way of writing, no JSON: names and texts stand in double quotes; write each row by `json.dumps(row)`";
const JAVASCRIPT =
  "this is JavaScript's way of writing, no JSON: names stand in double quotes; write the rows by `JSON.stringify(rows)`";
/** Words that other languages put where JSON has a value, and what JSON has there. */
const WORDS: Readonly<Record<string, string>> = {
  None: "null",
  True: "true",
  False: "false",
  undefined: "null",
  NaN: "null",
  Infinity: "null",
};

/** A text that is nearly JSON → what language it was written in, and the way out; null where it is no such text. */
export function foreignJson(text: string): string | null {
  const begin = text.slice(0, LOOKED_CHARS).trimStart();
  if (/^(?:\[\s*)?\{\s*(?:u|b)?'(?:[^'\\]|\\.)*'\s*:/.test(begin)) return PYTHON;
  if (/^(?:\[\s*)?\{\s*[A-Za-z_$][\w$]*\s*:/.test(begin)) return JAVASCRIPT;
  return null;
}
/** Longest text looked at: the first name of a row stands in it. */
const LOOKED_CHARS = 400;

/** A text from where JSON should have a value → the word of another language that stands there, and what to write. */
export function foreignWord(text: string): string | null {
  const word = /^-?([A-Za-z]+)\b/.exec(text)?.[1] ?? "";
  const written = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return written === undefined ? null : `\`${word}\` is no JSON: write \`${written}\``;
}

/** JSON whose numbers that are none (`NaN`, `Infinity`, as Python and pandas write them) are null; others stay as they are. */
export function withoutNaN(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) =>
    part.startsWith('"') ? part : "null",
  );
}
