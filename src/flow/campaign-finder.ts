import { detectWithinOwners } from "../detect/audience/detect-within-owner.ts";
import { createEventColumns } from "../detect/columns/event-columns.ts";
import { detectCampaigns } from "../detect/detect-campaigns.ts";
import { createCampaignBook } from "../detect/identity.ts";
import { type DataShape, dataShape } from "../detect/judge/data-shape.ts";
import { createEngagementGraph } from "../detect/judge/engagement-graph.ts";
import { judgeCampaign, judgeParts } from "../detect/judge/judge-campaign.ts";
import { inShortSpan, LIVES_SEEN_DAYS } from "../detect/judge/short-span.ts";
import { laterActs } from "../detect/later-acts.ts";
import type { Campaign } from "../nouns/campaign.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { EventNames } from "./event-names.ts";
import {
  emptyFound,
  type FoundCampaign,
  keepActs,
  keepCampaign,
  partOfFound,
  reportOf,
  type Verdict,
} from "./found-campaign.ts";
import { NightlyWeeks } from "./night/nightly-weeks.ts";
import { withinOwnerReport } from "./within-owner-report.ts";

/** Longest stretch looked at in one go: orders are delivered over up to four days. */
const WINDOW_MS = 96 * 3_600_000;
/** How far the window moves on: what one window cuts off at its edge, the next holds whole. */
const STEP_MS = 48 * 3_600_000;
/** Events of one window held at the most: 64 bytes each, and about 50 for their names. Beyond it the earliest go. */
const EVENTS_MAX = 12_000_000;
/**
 * Clusters of one window below it are let go. One window shows a few orders, the file many, so that it is far below what is shown; but plain communities must not join what is found.
 */
const CANDIDATE_SCORE_MIN = 1e-5;
/** Events of a file up to which groups within one owner's audience are looked for: their names are kept, 50 bytes each. */
const NAMED_MAX = 2_000_000;
/** Shorter, times are no times: a file cut to dates, or stamped when it was exported. Then nobody comes again, and whoever shares a thing shares its moment. */
const SPAN_MS_MIN = 60_000;
/** Campaigns below it are not shown: more likely than not they did not act by order. */
const SHOWN_SCORE_MIN = 0.5;

/**
 * Events in order of time → the campaigns in them. Sliding windows of four days, and, where the file is longer, weeks, say who meets beyond chance; what shows in several is one
 * claim; at the end each claim is judged by the whole file. Collects while events pass; each full window costs about 0.5 CPU-s for a million events.
 */
export class CampaignFinder {
  private readonly columns = createEventColumns(EVENTS_MAX);
  /** All of the file, or its latest `EVENTS_MAX` events: what claims are judged by. */
  private readonly history = createEventColumns(EVENTS_MAX);
  private readonly names = new EventNames();
  /** Of the whole file, as long as it is no longer than `NAMED_MAX`. */
  private everyName = new EventNames();
  private readonly book = createCampaignBook();
  private readonly found = new Map<string, FoundCampaign>();
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
    this.history.add(row, sequence);
    if (sequence < NAMED_MAX) this.everyName.add(row, counted);
    else if (sequence === NAMED_MAX) this.everyName = new EventNames();
    const last = this.steps.at(-1);
    if (last === undefined || atMs >= last.atMs + STEP_MS) this.steps.push({ atMs, sequence });
    this.newestMs = Math.max(this.newestMs, atMs);
  }

  /** The last window, and everything found, highest score first; nothing where all events are of one minute. */
  finish(): readonly CampaignReport[] {
    if (this.newestMs - this.beganMs < SPAN_MS_MIN) return []; // `shape` says so
    if (!Number.isNaN(this.fromMs)) this.look();
    if (this.newestMs - this.beganMs > WINDOW_MS) this.lookOverWeeks();
    const across = this.judge()
      .filter(([, { score }]) => score >= SHOWN_SCORE_MIN)
      .map(([found, part]) => reportOf(found, part));
    return [...across, ...this.withinOwners(across)].sort(
      (a, b) => b.score - a.score || b.members.length - a.members.length || (a.id < b.id ? -1 : 1),
    );
  }

  /** Groups within one owner's audience, where hands cannot be told by the owners they serve; without those whose members are known already. */
  private withinOwners(known: readonly CampaignReport[]): readonly CampaignReport[] {
    const events = this.history.count();
    if (events === 0 || events > NAMED_MAX) return [];
    const columns = this.history.columns();
    if (columns.ownerCount === 0) return []; // whose fans come together is not known
    const members = new Set(known.flatMap((campaign) => campaign.members));
    return detectWithinOwners(columns)
      .map((group, place) => withinOwnerReport(group, place + 1, columns, this.everyName))
      .filter(
        (report) => report.members.filter((actor) => members.has(actor)).length < report.members.length / 2,
      );
  }

  /** What the file can tell by its shape. O(events held). */
  shape(): DataShape {
    return dataShape(createEngagementGraph(this.history.columns()));
  }

  /** Everything found, each claim in the parts that stand on their own, judged by the whole file. */
  judge(): readonly (readonly [FoundCampaign, Verdict])[] {
    if (this.found.size === 0) return [];
    const graph = createEngagementGraph(this.history.columns());
    return [...this.found.values()].flatMap((found): (readonly [FoundCampaign, Verdict])[] => {
      if (found.viewsOnly) return [[found, found]];
      const accused = {
        members: [...found.members.keys()],
        targets: [...found.targets.keys()],
        evidence: found.evidence,
      };
      if (graph.spanDays < LIVES_SEEN_DAYS) {
        const judged = judgeCampaign(graph, accused);
        return [[found, { ...found, ...judged, ...inShortSpan(found, judged, graph.spanDays) }]];
      }
      const parts = judgeParts(graph, accused);
      return parts.map((part, place) => {
        const id = place === 0 ? found.id : `${found.id}-${place + 1}`;
        return [partOfFound(found, id, part), part] as const;
      });
    });
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
    const clusters = detectCampaigns(columns, { scoreMin: CANDIDATE_SCORE_MIN });
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
      found = emptyFound(campaign.id, campaign.evidence);
      this.found.set(campaign.id, found);
    }
    keepCampaign(found, campaign, names, nearLine);
  }
}
