import { USUAL_LISTS } from "../nouns/subject-list.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { readName } from "./read-name.ts";
import { type Entry, readWords } from "./yaml-reader.ts";

/** The `lists` sections of a policy → names that conditions may ask for: `allow`, `watch`, `block`, and those it declares. */
export function readLists(entries: readonly Entry[], report: Diagnostics): ReadonlySet<string> {
  const names = new Set<string>(USUAL_LISTS);
  for (const entry of entries) {
    for (const word of readWords(entry.value, report)) {
      readName(word, "list", report);
      names.add(word.value);
    }
  }
  return names;
}
