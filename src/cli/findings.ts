import type { Source } from "../ingest/source.ts";
import type { InputFinding } from "../nouns/input-finding.ts";
import { visibleText } from "../words/visible-text.ts";
import { spokenLanguage } from "./language.ts";

/** A finding names at most five values of at most 80 characters. */
const LINE_CHARS_MAX = 2_000;

/** What was told already: a file that is read a second time, to be sorted, is not told of twice. */
const told = new Set<string>();

/** A source that, read to its end, tells on stderr what it found. */
export function tellingFindings(source: Source, name: string): Source {
  return {
    ...source,
    findings: () => source.findings(),
    async *chunks() {
      yield* source.chunks();
      tellFindings(source.findings(), name);
    },
  };
}

/** Findings of an input on stderr, a line each, each once. */
export function tellFindings(findings: readonly InputFinding[], name: string): void {
  for (const { text } of findings) {
    const line = visibleText(`touchstone: ${name}: ${text[spokenLanguage()]}`, LINE_CHARS_MAX);
    if (told.has(line)) continue;
    told.add(line);
    process.stderr.write(`${line}\n`);
  }
}
