import type { PayeeLinkReport } from "../../nouns/payee-link-report.ts";
import { wilsonInterval } from "../../statistics/wilson.ts";
import type { RiskPart } from "./risk-part.ts";

/** What the link test told of a payee, as far as its risk needs it. */
export type LinkFinding = Pick<PayeeLinkReport, "state" | "buyers" | "followed" | "dose">;

/**
 * Steps follow payments, the dose does not agree: an agency whose yield varies looks the same, so alone it is worth a
 * warning and no more.
 */
const FOLLOWS = 0.35;
/**
 * Dose agrees too: at least lower limits; delayed settlement, which is a payee's hold, where it is sure that most steps
 * agree. It never reaches suspension alone: that takes a fact of another kind.
 */
const LINKED = 0.5;
const LINKED_BY_AGREEMENT = 0.29;

const TEXTS = {
  linked: {
    zh: "付款后，付款方自己的作品上涨，且每一元换来的数量在各买家之间一致",
    en: "payers' own items step up after they paid, and what a unit of money bought agrees across buyers",
  },
  follows: {
    zh: "付款后，付款方自己的作品上涨，超出巧合；每一元换来的数量不一致",
    en: "payers' own items step up after they paid, beyond chance; what a unit of money bought does not agree",
  },
} as const;

/**
 * What the link adds to a payee's risk; null where it tells nothing against it. `promotion` adds nothing: what the feed
 * brings is what the platform's own promotion sells. Pure.
 */
export function linkPart(link: LinkFinding | null): RiskPart | null {
  if (link === null || (link.state !== "linked" && link.state !== "follows")) return null;
  const { state, buyers, followed, dose } = link;
  const agreement = state === "linked" && dose !== null ? wilsonInterval(dose.agreeing, dose.steps)[0] : 0;
  return {
    rule: state === "linked" ? "steps_follow_payments_dose_agrees" : "steps_follow_payments",
    text: TEXTS[state],
    hits: followed,
    of: buyers,
    counted: "buyers",
    part: state === "linked" ? LINKED + LINKED_BY_AGREEMENT * agreement : FOLLOWS,
    textAlone: false,
  };
}
