import { MINUTE_MS } from "../nouns/durations.ts";
import type { Agenda } from "./agenda.ts";
import type { Campaign } from "./campaign.ts";
import type { Catalogue } from "./catalogue.ts";
import { dayRhythm, RHYTHM_MAX } from "./day-rhythm.ts";
import type { LineWriter } from "./line-writer.ts";
import type { PaidOrder, PaymentWorld } from "./paid-order.ts";
import type { PayeeRole } from "./payee-truth.ts";
import { type Payee, Payees } from "./payees.ts";
import type { People, Population } from "./population.ts";
import { orderPriceFen } from "./price-list.ts";
import type { Random } from "./random.ts";
import type { AttackFamily } from "./truth.ts";
import type { World } from "./world.ts";

/** Payments a person and day. */
const PAYMENTS_PER_PERSON = 0.4;
/** Part of the buyers who pay elsewhere: to a friend of the seller, a fresh account, a code on a screen. */
const ELSEWHERE = 0.3;
/** People for each shop, and each agency; sellers of a simulation. */
const PEOPLE_PER_SHOP = 120;
const PEOPLE_PER_AGENCY = 4_000;
const SELLERS: readonly PayeeRole[] = ["code_shop", "panel", "reseller", "personal_seller"];
/** Part of payments that are given back. */
const REFUNDED = { honest: 0.01, sold: 0.03 } as const;
/** Time from a payment to its delivery: minutes to hours, this in the middle. */
const LAG_MEDIAN_MS = 25 * MINUTE_MS;
/** Families whose hands are people who are paid for each act, and how many of an order's are paid on the record. */
const CROWDS: ReadonlySet<AttackFamily> = new Set(["paid_humans", "task_market"]);
const WORKERS_PAID_MAX = 20;

interface Ordinary {
  readonly role: PayeeRole;
  /** Of a hundred payments. */
  readonly share: number;
  /** Median amount, and the spread of its logarithm. */
  readonly fen: number;
  readonly sigma: number;
}

/** What ordinary people pay for. */
const ORDINARY: readonly Ordinary[] = [
  { role: "merchant", share: 58, fen: 2_600, sigma: 0.9 },
  { role: "friend", share: 18, fen: 6_000, sigma: 1.1 },
  { role: "tip_jar", share: 10, fen: 600, sigma: 0.9 },
  { role: "influencer_shop", share: 9, fen: 8_900, sigma: 0.7 },
  { role: "agency", share: 3, fen: 30_000, sigma: 0.8 },
  { role: "official_promotion", share: 2, fen: 10_000, sigma: 0.6 },
];
const REMARKS: Readonly<Partial<Record<PayeeRole, readonly string[]>>> = {
  merchant: ["", "", "午餐", "水果", "打车", "快递费", "买菜"],
  friend: ["", "转账", "生日快乐", "房租", "AA", "还你的"],
  tip_jar: ["", "支持一下", "打赏"],
  influencer_shop: ["", "链接 3 号", "双十一尾款"],
  agency: ["", "服务费", "拍摄费", "推广服务"],
  official_promotion: ["", "推广充值"],
};
const SOLD_REMARKS = [
  ...["", "", "", "资料", "会员", "套餐", "充值", "下单"],
  ...["点赞100", "抖音200个赞", "涨粉500", "1元刷赞"],
] as const;

function drawOrdinary(random: Random): (typeof ORDINARY)[number] {
  let left = random.unit() * 100;
  for (const one of ORDINARY) {
    left -= one.share;
    if (left < 0) return one;
  }
  return ORDINARY[0]!;
}

/** So many payees of a role, one at least. */
const openSome = (payees: Payees, role: PayeeRole, count: number): readonly Payee[] =>
  Array.from({ length: Math.max(1, Math.floor(count)) }, () => payees.open(role));

/** Who sells and who is paid in this world. */
interface Trade {
  readonly world: World;
  readonly random: Random;
  readonly people: People;
  readonly population: Population;
  readonly catalogue: Catalogue;
  readonly agenda: Agenda;
  readonly writer: LineWriter;
  readonly payees: Payees;
  readonly shops: readonly Payee[];
  readonly influencerShops: readonly Payee[];
  readonly agencies: readonly Payee[];
  readonly promotion: Payee;
  readonly sellers: { payee: Payee; account: number; level: number }[];
  readonly mules: readonly Payee[];
  readonly sellerOf: Map<Campaign, Trade["sellers"][number]>;
  paid: number;
}

/** Shops, resellers, code shops, payouts to workers, mules; and honest merchants, tips, agencies and friends. All made up. */
export function createPaymentWorld(world: World, random: Random): PaymentWorld {
  const { people, population, catalogue, agenda, writer } = world;
  const payees = new Payees(world.seed, world.startMs, random);
  const shops = openSome(payees, "merchant", people.count / PEOPLE_PER_SHOP);
  const influencerShops = openSome(payees, "influencer_shop", people.count / (PEOPLE_PER_SHOP * 5));
  const agencies = openSome(payees, "agency", people.count / PEOPLE_PER_AGENCY + 2);
  const promotion = payees.open("official_promotion");
  const sellers = SELLERS.map((role) => ({
    payee: payees.open(role),
    account: population.addAccount(world.startMs - 1, 0),
    level: random.between(0.7, 1.6),
  }));
  const trade: Trade = {
    world,
    random,
    people,
    population,
    catalogue,
    agenda,
    writer,
    payees,
    shops,
    influencerShops,
    agencies,
    promotion,
    sellers,
    mules: openSome(payees, "mule", 3),
    sellerOf: new Map<Campaign, (typeof sellers)[number]>(),
    paid: 0,
  };
  return {
    order: (campaign, what) => order(trade, campaign, what),
    start: () => start(trade),
    payees: () => trade.payees.rows(),
  };
}

/** Few shops have most of the trade. */
function popular(trade: Trade, list: readonly Payee[]): Payee {
  return list[Math.floor(list.length * trade.random.unit() ** 2)]!;
}

function creator(trade: Trade): number {
  return trade.catalogue.creatorAccount(trade.random.below(trade.catalogue.creatorCount));
}

function pay(
  trade: Trade,
  nowMs: number,
  payer: number,
  payee: Payee,
  fen: number,
  told: { readonly remark: string; readonly family?: AttackFamily; readonly campaign?: string },
): void {
  payee.payments++;
  trade.paid++;
  const body = (refundOf: string | null): string =>
    `"payer":"${trade.population.actorId(payer)}","payee":${payee.json},"amount_minor":${fen},"currency":"CNY","channel":"${trade.paid % 3 === 0 ? "alipay" : "wechat_pay"}","scene":"${payee.role === "friend" ? "transfer" : "qr_code"}","remark":${told.remark === "" ? "null" : JSON.stringify(told.remark)},"order":null${refundOf === null ? "" : `,"refund_of":"${refundOf}"`}`;
  const truth = { label: told.family ?? ("honest" as const), campaign: told.campaign ?? null };
  const id = trade.writer.writePayment(nowMs, body(null), truth);
  if (!trade.random.chance(told.family === undefined ? REFUNDED.honest : REFUNDED.sold)) return;
  const backMs = Math.floor(nowMs + trade.random.exponential(8 * 60 * MINUTE_MS));
  if (backMs >= trade.world.endMs) return;
  trade.agenda.add(backMs, (atMs) => {
    trade.writer.writePayment(atMs, body(id), truth);
    return -1;
  });
}

function ordinary(trade: Trade, nowMs: number): void {
  const { role, fen, sigma } = drawOrdinary(trade.random);
  const creators = role === "agency" || role === "official_promotion";
  const payer = creators ? creator(trade) : trade.world.drawPerson();
  const payee =
    role === "merchant"
      ? popular(trade, trade.shops)
      : role === "influencer_shop"
        ? popular(trade, trade.influencerShops)
        : role === "agency"
          ? popular(trade, trade.agencies)
          : role === "official_promotion"
            ? trade.promotion
            : trade.payees.ofAccount(
                trade.population.actorId(role === "tip_jar" ? creator(trade) : trade.world.drawPerson()),
                role,
              );
  const amount = Math.max(1, Math.round(trade.random.logNormal(fen, sigma) / 10) * 10);
  if (payee.id === trade.population.actorId(payer)) return;
  pay(trade, nowMs, payer, payee, amount, { remark: trade.random.pick(REMARKS[role] ?? [""]) });
}

function order(trade: Trade, campaign: Campaign, { owner, type, amount, bornMs, startMs }: PaidOrder): void {
  const seller = trade.sellerOf.get(campaign) ?? trade.random.pick(trade.sellers);
  trade.sellerOf.set(campaign, seller);
  const payer = campaign.framed ? trade.world.drawPerson() : owner;
  const elsewhere = trade.random.chance(ELSEWHERE);
  const payee = elsewhere
    ? trade.random.chance(0.5)
      ? trade.random.pick(trade.mules)
      : trade.payees.open("mule")
    : seller.payee;
  const atMs = Math.max(bornMs, Math.floor(startMs - trade.random.logNormal(LAG_MEDIAN_MS, 0.8)));
  const { family } = campaign.plan;
  const fen = orderPriceFen(type, amount, seller.level);
  trade.agenda.add(atMs, (nowMs) => {
    payee.orders++;
    payee.campaigns.add(campaign.id);
    pay(trade, nowMs, payer, payee, fen, {
      remark: trade.random.pick(SOLD_REMARKS),
      family,
      campaign: campaign.id,
    });
    return -1;
  });
  if (!CROWDS.has(family)) return;
  const workers = Math.min(WORKERS_PAID_MAX, campaign.accounts.length);
  for (let i = 0; i < workers; i++) {
    const worker = campaign.accounts[trade.random.below(campaign.accounts.length)]!;
    const laterMs = Math.floor(startMs + trade.random.exponential(90 * MINUTE_MS));
    if (laterMs >= trade.world.endMs) continue;
    trade.agenda.add(laterMs, (nowMs) => {
      const to = trade.payees.ofAccount(trade.population.actorId(worker), "crowd_worker");
      pay(trade, nowMs, seller.account, to, 20 + trade.random.below(40), {
        remark: "",
        family,
        campaign: campaign.id,
      });
      return -1;
    });
  }
}

function start(trade: Trade): void {
  const perMs = (trade.people.count * PAYMENTS_PER_PERSON) / 86_400_000;
  trade.agenda.add(trade.world.startMs + Math.floor(trade.random.exponential(1 / perMs)), (nowMs) => {
    // Thinned by the hour: as many as people are awake.
    if (trade.random.unit() * RHYTHM_MAX < dayRhythm(nowMs + trade.world.utcOffsetMs)) ordinary(trade, nowMs);
    return Math.floor(nowMs + Math.max(1, trade.random.exponential(1 / (perMs * RHYTHM_MAX))));
  });
  // What sellers take in goes on to accounts of others.
  for (const { account } of trade.sellers) {
    trade.agenda.add(trade.world.startMs + Math.floor(trade.random.unit() * 6 * 60 * MINUTE_MS), (nowMs) => {
      pay(trade, nowMs, account, trade.random.pick(trade.mules), 10_000 + trade.random.below(90_000), {
        remark: "",
      });
      return Math.floor(nowMs + trade.random.exponential(5 * 60 * MINUTE_MS));
    });
  }
}
