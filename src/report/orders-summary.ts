import type { OrdersReport } from "../nouns/order-report.ts";
import type { Both } from "../words/language.ts";
import { countText, shareText } from "../words/number-text.ts";

const NOT_MEASURABLE: Readonly<Record<NonNullable<OrdersReport["not_measurable"]>, Both>> = {
  no_views: {
    zh: "无法按受众判断增长：日志中行为之前没有浏览",
    en: "surges cannot be judged by their audience: no views precede the acts",
  },
  too_few_targets: {
    zh: "无法按受众判断增长：有足够受众的目标太少",
    en: "surges cannot be judged by their audience: too few targets have one",
  },
  no_shares: {
    zh: "无法按受众判断增长：没有事件带有 context.parent_share，无从区分亲友受邀与受雇",
    en: "surges cannot be judged by their audience: no event has context.parent_share, which tells friends who were asked from people who were paid",
  },
};

/** What audiences were asked and said, in one line without a full stop: how many targets, how many surges, or why none could be judged. */
export function ordersSummary({ orders, tested, asked, not_measurable }: OrdersReport): Both {
  if (not_measurable !== null) return NOT_MEASURABLE[not_measurable];
  const [found, all, left] = [orders.length, tested, asked].map(countText);
  if (orders.length === 0) {
    return {
      zh: `检视 ${all} 处目标与行为，未发现并非由浏览带来的增长；另有 ${left} 处来自分享链接，未作判断。小额订单与经分享链接派发的订单无法由此看出，因此这不等于没有`,
      en: `no surge stands out as not earned by being seen, of ${all} targets and kinds of act; ${left} more came over shared links and were not judged. Small orders, and those handed out as share links, do not show, so this is no proof that there are none`,
    };
  }
  return {
    zh: `检视 ${all} 处目标与行为，${found} 处增长并非由浏览带来；另有 ${left} 处来自分享链接，未作判断`,
    en: `${found} ${orders.length === 1 ? "surge" : "surges"} not earned by being seen, of ${all} targets and kinds of act; ${left} more came over shared links and were not judged`,
  };
}

/** What a surge is evidence of, and what it is not; stands once above a list of them. */
export const ORDERS_MEANING: Both = {
  zh: "依据的是谁来过、来做什么，并与同一导出中的通常情况比较，而不是哪些账号一起行动。这是关于目标的依据，可用于待定或在数量旁提示；不指认任何账号，不说明由谁下单或付款；未经人复核不作认定，本报告的各项数量均未因此改变。",
  en: "Told by who came and what they came for, against what is usual in this same export, not by which accounts act together. It is evidence about a target, to hold or to show beside a count. It names no account and does not say who ordered or paid; it is never confirmed by itself, and no count in this report was changed by it.",
};

/** A line → a sentence with its capital and its full stop. */
export function asSentence({ zh, en }: Both): Both {
  return { zh: `${zh}。`, en: `${en.charAt(0).toUpperCase()}${en.slice(1)}.` };
}

/** Part of the acts that the audience does not explain, with its interval. */
export function unexplainedText({
  estimate,
  low,
  high,
}: OrdersReport["orders"][number]["unexplained_share"]): Both {
  const [share, from, to] = [estimate, low, high].map(shareText);
  return {
    zh: `无法由受众解释的部分：${share}（95 % 区间 ${from} – ${to}）`,
    en: `not explained by the audience: ${share} (95 % interval ${from} – ${to})`,
  };
}

/** A score in [0, 1] as text on one line, which never reads as certainty. */
export function orderScoreText(score: number): string {
  return score >= 0.995 ? ">\u00a00.99" : score.toFixed(2);
}
