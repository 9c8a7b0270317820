import type { Answer, Engine, Overview, Readiness, RejectedEvent, Submission } from "../flow/engine.ts";
import { type Code, type Rejection, TouchstoneError } from "../nouns/codes.ts";
import type { TargetCounts } from "../nouns/counts.ts";
import type { Decision } from "../nouns/decision.ts";
import type { EventType } from "../nouns/event.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import type { Verdict } from "../nouns/verdict.ts";
import type { TrailQuery } from "../ports/trails.ts";
import { createFixtureCampaigns, type FixtureCampaigns } from "./fixture-campaigns.ts";
import { createFixtureLinks, type FixtureLinks } from "./fixture-links.ts";
import { createFixturePayments } from "./fixture-payments.ts";
import { createFixturePolicies } from "./fixture-policies.ts";

/** A small engine for this folder's tests: actors named `bot…` are rejected, `slow…` held. Nothing is stored. */
export interface FixtureEngine extends Engine {
  readonly campaigns: FixtureCampaigns;
  readonly links: FixtureLinks;
  /** Sizes of the submissions so far, bytes. */
  readonly submissionBytes: number[];
  /** Lines as they arrived. */
  readonly lines: string[];
  /** Fails submissions from this one on, counted from 1. */
  failFrom(submission: number, code: Code): void;
  setReadiness(readiness: Readiness): void;
  setOverview(more: Partial<Overview>): void;
}

interface PlainEvent {
  readonly id: string;
  readonly type: string;
  readonly actor: { readonly id: string };
  readonly target: { readonly kind: string; readonly id: string };
}

export function createFixtureEngine(): FixtureEngine {
  const decisions = new Map<string, Decision>();
  const counts = new Map<string, { -readonly [K in keyof TargetCounts]: TargetCounts[K] }>();
  const verdicts: Record<Verdict, number> = { allow: 0, challenge: 0, hold: 0, reject: 0 };
  const latestRejections: RejectedEvent[] = [];
  const submissionBytes: number[] = [];
  const lines: string[] = [];
  let failure: { from: number; code: Code } | null = null;
  let readiness: Readiness = { ready: true };
  let more: Partial<Overview> = {};
  let duplicatesTotal = 0;
  let rejectedLinesTotal = 0;
  const campaigns = createFixtureCampaigns();
  const links = createFixtureLinks();

  function answer(line: string, number: number): Answer {
    const parsed = parse(line, number);
    if ("code" in parsed) {
      rejectedLinesTotal++;
      return { rejection: parsed };
    }
    const first = decisions.get(parsed.id);
    if (first !== undefined) {
      duplicatesTotal++;
      return { decision: first, duplicate: true };
    }
    const decision = decide(parsed);
    decisions.set(parsed.id, decision);
    verdicts[decision.verdict]++;
    if (decision.verdict === "reject")
      latestRejections.unshift({ ...parsed, actor: parsed.actor.id, decision });
    const key = JSON.stringify([parsed.target.kind, parsed.target.id, parsed.type]);
    const { kind, id } = parsed.target;
    const zero = { kind, id, type: parsed.type as EventType, raw: 0, public: 0, held: 0, rejected: 0 };
    const target = counts.get(key) ?? zero;
    target.raw++;
    target[decision.verdict === "reject" ? "rejected" : decision.verdict === "hold" ? "held" : "public"]++;
    counts.set(key, target);
    return { decision };
  }

  function trail(wanted: (event: PlainEvent) => boolean, { limit, before }: TrailQuery) {
    const from = Math.min(lines.length, Number(before ?? lines.length));
    const all = lines.map((line) => JSON.parse(line) as PlainEvent).slice(0, from);
    const items = all
      .filter(wanted)
      .toReversed()
      .slice(0, limit)
      .map(({ id, type, actor, target }) => ({
        event: id,
        type,
        atMs: 1_790_000_000_000,
        actor: actor.id,
        target,
        decision: decisions.get(id) ?? null,
      }));
    return { items, next: null, looked: from, lookedToMs: from === 0 ? 0 : 1_790_000_000_000 };
  }

  return {
    ledger: null,
    campaigns,
    payments: createFixturePayments(),
    links,
    policies: createFixturePolicies(),
    lists: {
      summary: async () => [],
      page: async () => ({ items: [], next: null }),
      change: async (_, { add, remove }) => ({
        added: add.length,
        removed: remove.length,
        unchanged: 0,
        used: true,
      }),
    },
    trails: {
      ofActor: async (id, query) => trail(({ actor }) => actor.id === id, query),
      ofTarget: async (kind, id, query) =>
        trail(({ target }) => target.kind === kind && target.id === id, query),
      campaignsOf: async () => ({ member: [], owner: [] }),
      isErased: (actor) => actor.startsWith("erased"),
    },
    changes: {
      now: async () => "0-0-0-000000000000",
      after: async (next) => ({ next, targets: [], campaigns: [], more: false }),
    },
    submissionBytes,
    lines,
    failFrom: (from, code) => {
      failure = { from, code };
    },
    setReadiness: (next) => {
      readiness = next;
    },
    setOverview: (next) => {
      more = next;
    },
    async submit(bytes): Promise<Submission> {
      submissionBytes.push(bytes.length);
      if (failure !== null && submissionBytes.length >= failure.from) {
        throw new TouchstoneError(failure.code, "asked to fail");
      }
      const answers: Answer[] = [];
      for (const [place, line] of Buffer.from(bytes).toString("utf8").split("\n").entries()) {
        if (line.trim() === "") continue;
        lines.push(line);
        answers.push(answer(line, place + 1));
      }
      const rejected = answers.filter(({ rejection }) => rejection !== undefined).length;
      const duplicates = answers.filter(({ duplicate }) => duplicate).length;
      return { answers, rejected, duplicates, accepted: answers.length - rejected - duplicates, late: 0 };
    },
    counts: async (kind, id) =>
      [...counts.values()].filter((entry) => entry.kind === kind && entry.id === id),
    quality: async (kind, id) => {
      const own = [...counts.values()].filter((entry) => entry.kind === kind && entry.id === id);
      if (own.length === 0) return null;
      const raw = own.reduce((sum, entry) => sum + entry.raw, 0);
      const shown = own.reduce((sum, entry) => sum + entry.public, 0);
      const unmeasured = {
        dwell_ms_mean: null,
        play_ratio_mean: null,
        scroll_depth_mean: null,
        bounce_rate: null,
        share_rate: null,
        like_rate: null,
        comment_rate: null,
      };
      return { kind, id, weight: 0.5, ...unmeasured, views: 0, earned_ratio: shown / raw };
    },
    decision: (eventId) => decisions.get(eventId) ?? null,
    explain: (decision) =>
      decision.reasons.map(({ rule, value }) => ({
        zh: `规则 ${rule}：值为 ${value}`,
        en: `rule ${rule}: the value is ${value}`,
      })),
    overview: async () => ({
      policy: "fixture@1#00000000",
      startedAtMs: 1_790_000_000_000,
      eventTimeMs: decisions.size === 0 ? 0 : 1_790_000_060_000,
      eventsTotal: decisions.size,
      duplicatesTotal,
      rejectedLinesTotal,
      lateTotal: 0,
      dropHeldUntilMs: null,
      clock: { newestMs: -1, eventsAhead: 0, steps: 0, steppedFromMs: null, steppedToMs: null },
      unmatchedRetractionsTotal: 0,
      repeatsTotal: 0,
      setAside: {},
      placeholders: {},
      evictedEngagementsTotal: 0,
      perSecond: Array.from({ length: 60 }, () => 0),
      verdicts: { ...verdicts },
      mostAttacked: [...counts.values()].filter((entry) => entry.held + entry.rejected > 0),
      latestRejections: latestRejections.slice(0, 20),
      keysLive: decisions.size,
      keysEvicted: 0,
      stateBytes: 0,
      logPosition: decisions.size,
      logBegin: 0,
      keepDays: null,
      campaigns: campaigns.totals(),
      ...more,
    }),
    forget: async (actor) => {
      const named = lines.filter((line) => line.includes(JSON.stringify(actor))).length;
      return {
        atMs: 1_790_000_200_000,
        hash: "0".repeat(64),
        salt: "0".repeat(32),
        erased: { campaignEntries: 2, listEntries: 1, ledgerEntries: 1 },
        remains: { logEvents: named, logUntilMs: null, countsAsTarget: 0 },
      };
    },
    readiness: async () => readiness,
    close: async () => [],
  };
}

function parse(line: string, number: number): PlainEvent | Rejection {
  const refuse = (code: Code, field: string, hint: string): Rejection => ({
    code,
    line: number,
    field,
    value: line.slice(0, 80),
    hint,
  });
  if (Buffer.byteLength(line) > EVENT_BYTES_MAX)
    return refuse("too_long", "", `at most ${EVENT_BYTES_MAX} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refuse("not_json", "", "one JSON object a line");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse("not_an_object", "", "one JSON object a line");
  }
  for (const field of ["id", "type", "at", "actor", "target"]) {
    if (!(field in value)) return refuse("missing_field", field, `add \`${field}\``);
  }
  return value as PlainEvent;
}

function decide(event: PlainEvent): Decision {
  const { id } = event.actor;
  const verdict: Verdict = id.startsWith("bot") ? "reject" : id.startsWith("slow") ? "hold" : "allow";
  return {
    event: event.id,
    verdict,
    score: verdict === "reject" ? 0.97 : verdict === "hold" ? 0.6 : 0.02,
    reasons: verdict === "allow" ? [] : [{ rule: "likes_from_one_ip", value: 41, baseline: 30 }],
    policy: "fixture@1#00000000",
    as_of: "2026-09-21T13:21:00.000Z",
    not_evaluable: ["dwell_too_even"],
  };
}
