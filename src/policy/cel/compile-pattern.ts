import { RE2JS } from "@bufbuild/re2";
import { MATCHED_CHARS_MAX, PATTERN_CHARS_MAX } from "../limits.ts";

export type Pattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly message: string };

/**
 * A regular expression in RE2's syntax, which is CEL's, compiled; or why not. RE2 takes time linear in the text whatever
 * the pattern (no back-references, no look-around), so that a crafted comment cannot stall the flow. A text counts as
 * matched when any part of its first `MATCHED_CHARS_MAX` characters does.
 */
export function compilePattern(pattern: string): Pattern {
  if (pattern.length > PATTERN_CHARS_MAX) {
    return { ok: false, message: `the pattern is longer than ${PATTERN_CHARS_MAX} characters` };
  }
  try {
    const compiled = new RE2JS(pattern);
    return { ok: true, test: (text) => compiled.test(text.slice(0, MATCHED_CHARS_MAX)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `the pattern is not valid: ${why.replace(/^error parsing regexp: /, "")}` };
  }
}
