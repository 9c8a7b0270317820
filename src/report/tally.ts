import type {
  AuditFile,
  AuditReport,
  InvalidSample,
  PlantedPower,
  Ranking,
  TypeVerdicts,
} from "../nouns/audit-report.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import type { Code, Rejection } from "../nouns/codes.ts";
import type { CopiedTextsReport } from "../nouns/copied-text-report.ts";
import type { DataLimit } from "../nouns/data-limit.ts";
import type { DecisionRow } from "../nouns/decision.ts";
import { isEngagement, KIND_CODES_END, kindWord, TARGET_KINDS } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText, numberColumn } from "../nouns/event-row.ts";
import type { AuditFollowers } from "../nouns/follower-report.ts";
import { hashText } from "../nouns/hash.ts";
import type { InputFinding } from "../nouns/input-finding.ts";
import { REJECTIONS_LISTED_MAX } from "../nouns/limits.ts";
import type { OrdersReport } from "../nouns/order-report.ts";
import type { Policy } from "../nouns/policy.ts";
import { VERDICTS, verdictCode } from "../nouns/verdict.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import { UTC, type Zone } from "../words/zone.ts";
import { answerOf } from "./answer.ts";
import {
  HEAVY_COUNTERS_MAX,
  HEAVY_TOP,
  REMEMBERED_MAX,
  SCORE_BINS,
  TARGET_ROWS_MAX,
} from "./audit-limits.ts";
import { TEXTS_NOT_READ } from "./copied-texts-summary.ts";
import { countCampaigns } from "./count-campaigns.ts";
import { createFieldTally, type FieldTally } from "./field-coverage.ts";
import { createHeavyHitters, type HeavyHitters } from "./heavy-hitters.ts";
import { maskIdentifier } from "./mask-identifier.ts";
import { createReachTally, type ReachTally } from "./reach-tally.ts";
import { hashNumber, rowKey } from "./row-key.ts";
import { createRuleTally, type RuleTally } from "./rule-tally.ts";
import { findSpikes } from "./spikes.ts";
import { createTargetTally, type TargetTally, type TargetTallyLimits } from "./target-tally.ts";
import { createVerdictTimeline, type VerdictTimeline, verdictRecord } from "./verdict-timeline.ts";

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const IP = keyColumn("ip");
const IP_PREFIX = keyColumn("ip_prefix");
const DEVICE = keyColumn("device");
const ASN = numberColumn("asn");
const HOLD = verdictCode("hold");

/** Networks named by number live apart from those named by prefix in one map of keys. */
const ASN_KEY_OFFSET = 2 ** 52;

/** Fields whose offending value is itself an identifier of a person. */
const IDENTIFIER_FIELD = /^(actor|payer|payee|context\.(ip|device))/;

/** What the audit's flow knows and the tally does not. */
export interface AuditMeta {
  /** Groups that act together, as the flow found them beside the tally. */
  readonly campaigns: readonly CampaignReport[];
  /** What audiences tell of targets, as the flow found it beside the tally. */
  readonly orders: OrdersReport;
  /** What the texts of comments tell, as the flow found it; nothing where texts were not read. */
  readonly copiedTexts?: CopiedTextsReport;
  /** What a follower list says, beside the events or as the file. */
  readonly followers?: AuditFollowers | null;
  /** Why this file tells less than others; none where nobody looked. */
  readonly dataLimits?: readonly DataLimit[];
  /** What a purchase would have shown, or why that was not tried. */
  readonly power?: PlantedPower | { readonly notTried: NonNullable<AuditReport["power_not_tried"]> };
  /** Zone of the sentences; UTC where none is given. */
  readonly zone?: Zone;
  readonly files: readonly AuditFile[];
  /** What the reading of the input found, for its owner to know. */
  readonly findings?: readonly InputFinding[];
  /** Time of the report, ms since 1970: passed in, so that the same input gives the same bytes. */
  readonly reportedAtMs: number;
  /** Contract fields, by path, that no input's mapping can carry. */
  readonly absentFields: readonly string[];
  /** Shows actors, addresses and devices as they are instead of masked. */
  readonly showIdentifiers: boolean;
}

/** The accumulator of an audit. Memory is bounded by `audit-limits.ts` whatever comes in. */
export interface Tally {
  /** Counts one decided event. `row` and `decision` may be reused by the caller afterwards. */
  add(row: EventRow, decision: DecisionRow): void;
  /** Counts an event whose id was seen before. */
  addDuplicate(): void;
  /** Counts a record refused at the border; the first `REJECTIONS_LISTED_MAX` are kept. `input` names its file. */
  addRejection(rejection: Rejection, input?: string): void;
  /** The report so far, as plain data. The tally may go on. */
  finish(meta: AuditMeta): AuditReport;
}

/** What an audit has counted so far. */
interface TallyState {
  readonly policy: Policy;
  readonly verdictsByKind: Float64Array;
  readonly eventsByKind: Float64Array;
  readonly timeline: VerdictTimeline;
  readonly reach: ReachTally;
  readonly targets: TargetTally;
  readonly fields: FieldTally;
  readonly rules: RuleTally;
  readonly heavy: { actors: HeavyHitters; ips: HeavyHitters; devices: HeavyHitters; networks: HeavyHitters };
  readonly scores: { counted: Float64Array; discarded: Float64Array };
  readonly invalidByCode: Map<Code, number>;
  readonly invalidSamples: InvalidSample[];
  invalid: number;
  scoresZero: number;
  duplicates: number;
  late: number;
  firstAtMs: number;
  lastAtMs: number;
}

/** An empty tally for decisions of one policy. About 1 µs an event. Deterministic in the order of calls. */
export function createTally(
  policy: Policy,
  limits: TargetTallyLimits = { rowsMax: TARGET_ROWS_MAX, rememberedMax: REMEMBERED_MAX },
): Tally {
  const tally: TallyState = {
    policy,
    verdictsByKind: new Float64Array(KIND_CODES_END * VERDICTS.length),
    eventsByKind: new Float64Array(KIND_CODES_END),
    timeline: createVerdictTimeline(),
    reach: createReachTally(),
    targets: createTargetTally(limits),
    fields: createFieldTally(),
    rules: createRuleTally(policy),
    heavy: {
      actors: createHeavyHitters(HEAVY_COUNTERS_MAX),
      ips: createHeavyHitters(HEAVY_COUNTERS_MAX),
      devices: createHeavyHitters(HEAVY_COUNTERS_MAX),
      networks: createHeavyHitters(HEAVY_COUNTERS_MAX),
    },
    scores: { counted: new Float64Array(SCORE_BINS), discarded: new Float64Array(SCORE_BINS) },
    invalidByCode: new Map<Code, number>(),
    invalidSamples: [],
    invalid: 0,
    scoresZero: 0,
    duplicates: 0,
    late: 0,
    firstAtMs: Number.POSITIVE_INFINITY,
    lastAtMs: Number.NEGATIVE_INFINITY,
  };
  return {
    add: (row, decision) => add(tally, row, decision),
    addDuplicate() {
      tally.duplicates++;
    },
    addRejection: (rejection, input) => addRejection(tally, rejection, input),
    finish: (meta) => finish(tally, meta),
  };
}

function add(tally: TallyState, row: EventRow, decision: DecisionRow): void {
  const { verdict, score } = decision;
  tally.eventsByKind[row.kind]!++;
  tally.verdictsByKind[row.kind * VERDICTS.length + verdict]!++;
  if (row.late === 1) tally.late++;
  if (row.occurredAtMs < tally.firstAtMs) tally.firstAtMs = row.occurredAtMs;
  if (row.occurredAtMs > tally.lastAtMs) tally.lastAtMs = row.occurredAtMs;
  tally.timeline.add(row.occurredAtMs, verdict);
  tally.reach.add(row, verdict);
  tally.fields.add(row);
  tally.rules.add(decision, () => keyText(row, ID));
  if (score > 0) {
    const bin = Math.min(SCORE_BINS, Math.ceil(score * SCORE_BINS)) - 1;
    (verdict >= HOLD ? tally.scores.discarded : tally.scores.counted)[bin]!++;
  } else tally.scoresZero++;
  if (isEngagement(row.kind)) tally.targets.add(row, verdict, () => targetName(row));
  if (verdict >= HOLD) addHeavy(tally.heavy, row);
}

function addRejection(tally: TallyState, rejection: Rejection, input = ""): void {
  tally.invalid++;
  tally.invalidByCode.set(rejection.code, (tally.invalidByCode.get(rejection.code) ?? 0) + 1);
  if (tally.invalidSamples.length < REJECTIONS_LISTED_MAX) {
    const { line, code, field, value, hint } = rejection;
    tally.invalidSamples.push({ input, line, code, field, value, hint });
  }
}

function finish(tally: TallyState, meta: AuditMeta): AuditReport {
  const shown = (id: string) => (meta.showIdentifiers ? id : maskIdentifier(id));
  const types = typeVerdicts(tally.eventsByKind, tally.verdictsByKind);
  const coverage = tally.fields.coverage(tally.policy, meta.absentFields);
  const totals = new Float64Array(VERDICTS.length);
  tally.verdictsByKind.forEach((n, at) => {
    totals[at % VERDICTS.length]! += n;
  });
  const events = tally.eventsByKind.reduce((sum, n) => sum + n, 0);
  const counted = tally.targets.targets();
  const zone = meta.zone ?? UTC;
  const reached = tally.reach.report((atMs) => zone.hour(atMs));
  const power = meta.power ?? { notTried: "not_needed" as const };
  const told = {
    events,
    invalid: tally.invalid,
    verdicts: verdictRecord(totals),
    targets: counted,
    campaigns: countCampaigns(meta.campaigns, counted),
    orders: meta.orders,
    copied_texts: meta.copiedTexts ?? TEXTS_NOT_READ,
    followers: meta.followers ?? null,
    zone: zone.name,
    data_limits: meta.dataLimits ?? [],
    power: "notTried" in power ? null : power,
    power_not_tried: "notTried" in power ? power.notTried : null,
    reach: reached,
    spikes: findSpikes(reached, meta.campaigns, meta.orders, meta.copiedTexts?.groups),
    policy: tally.policy.id,
    reported_at: new Date(meta.reportedAtMs).toISOString(),
    files: meta.files,
    from: events === 0 ? null : new Date(tally.firstAtMs).toISOString(),
    to: events === 0 ? null : new Date(tally.lastAtMs).toISOString(),
    duplicates: tally.duplicates,
    late: tally.late,
    types,
    timeline: tally.timeline.timeline(),
    scores: {
      zero: tally.scoresZero,
      counted: [...tally.scores.counted],
      discarded: [...tally.scores.discarded],
    },
    rules: tally.rules.figures(tally.eventsByKind, coverage),
    discarded_by: {
      actors: ranking(tally.heavy.actors, shown),
      ips: ranking(tally.heavy.ips, shown),
      devices: ranking(tally.heavy.devices, shown),
      networks: ranking(tally.heavy.networks, (id) => id),
    },
    identifiers_shown: meta.showIdentifiers,
    coverage,
    retractions: tally.targets.retractions(),
    repeats: tally.targets.repeats(),
    findings: meta.findings ?? [],
    targets_not_listed: tally.targets.pooled(),
    invalid_by_code: Object.fromEntries(
      [...tally.invalidByCode].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)),
    ),
    invalid_samples: tally.invalidSamples.map((sample) =>
      IDENTIFIER_FIELD.test(sample.field) ? { ...sample, value: shown(sample.value) } : sample,
    ),
  };
  return { ...told, answer: answerOf(told) };
}

/** Counts by kind code → one entry per kind that came, in the order of the contract, retractions last. */
function typeVerdicts(eventsByKind: Float64Array, verdictsByKind: Float64Array): TypeVerdicts[] {
  const types: TypeVerdicts[] = [];
  eventsByKind.forEach((events, kind) => {
    if (events === 0) return;
    const counts = verdictsByKind.subarray(kind * VERDICTS.length, (kind + 1) * VERDICTS.length);
    const inconsistent = counts[2]! + counts[3]!;
    const unusual = counts[1]! + inconsistent;
    const [share_low, share_high] = wilsonInterval(inconsistent, events);
    const verdicts = verdictRecord(counts);
    types.push({ type: kindWord(kind), events, verdicts, unusual, inconsistent, share_low, share_high });
  });
  return types;
}

type Rankings = Readonly<Record<"actors" | "ips" | "devices" | "networks", HeavyHitters>>;

function addHeavy(heavy: Rankings, row: EventRow): void {
  const actor = rowKey(row, ACTOR);
  if (actor !== 0) heavy.actors.add(actor, () => keyText(row, ACTOR) ?? "?");
  const ip = rowKey(row, IP);
  if (ip !== 0) heavy.ips.add(ip, () => keyText(row, IP) ?? "?");
  const device = rowKey(row, DEVICE);
  if (device !== 0) heavy.devices.add(device, () => keyText(row, DEVICE) ?? "?");
  const asn = row.num[ASN]!;
  if (!Number.isNaN(asn)) heavy.networks.add(ASN_KEY_OFFSET + asn, () => `AS${asn}`);
  else {
    const prefix = rowKey(row, IP_PREFIX) % ASN_KEY_OFFSET;
    if (prefix !== 0) heavy.networks.add(prefix, () => keyText(row, IP_PREFIX) ?? prefixText(row));
  }
}

function ranking(heavy: HeavyHitters, shown: (id: string) => string): Ranking {
  return {
    exact: heavy.exact(),
    top: heavy.top(HEAVY_TOP).map(({ text, events, over_max }) => ({ id: shown(text), events, over_max })),
  };
}

/** The network a border derives from an address: /24 of IPv4, /48 of IPv6. */
function prefixText(row: EventRow): string {
  const high = row.ip[0]!;
  if (row.ipVersion === 4) return `${high >>> 24}.${(high >>> 16) & 255}.${(high >>> 8) & 255}.0/24`;
  if (row.ipVersion === 6) {
    return `${(high >>> 16).toString(16)}:${(high & 0xffff).toString(16)}:${(row.ip[1]! >>> 16).toString(16)}::/48`;
  }
  return "?";
}

const kindOfHash: ReadonlyMap<number, string> = new Map(
  TARGET_KINDS.map((kind) => [hashNumber(...hashText(kind)), kind]),
);

function targetName(row: EventRow): { kind: string; id: string } {
  return {
    kind: keyText(row, TARGET_KIND) ?? kindOfHash.get(rowKey(row, TARGET_KIND)) ?? "?",
    id: keyText(row, TARGET) ?? "?",
  };
}
