import { TouchstoneError } from "../nouns/codes.ts";
import { errorText } from "../words/error-words.ts";
import { visibleText } from "../words/visible-text.ts";
import { spokenLanguage } from "./language.ts";

/** Exit codes others script against; `docs/reference/cli.md` lists them. */
export const EXIT = {
  /** The command ran. */
  ok: 0,
  /** Also when some lines of the input were rejected: it said which. */
  someRejected: 0,
  /** The world failed, or the input as a whole could not be read. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** `policy check` found errors. */
  invalid: 3,
  /** `doctor` found damage. */
  damaged: 4,
  /** `doctor` found no damage, and something that is worth a look. */
  look: 5,
} as const;

/** Prints an error the way every command does, and returns the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof TouchstoneError) {
    // Names of columns and files stand in it as they came: no escape sequence of theirs may reach the terminal.
    const told = errorText(error.code, error.detail, spokenLanguage());
    const lines = told.split("\n").map((line) => visibleText(line, Number.POSITIVE_INFINITY));
    process.stderr.write(`touchstone: ${lines.join("\n")} [${error.code}]\n`);
    return EXIT.failed;
  }
  throw error;
}
