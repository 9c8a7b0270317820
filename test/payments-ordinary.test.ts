import { describe, expect, it } from "vitest";
import { loadRemarks } from "../src/cli/load-lexicon-file.ts";
import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import { createJudge } from "../src/flow/judge.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow } from "../src/nouns/event-row.ts";

/** Ordinary payees who look like sellers of engagement, and sellers, through the shipped policy: each of 300 payments over some days. */

const policy = loadPolicyFile("payments");
const remarks = await loadRemarks(policy, undefined);
/** Eight in the morning in China. */
const START = Date.UTC(2026, 10, 10);
const DAY = 86_400_000;
const PAYMENTS = 300;

interface Payee {
  readonly payee: object;
  readonly scene?: string;
  /** Days the payments are spread over. */
  readonly days: number;
  /** Distinct payers. */
  readonly payers: number;
  readonly amounts: readonly number[];
  readonly remarks: readonly string[];
}

/** People are awake from eight to eleven. */
const OPEN_SHARE = 15 / 24;

/** Verdicts of its payments in order: 0 allow to 3 reject. */
function verdictsOf(own: Payee, hours = 1): number[] {
  const { payee, scene, days, payers, amounts, remarks: texts } = own;
  const judge = createJudge(policy, remarks);
  const decoder = createDecoder({ door: true });
  const row = createEventRow();
  return Array.from({ length: PAYMENTS }, (_, i) => {
    const day = Math.floor((i * days) / PAYMENTS);
    const at = START + (day + ((i * days) / PAYMENTS - day) * hours) * DAY;
    const event = {
      id: `p${i}`,
      type: "payment",
      at,
      payer: `u${(i * 7919) % payers}`,
      payee: { id: "m", ...payee },
      amount_minor: amounts[i % amounts.length],
      currency: "CNY",
      ...(scene === undefined ? {} : { scene }),
      ...(texts[i % texts.length] === "" ? {} : { remark: texts[i % texts.length] }),
    };
    const line = Buffer.from(JSON.stringify(event));
    expect(decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY)).toBeNull();
    return judge.judge(row, at).verdict;
  });
}

const person = { kind: "personal", certified: false, code_kind: "personal", opened_at: START - 700 * DAY };
const shop = { kind: "merchant", certified: true, licence: "L", opened_at: START - 400 * DAY };

describe("ordinary payees", () => {
  it.each<[string, number, Payee]>([
    [
      "a breakfast stall",
      0,
      {
        payee: person,
        scene: "face_to_face",
        days: 2,
        payers: 180,
        amounts: [300, 500, 600, 800, 1000],
        remarks: ["", "豆浆油条"],
      },
    ],
    [
      "the same, where nobody sends the scene",
      0,
      { payee: person, days: 2, payers: 180, amounts: [300, 500, 600, 800, 1000], remarks: ["", "包子两个"] },
    ],
    [
      "a tip jar of a live room",
      0,
      {
        payee: person,
        scene: "tip",
        days: 1,
        payers: 290,
        amounts: [100, 500, 660, 990, 1000],
        remarks: ["双击666", "加油", ""],
      },
    ],
    [
      "a collection for a sick child",
      0,
      {
        payee: person,
        scene: "donation",
        days: 1,
        payers: 300,
        amounts: [1000, 2000, 5000, 100],
        remarks: ["爱心捐款", "加油", ""],
      },
    ],
    [
      "a neighbour who buys for the house",
      0,
      {
        payee: person,
        scene: "transfer",
        days: 3,
        payers: 120,
        amounts: [990, 1990, 2990],
        remarks: ["苹果5斤", "米粉两份", "粉条3包"],
      },
    ],
    [
      "an employer's till",
      0,
      {
        payee: { ...shop, category: "catering" },
        days: 5,
        payers: 200,
        amounts: [1500, 2000],
        remarks: ["午餐"],
      },
    ],
    [
      "a platform's own promotion",
      0,
      {
        payee: { ...shop, category: "advertising" },
        scene: "order",
        days: 2,
        payers: 280,
        amounts: [5000, 10000, 3000],
        remarks: ["快手粉条推广", "DOU+ 加热"],
      },
    ],
    [
      "a licensed shop's first days",
      0,
      {
        payee: { ...shop, opened_at: START - DAY },
        scene: "order",
        days: 1,
        payers: 300,
        amounts: [1990, 2990, 990],
        remarks: ["", "牙刷粉色"],
      },
    ],
    [
      "a printing shop",
      0,
      {
        payee: { ...shop, category: "printing" },
        scene: "order",
        days: 4,
        payers: 150,
        amounts: [500, 1000, 1200],
        remarks: ["印刷赞助单", "打印50页", "名片"],
      },
    ],
    [
      "a landlord",
      0,
      {
        payee: person,
        scene: "transfer",
        days: 30,
        payers: 9,
        amounts: [180000, 220000],
        remarks: ["11月房租", "水电"],
      },
    ],
    [
      "a lawyer for the cheated",
      0,
      {
        payee: { ...shop, category: "legal" },
        days: 20,
        payers: 200,
        amounts: [50000],
        remarks: ["刷粉被骗退款案", "刷量案律师费"],
      },
    ],
    [
      "a payee whom fifty jokers frame",
      1,
      {
        payee: { ...shop, category: "catering" },
        scene: "face_to_face",
        days: 1,
        payers: 300,
        amounts: [100],
        remarks: ["刷赞100个", "", "", "", "", ""],
      },
    ],
  ])("%s", (_name, most, payee) => {
    const verdicts = verdictsOf(payee, OPEN_SHARE);
    expect(Math.max(...verdicts)).toBeLessThanOrEqual(most);
  });
});

describe("sellers of engagement", () => {
  const seller = { kind: "personal", certified: false, opened_at: START - 6 * DAY };
  it.each<[string, Payee]>([
    [
      "who are told so by some of their buyers",
      {
        payee: seller,
        scene: "transfer",
        days: 1,
        payers: 290,
        amounts: [100, 300, 500, 660, 990],
        remarks: ["快手刷赞100个", "", "抖音涨粉500"],
      },
    ],
    [
      "whose buyers disguise it",
      {
        payee: seller,
        scene: "transfer",
        days: 2,
        payers: 290,
        amounts: [100, 200, 300],
        remarks: ["唰攒100", "快手先先贝500个", ""],
      },
    ],
    [
      "that are code shops",
      {
        payee: { kind: "merchant", certified: false, category: "发卡", opened_at: START - 6 * DAY },
        scene: "order",
        days: 1,
        payers: 295,
        amounts: [100, 500, 990],
        remarks: ["快手刷赞100个", ""],
      },
    ],
  ])("%s", (_name, payee) => {
    const late = verdictsOf(payee).slice(PAYMENTS / 2);
    expect(late.filter((verdict) => verdict >= 2).length / late.length).toBeGreaterThan(0.9);
  });
});
