import { STRUCTURE_WEIGHTS } from "../../src/screen/remark/structure-weights.ts";
import { ARGUED_WEIGHTS } from "./argued-weights.ts";
import { type FitRow, type FitWeight, fitWeights } from "./fit-weights.ts";
import type { TrainingText } from "./training-rows.ts";

/** Lines that are no remarks, of which there are many: they keep chance readings down, not the rest. */
const LINE_COUNTS = 0.1;
const BASE_SPREAD = 3;
/** Whoever writes texts can tell how people write, not what they pay, to whom and where: what payments say stays as argued. */
const PAYMENT_SPREAD = 0.05;
const PAYMENT =
  /^(?:scene:|category:|(?:price_fits|price_of_goods|small_amount|large_amount|personal_payee|merchant_payee)$)/;
/** What may never speak for an order, and what never against one. */
const AGAINST =
  /^(?:(?:context|scene|category):|other_words$|lone_letters$|counted_few$|not_counted$|negated$)/;
const FOR =
  /^(?:(?:act|object|platform|trade):|disguised_|all_told$|counted$|counted_round$|counted_spoken$)/;
/** A phrase seen in fewer texts is chance. */
const PHRASE_TEXTS_MIN = 2;
const PHRASE_SPREAD = 0.6;
/** Phrases that weigh less are left out, and the rest fitted again without them. */
const PHRASE_WEIGHT_MIN = 0.15;

/** Fitted weights by rule, `base` among them, and by phrase. */
export interface FittedModel {
  readonly rules: ReadonlyMap<string, number>;
  readonly phrases: ReadonlyMap<string, number>;
}

/** Texts → the weights fitted on them; those without any fact teach nothing. `spread`: how far a word may move from what was argued. */
export function fitModel(texts: readonly TrainingText[], spread: number): FittedModel {
  const seen = new Map<string, number>();
  for (const { phrases } of texts)
    for (const phrase of phrases) seen.set(phrase, (seen.get(phrase) ?? 0) + 1);
  const often = new Set([...seen].filter(([, count]) => count >= PHRASE_TEXTS_MIN).map(([phrase]) => phrase));
  const wide = fitOn(texts, spread, often);
  const kept = [...wide.phrases].filter(([, weight]) => Math.abs(weight) >= PHRASE_WEIGHT_MIN);
  return fitOn(texts, spread, new Set(kept.map(([phrase]) => phrase)));
}

/** What a model makes of a text: log-odds, −∞ where nothing names an order. */
export function logOddsOf({ facts, phrases }: TrainingText, model: FittedModel): number {
  if (facts.length === 0) return Number.NEGATIVE_INFINITY;
  let sum = model.rules.get("base")!;
  for (const { rule, weight, part } of facts) sum += (model.rules.get(rule) ?? weight) * part;
  for (const phrase of phrases) sum += model.phrases.get(phrase) ?? 0;
  return sum;
}

function fitOn(texts: readonly TrainingText[], spread: number, phrases: ReadonlySet<string>): FittedModel {
  const numbers = new Map<string, number>([["base", 0]]);
  const weights: FitWeight[] = [{ start: STRUCTURE_WEIGHTS.base, spread: BASE_SPREAD, sign: 0 }];
  const numberOf = (key: string, weight: () => FitWeight): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, weights.length);
    return weights.push(weight()) - 1;
  };
  const rows: FitRow[] = [];
  for (const { facts, phrases: written, bought, line } of texts) {
    if (facts.length === 0) continue;
    const at = [0];
    const part = [1];
    for (const fact of facts) {
      at.push(numberOf(fact.rule, () => ruleWeight(fact.rule, fact.weight, spread)));
      part.push(fact.part);
    }
    for (const phrase of written) {
      if (!phrases.has(phrase)) continue;
      at.push(numberOf(`phrase ${phrase}`, () => ({ start: 0, spread: PHRASE_SPREAD, sign: 0 })));
      part.push(1);
    }
    rows.push({ at, part, bought, counts: line ? LINE_COUNTS : 1 });
  }
  const fitted = fitWeights(rows, weights);
  const rules = new Map<string, number>();
  const found = new Map<string, number>();
  for (const [key, number] of numbers) {
    if (key.startsWith("phrase ")) found.set(key.slice("phrase ".length), fitted[number]!);
    else rules.set(key, fitted[number]!);
  }
  return { rules, phrases: found };
}

function ruleWeight(rule: string, present: number, spread: number): FitWeight {
  const id = rule.slice(rule.indexOf(":") + 1);
  const start = ARGUED_WEIGHTS[id] ?? (STRUCTURE_WEIGHTS as Readonly<Record<string, number>>)[id] ?? present;
  return {
    start,
    spread: PAYMENT.test(rule) ? PAYMENT_SPREAD : spread,
    sign: AGAINST.test(rule) ? -1 : FOR.test(rule) ? 1 : 0,
  };
}
