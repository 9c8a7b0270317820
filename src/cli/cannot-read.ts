import { TouchstoneError } from "../nouns/codes.ts";

/** World errors a person can mend, in words; whatever else the system says is told as it comes. */
const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder: name a file in it",
};

/** `cannot_read` for a file of some use (`model`, `mapping`), with the reason. */
export function cannotRead(what: string, path: string, cause: unknown): TouchstoneError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  return new TouchstoneError("cannot_read", `${what} \`${path}\`: ${WHY[code] ?? message}`, { cause });
}
