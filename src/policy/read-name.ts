import type { Diagnostics } from "./diagnostic.ts";
import { NAME_CHARS_MAX } from "./limits.ts";
import type { Word } from "./yaml-reader.ts";

/** Words with a meaning of their own in a condition (CEL's reserved words among them). */
const RESERVED = new Set(
  "event true false null in as break const continue else for function if import let loop package namespace return var void while has size startsWith endsWith contains matches".split(
    " ",
  ),
);

/** Reports a name that could not stand in a condition: lower-case letters, digits and `_`, not reserved, not too long. */
export function readName(name: Word, what: string, report: Diagnostics): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name.value)) {
    report.error(
      name.start,
      name.end,
      `\`${name.value}\` is not a name for a ${what}`,
      "lower-case letters, digits and `_`, a letter first",
    );
  } else if (name.value.length > NAME_CHARS_MAX) {
    report.error(name.start, name.end, `the name is longer than ${NAME_CHARS_MAX} characters`);
  } else if (RESERVED.has(name.value)) {
    report.error(name.start, name.end, `\`${name.value}\` is a reserved word`);
  }
}
