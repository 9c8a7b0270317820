import type { Policy } from "../../nouns/policy.ts";
import { wilsonInterval } from "../../statistics/wilson.ts";
import { type LinkFinding, linkPart } from "./link-part.ts";
import type { PayeeRecord } from "./payee-book.ts";
import type { RiskPart } from "./risk-part.ts";

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
  /** In [0, 1]; null until `PAYMENTS_MIN` payments were seen, or the link test told something. */
  readonly risk: number | null;
  /** Without what buyers wrote. */
  readonly riskBesideText: number | null;
  /** The heaviest first, one for each family of rules, and one for the link. */
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
 * A payee's latest payments and what the link test told → its risk: each family of rules counts with its strongest
 * rule, weighted by the share of payments that hit it, and of that share the lower end of its 95 % interval (Wilson), so
 * that a few payments prove little; joined as scores are. Deterministic.
 */
export function payeeRisk(
  record: PayeeRecord,
  policy: Pick<Policy, "rules">,
  link: LinkFinding | null = null,
): PayeeRisk {
  const linked = linkPart(link);
  const enough = record.recent.length >= PAYMENTS_MIN;
  if (!enough && linked === null) return { risk: null, riskBesideText: null, parts: [], proposed: "none" };
  const ofRules = enough ? ruleParts(record, policy) : [];
  const parts = [...ofRules, ...(linked === null ? [] : [linked])]
    .map((own) => ({ ...own, part: round(own.part) }))
    .sort((a, b) => b.part - a.part || (a.rule < b.rule ? -1 : 1));
  const joined = (some: readonly RiskPart[]) =>
    round(1 - some.reduce((left, { part }) => left * (1 - part), 1));
  const risk = joined(parts);
  const riskBesideText = joined(parts.filter(({ textAlone }) => !textAlone));
  const reached = MEASURES.filter((measure) => risk >= MEASURE_FROM[measure]).at(-1) ?? "none";
  const unsupported = riskBesideText < SUPPORT_MIN && MEASURE_FROM[reached] > MEASURE_FROM.warn;
  return { risk, riskBesideText, parts, proposed: unsupported ? "warn" : reached };
}

/** The strongest rule of each family. */
function ruleParts(record: PayeeRecord, policy: Pick<Policy, "rules">): RiskPart[] {
  const of = record.recent.length;
  const hits = new Map<number, number>();
  for (const rules of record.recent) for (const rule of rules) hits.set(rule, (hits.get(rule) ?? 0) + 1);
  const strongest = new Map<number, RiskPart>();
  for (const [index, count] of hits) {
    const rule = policy.rules[index];
    if (rule === undefined) continue; // decided by an earlier policy
    const part = rule.weight * wilsonInterval(count, of)[0];
    const before = strongest.get(rule.family);
    if (before !== undefined && before.part >= part) continue;
    const { name, text } = rule;
    const textAlone = rule.textAlone === true;
    strongest.set(rule.family, { rule: name, text, hits: count, of, counted: "payments", part, textAlone });
  }
  return [...strongest.values()];
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
