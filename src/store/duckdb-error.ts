import { type Code, TouchstoneError } from "../nouns/codes.ts";

/** DuckDB has no stable error numbers; these are the words of its own texts (1.5). First match wins. */
const WORDS: readonly (readonly [RegExp, Code])[] = [
  [/no space left|disk is full|max_temp_directory_size|failed to offload/i, "storage_full"],
  [
    /no magic bytes|invalid parquet|not a parquet|too small to be a parquet|corrupt|failed to read|decompress/i,
    "storage_damaged",
  ],
];

/** Whatever a DuckDB or file call threw → the world error it stands for; a `TouchstoneError` passes unchanged. */
export function historyError(cause: unknown, place: string): TouchstoneError {
  if (cause instanceof TouchstoneError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const code = WORDS.find(([words]) => words.test(text))?.[1] ?? "storage_failed";
  return new TouchstoneError(code, `history in \`${place}\`: ${text.split("\n")[0]}`, { cause });
}
