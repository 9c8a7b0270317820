import type { Policy } from "../../nouns/policy.ts";
import { wilsonInterval } from "../../statistics/wilson.ts";
import { COMPLAINT_RULE, complaintPart } from "./complaint-part.ts";
import { type LinkFinding, linkPart } from "./link-part.ts";
import type { PayeeRecord } from "./payee-registry.ts";
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
  /** In [0, 1]; null until `PAYMENTS_MIN` payments were seen, the link test told something, or payers complained. */
  readonly risk: number | null;
  /** Without what buyers wrote. */
  readonly riskBesideText: number | null;
  /** The heaviest first, one for each family of rules, one for the link, one for complaints. */
  readonly parts: readonly RiskPart[];
  /** What is in proportion; the machine proposes, a person decides. */
  readonly proposed: Measure;
  /** The risk would carry more than a warning, and too little of it stands beside what buyers wrote. */
  readonly capped: boolean;
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
  const complained = complaintPart(record);
  const enough = record.recent.length >= PAYMENTS_MIN;
  if (!enough && linked === null && complained === null)
    return { risk: null, riskBesideText: null, parts: [], proposed: "none", capped: false };
  const ofRules = enough ? ruleParts(record, policy, complained === null ? null : COMPLAINT_RULE) : [];
  const parts = [...ofRules, linked, complained]
    .filter((own) => own !== null)
    .map((own) => ({ ...own, part: round(own.part) }))
    .sort((a, b) => b.part - a.part || (a.rule < b.rule ? -1 : 1));
  const joined = (some: readonly RiskPart[]) =>
    round(1 - some.reduce((left, { part }) => left * (1 - part), 1));
  const risk = joined(parts);
  const riskBesideText = joined(parts.filter(({ textAlone }) => !textAlone));
  const reached = MEASURES.filter((measure) => risk >= MEASURE_FROM[measure]).at(-1) ?? "none";
  const unsupported = riskBesideText < SUPPORT_MIN && MEASURE_FROM[reached] > MEASURE_FROM.warn;
  return { risk, riskBesideText, parts, proposed: unsupported ? "warn" : reached, capped: unsupported };
}

/** The strongest rule of each family; `besides` is left out. */
function ruleParts(record: PayeeRecord, policy: Pick<Policy, "rules">, besides: string | null): RiskPart[] {
  const of = record.recent.length;
  const hits = new Map<number, number>();
  for (const rules of record.recent) for (const rule of rules) hits.set(rule, (hits.get(rule) ?? 0) + 1);
  const strongest = new Map<number, RiskPart>();
  for (const [index, count] of hits) {
    const rule = policy.rules[index];
    if (rule === undefined || rule.name === besides) continue; // decided by an earlier policy, or told apart
    const part = rule.weight * wilsonInterval(count, of)[0];
    const before = strongest.get(rule.family);
    if (before !== undefined && before.part >= part) continue;
    const { name } = rule;
    const text = filled(rule.text, record.seen[index]);
    const textAlone = rule.textAlone === true;
    strongest.set(rule.family, { rule: name, text, hits: count, of, counted: "payments", part, textAlone });
  }
  return [...strongest.values()];
}

/** A rule's text with what it saw last; a rule that was hit and never among the shown reasons has no figure. */
function filled(
  { zh, en }: RiskPart["text"],
  [value = null, baseline = null]: readonly (number | null)[] = [],
): RiskPart["text"] {
  const fill = (text: string, none: string): string =>
    text
      .replaceAll("{value}", value === null ? none : figure(value))
      .replaceAll("{baseline}", baseline === null ? none : figure(baseline));
  return { zh: fill(zh, "若干"), en: fill(en, "some") };
}

/** Whole numbers as they are, else three digits, as the reasons of a decision say them. */
function figure(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
