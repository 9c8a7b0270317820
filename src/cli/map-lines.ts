import { type Column, columnsOf } from "../ingest/guess/column.ts";
import type { FieldGuess } from "../ingest/guess/guess.ts";
import type { Proposal } from "../ingest/guess/propose-mapping.ts";
import { currencyExponent } from "../nouns/currency-exponents.ts";
import { displayWidth } from "../words/display-width.ts";
import { graphemes } from "../words/graphemes.ts";
import type { Language } from "../words/language.ts";
import { typeWord } from "../words/type-words.ts";
import { refusedText, roleWord, sidesLines, valueWord, WORDS } from "./map-words.ts";

/** Events shown as they would be read. */
const PREVIEW_MAX = 10;
/** Columns of the file listed one by one. */
const COLUMNS_MAX = 60;

/** A proposal for people: the file, its columns, the mapping with what speaks for it, doubts, and a preview. `bytes`: of the file. */
export function proposalLines(proposal: Proposal, bytes: number, zone: string, lang: Language): string[] {
  const { guess, read } = proposal;
  const words = WORDS[lang];
  const columns = columnsOf(read.sample);
  const unused = columns
    .filter(({ name }) => roleOf(proposal, name, lang) === null)
    .map(({ name }) => `\`${name}\``);
  const lines = [
    fileLine(proposal, bytes, lang),
    read.rowsRepeated === 0 ? words.notRepeated : words.repeated(read.rowsRepeated),
    "",
    `${words.columns}${words.colon}`,
    ...table(
      columns
        .slice(0, COLUMNS_MAX)
        .map((column) => [
          `\`${column.name}\``,
          roleOf(proposal, column.name, lang) ?? "-",
          looks(column, lang),
        ]),
    ),
    "",
    `${words.reads}${words.colon}`,
    ...table(
      guess.fields.map((field) => [
        roleWord(field.path, lang),
        valueWord(field, lang),
        `${words.sure(field.confidence)}${words.colon}${words.gap}${field.because[lang]}`,
      ]),
    ),
    `  ${words.events}${words.colon}${words.gap}${[...new Set(guess.events.flatMap(({ acts }) => acts))].map((act) => typeWord(act)[lang]).join(", ")} (${guess.typeBecause[lang]})`,
    ...sidesLines(guess, lang),
    ...(unused.length === 0 ? [] : [`  ${words.unused(unused.join(", "))}`]),
    ...guess.notes.map((note) => `  ! ${note[lang]}`),
    ...proposal.trimmed.map(({ text }) => `  ! ${text[lang]}`),
  ];
  if (guess.questions.length > 0) {
    lines.push("", `${words.questions}${words.colon}`);
    for (const { name, ask, choices } of guess.questions) {
      lines.push(`  ? ${ask[lang]} ${choices.map((choice) => `--set ${name}=${choice}`).join(words.or)}`);
    }
  }
  if (proposal.refusedCount > 0) {
    lines.push("", words.refused(proposal.refusedCount, read.sample.rows.length));
    for (const refused of proposal.refused) lines.push(`  ${refusedText(refused, lang)}`);
  }
  const shown = proposal.lines
    .slice(0, PREVIEW_MAX)
    .map((line) => previewRow(line, zoneOf(proposal) ?? zone, lang));
  return [...lines, "", `${words.preview(shown.length)}${words.colon}`, ...table(shown)];
}

function fileLine({ read }: Proposal, bytes: number, lang: Language): string {
  const words = WORDS[lang];
  const { format, encoding, compression, csv, name } = read.description;
  const delimiter =
    csv === null
      ? null
      : csv.delimiter === "\t"
        ? "tab"
        : csv.delimiter === "\u0001"
          ? "^A"
          : `\`${csv.delimiter}\``;
  const parts = [
    format.toUpperCase(),
    ...(compression === null ? [] : [compression]),
    ...(encoding === null ? [] : [encoding.toUpperCase()]),
    ...(delimiter === null ? [] : [words.delimiter(delimiter)]),
    ...(csv === null ? [] : [read.sample.named ? words.header(csv.headerLine) : words.noHeader]),
    ...(read.rowsAt === null ? [] : [words.list(read.rowsAt)]),
    ...(bytes === 0 ? [] : [words.bytes(bytes)]), // of a file in an archive
    words.rows(read.rowsSeen, read.whole) +
      (read.sample.rows.length < read.rowsSeen ? words.sample(read.sample.rows.length) : ""),
  ];
  return `${name}: ${parts.join(", ")}`;
}

/** What a column is taken for; null where it is not used. */
function roleOf({ guess }: Proposal, name: string, lang: Language): string | null {
  const uses = ({ value }: FieldGuess): boolean =>
    "from" in value ? value.from === name : "template" in value && value.template.includes(`{${name}}`);
  const field = guess.fields.find(uses);
  if (field !== undefined) return roleWord(field.path, lang);
  for (const { type, when, also = [] } of guess.events) {
    if (typeof type !== "string" && type.from === name) return WORDS[lang].typeRole;
    const tested = [when, ...also].some(
      (rows) => rows !== null && ("flag" in rows ? rows.flag : rows.column) === name,
    );
    if (tested) return type === "payment" ? WORDS[lang].rowsRole : WORDS[lang].typeRole;
  }
  const own = guess.events.flatMap(({ fields }) => fields.filter(uses).map(({ path }) => path));
  return own.length === 0 ? null : [...new Set(own)].map((path) => roleWord(path, lang)).join(" / ");
}

function looks(column: Column, lang: Language): string {
  const words = WORDS[lang];
  const kinds: readonly (readonly [number, keyof typeof words.shapes])[] = [
    [column.spoiltShare, "spoilt"],
    [column.timeShare * (column.integerShare > 0.9 && column.meaning?.aspect !== "time" ? 0 : 1), "time"],
    [column.ipShare, "ip"],
    [column.eventWordShare, "act"],
    [column.urlShare, "url"],
    [column.uuidShare, "uuid"],
    [column.distinct <= 2 ? column.flagShare : 0, "flag"],
    [column.integerShare, column.codeShare > 0.8 && column.distinctShare > 0.5 ? "id" : "number"],
    [column.codeShare, "id"],
  ];
  const kind = kinds.find(([share]) => share >= 0.8)?.[1] ?? "text";
  const example = column.values.find((value) => value !== null && value.trim() !== "") ?? "";
  const parts = [
    words.shapes[kind],
    words.distinct(column.distinct),
    ...(column.filledShare < 1 ? [words.empty(Math.round((1 - column.filledShare) * 100))] : []),
    ...(column.placeholderShare > 0 && kind !== "flag" && kind !== "number"
      ? [
          words.placeholder(
            Math.round(column.placeholderShare * 100),
            column.placeholders.slice(0, 3).join(" "),
          ),
        ]
      : []),
    words.example(cut(example, 32)),
  ];
  return parts.join(", ");
}

interface PreviewEvent {
  readonly at: number;
  readonly type: string;
  readonly actor: { readonly id: string };
  readonly target: { readonly kind: string; readonly id: string };
  readonly content?: { readonly text?: string };
}
interface PreviewPayment {
  readonly at: number;
  readonly type: "payment";
  readonly payer: string;
  readonly payee: { readonly id: string };
  readonly amount_minor: number;
  readonly currency: string;
  readonly remark?: string;
}

function previewRow(line: string, zone: string, lang: Language): string[] {
  const event = JSON.parse(line) as PreviewEvent | PreviewPayment;
  if ("payer" in event) return paymentRow(event, zone);
  const { at, type, actor, target, content } = event;
  const text = content?.text;
  return [
    clock(at, zone),
    cut(actor.id, 24),
    typeWord(type)[lang],
    cut(`${target.kind}/${target.id}`, 36),
    text === undefined ? "" : cut(text, 24),
  ];
}

function paymentRow(payment: PreviewPayment, zone: string): string[] {
  const { at, payer, payee, amount_minor, currency, remark = "" } = payment;
  const decimals = currencyExponent(currency) ?? 2;
  const amount = `${(amount_minor / 10 ** decimals).toFixed(decimals)} ${currency}`;
  return [clock(at, zone), cut(payer, 24), "→", cut(payee.id, 24), amount, cut(remark, 24)];
}

function zoneOf({ guess }: Proposal): string | null {
  const zone = guess.fields.find(({ path }) => path === "at")?.options?.zone;
  return zone === undefined ? null : String(zone);
}

/** `2026-11-15 08:00:01 GMT+8`. */
function clock(atMs: number, zone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return `${format.format(atMs)} ${zone}`;
}

function cut(text: string, width: number): string {
  const plain = text.replace(/\s+/g, " ");
  const characters = graphemes(plain);
  return characters.length <= width ? plain : `${characters.slice(0, width - 1).join("")}…`;
}

/** Rows of texts → lines whose columns stand under each other, Chinese characters counted as two. */
function table(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, place) =>
    Math.max(...rows.map((row) => displayWidth(row[place] ?? ""))),
  );
  return rows.map((row) => {
    const cells = row.map((text, place) =>
      place === row.length - 1 ? text : text + " ".repeat(widths[place]! - displayWidth(text)),
    );
    return `  ${cells.join("  ")}`.trimEnd();
  });
}
