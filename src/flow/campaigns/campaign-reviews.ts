import type { Claims } from "../../count/claims.ts";
import type { Counter } from "../../count/counter.ts";
import { createTurns } from "../../kernels/time/in-turn.ts";
import type {
  CampaignMemberRecord,
  CampaignRecord,
  CampaignReview,
  CampaignStatus,
} from "../../nouns/campaign-record.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { CampaignPolicy } from "../../nouns/policy.ts";
import type { CampaignRecords } from "../../ports/campaigns.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";
import type { Scheduler } from "../../ports/scheduler.ts";
import type { DecisionStore } from "../decision-store.ts";
import type { KnownCampaign } from "../near-line/detector-settings.ts";
import type {
  CampaignEvent,
  CampaignReviews,
  CampaignTargetCounts,
  DetectionHealth,
  DetectionReport,
  FoundCampaign,
  Page,
} from "../reviewed-campaigns.ts";
import {
  CAMPAIGN_LIMITS,
  type CampaignLimits,
  DISMISSED_SHARE,
  HISTORY_MAX,
  NOTE_CHARS_MAX,
  POOL_MEMBERS_MAX,
  RETRY_MS,
  REVIEWS_MAX,
  TARGET_CAMPAIGNS_MAX,
} from "./campaign-limits.ts";
import { CampaignPages } from "./campaign-pages.ts";
import { Corrections } from "./corrections.ts";
import { dismissedShare } from "./dismissed-share.ts";
import type { ForgottenNames } from "./forgotten-names.ts";
import { headOf } from "./head-of.ts";
import { RegistryReader } from "./registry-reader.ts";
import { RegistryWriter } from "./registry-writer.ts";

export interface CampaignReviewsParts {
  readonly records: Records;
  readonly counter: Counter;
  readonly claims: Claims;
  readonly log: EventLog;
  readonly decisions: DecisionStore;
  readonly policy: { readonly id: string; readonly campaigns: CampaignPolicy };
  /** Receiver's clock, ms. */
  readonly clock: () => number;
  readonly scheduler: Scheduler;
  readonly onWarning: (message: string) => void;
  /** Accounts whose names must not be written, nor shown from the log. Default: none. */
  readonly forgotten?: ForgottenNames;
  /** Campaigns whose claims are not what their status asks for, as the records were found. */
  readonly unsettled?: readonly string[];
  readonly limits?: Partial<CampaignLimits>;
}

/** The engine's reviews of campaigns: what the near-line detector finds comes in by `take`. */
export interface RunningReviews extends CampaignReviews {
  /** Takes what a look found; resolves when it is kept and acted upon. A store that fails is tried again until it works. */
  take(report: DetectionReport): Promise<void>;
  /** Campaigns as the near-line detector must know them, the latest first. */
  known(): AsyncIterable<KnownCampaign>;
  /** Members of a campaign, the surest first and at most 50,000, and the time of its latest event. */
  pool(id: string): Promise<{ readonly members: readonly CampaignMemberRecord[]; readonly atMs: number }>;
  /** Calls back with each campaign that was decided about, and its status; returns how to stop. */
  onDecided(tell: (id: string, status: CampaignStatus) => void): () => void;
  /** Begins work, and goes on with what the last process could not end. `flush` stores every change of counts made so far. */
  begin(flush: () => Promise<void>): void;
  /** Ends work after the slice at hand. */
  stop(): Promise<void>;
}

const OFF: DetectionHealth = {
  state: "off",
  reason: "",
  position: 0,
  behind: 0,
  lastPassAtMs: 0,
  windows: [],
  evicted: 0,
  bytes: 0,
};

/** Reviews of campaigns over the engine's records. */
export function createCampaignReviews(parts: CampaignReviewsParts): RunningReviews {
  return new EngineCampaigns(parts);
}

class EngineCampaigns implements RunningReviews {
  private readonly parts: CampaignReviewsParts;
  private readonly limits: CampaignLimits;
  private readonly campaigns: CampaignRecords;
  private readonly corrections: Corrections;
  private readonly writer: RegistryWriter;
  private readonly pages: CampaignPages;
  private readonly watchers = new Set<(record: CampaignRecord) => void>();
  private readonly deciders = new Set<(id: string, status: CampaignStatus) => void>();
  private flush: () => Promise<void> = () => Promise.resolve();
  private latestHealth = OFF;
  private found = new Map<string, { readonly found: FoundCampaign; readonly newestMs: number }>();
  private ended = new Map<string, number>();
  private taking: Promise<void> | null = null;
  private readonly stopping = new AbortController();
  /** A campaign's head is read, changed and written as one: a decision must not meet one that a look is about to write. */
  private readonly heads = createTurns();
  /** Watchers are told in the order of the changes. */
  private readonly telling = createTurns();

  constructor(parts: CampaignReviewsParts) {
    this.parts = parts;
    this.campaigns = parts.records.campaigns;
    const { forgotten = NOBODY } = parts;
    // The writer has a reader of its own.
    this.pages = new CampaignPages({
      ...parts,
      forgotten,
      reader: new RegistryReader(parts.log, parts.decisions),
    });
    const flush = () => this.flush();
    this.limits = { ...CAMPAIGN_LIMITS, ...parts.limits };
    const { sliceRows, campaignEventsMax: eventsMax } = this.limits;
    this.corrections = new Corrections({
      campaigns: this.campaigns,
      counter: parts.counter,
      flush,
      scheduler: parts.scheduler,
      sliceRows,
      onChange: (id) => this.changed(id),
      onWarning: parts.onWarning,
    });
    this.writer = new RegistryWriter({
      campaigns: this.campaigns,
      claims: parts.claims,
      reader: new RegistryReader(parts.log, parts.decisions),
      flush,
      scheduler: parts.scheduler,
      sliceRows,
      eventsMax,
      stopping: () => this.stopping.signal.aborted,
      inTurn: this.heads,
      forgotten,
    });
  }

  begin(flush: () => Promise<void>): void {
    this.flush = flush;
    for (const id of this.parts.unsettled ?? []) this.settleLater(id);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.corrections.stop();
    await this.taking;
  }

  take(report: DetectionReport): Promise<void> {
    this.latestHealth = report.health;
    for (const found of report.found) {
      this.ended.delete(found.campaign.id);
      this.found.set(found.campaign.id, { found, newestMs: report.newestMs });
    }
    for (const id of report.ended) this.ended.set(id, report.newestMs);
    this.taking ??= this.takeAll();
    return this.taking;
  }

  async list(query: Parameters<CampaignReviews["list"]>[0]): Promise<Page<CampaignRecord>> {
    return this.campaigns.list(query);
  }

  async get(id: string): Promise<CampaignRecord | null> {
    return this.campaigns.get(id);
  }

  members(id: string, query: Parameters<CampaignReviews["members"]>[1]) {
    return this.pages.members(id, query);
  }

  targets(id: string, query: Parameters<CampaignReviews["targets"]>[1]): Promise<Page<CampaignTargetCounts>> {
    return this.pages.targets(id, query);
  }

  events(id: string, query: Parameters<CampaignReviews["events"]>[1]): Promise<Page<CampaignEvent>> {
    return this.pages.events(id, query);
  }

  async ofTarget(kind: string, id: string): Promise<readonly CampaignRecord[]> {
    return this.campaigns.ofTarget(kind, id, TARGET_CAMPAIGNS_MAX);
  }

  async review(
    id: string,
    { status, note, by }: Parameters<CampaignReviews["review"]>[1],
  ): Promise<CampaignRecord> {
    if (this.stopping.signal.aborted) throw new TouchstoneError("not_ready", "the engine is stopping");
    const said = note.slice(0, NOTE_CHARS_MAX);
    await this.heads(async () => {
      const record = await this.campaigns.get(id);
      if (record === null) throw new TouchstoneError("unknown_campaign", `\`${id}\``);
      const last = record.reviews.at(-1);
      const again =
        last?.by.kind === "person" && last.by.name === by && last.status === status && last.note === said;
      if (again) return;
      const person = { kind: "person", name: by } as const;
      await this.decide(record, { status, note: said, by: person, atMs: this.parts.clock() });
    });
    await this.corrections.settle(id);
    this.changed(id);
    return (await this.campaigns.get(id))!;
  }

  async history(kind: string, id: string) {
    return this.campaigns.history(kind, id, HISTORY_MAX);
  }

  health(): DetectionHealth {
    const { position } = this.latestHealth;
    const behind =
      this.latestHealth.state === "off" ? 0 : Math.max(0, this.parts.log.end("events") - position);
    return { ...this.latestHealth, behind };
  }

  onChange(onChange: (record: CampaignRecord) => void): () => void {
    this.watchers.add(onChange);
    return () => void this.watchers.delete(onChange);
  }

  onDecided(tell: (id: string, status: CampaignStatus) => void): () => void {
    this.deciders.add(tell);
    return () => void this.deciders.delete(tell);
  }

  async pool(id: string) {
    const campaign = await this.campaigns.numberOf(id);
    const members = campaign === null ? [] : (await this.campaigns.members(campaign, POOL_MEMBERS_MAX)).items;
    return { members, atMs: (await this.campaigns.get(id))?.toMs ?? 0 };
  }

  async *known(): AsyncGenerator<KnownCampaign> {
    for (const { id, campaign } of await this.campaigns.latest(this.limits.campaignsMax)) {
      const record = await this.campaigns.get(id);
      if (record === null) continue;
      const { toMs, seenAtMs, live, lifecycle, status } = record;
      const { items } = await this.campaigns.members(campaign, POOL_MEMBERS_MAX);
      yield { id, toMs, seenAtMs, live, lifecycle, members: items, confirmed: status === "confirmed" };
    }
  }

  /** What waits to be taken, one campaign after the other; a store that fails is tried again. */
  private async takeAll(): Promise<void> {
    let tidy = false;
    await nextTurn();
    while (!this.stopping.signal.aborted) {
      const [next] = this.found;
      const [over] = this.ended;
      try {
        if (next !== undefined) await this.takeOne(...next);
        else if (over !== undefined) await this.end(...over);
        else if (tidy) break;
        else await this.dropSuperfluous();
        tidy = next === undefined && over === undefined;
      } catch (error) {
        if (!(error instanceof TouchstoneError)) throw error;
        if (this.stopping.signal.aborted) break;
        this.parts.onWarning(`a campaign that was found waits to be kept: ${error.message}`);
        await this.parts.scheduler.after(RETRY_MS, this.stopping.signal);
      }
    }
    this.taking = null; // at once: a report from here on begins anew
  }

  private async takeOne(
    id: string,
    waiting: { readonly found: FoundCampaign; readonly newestMs: number },
  ): Promise<void> {
    const number = await this.writer.take(waiting.found, waiting.newestMs);
    // A later look may have come meanwhile; it is taken next.
    if (this.found.get(id) === waiting) this.found.delete(id);
    const record = (await this.campaigns.get(id))!;
    if (await this.plain(number, record)) {
      const { id: policy, campaigns } = this.parts.policy;
      const by = { kind: "policy", policy, scoreMin: campaigns.confirmScoreMin } as const;
      await this.heads(async () => {
        const now = (await this.campaigns.get(id))!;
        if (now.status !== "open" || byPerson(now)) return;
        await this.decide(now, { status: "confirmed", by, note: "", atMs: this.parts.clock() });
      });
    }
    this.changed(id);
    this.settleLater(id);
  }

  private async end(id: string, newestMs: number): Promise<void> {
    await this.heads(async () => {
      const record = await this.campaigns.get(id);
      if (record === null) return;
      const seenAtMs = Math.min(record.seenAtMs, newestMs);
      await this.campaigns.put(headOf({ ...record, live: false, seenAtMs }));
      this.changed(id);
    });
    this.writer.forget(id);
    // It may have been shown and ended anew meanwhile; then it is ended again.
    if (this.ended.get(id) === newestMs) this.ended.delete(id);
  }

  /** Whether the policy may confirm it by itself: plain enough, never decided by a person, and nothing a person has dismissed. */
  private async plain(number: number, record: CampaignRecord): Promise<boolean> {
    const { confirmScoreMin, confirmMembersMin } = this.parts.policy.campaigns;
    if (record.status !== "open" || byPerson(record)) return false;
    if (record.score < confirmScoreMin || record.memberCount < confirmMembersMin) return false;
    if ((await this.campaigns.totals()).dismissed === 0) return true;
    const events = await dismissedShare<number>(-1, (after) =>
      this.campaigns.dismissedEvents(number, after, this.limits.sliceRows),
    );
    const members = await dismissedShare<string>("", (after) =>
      this.campaigns.dismissedMembers(number, after, this.limits.sliceRows),
    );
    return events <= DISMISSED_SHARE && members <= DISMISSED_SHARE;
  }

  /** Writes a decision into record and ledger, durably, before anything follows from it. */
  private async decide(record: CampaignRecord, review: CampaignReview): Promise<void> {
    const { id } = record;
    // Decisions are told apart by their time.
    const atMs = Math.max(review.atMs, (record.reviews.at(-1)?.atMs ?? 0) + 1);
    const { status, by, note } = review;
    const reviews = [...record.reviews, { ...review, atMs }].slice(-REVIEWS_MAX);
    const fields = {
      campaign: id,
      status,
      note,
      score: record.score,
      ...(by.kind === "policy" ? { score_min: by.scoreMin } : {}),
      members: record.memberCount,
      events: record.eventCount,
    };
    const principal = { kind: by.kind, name: by.kind === "policy" ? by.policy : by.name };
    const entry = { kind: "campaign_review", by: principal, fields } as const;
    await this.campaigns.putWithEntry(headOf({ ...record, status, reviews }), entry, atMs);
    this.changed(id);
    for (const tell of this.deciders) this.guarded(() => tell(id, status));
  }

  private settleLater(id: string): void {
    this.corrections.settle(id).then(
      () => this.changed(id),
      // Told already as a warning, and tried again; or the engine stops, and the next start goes on.
      () => undefined,
    );
  }

  private changed(id: string): void {
    if (this.watchers.size === 0) return;
    void this.telling(async () => {
      try {
        const record = await this.campaigns.get(id);
        if (record === null) return;
        for (const tell of this.watchers) this.guarded(() => tell(record));
      } catch (error) {
        if (!(error instanceof TouchstoneError)) throw error;
        // Whoever follows the changes from a position is told of it all the same.
        this.parts.onWarning(`a change of campaign \`${id}\` was not told at once: ${error.message}`);
      }
    });
  }

  /** A mistake in what listens must not stop reviews, nor pass unseen. */
  private guarded(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.parts.onWarning(`a change of a campaign could not be told: ${error}`);
    }
  }

  private async dropSuperfluous(): Promise<void> {
    for (const { id, campaign } of await this.campaigns.superfluous(this.limits.campaignsMax)) {
      this.writer.forget(id);
      while (!this.stopping.signal.aborted && (await this.campaigns.drop(campaign, this.limits.sliceRows)))
        await nextTurn();
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const NOBODY: ForgottenNames = { hasKey: () => false, hasName: () => false };

function byPerson(record: CampaignRecord): boolean {
  return record.reviews.at(-1)?.by.kind === "person";
}
