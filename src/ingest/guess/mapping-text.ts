import type { EventGuess, FieldGuess, MappingGuess, RowsGuess } from "./guess.ts";

/** How the file itself is read, where it must be said. */
export interface InputText {
  readonly [option: string]: string | readonly string[] | number;
}

/** A proposal → the mapping's YAML, with what speaks for each line behind it. `lang` is that of the comments. */
export function mappingText(
  guess: MappingGuess,
  input: InputText,
  fileName: string,
  lang: "zh" | "en",
): string {
  const lines = [
    `# ${lang === "zh" ? `由 touchstone map 根据 ${oneLine(fileName)} 拟定；请核对` : `proposed by touchstone map from ${oneLine(fileName)}: read it through`}`,
    "mapping: 1",
  ];
  const options = Object.entries(input);
  if (options.length > 0) {
    lines.push("input:");
    for (const [name, value] of options)
      lines.push(
        `  ${name}: ${Array.isArray(value) ? `[${value.map((one) => quoted(String(one))).join(", ")}]` : quoted(value as string | number)}`,
      );
  }
  lines.push("", "fields:");
  for (const field of guess.fields) lines.push(`  ${fieldLine(field)}  # ${oneLine(field.because[lang])}`);
  lines.push("", `events:  # ${oneLine(guess.typeBecause[lang])}`);
  for (const event of guess.events) lines.push(...eventLines(event));
  for (const note of guess.notes) lines.push(`# ${oneLine(note[lang])}`);
  return `${lines.join("\n")}\n`;
}

function eventLines({ type, when, also = [], fields }: EventGuess): string[] {
  const lines: string[] = [];
  if (typeof type === "string") lines.push(`  - type: ${type}`);
  else {
    const words = Object.entries(type.translate).map(([word, act]) => `${quoted(word)}: ${act}`);
    const translate = words.length === 0 ? "" : `, translate: { ${words.join(", ")} }`;
    lines.push(`  - type: { from: ${quoted(type.from)}${translate} }`);
  }
  if (when !== null) {
    const list = (values: readonly string[]): string => `[${values.map(quoted).join(", ")}]`;
    const test = (rows: RowsGuess): string =>
      "flag" in rows
        ? `${quoted(rows.flag)}: true`
        : `${quoted(rows.column)}: ${
            "above" in rows
              ? `{ above: ${rows.above} }`
              : "present" in rows
                ? `{ present: ${rows.present} }`
                : "not" in rows
                  ? `{ not: ${list(rows.not)} }`
                  : list(rows.values)
          }`;
    lines.push(`    when: { ${[when, ...also].map(test).join(", ")} }`);
  }
  for (const field of fields) lines.push(`    ${fieldLine(field)}`);
  return lines;
}

/** Fields in which a mapping takes a bare constant for a mistake. */
const SAID_CONSTANT = ["payer", "actor.id", "id"];

function fieldLine({ path, value, options = {}, translate }: FieldGuess): string {
  const more = Object.entries(options).map(([name, option]) => `, ${name}: ${quoted(option)}`);
  if (translate !== undefined) {
    const words = Object.entries(translate).map(([word, to]) => `${quoted(word)}: ${to}`);
    more.push(`, translate: { ${words.join(", ")} }`);
  }
  if ("constant" in value) {
    return value.constant.includes("{") || SAID_CONSTANT.includes(path)
      ? `${path}: { constant: ${quoted(value.constant)} }`
      : `${path}: ${quoted(value.constant)}`;
  }
  if ("template" in value)
    return more.length === 0
      ? `${path}: ${quoted(value.template)}`
      : `${path}: { from: ${quoted(value.template)}${more.join("")} }`;
  return more.length === 0
    ? `${path}: ${quoted(`{${value.from}}`)}`
    : `${path}: { from: ${quoted(value.from)}${more.join("")} }`;
}

/** YAML of a value: JSON's quotes mean the same there; a plain word stays plain. */
function quoted(value: string | number): string {
  if (
    typeof value === "number" ||
    /^(?:video|article|live|account|link|comment|product|place|music|game|csv|json|ndjson|parquet|s|ms|us|dmy|mdy|excel)$/.test(
      value,
    )
  )
    return String(value);
  return JSON.stringify(value);
}

function oneLine(text: string): string {
  return text
    .replace(/[\r\n\u0085\u2028\u2029]+/g, " ")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
