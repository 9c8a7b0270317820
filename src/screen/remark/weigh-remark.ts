import type { RemarkFacts } from "./remark-facts.ts";
import type { RemarkReason } from "./remark-reading.ts";

/** What the remark and its context say, as log-odds. */
export interface Weighed {
  readonly logOdds: number;
  /** The sum without what speaks against it. */
  readonly suspicion: number;
  /** The heaviest first. */
  readonly reasons: readonly RemarkReason[];
}

/** A reason that weighs less is not told. */
const TOLD_MIN = 0.05;

/** Facts → their sum over `base`, each fact with its part of it: the model is additive, so the reasons are the whole of it. */
export function weighRemark({ facts }: RemarkFacts, base: number): Weighed {
  let logOdds = base;
  let suspicion = base;
  const reasons: RemarkReason[] = [];
  for (const { rule, weight, part, text } of facts) {
    const value = weight * part;
    logOdds += value;
    if (value > 0) suspicion += value;
    if (Math.abs(value) >= TOLD_MIN) reasons.push({ rule, value, text });
  }
  return { logOdds, suspicion, reasons: reasons.sort((a, b) => Math.abs(b.value) - Math.abs(a.value)) };
}
