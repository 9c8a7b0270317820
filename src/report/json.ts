import type { AuditReport } from "../nouns/audit-report.ts";

/** Targets written in one piece. */
const TARGETS_PER_PIECE = 1000;

/**
 * The report as one line of JSON, in pieces to be written one after the other: a million targets with long ids would not
 * fit into one text. The pieces together are `JSON.stringify(report)` and a line break.
 */
export function* renderAuditJson(report: AuditReport): Generator<string> {
  let before = "{";
  for (const [key, value] of Object.entries(report)) {
    yield `${before}${JSON.stringify(key)}:`;
    before = ",";
    if (key !== "targets") {
      yield JSON.stringify(value);
      continue;
    }
    yield "[";
    for (let from = 0; from < report.targets.length; from += TARGETS_PER_PIECE) {
      const piece = JSON.stringify(report.targets.slice(from, from + TARGETS_PER_PIECE)).slice(1, -1);
      yield from === 0 ? piece : `,${piece}`;
    }
    yield "]";
  }
  yield "}\n";
}
