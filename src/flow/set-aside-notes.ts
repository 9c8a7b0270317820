import type { Rejection } from "../nouns/codes.ts";
import { FINDING_VALUES_MAX, type InputFinding } from "../nouns/input-finding.ts";

/** Fields whose values name a person or a machine. */
const IDENTIFIES = /^(actor|payer|payee|context\.(ip|device))/;

/** Counts optional values that could not be read, so that nobody takes them for values that were not there. */
export interface SetAsideNotes {
  /** Those of one event. */
  setAside(values: readonly Rejection[]): void;
  /** One for each field; `of`: events in all; `shown`: how an identifier may be shown. */
  findings(of: number, shown?: (identifier: string) => string): InputFinding[];
}

/** Notes of nothing yet. */
export function createSetAsideNotes(): SetAsideNotes {
  const aside = new Map<string, { count: number; values: Set<string> }>();
  return {
    setAside(values) {
      for (const { field, value } of values) {
        const note = aside.get(field) ?? { count: 0, values: new Set<string>() };
        aside.set(field, note);
        note.count++;
        if (note.values.size < FINDING_VALUES_MAX) note.values.add(value);
      }
    },
    findings: (of, shown = (text) => text) =>
      [...aside].map(([field, { count, values }]) =>
        findingOf(field, count, of, [...values].map(IDENTIFIES.test(field) ? shown : (text) => text)),
      ),
  };
}

function findingOf(field: string, count: number, of: number, values: readonly string[]): InputFinding {
  const quoted = values.map((value) => `\`${value}\``);
  return {
    code: "set_aside",
    place: field,
    count,
    of,
    values,
    text: {
      zh: `\`${field}\` 有 ${count} 个值无法读取，已按缺失处理，事件照常计入：${quoted.join("、")}`,
      en: `${count} values of \`${field}\` could not be read and count as absent; their events count: ${quoted.join(", ")}`,
    },
  };
}
