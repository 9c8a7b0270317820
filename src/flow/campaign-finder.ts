import { addSecondOpinions } from "../detect/blocks/second-opinion.ts";
import { createEventColumns } from "../detect/columns/event-columns.ts";
import { detectCampaigns } from "../detect/detect-campaigns.ts";
import { createCampaignBook } from "../detect/identity.ts";
import { laterActs } from "../detect/later-acts.ts";
import {
  type Campaign,
  type CampaignEvidence,
  type CampaignReason,
  campaignReasonText,
} from "../nouns/campaign.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import { campaignHeadline } from "../nouns/campaign-words.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { falseAlarmText } from "../nouns/false-alarm-words.ts";
import { innocentExplanations } from "../nouns/innocent-explanations.ts";
import { campaignFalseAlarms } from "./campaign-false-alarms.ts";
import { type EventName, EventNames } from "./event-names.ts";
import { NightlyWeeks } from "./night/nightly-weeks.ts";

/** Longest stretch looked at in one go: orders are delivered over up to four days. */
const WINDOW_MS = 96 * 3_600_000;
/** How far the window moves on: what one window cuts off at its edge, the next holds whole. */
const STEP_MS = 48 * 3_600_000;
/** Events of one window held at the most: 64 bytes each, and about 50 for their names. Beyond it the earliest go. */
const EVENTS_MAX = 12_000_000;

interface Found {
  score: number;
  /** Shown by a window of four days; else by weeks alone. */
  nearLine: boolean;
  fromMs: number;
  toMs: number;
  readonly members: Map<string, number>;
  readonly targets: Map<string, FoundTarget>;
  readonly events: Set<string>;
  readonly owners: Set<string>;
  /** Actor, target and type of acts that were taken back. */
  readonly takenBack: Set<string>;
  evidence: CampaignEvidence;
  reasons: readonly CampaignReason[];
}

interface FoundTarget {
  readonly kind: string;
  readonly id: string;
  readonly acts: Map<string, FoundActs>;
}

interface FoundActs {
  readonly members: Set<string>;
  audience: number;
  events: number;
  counted: number;
}

/**
 * Events in order of time → the campaigns in them, over sliding windows of four days, and, where the file is longer, over weeks; a campaign
 * that shows in several is one. Collects while events pass; each full window costs about 0.5 CPU-s for a million events.
 */
export class CampaignFinder {
  private readonly columns = createEventColumns(EVENTS_MAX);
  private readonly names = new EventNames();
  private readonly book = createCampaignBook();
  private readonly found = new Map<string, Found>();
  private readonly weeks = new NightlyWeeks();
  /** Campaigns of the last windows, whose orders may still be going on. */
  private recent: Campaign[] = [];
  private beganMs = Number.NaN;
  /** Time and sequence of the first event of each step, to know what a moved window forgets. */
  private steps: { readonly atMs: number; readonly sequence: number }[] = [];
  private fromMs = Number.NaN;
  private newestMs = 0;

  /**
   * Takes an event, and whether it counts publicly, for the counterfactual; late ones are looked at with the rest of the window
   * they come in.
   */
  add(row: EventRow, counted = true): void {
    const atMs = row.occurredAtMs;
    if (Number.isNaN(this.fromMs)) {
      this.fromMs = atMs;
      this.beganMs = atMs;
    }
    while (atMs >= this.fromMs + WINDOW_MS) this.advance(atMs);
    if (this.weeks.due(atMs)) this.lookOverWeeks();
    this.weeks.add(row, counted);
    const sequence = this.names.add(row, counted);
    this.columns.add(row, sequence);
    const last = this.steps.at(-1);
    if (last === undefined || atMs >= last.atMs + STEP_MS) this.steps.push({ atMs, sequence });
    this.newestMs = Math.max(this.newestMs, atMs);
  }

  /** The last window, and everything found, highest score first. */
  finish(): readonly CampaignReport[] {
    if (!Number.isNaN(this.fromMs)) this.look();
    if (this.newestMs - this.beganMs > WINDOW_MS) this.lookOverWeeks();
    return [...this.found]
      .map(([id, found]) => reportOf(id, found))
      .sort((a, b) => b.score - a.score || b.members.length - a.members.length || (a.id < b.id ? -1 : 1));
  }

  private advance(atMs: number): void {
    this.look();
    // Over an empty stretch the window jumps.
    this.fromMs = Math.max(
      this.fromMs + STEP_MS,
      atMs - WINDOW_MS - ((atMs - WINDOW_MS - this.fromMs) % STEP_MS),
    );
    this.columns.trim(this.fromMs);
    while (this.steps.length > 1 && this.steps[1]!.atMs <= this.fromMs) this.steps.shift();
    this.names.forgetBefore(this.steps[0]?.sequence ?? 0);
  }

  private look(): void {
    if (this.columns.count() === 0) return;
    const columns = this.columns.columns(this.fromMs);
    const clusters = addSecondOpinions(columns, detectCampaigns(columns));
    this.recent = this.recent.filter(({ toMs }) => toMs >= this.fromMs - WINDOW_MS);
    laterActs(this.recent, columns).forEach((acts, i) => {
      keepActs(this.found.get(this.recent[i]!.id)!, acts, this.names);
    });
    for (const campaign of this.book.update(clusters, this.newestMs)) {
      this.keep(campaign, this.names, true);
      this.recent.push(campaign);
    }
  }

  private lookOverWeeks(): void {
    const { clusters, names } = this.weeks.look();
    for (const campaign of this.book.update(clusters, this.newestMs)) this.keep(campaign, names, false);
  }

  private keep(campaign: Campaign, names: EventNames, nearLine: boolean): void {
    let found = this.found.get(campaign.id);
    if (found === undefined) {
      found = {
        score: 0,
        nearLine: false,
        fromMs: campaign.fromMs,
        toMs: campaign.toMs,
        members: new Map(),
        targets: new Map(),
        events: new Set(),
        owners: new Set(),
        takenBack: new Set(),
        evidence: campaign.evidence,
        reasons: [],
      };
      this.found.set(campaign.id, found);
    }
    found.nearLine ||= nearLine;
    if (campaign.score >= found.score) {
      found.score = campaign.score;
      found.evidence = campaign.evidence;
      found.reasons = campaign.reasons;
    }
    found.fromMs = Math.min(found.fromMs, campaign.fromMs);
    found.toMs = Math.max(found.toMs, campaign.toMs);
    for (const { event, probability } of campaign.members) {
      const { actor } = names.of(event);
      found.members.set(actor, Math.max(probability, found.members.get(actor) ?? 0));
    }
    for (const { key } of campaign.owners) found.owners.add(key);
    for (const { event, type, audience } of campaign.targets) {
      const acts = actsOf(found, names.of(event), type);
      acts.audience = Math.max(acts.audience, audience);
    }
    keepActs(found, campaign, names);
  }
}

/** Adds acts to a campaign's, each once. */
function keepActs(found: Found, acts: Pick<Campaign, "events" | "visits">, names: EventNames): void {
  for (const event of acts.visits) {
    const name = names.of(event);
    if (name.type.startsWith("un")) found.takenBack.add(actKey(name, name.type.slice(2)));
  }
  for (const event of acts.events) {
    const name = names.of(event);
    if (found.events.has(name.id)) continue;
    found.events.add(name.id);
    const own = actsOf(found, name, name.type);
    own.members.add(name.actor);
    own.events++;
    if (name.counted) own.counted++;
  }
}

function actKey({ actor, kind, target }: Pick<EventName, "actor" | "kind" | "target">, type: string): string {
  return JSON.stringify([actor, kind, target, type]);
}

/** A campaign's acts of a type on a target, created where absent. */
function actsOf(found: Found, { kind, target: id }: EventName, type: string): FoundActs {
  const key = `${kind}/${id}`;
  let target = found.targets.get(key);
  if (target === undefined) {
    target = { kind, id, acts: new Map() };
    found.targets.set(key, target);
  }
  let acts = target.acts.get(type);
  if (acts === undefined) {
    acts = { members: new Set(), audience: 0, events: 0, counted: 0 };
    target.acts.set(type, acts);
  }
  return acts;
}

function reportOf(id: string, found: Found): CampaignReport {
  const members = [...found.members].sort((a, b) => b[1] - a[1]).map(([actor]) => actor);
  const { fromMs, toMs, evidence } = found;
  const { falseAlarmRate, falseAlarmAtFloor = false } = campaignFalseAlarms(
    found.nearLine ? "near_line" : "nightly",
    { score: found.score, members },
  );
  const size = {
    members: members.length,
    targets: found.targets.size,
    owners: found.owners.size,
    fromMs,
    toMs,
  };
  const targets = [...found.targets.values()].map(({ kind, id: target, acts }) => ({
    kind,
    id: target,
    acts: [...acts].map(([type, { members: own, audience, events, counted }]) => {
      let undone = 0;
      for (const actor of own) {
        const name = { actor, kind, target };
        if (found.takenBack.has(actKey(name, type))) undone++;
      }
      return {
        type,
        members: own.size,
        // Over several windows more members may be known than one window's audience held.
        audience: Math.max(audience, own.size),
        events,
        counted: Math.max(0, counted - undone),
      };
    }),
  }));
  const served = (target: (typeof targets)[number]) =>
    target.acts.reduce((sum, { events }) => sum + events, 0);
  return {
    id,
    score: Math.round(found.score * 1e4) / 1e4,
    false_alarm_rate: falseAlarmRate === null ? null : Math.round(falseAlarmRate * 1e4) / 1e4,
    false_alarm_text: falseAlarmRate === null ? null : falseAlarmText(falseAlarmRate, falseAlarmAtFloor),
    window: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
    headline: campaignHeadline(size, evidence),
    members,
    targets: targets.sort((a, b) => served(b) - served(a)),
    events: [...found.events],
    reasons: found.reasons.map((reason) => ({
      rule: reason.rule,
      value: reason.value,
      baseline: reason.baseline,
      text: { zh: campaignReasonText(reason, "zh"), en: campaignReasonText(reason, "en") },
    })),
    innocent_explanations: innocentExplanations(evidence, size),
  };
}
