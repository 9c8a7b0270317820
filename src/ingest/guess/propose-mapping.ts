import { type Rejection, TouchstoneError } from "../../nouns/codes.ts";
import { createEventRow } from "../../nouns/event-row.ts";
import type { InputFinding } from "../../nouns/input-finding.ts";
import type { Both as Words } from "../../words/language.ts";
import { createDecoder } from "../json-decoder.ts";
import { createRowMapper, type MappingTrouble } from "../map-rows.ts";
import { type Mapping, parseMapping } from "../mapping.ts";
import { type Answers, type MappingGuess, named, type Refusal } from "./guess.ts";
import { guessMapping } from "./guess-mapping.ts";
import { type InputText, mappingText } from "./mapping-text.ts";
import { unreadableNames } from "./odd-table.ts";
import { partOfWhole } from "./part-of-whole.ts";
import { type ReadSample, readSample, type SampleWish } from "./read-sample.ts";
import { parentsLost } from "./row-parents.ts";
import type { SampleSiblings } from "./sample-siblings.ts";
import type { TableSample } from "./table-sample.ts";

/** A file, what it seems to be, and how its sample reads by that. */
export interface Proposal {
  readonly read: ReadSample;
  readonly guess: MappingGuess;
  readonly input: InputText;
  readonly mapping: Mapping;
  /** Events that the sample's rows become, in the order of the rows, as JSON lines. */
  readonly lines: readonly string[];
  /** What the border refuses of the sample, and the first reasons. */
  readonly refusedCount: number;
  readonly refused: readonly Rejection[];
  /** What is trimmed off ids of the sample, by column. */
  readonly trimmed: readonly InputFinding[];
}

/** What a file is to whoever wants events of it. `events`: its rows are events as they stand and need no mapping. */
export type Looked =
  | { readonly kind: "events"; readonly read: ReadSample }
  | { readonly kind: "refused"; readonly read: ReadSample; readonly refusal: Refusal }
  | { readonly kind: "proposal"; readonly proposal: Proposal };

/** Reasons of refused lines kept for the summary. */
const REFUSED_KEPT = 3;
/** Share of a sample's events above which a proposal that reads them not is none. */
const REFUSED_SHARE_MAX = 0.5;

/**
 * Looks at a file and proposes a mapping, or says why none can be. `zone`: of clocks that name none. `siblings`: other files of
 * the command; those whose tables are alike are guessed together, and each is read the same way. Throws what opening and reading throw.
 */
export async function proposeMapping(
  path: string,
  answers: Answers,
  zone: string,
  wish: SampleWish = {},
  siblings?: SampleSiblings,
): Promise<Looked> {
  const rowsAt = answers.get("rows")?.replace(/^=/, "");
  const together = rowsAt === undefined ? siblings : undefined;
  const read = await (together?.read(path) ??
    readSample(path, rowsAt === undefined ? wish : { ...wish, rowsAt }));
  if (read.events) return { kind: "events", read };
  const odd = read.odd ?? (read.unread?.code === "not_utf8" ? null : unreadableNames(read.sample));
  if (odd === null && read.sample.columns.length === 0 && read.description.format === "xml")
    return { kind: "refused", read, refusal: { questions: [], refused: XML } };
  if (odd !== null) return { kind: "refused", read, refusal: { questions: [], refused: odd } };
  if (read.sample.rows.length === 0) {
    const { unread } = read;
    const why = unread === null ? "" : `: ${unread.code} at line ${unread.line}, ${unread.hint}`;
    throw new TouchstoneError("empty_input", `\`${path}\` has no rows that can be read${why}`);
  }
  const sample = (await together?.joined(read)) ?? read.sample;
  const proposal = proposalOf(read, sample, answers, zone, path);
  const fits = proposal.kind === "proposal" && proposal.proposal.lines.length > 0;
  if (sample === read.sample || fits) return proposal;
  // What fits the others does not fit this one: it is looked at by itself.
  const alone = proposalOf(read, read.sample, answers, zone, path);
  return alone.kind === "proposal" ? alone : proposal;
}

/** What a file that was read to its end says of what it lacks. */
function partly(read: ReadSample, sample: TableSample): Words[] {
  if (!read.whole) return [];
  return partOfWhole(read.sample.about ?? "", read.rowsSeen, sample !== read.sample);
}

/** Share of the rows that a list beside or inside them must have elements for, to be told of. */
const LIST_SHARE_MIN = 0.25;

/** Lists of a JSON value that are not read: another list beside the rows, or answers inside them, may be acts as well. */
function listsLeft({ description, rowsAt, rowsSeen }: ReadSample, guess: MappingGuess): Words[] {
  const inner = rowsAt === null ? "" : `${rowsAt}.`;
  // The first element of a list inside a row is a column; where it is read, the list is no other one.
  const used = (path: string): boolean =>
    path.startsWith(inner) &&
    guess.fields.some(
      ({ value }) => "from" in value && value.from.startsWith(`${path.slice(inner.length)}.0`),
    );
  const left = description.lists.filter(
    ({ path, elements }) =>
      path !== (rowsAt ?? "") &&
      !used(path) &&
      elements >= 2 &&
      elements >= Math.min(rowsSeen, LOOKED_ROWS) * LIST_SHARE_MIN,
  );
  const [first] = left;
  if (first === undefined) return [];
  const names = named(left.map(({ path }) => path));
  return [
    {
      zh: `文件中的其他列表未读入：${names}；若也是互动，用 --set rows=${first.path} 另读一次`,
      en: `other lists of the file are not read: ${names}; if they are acts as well, read them by \`--set rows=${first.path}\``,
    },
  ];
}
/** Lists are counted in the beginning of a file alone; no more rows than this stand there. */
const LOOKED_ROWS = 100;

/** Rows of XML stand where only a mapping can say. */
const XML: Words = {
  zh: "XML 里哪个元素是一行无法猜测：请用映射的 `rows` 指明，或导出 CSV、JSON（B 站弹幕 XML 的 `p` 属性含多列，请用接口的 JSON 或带列名的 CSV）",
  en: "which element of the XML is a row cannot be guessed: name it by `rows` in a mapping, or export CSV or JSON (danmaku XML of Bilibili packs several columns into `p`: take the JSON of the API, or a CSV with names)",
};

/** What a sample says that a file is, tried on the file's own rows. */
function proposalOf(
  read: ReadSample,
  sample: TableSample,
  answers: Answers,
  zone: string,
  path: string,
): Looked {
  const guessed = guessMapping(sample, answers, zone);
  if ("refused" in guessed) return { kind: "refused", read, refusal: guessed };
  const target = guessed.fields.find(({ path: field }) => field === "target.id");
  const { parents, rowsAt } = read;
  if (
    parents !== null &&
    rowsAt !== null &&
    target !== undefined &&
    "constant" in target.value &&
    !answers.has("target.id")
  )
    return { kind: "refused", read, refusal: { questions: [], refused: parentsLost(parents, rowsAt) } };
  const guess = {
    ...guessed,
    notes: [...guessed.notes, ...listsLeft(read, guessed), ...partly(read, sample)],
  };
  const input = inputOf(read);
  const mapping = parseMapping(mappingText(guess, input, read.sample.name, "en"), path);
  const { lines, refusedCount, refused, trimmed } = trial(read, mapping);
  const asked = guess.questions.some(({ must }) => must); // the answer may be what the rows lack
  if (!asked && (lines.length === 0 || refusedCount > read.sample.rows.length * REFUSED_SHARE_MAX)) {
    return { kind: "refused", read, refusal: unread(refused[0]) };
  }
  return {
    kind: "proposal",
    proposal: { read, guess, input, mapping, lines, refusedCount, refused, trimmed },
  };
}

function inputOf({ description, rowsAt, sample, mark }: ReadSample): InputText {
  const input: Record<string, string | readonly string[]> = { format: description.format };
  if (rowsAt !== null) input.rows = rowsAt;
  if (mark !== undefined) input.strip = mark;
  if (!sample.named) input.header = sample.columns.filter((name) => !description.partitions.has(name));
  return input;
}

/** The sample's rows through the mapping and the border, as they will be read. */
function trial(
  { sample }: ReadSample,
  mapping: Mapping,
): Pick<Proposal, "lines" | "refusedCount" | "refused" | "trimmed"> {
  const mapRow = createRowMapper(mapping, new Map());
  const decoder = createDecoder();
  const row = createEventRow();
  const places = new Map(sample.columns.map((name, place) => [name, place]));
  const lines: string[] = [];
  const refused: Rejection[] = [];
  let refusedCount = 0;
  const refuse = (rejection: Rejection): void => {
    refusedCount++;
    if (refused.length < REFUSED_KEPT) refused.push(rejection);
  };
  for (const values of sample.rows) {
    const told = (trouble: MappingTrouble): void => {
      refuse({ ...trouble, line: 0 });
    };
    for (const line of mapRow((column) => values[places.get(column) ?? -1] ?? null, told)) {
      const bytes = Buffer.from(line);
      const rejection = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
      if (rejection === null) lines.push(line);
      else refuse(rejection);
    }
  }
  const trimmed = mapRow.findings().filter(({ code }) => code === "trimmed_ids");
  return { lines, refusedCount, refused, trimmed };
}

/** Why a proposal that fits the names does not fit the values. */
function unread(first: Rejection | undefined): Refusal {
  const where = first === undefined ? "" : `\`${first.field}\` \`${first.value}\`: ${first.hint}`;
  return {
    questions: [],
    refused: {
      zh: `按列名能对上，但多数行读不出来${where === "" ? "" : `（${where}）`}`,
      en: `the names fit, but most rows cannot be read${where === "" ? "" : ` (${where})`}`,
    },
  };
}
