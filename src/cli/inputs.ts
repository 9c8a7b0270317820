import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { type Mapping, parseMapping } from "../ingest/mapping.ts";
import { openSource } from "../ingest/open-source.ts";
import { pseudonymousSource } from "../ingest/pseudonymise-lines.ts";
import { SOURCE_FORMATS, type Source, type SourceFormat } from "../ingest/source.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { cannotRead } from "./cannot-read.ts";
import { tellingFindings } from "./findings.ts";
import { openBorder, type PseudonymOptions } from "./pseudonyms.ts";

/** `-` as a file name means standard input. */
export const STANDARD_INPUT = "-";

export const FORMAT_HELP = `input format, one of ${SOURCE_FORMATS.join(", ")}; told from name and first bytes otherwise`;

export interface InputOptions extends PseudonymOptions {
  readonly map?: string;
  readonly format?: string;
}

/** Opens one input; warnings go to stderr. Rejects with `cannot_read`, `bad_mapping`, `bad_schema`, `unknown_format`. */
export async function openInput(path: string, options: InputOptions): Promise<Source> {
  const mapping = options.map === undefined ? undefined : readMapping(options.map);
  const origin = path === STANDARD_INPUT ? { stream: process.stdin, name: "standard input" } : { path };
  const source = await openSource(origin, {
    ...(mapping === undefined ? {} : { mapping }),
    ...(options.format === undefined ? {} : { format: checkFormat(options.format) }),
  });
  for (const warning of source.warnings) process.stderr.write(`touchstone: ${warning}\n`);
  const border = openBorder(options);
  return tellingFindings(border === null ? source : pseudonymousSource(source, border.pseudonymiser), path);
}

/** Bytes of all files together, or null when one of them is a pipe. */
export function totalBytes(paths: readonly string[]): number | null {
  let total = 0;
  for (const path of paths) {
    if (path === STANDARD_INPUT) return null;
    total += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
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

function checkFormat(format: string): SourceFormat {
  const known = SOURCE_FORMATS.find((name) => name === format);
  if (known === undefined)
    throw new TouchstoneError("unknown_format", `\`${format}\`: one of ${SOURCE_FORMATS.join(", ")}`);
  return known;
}
