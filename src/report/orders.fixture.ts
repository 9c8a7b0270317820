import type { OrderReport, OrdersReport } from "../nouns/order-report.ts";
import type { SecondTierReport } from "../nouns/second-tier-report.ts";

/** Audiences were looked at, and nothing stood out. */
export const NO_ORDERS: OrdersReport = { orders: [], tested: 566, asked: 12, not_measurable: null };

/** A surge as the flow would give it, of this target. */
export function sampleOrder(id: string, type = "like"): OrderReport {
  return {
    target: { kind: "video", id, owner: "owner-of-it" },
    type,
    window: { from: "2026-11-22T08:00:00.000Z", to: "2026-11-22T09:00:00.000Z" },
    came: 1_204,
    acted: 1_130,
    score: 0.99999,
    unexplained_share: { estimate: 0.93, low: 0.881, high: 0.97 },
    headline: {
      zh: "本次增长并非由浏览带来：1204 人到访、1130 次点赞，其中 88 % 至 97 % 无法由受众解释。本结论不指认任何账号",
      en: "this surge was not earned by being seen: 1130 likes by 1204 people who came; their audience does not explain 88 % to 97 % of them. No account is named by this",
    },
    evidence: [
      {
        field: "conversion",
        hits: 1_130,
        of: 1_204,
        usual: 0.031,
        text: {
          zh: "到访的 1204 人中有 1130 人做了该行为，通常为 3.1 %",
          en: "1130 of the 1204 people who came did it; usual is 3.1 %",
        },
      },
    ],
  };
}

/** Surges of these targets. */
export function sampleOrders(...ids: readonly string[]): OrdersReport {
  return { ...NO_ORDERS, orders: ids.map((id) => sampleOrder(id)) };
}

/** A hint of the second tier, of this target. */
export function sampleHint(id: string): SecondTierReport {
  return {
    target: { kind: "video", id, owner: "owner-of-it" },
    type: "like",
    window: { from: "2026-11-22T08:00:00.000Z", to: "2026-11-22T09:00:00.000Z" },
    acted: 50,
    score: 7.1,
    headline: {
      zh: "二级提示：这 50 人的点赞与常见受众不同",
      en: "second tier: the 50 people behind these likes",
    },
    evidence: [
      {
        field: "around",
        hits: 48,
        of: 50,
        usual: 0.3,
        text: {
          zh: "50 人中有 48 人的其他行为集中在此前后一小时内",
          en: "48 of 50 did more of all else within an hour of it",
        },
      },
    ],
  };
}
