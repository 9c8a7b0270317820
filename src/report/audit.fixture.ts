import type { AuditReport } from "../nouns/audit-report.ts";
import { createDecisionRow, type DecisionRow } from "../nouns/decision.ts";
import { kindCode } from "../nouns/event.ts";
import {
  createEventRow,
  type EventRow,
  KEY_COLUMNS,
  type KeyColumn,
  keyColumn,
  NUMBER_COLUMNS,
  type NumberColumn,
  numberColumn,
} from "../nouns/event-row.ts";
import { combine, hashBytes, hashText } from "../nouns/hash.ts";
import { USUAL_PLACEHOLDERS } from "../nouns/placeholders.ts";
import type { FeatureSpec, Policy, Rule } from "../nouns/policy.ts";
import { type Verdict, verdictCode } from "../nouns/verdict.ts";
import { NO_ORDERS } from "./orders.fixture.ts";
import { type AuditMeta, createTally, type Tally } from "./tally.ts";

/** A test's event: type and time, and whatever columns it names. */
export type SampleEvent = { readonly type: string; readonly atMs: number; readonly late?: 1 } & {
  readonly [K in KeyColumn]?: string;
} & { readonly num?: { readonly [K in NumberColumn]?: number } };

const encoder = new TextEncoder();

/** A row as a decoder would leave it: columns one after the other in `bytes`, hashed, with their spans. */
export function sampleRow(event: SampleEvent): EventRow {
  const row = createEventRow();
  const kind = kindCode(event.type);
  if (kind === undefined) throw new Error(`no such event type: \`${event.type}\``);
  row.kind = kind;
  row.occurredAtMs = event.atMs;
  row.late = event.late ?? 0;
  const parts: number[] = [];
  for (const name of KEY_COLUMNS) {
    const text = event[name];
    if (text === undefined) continue;
    const at = keyColumn(name) * 2;
    const bytes = encoder.encode(JSON.stringify(text).slice(1, -1));
    row.span[at] = parts.length;
    for (const byte of bytes) parts.push(byte);
    row.span[at + 1] = parts.length;
    hashBytes(bytes, 0, bytes.length, row.hash, at);
  }
  const target = keyColumn("target") * 2;
  const [low, high] = hashText(event.target_kind ?? "video");
  combine(low, high, row.hash[target]!, row.hash[target + 1]!, row.hash, target);
  for (const name of NUMBER_COLUMNS) {
    const value = event.num?.[name];
    if (value !== undefined) row.num[numberColumn(name)] = value;
  }
  row.bytes = Uint8Array.from(parts);
  row.end = parts.length;
  return row;
}

/** What a test decides about an event. Reasons as [rule index, value, baseline]. */
export interface SampleDecision {
  readonly verdict: Verdict;
  readonly score?: number;
  readonly reasons?: readonly (readonly [rule: number, value: number, baseline: number])[];
  readonly notEvaluable?: readonly number[];
}

/** The reusable row of a decision, freshly made. */
export function sampleDecision(decision: SampleDecision, rules: number): DecisionRow {
  const row = createDecisionRow(rules);
  row.verdict = verdictCode(decision.verdict);
  row.score = decision.score ?? { allow: 0, challenge: 0.4, hold: 0.7, reject: 0.95 }[decision.verdict];
  for (const [rule, value, baseline] of decision.reasons ?? []) {
    row.reasonRule[row.reasonCount] = rule;
    row.reasonValue[row.reasonCount] = value;
    row.reasonBaseline[row.reasonCount] = baseline;
    row.reasonCount++;
  }
  for (const rule of decision.notEvaluable ?? []) row.notEvaluable[rule >> 5]! |= 1 << (rule & 31);
  return row;
}

const LIKE_MASK = 1 << kindCode("like")!;

function rule(name: string, needs: readonly number[], zh: string, en: string): Rule {
  return {
    name,
    onMask: LIKE_MASK,
    evaluate: () => 0,
    needs,
    weight: 0.5,
    family: 0,
    verdictMin: 0,
    shownFeature: needs[0] ?? -1,
    shownBaseline: Number.NaN,
    shownBaselineFeature: -1,
    text: { zh, en },
  };
}

const windowed = { onMask: LIKE_MASK, where: null, windowMs: 60_000 } as const;
const features: readonly FeatureSpec[] = [
  { ...windowed, name: "ip_likes_1m", kind: "count", by: ["ip"] },
  { ...windowed, name: "device_accounts_1h", kind: "distinct", by: ["device"], of: "actor" },
  {
    ...windowed,
    name: "target_dwell_spread",
    kind: "spread",
    by: ["target"],
    of: "dwell_ms",
    sample: 64,
    sampleMin: 8,
  },
  {
    name: "ip_per_device",
    kind: "ratio",
    onMask: LIKE_MASK,
    where: null,
    numerator: "ip_likes_1m",
    denominator: "device_accounts_1h",
    denominatorMin: 1,
  },
];

/** A policy of four features and three rules, as the policy stage would compile it. */
export const SAMPLE_POLICY: Policy = {
  id: "sample@1#00c0ffee",
  name: "sample",
  version: "1",
  sha256: "00".repeat(32),
  source: "",
  features,
  rules: [
    rule("ip_burst", [0], "同一 IP 一分钟内点赞过多", "too many likes from one address within a minute"),
    rule("device_shared", [1], "同一设备登录账号过多", "too many accounts on one device"),
    rule("dwell_imitated", [2, 3], "停留时长过于整齐", "dwell times are too even"),
  ],
  listUses: [],
  thresholds: [0.3, 0.6, 0.9],
  latenessMs: 0,
  keysMax: 1000,
  exactMax: 64,
  placeholders: USUAL_PLACEHOLDERS,
  infrastructure: { classify: () => undefined },
  campaigns: {
    confirmScoreMin: 2,
    confirmMembersMin: 20,
    nearLine: { everyMs: 15_000, eventsMax: 10_000 },
    nightly: null,
  },
};

export const SAMPLE_META: AuditMeta = {
  campaigns: [
    {
      id: "c0123456789ab",
      score: 0.97,
      false_alarm_rate: 0.4553,
      false_alarm_text: {
        zh: "每百万个事件中误报少于 0.46 个",
        en: "fewer than 0.46 false campaigns in a million events",
      },
      window: { from: "2026-11-22T08:00:00.000Z", to: "2026-11-22T12:00:00.000Z" },
      members: ["u1", "u2", "u3"],
      headline: {
        zh: "3 个账号在 4 小时内共同作用于 1 个目标。",
        en: "3 accounts acted together on one target within 4 h.",
      },
      targets: [
        {
          kind: "video",
          id: "<v1>",
          acts: [{ type: "like", members: 3, audience: 5, events: 3, counted: 2 }],
        },
      ],
      events: ["e1", "e2", "e3"],
      reasons: [
        {
          rule: "shared_orders",
          value: 3,
          baseline: 0.02,
          text: { zh: "任意两名成员平均共同参与 3 个订单", en: "two members share 3 orders on average" },
        },
      ],
      innocent_explanations: [
        {
          explanation: "fan_club",
          finding: "excluded",
          value: 8.1,
          baseline: 1,
          text: { zh: "行为均摊于 8.1 个归属账号", en: "their acts serve 8.1 owners in equal measure" },
        },
        {
          explanation: "family",
          finding: "not_excluded",
          value: 3,
          baseline: 8,
          text: { zh: "仅 3 名成员", en: "3 members could be one household" },
        },
      ],
    },
  ],
  orders: NO_ORDERS,
  files: [{ name: "likes.csv", sha256: "ab".repeat(32), bytes: 123_456 }],
  reportedAtMs: Date.UTC(2026, 10, 23, 8, 0, 0),
  absentFields: ["behavior.dwell_ms"],
  showIdentifiers: false,
};

/** Adds one event with its decision. */
export function addSample(tally: Tally, event: SampleEvent, decision: SampleDecision): void {
  tally.add(sampleRow(event), sampleDecision(decision, SAMPLE_POLICY.rules.length));
}

/**
 * A day of `events` likes and views on 80 videos with a burst from 9:00 to 10:00 on two of them; every number is drawn
 * from a small generator, so that the same arguments give the same report.
 */
export function sampleReport(events: number, meta: AuditMeta = SAMPLE_META): AuditReport {
  const tally = createTally(SAMPLE_POLICY);
  const from = Date.UTC(2026, 10, 22);
  let state = 42;
  const draw = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let i = 0; i < events; i++) {
    const burst = draw(100) < 6;
    const at = burst ? 9 * 3_600_000 + draw(3_600_000) : (draw(86_400_000) + draw(86_400_000)) / 2;
    const verdict: Verdict = burst
      ? draw(5) === 0
        ? "hold"
        : "reject"
      : draw(200) === 0
        ? "challenge"
        : "allow";
    const base = {
      type: burst || draw(3) === 0 ? "like" : "view",
      atMs: from + Math.floor(at),
      id: `e${i}`,
      actor: burst ? `bot-${draw(40)}` : `user-${draw(5000)}`,
      target_kind: "video",
      target: burst ? `v-bought-${draw(2)}` : `v${draw(9) * draw(10)}`,
      ip: burst ? `203.0.113.${draw(8)}` : `198.51.${draw(100)}.${draw(250)}`,
    };
    addSample(
      tally,
      draw(4) === 0 ? base : { ...base, device: burst ? `device-${draw(4)}` : `device-${draw(6000)}` },
      burst
        ? {
            verdict,
            score: 0.6 + draw(40) / 100,
            reasons: [
              [0, 40 + draw(300), 30],
              [1, 9, 5],
            ],
            notEvaluable: [2],
          }
        : { verdict, score: draw(3) === 0 ? draw(45) / 100 : 0, notEvaluable: [2] },
    );
  }
  for (let i = 0; i < 3; i++) tally.addDuplicate();
  tally.addRejection(
    { code: "bad_time", line: 17, field: "at", value: "yesterday", hint: "an RFC 3339 time with a zone" },
    "likes.csv",
  );
  tally.addRejection(
    {
      code: "bad_ip",
      line: 99,
      field: "context.ip",
      value: "203.0.113.999",
      hint: "an IPv4 or IPv6 address",
    },
    "likes.csv",
  );
  return tally.finish(meta);
}
