import { EVENT_TYPES, type EventType } from "../../nouns/event.ts";
import type { PayeeLink } from "../../nouns/payee-link.ts";
import type { PayeeLinkReport } from "../../nouns/payee-link-report.ts";
import type { LinkNames } from "./link-names.ts";

/** A payee's link with names, in its public form. */
export function payeeLinkReport(link: PayeeLink, names: LinkNames): PayeeLinkReport {
  const { dose, lagMs } = link;
  return {
    payee: names.account(link.payee.key),
    state: link.state,
    payments: link.payments,
    orders: link.orders,
    buyers: link.buyers,
    waiting: link.waiting,
    excluded: link.excluded,
    followed: link.followed,
    followed_by_chance: rounded(link.followedByChance),
    scale_hours: link.scaleMs / 3_600_000,
    p: link.p,
    q: link.q,
    dose:
      dose === null
        ? null
        : {
            type: typeOf(dose.type),
            currency: dose.currency,
            per_unit: rounded(dose.perUnit),
            steps: dose.steps,
            agreeing: dose.agreeing,
            p: dose.p,
            lag_p: dose.lagP,
          },
    lag_minutes:
      lagMs === null
        ? null
        : { low: minutes(lagMs.low), median: minutes(lagMs.median), high: minutes(lagMs.high) },
    fed_share: link.fedShare,
    curve: link.curve.map(({ lagMs: at, low, median, high }) => ({
      lag_minutes: minutes(at),
      low,
      median,
      high,
    })),
    steps: link.steps.map((step) => ({
      payer: names.account(step.payer.key),
      item: names.item(step.item.key),
      type: typeOf(step.type),
      paid_at: new Date(step.paidAtMs).toISOString(),
      amount: step.amount,
      currency: step.currency,
      from: new Date(step.fromMs).toISOString(),
      to: new Date(step.toMs).toISOString(),
      lag_minutes: minutes(step.lagMs),
      excess: rounded(step.excess),
      expected: rounded(step.expected),
      p: step.p,
      agrees: step.agrees,
    })),
  };
}

function typeOf(code: number): EventType {
  const type = EVENT_TYPES[code];
  if (type === undefined) throw new Error(`event type out of range: \`${code}\``);
  return type;
}

function minutes(ms: number): number {
  return Math.round(ms / 6_000) / 10;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
