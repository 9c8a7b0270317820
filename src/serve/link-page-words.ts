import type { Lang } from "./page-words.ts";

/** The words of the pages of links. */
export interface LinkPageWords {
  readonly title: string;
  readonly about: string;
  readonly back: string;
  readonly none: (events: string, payments: string) => string;
  readonly off: string;
  readonly failed: string;
  readonly health: (events: string, payments: string, payees: string, waiting: string) => string;
  readonly payee: string;
  readonly says: string;
  readonly orders: string;
  readonly followed: string;
  readonly byChance: (count: string) => string;
  readonly chance: string;
  readonly rate: string;
  readonly dose: string;
  readonly lag: string;
  readonly doseText: (perUnit: string, type: string, currency: string) => string;
  readonly agreeing: (agreeing: string, steps: string) => string;
  readonly lagText: (low: string, median: string, high: string) => string;
  readonly minutes: (count: number) => string;
  readonly within: (hours: string) => string;
  readonly curve: string;
  readonly curveNote: string;
  readonly curveLabel: (median: string) => string;
  readonly steps: string;
  readonly stepsNote: string;
  readonly item: string;
  readonly payer: string;
  readonly paid: string;
  readonly amount: string;
  readonly gained: string;
  readonly expected: (count: string) => string;
  readonly agrees: string;
  readonly excluded: string;
  readonly waitingText: (count: string) => string;
  readonly campaigns: string;
  readonly campaignsNone: string;
  readonly served: (orders: string) => string;
  readonly caution: string;
  readonly fed: (share: string) => string;
  readonly notMeasured: string;
}

export const LINK_PAGE_WORDS: Record<Lang, LinkPageWords> = {
  zh: {
    title: "付款与互动的关联",
    about:
      "对每个收款方：付款后，付款方自己的作品是否比同一时刻其他人的作品更常出现互动上涨；每一元换来的数量在各买家之间是否一致。",
    back: "返回总览",
    none: (events, payments) => `已读 ${events} 个事件、${payments} 笔付款，尚无收款方可说明。`,
    off: "关联检验未运行。",
    failed: "关联检验失败，将重新启动：",
    health: (events, payments, payees, waiting) =>
      `已读 ${events} 个事件、${payments} 笔付款，涉及 ${payees} 个收款方；${waiting} 笔付款仍在观察期内。`,
    payee: "收款方",
    says: "结论",
    orders: "可检视的付款",
    followed: "其后上涨",
    byChance: (count) => `巧合约为 ${count}`,
    chance: "巧合概率",
    rate: "错误发现率",
    dose: "每元换来的数量",
    lag: "延迟",
    doseText: (perUnit, type, currency) => `每 1 ${currency} 约 ${perUnit} 次${type}`,
    agreeing: (agreeing, steps) => `${steps} 次上涨中有 ${agreeing} 次相差不超过一倍`,
    lagText: (low, median, high) => `中位 ${median}（四分位 ${low} 至 ${high}）`,
    minutes: (count) => (count < 90 ? `${Math.round(count)} 分钟` : `${Math.round(count / 6) / 10} 小时`),
    within: (hours) => `付款后 ${hours} 小时内`,
    curve: "交付曲线",
    curveNote: "横轴为付款后的时间，纵轴为已交付的比例；线为中位订单，色带为四分位范围。",
    curveLabel: (median) => `半数订单在付款后 ${median} 内交付过半`,
    steps: "付款与其后的上涨",
    stepsNote: "单独一次重合不能说明问题；看的是多个买家之间是否一致。",
    item: "作品",
    payer: "付款方",
    paid: "付款时间",
    amount: "金额",
    gained: "高出预期",
    expected: (count) => `预期 ${count}`,
    agrees: "每元数量一致",
    excluded: "未计入的付款",
    waitingText: (count) => `${count} 笔仍在观察期内`,
    campaigns: "服务于这些订单的疑似协同行为",
    campaignsNone: "没有疑似协同行为落在这些作品上。",
    served: (orders) => `${orders} 笔订单`,
    caution:
      "关联不等于定论：推广代理、商家与打赏也可能与上涨同时出现。处置前请让收款方说明用途，并由人复核。",
    fed: (share) => `其中 ${share} 的上涨由推荐流量带来`,
    notMeasured: "无法测量",
  },
  en: {
    title: "Payments and the steps that followed",
    about:
      "For each payee: do the payers' own items step up after payments more often than others' items at the same moments, and does what a unit of money bought agree across buyers?",
    back: "back to the overview",
    none: (events, payments) =>
      `${events} events and ${payments} payments were read; there is no payee to tell of yet.`,
    off: "The link test does not run.",
    failed: "The link test failed and is started anew: ",
    health: (events, payments, payees, waiting) =>
      `${events} events and ${payments} payments to ${payees} payees were read; the windows of ${waiting} payments are still open.`,
    payee: "payee",
    says: "finding",
    orders: "orders asked",
    followed: "followed by a step",
    byChance: (count) => `${count} by chance`,
    chance: "chance of coincidence",
    rate: "false-discovery rate",
    dose: "dose",
    lag: "lag",
    doseText: (perUnit, type, currency) => `${perUnit} ${type} for 1 ${currency}`,
    agreeing: (agreeing, steps) => `${agreeing} of ${steps} steps lie within a factor of two`,
    lagText: (low, median, high) => `median ${median} (quarters ${low} to ${high})`,
    minutes: (count) => (count < 90 ? `${Math.round(count)} min` : `${Math.round(count / 6) / 10} h`),
    within: (hours) => `within ${hours} hours of the payment`,
    curve: "Delivery curve",
    curveNote:
      "Time since the payment, and the part of an order that had come by then: the line is the middle order, the band holds half of them.",
    curveLabel: (median) => `half of the orders had got half of theirs within ${median} of the payment`,
    steps: "Payments and the steps after them",
    stepsNote: "One coincidence proves nothing; what agrees across buyers does.",
    item: "item",
    payer: "payer",
    paid: "paid",
    amount: "amount",
    gained: "above its course",
    expected: (count) => `${count} expected`,
    agrees: "dose agrees",
    excluded: "Payments that were left out",
    waitingText: (count) => `the windows of ${count} are still open`,
    campaigns: "Campaigns that served these orders",
    campaignsNone: "No campaign touches these items.",
    served: (orders) => `${orders} orders`,
    caution:
      "A link is no verdict: agencies, merchants and tips may come with a rise too. Ask the payee what the payments were for, and let a person decide.",
    fed: (share) => `the feed brought ${share} of these steps`,
    notMeasured: "not measured",
  },
};
