import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import {
  createPseudonymiser,
  PSEUDONYM_FIELDS,
  PSEUDONYM_KEY_BYTES_MIN,
  type PseudonymField,
  type Pseudonymiser,
} from "../ingest/pseudonymise.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { words } from "./arguments.ts";
import { cannotRead } from "./cannot-read.ts";

export interface PseudonymOptions {
  readonly pseudonymise?: string;
  readonly pseudonymiseFields: readonly string[];
}

const FIELDS_DEFAULT: string[] = ["actor", "ip", "device"] satisfies PseudonymField[];
/** In a data folder: which identifiers its events hold as pseudonyms, and a pseudonym that only the same key gives. */
const FOLDER_FILE = "pseudonyms.json";

/** Adds the options that replace identifiers at the border to a command. */
export function pseudonymOptions(command: Command): Command {
  return command
    .option(
      "--pseudonymise <file>",
      "replaces identifiers by keyed pseudonyms before anything is stored; the file holds the key",
    )
    .option(
      "--pseudonymise-fields <names>",
      `which, some of: ${PSEUDONYM_FIELDS.join(",")}`,
      words,
      FIELDS_DEFAULT,
    );
}

export interface Border {
  readonly pseudonymiser: Pseudonymiser;
  readonly fields: readonly PseudonymField[];
}

/** What the options ask for, or null when identifiers stay as they are. Throws `cannot_read` for a key that is none. */
export function openBorder(options: PseudonymOptions): Border | null {
  if (options.pseudonymise === undefined) return null;
  const fields = options.pseudonymiseFields.map((name) => {
    const field = PSEUDONYM_FIELDS.find((known) => known === name);
    if (field !== undefined) return field;
    throw new TouchstoneError(
      "cannot_read",
      `no identifiers \`${name}\`: some of ${PSEUDONYM_FIELDS.join(", ")}`,
    );
  });
  return { pseudonymiser: createPseudonymiser(readKey(options.pseudonymise), fields), fields };
}

/**
 * Holds a data folder to one key and one choice of identifiers: under another, everybody would be a stranger, and without
 * one, originals would reach the log. `events`: events the folder holds. Throws `wrong_key`.
 */
export function holdToBorder(folder: string, events: number, border: Border | null): void {
  const file = join(folder, FOLDER_FILE);
  const text =
    border === null
      ? null
      : `${JSON.stringify({ fields: [...border.fields].sort(), check: border.pseudonymiser.value("actor", "touchstone") })}\n`;
  const stored = existsSync(file) ? readFileSync(file, "utf8") : null;
  if (stored === text) return;
  if (stored === null && text !== null && events === 0) {
    writeFileSync(file, text);
    return;
  }
  const what =
    stored === null
      ? "holds original identifiers: begin another folder"
      : text === null
        ? "holds pseudonyms: say `--pseudonymise FILE` with the key they were made with"
        : "was begun with another key or other `--pseudonymise-fields`";
  throw new TouchstoneError("wrong_key", `\`${folder}\` ${what}`);
}

/** The file's bytes without the line end that an editor leaves. */
function readKey(path: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw cannotRead("key file", path, cause);
  }
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  if (end >= PSEUDONYM_KEY_BYTES_MIN) return bytes.subarray(0, end);
  throw new TouchstoneError(
    "cannot_read",
    `key file \`${path}\` holds \`${end}\` bytes: at least ${PSEUDONYM_KEY_BYTES_MIN}, as \`openssl rand -hex 32\` gives`,
  );
}
