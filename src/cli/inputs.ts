import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { expandArchives, onlyMember } from "../ingest/files/archive.ts";
import { expandInputs } from "../ingest/files/expand-inputs.ts";
import { encodingByLabel } from "../ingest/files/text-encoding.ts";
import type { SampleWish } from "../ingest/guess/read-sample.ts";
import { createSampleSiblings, type SampleSiblings } from "../ingest/guess/sample-siblings.ts";
import { type Mapping, parseMapping } from "../ingest/mapping.ts";
import { openSource } from "../ingest/open-source.ts";
import { pseudonymousSource } from "../ingest/pseudonymise-lines.ts";
import { SOURCE_FORMATS, type Source, type SourceFormat } from "../ingest/source.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { detailText } from "../words/error-words.ts";
import { languageOf } from "../words/language.ts";
import { visibleText } from "../words/visible-text.ts";
import { assumedMapping } from "./assumed.ts";
import { cannotRead } from "./cannot-read.ts";
import { tellingFindings } from "./findings.ts";
import { spokenLanguage } from "./language.ts";
import { WORDS } from "./map-words.ts";
import { openBorder, type PseudonymOptions } from "./pseudonyms.ts";

/** `-` as a file name means standard input. */
export const STANDARD_INPUT = "-";

export const FILES_HELP =
  "NDJSON, JSON, CSV, Parquet or .xlsx, plain, gzip, zstd or zip, or folders of them; `-` is standard input";
export const FORMAT_HELP = `input format, one of ${SOURCE_FORMATS.join(", ")}; told from name and first bytes otherwise`;
export const ENCODING_HELP =
  "encoding of text, as in gb18030, utf-16, big5 or windows-1252 (default: found; a byte order mark is always believed)";

export const STRICT_HELP =
  "refuses an event with an optional value that cannot be read, where it would count without that value";

export interface InputOptions extends PseudonymOptions {
  readonly strict?: boolean;
  readonly map?: string;
  /** Whether the command is about engagement alone, so that a statement of payments is refused by name. */
  readonly engagementOnly?: boolean;
  /** Answers to what a guess asks, where there is no mapping. */
  readonly set?: ReadonlyMap<string, string>;
  readonly format?: string;
  readonly encoding?: string;
  readonly lang?: string;
}

/** Files of one run. */
export interface Inputs {
  readonly files: readonly string[];
  /** Whether they can be opened a second time: standard input cannot. */
  readonly rewindable: boolean;
  /** Size of all together, or null when one is a pipe. */
  readonly bytesTotal: number | null;
  /**
   * Opens one after the other; warnings go to stderr, once. A file without any event is noted where others have some, and is
   * `empty_input` where none has.
   */
  open(opened?: (source: Source, file: string) => void): AsyncGenerator<Source>;
  /** Zone that the mappings of the inputs opened so far give to clocks without one; null where they give none, or several. */
  zone(): string | null;
}

/** Files of one run as they are opened: those of archives one by one. */
interface Looked {
  readonly all: readonly string[];
  readonly siblings: SampleSiblings;
  /** Those that need no mapping. */
  readonly plain: ReadonlySet<string>;
}

/** Paths as given, folders among them → the files to read. Throws `cannot_read`, `empty_input`, `bad_mapping`. */
export function findInputs(paths: readonly string[], options: InputOptions): Inputs {
  const mapping = options.map === undefined ? undefined : readMapping(options.map);
  const skip = [
    ...(mapping?.lookups.map(({ file }) => basename(file)) ?? []),
    ...(options.map === undefined ? [] : [basename(options.map)]),
  ];
  const { files, passedOver } = expandInputs(paths, skip);
  if (passedOver.length > 0) {
    const first = passedOver.slice(0, 3).join("`, `");
    note(`${passedOver.length} files of the folders are no input and were passed over: \`${first}\``);
  }
  const bytesTotal = totalBytes(files);
  const zones = new Set<string>();
  let looked: Promise<Looked> | null = null;
  const look = async (): Promise<Looked> => {
    const all = await expandArchives(await onceEach(files));
    const siblings = siblingsOf(all, options);
    return { all, siblings, plain: mapping === undefined ? new Set() : await plainAmong(all, siblings) };
  };
  return {
    zone: () => (zones.size === 1 ? [...zones][0]! : null),
    files,
    bytesTotal,
    rewindable: bytesTotal !== null,
    async *open(opened) {
      looked ??= look();
      const { all, siblings, plain } = await looked;
      let empty: unknown = null;
      let filled = false;
      const emptied = (error: unknown): void => {
        if (!isEmpty(error) || all.length === 1) throw error;
        empty = error;
        note((error as TouchstoneError).detail);
      };
      for (const file of all) {
        let source: Source;
        try {
          const asItStands = plain.has(file);
          if (asItStands)
            note(
              `\`${file}\` holds events as they stand and is read without ${options.map}, which is for the others`,
            );
          source = await openMapped(file, options, asItStands ? undefined : mapping, siblings, (used) => {
            for (const zone of zonesOf(used)) zones.add(zone);
          });
        } catch (error) {
          emptied(error);
          continue;
        }
        opened?.(source, file);
        yield {
          ...source,
          findings: () => source.findings(),
          async *chunks() {
            try {
              for await (const chunk of source.chunks()) {
                filled = true;
                yield chunk;
              }
            } catch (error) {
              emptied(error);
            }
          },
        };
      }
      if (!filled && empty !== null) throw empty;
    },
  };
}

const isEmpty = (error: unknown): boolean => error instanceof TouchstoneError && error.code === "empty_input";

/** Opens one input; warnings go to stderr. Rejects with `cannot_read`, `bad_mapping`, `bad_schema`, `unknown_format`. */
export async function openInput(given: string, options: InputOptions): Promise<Source> {
  const path = await onlyMember(given);
  const mapping = options.map === undefined ? undefined : readMapping(options.map);
  return openMapped(path, options, mapping, siblingsOf([path], options));
}

async function openMapped(
  path: string,
  options: InputOptions,
  given: Mapping | undefined,
  siblings: SampleSiblings,
  told: (mapping: Mapping) => void = () => {},
): Promise<Source> {
  const mapping = given ?? (await guessed(path, options, siblings));
  if (mapping !== undefined) told(mapping);
  const origin = path === STANDARD_INPUT ? { stream: process.stdin, name: "standard input" } : { path };
  const source = await openSource(origin, {
    ...(mapping === undefined ? {} : { mapping }),
    ...(options.format === undefined ? {} : { format: checkFormat(options.format) }),
    ...(options.encoding === undefined ? {} : { encoding: encodingByLabel(options.encoding) }),
  });
  for (const warning of source.warnings) note(warning);
  const border = openBorder(options);
  return tellingFindings(border === null ? source : pseudonymousSource(source, border.pseudonymiser), path);
}

/** Files without those that are another of them byte for byte, which is said: a copy under another name would pass for other targets. */
async function onceEach(files: readonly string[]): Promise<readonly string[]> {
  const bySize = new Map<number, string[]>();
  for (const file of files) {
    const stat = file === STANDARD_INPUT ? undefined : statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile() === true && stat.size > 0)
      bySize.set(stat.size, [...(bySize.get(stat.size) ?? []), file]);
  }
  const copies = new Set<string>();
  for (const alike of bySize.values()) {
    const known = new Map<string, string>();
    // A copy's name is the longer one: `likes (1).csv`, `点赞 - 副本.csv`.
    const shortFirst = [...alike].sort((a, b) => basename(a).length - basename(b).length);
    for (const file of alike.length < 2 ? [] : shortFirst) {
      const hash = await fileSha256(file).catch(() => file); // who opens it says why it cannot be read
      const first = known.get(hash);
      if (first === undefined) known.set(hash, file);
      else {
        copies.add(file);
        note(WORDS[spokenLanguage()].copy(file, first));
      }
    }
  }
  return files.filter((file) => !copies.has(file));
}

/** What was noted already: inputs that must be sorted are opened twice. */
const noted = new Set<string>();

function note(text: string): void {
  const told = detailText(text, spokenLanguage());
  const line = visibleText(`touchstone: ${told}`, 2_000); // names come from outside
  if (noted.has(line)) return;
  noted.add(line);
  process.stderr.write(`${line}\n`);
}

/** The mapping that a file without one seems to need; undefined for events as they stand, and for a pipe, which is read once. */
async function guessed(
  path: string,
  options: InputOptions,
  siblings: SampleSiblings,
): Promise<Mapping | undefined> {
  if (totalBytes([path]) === null) return undefined;
  const lang = languageOf(options.lang, process.env);
  const mapping = await assumedMapping(path, options.set ?? new Map(), lang, wishOf(options), siblings);
  const pays = mapping?.events.some(({ fields }) => fields.some((field) => field.constant === "payment"));
  if (pays === true && options.engagementOnly === true)
    throw new TouchstoneError("bad_schema", WORDS[lang].statement(path));
  return mapping ?? undefined;
}

/** Zones that a mapping gives to the times of events. */
function zonesOf(mapping: Mapping): readonly string[] {
  const fields = mapping.events.flatMap((event) => event.fields);
  return fields.flatMap(({ path, zone }) => (path[0] === "at" && zone !== undefined ? [zone.name] : []));
}

/** What the options say of the files that are looked at. */
export function wishOf({ format, encoding }: Pick<InputOptions, "format" | "encoding">): SampleWish {
  return {
    ...(format === undefined ? {} : { format: checkFormat(format) }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

/**
 * Files that need no mapping among files that do: their rows are events under the contract's own names. Where all are so, a
 * mapping that is given is meant for them, and nothing is listed.
 */
async function plainAmong(files: readonly string[], siblings: SampleSiblings): Promise<ReadonlySet<string>> {
  const plain = new Set<string>();
  if (files.length < 2 || totalBytes(files) === null) return plain;
  for (const file of files) {
    const read = await siblings.read(file).catch(() => null); // what cannot be read is told of when it is opened
    if (read?.events === true) plain.add(file);
  }
  return plain.size === files.length ? new Set() : plain;
}

/** Files of one command are guessed together; pipes are read once and never guessed. */
function siblingsOf(files: readonly string[], options: InputOptions): SampleSiblings {
  const whole = files.filter((file) => totalBytes([file]) !== null);
  return createSampleSiblings(whole, wishOf(options));
}

/** Bytes of all files together, or null when one of them is a pipe, which cannot be read twice. */
export function totalBytes(paths: readonly string[]): number | null {
  let total = 0;
  for (const path of paths) {
    if (path === STANDARD_INPUT) return null;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isFile()) return null; // a named pipe, as the shell makes of `<(…)`
    total += stat?.size ?? 0;
  }
  return total;
}

/** SHA-256 of a file's bytes as they are on disk, hex; empty for standard input. */
export async function fileSha256(path: string): Promise<string> {
  if (path === STANDARD_INPUT) return "";
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}

function readMapping(path: string): Mapping {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw cannotRead("mapping", path, cause);
  }
  return parseMapping(text, path);
}

export function checkFormat(format: string): SourceFormat {
  const known = SOURCE_FORMATS.find((name) => name === format);
  if (known === undefined)
    throw new TouchstoneError("unknown_format", `\`${format}\`: one of ${SOURCE_FORMATS.join(", ")}`);
  return known;
}
