import { DAY_MS } from "../../nouns/durations.ts";
import { COMPLAINT_DAYS } from "./payee-limits.ts";
import { type PayeeRecord, payersOf } from "./payee-registry.ts";
import type { RiskPart } from "./risk-part.ts";

/** The policy's rule about the same fact: one fact seen twice is one fact. */
export const COMPLAINT_RULE = "payers_complain";

/**
 * The most that complaints add: lower limits, never delayed settlement alone. Whoever pays a little under many names could
 * bring them about, so what takes a payee's money needs a fact of another kind.
 */
const MOST = 0.64;
/**
 * Complainants that give half of it. With the square, one gives 0.06 and two 0.2 (anybody is complained about once), three
 * 0.32, four 0.41 (a warning), six 0.51 (lower limits), ten 0.59.
 */
const HALF_AT = 3;
/** Payers who complain of an honest shop: of a late or wrong delivery one in a hundred, of fake engagement one in ten thousand, who mistook it. */
const ORDINARY_SHARE = 0.01;
const MISTAKEN_SHARE = 0.0001;

/**
 * Distinct payers who had paid and complained in the last 90 days → their part of the payee's risk; null without any. Who never
 * paid adds nothing: a brigade of strangers moves nobody. Their number counts and not their share of the payments, so that
 * a seller's many silent buyers do not drown those who speak; only what an ordinary shop of that size hears is taken off. Pure.
 */
export function complaintPart(record: PayeeRecord): RiskPart | null {
  const latest = [...record.paidComplainants.values()];
  const newestMs = Math.max(record.lastAtMs, ...latest.map(({ atMs }) => atMs));
  const counted = latest.filter(({ atMs }) => atMs > newestMs - COMPLAINT_DAYS * DAY_MS);
  if (counted.length === 0) return null;
  const payers = payersOf(record);
  const fake = counted.filter((one) => one.fake).length;
  const beyond = (count: number, share: number): number => Math.max(0, count - payers * share);
  const telling = beyond(fake, MISTAKEN_SHARE) + beyond(counted.length - fake, ORDINARY_SHARE);
  const part = (MOST * telling ** 2) / (telling ** 2 + HALF_AT ** 2);
  if (part === 0) return null;
  return {
    rule: COMPLAINT_RULE,
    text: {
      zh: `${COMPLAINT_DAYS} 天内有 ${counted.length} 名付款方投诉该收款方`,
      en: `${counted.length} of those who had paid it complained within ${COMPLAINT_DAYS} days`,
    },
    hits: counted.length,
    of: payers,
    counted: "payers",
    part,
    textAlone: false,
  };
}
