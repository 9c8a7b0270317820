import type { Policy } from "../../nouns/policy.ts";
import type { PayeeRecord } from "./payee-book.ts";

/** What one fact adds to a payee's risk. */
export interface RiskPart {
  readonly rule: string;
  readonly text: { readonly zh: string; readonly en: string };
  /** Of the latest payments, how many hit the rule. */
  readonly payments: number;
  readonly of: number;
  /** Weight × the share that at least hits: this fact's part of 1 − Π (1 − part). */
  readonly part: number;
  /** It rests on what buyers wrote. */
  readonly textAlone: boolean;
}

export const MEASURES = [
  "none",
  "warn",
  "lower_limits",
  "delay_settlement",
  "suspend_collecting",
  "close",
] as const;
export type Measure = (typeof MEASURES)[number];

export interface PayeeRisk {
  /** In [0, 1]; null until `PAYMENTS_MIN` payments were seen. */
  readonly risk: number | null;
  /** Without what buyers wrote. */
  readonly riskBesideText: number | null;
  /** The heaviest first, one for each family of rules. */
  readonly parts: readonly RiskPart[];
  /** What is in proportion; the machine proposes, a person decides. */
  readonly proposed: Measure;
}

/** Fewer payments say nothing of a payee. */
export const PAYMENTS_MIN = 8;
/** Risk from which a measure is in proportion. Each asks for one more independent fact than the one before; closing for nearly all of them. */
const MEASURE_FROM: Readonly<Record<Measure, number>> = {
  none: 0,
  warn: 0.35,
  lower_limits: 0.5,
  delay_settlement: 0.65,
  suspend_collecting: 0.8,
  close: 0.92,
};
/** Without so much beside the text nothing beyond a warning is proposed: see `TEXT_SUPPORT_MIN` of the scoring stage. */
const SUPPORT_MIN = 0.3;

/**
 * A payee's latest payments → its risk: each family of rules counts with its strongest rule, weighted by the share of payments that hit it, and
 * of that share the lower end of its 95 % interval (Wilson), so that a few payments prove little; joined as scores are. Deterministic.
 */
export function payeeRisk(record: PayeeRecord, policy: Pick<Policy, "rules">): PayeeRisk {
  const of = record.recent.length;
  if (of < PAYMENTS_MIN) return { risk: null, riskBesideText: null, parts: [], proposed: "none" };
  const hits = new Map<number, number>();
  for (const rules of record.recent) for (const rule of rules) hits.set(rule, (hits.get(rule) ?? 0) + 1);
  const strongest = new Map<number, RiskPart>();
  for (const [index, payments] of hits) {
    const rule = policy.rules[index];
    if (rule === undefined) continue; // decided by an earlier policy
    const part = rule.weight * wilsonLow(payments, of);
    const before = strongest.get(rule.family);
    if (before !== undefined && before.part >= part) continue;
    const { name, text } = rule;
    strongest.set(rule.family, {
      rule: name,
      text,
      payments,
      of,
      part: round(part),
      textAlone: rule.textAlone === true,
    });
  }
  const parts = [...strongest.values()].sort((a, b) => b.part - a.part || (a.rule < b.rule ? -1 : 1));
  const joined = (some: readonly RiskPart[]) =>
    round(1 - some.reduce((left, { part }) => left * (1 - part), 1));
  const risk = joined(parts);
  const riskBesideText = joined(parts.filter(({ textAlone }) => !textAlone));
  const reached = MEASURES.filter((measure) => risk >= MEASURE_FROM[measure]).at(-1) ?? "none";
  const unsupported = riskBesideText < SUPPORT_MIN && MEASURE_FROM[reached] > MEASURE_FROM.warn;
  return { risk, riskBesideText, parts, proposed: unsupported ? "warn" : reached };
}

/** Lower end of Wilson's interval, 95 %. */
function wilsonLow(hits: number, of: number): number {
  const z = 1.959964;
  const p = hits / of;
  const centre = p + (z * z) / (2 * of);
  const spread = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return Math.max(0, (centre - spread) / (1 + (z * z) / of));
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
