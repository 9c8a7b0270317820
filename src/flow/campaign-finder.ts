import { detectWithinOwners } from "../detect/audience/detect-within-owner.ts";
import { createCampaignRegistry } from "../detect/campaign-registry.ts";
import { detectCrews, everywhereOf, joinClaims, weighWhereTheyLive } from "../detect/crews/detect-crews.ts";
import { detectCampaigns } from "../detect/detect-campaigns.ts";
import { type DataShape, dataShape } from "../detect/judge/data-shape.ts";
import { type Judgement, judgeCampaign, judgeParts } from "../detect/judge/judge-campaign.ts";
import { inShortFile, LIVES_SEEN_DAYS, livesTogether } from "../detect/judge/short-span.ts";
import { laterActs } from "../detect/later-acts.ts";
import { detectOverWeeks } from "../detect/slow-drip.ts";
import type { Campaign } from "../nouns/campaign.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { FileEvents } from "./file-events.ts";
import {
  emptyFound,
  type FoundCampaign,
  keepActs,
  keepCampaign,
  partOfFound,
  reportOf,
  type Verdict,
} from "./found-campaign.ts";
import { withinOwnerReport } from "./within-owner-report.ts";

/** Longest stretch looked at in one go: orders are delivered over up to four days. */
const WINDOW_MS = 96 * 3_600_000;
/** How far the window moves on: what one window cuts off at its edge, the next holds whole. */
const STEP_MS = 48 * 3_600_000;
/** What a look over weeks reads: an order of a month and the days around it, so that a file of a month is looked at once. */
const WEEKS_MS = 35 * 86_400_000;
/** How often weeks are looked at: half of what they hold, so that what one look cuts off at its edge the next holds whole. */
const WEEKS_STEP_MS = WEEKS_MS / 2;
/**
 * Clusters of one window below it are let go. One window shows a few orders, the file many, so that it is far below what is shown; but plain communities must not join what is found.
 */
const CANDIDATE_SCORE_MIN = 1e-5;
/** Events of a file up to which groups within one owner's audience are looked for: it costs up to 4 CPU-s a million. */
const NAMED_MAX = 2_000_000;
/** Shorter, times are no times: a file cut to dates, or stamped when it was exported. Then nobody comes again, and whoever shares a thing shares its moment. */
const SPAN_MS_MIN = 60_000;
/** Campaigns below it are not shown: more likely than not they did not act by order. */
const SHOWN_SCORE_MIN = 0.5;

/**
 * Events in order of time → the campaigns in them. Sliding windows of four days, and, where the file is longer, weeks, say who meets beyond chance; what shows in several is one
 * claim; at the end each claim is judged by the whole file. Collects while events pass; see docs/evaluation/detection-cost.md for what it takes.
 */
export class CampaignFinder {
  /** All of the file, or what of it fits: what is looked at, and what claims are judged by. */
  private readonly events: FileEvents;
  private readonly registry = createCampaignRegistry();
  private readonly found = new Map<string, FoundCampaign>();
  /** Campaigns of the last windows, whose orders may still be going on. */
  private recent: Campaign[] = [];
  private beganMs = Number.NaN;
  private fromMs = Number.NaN;
  private newestMs = 0;
  /** From when the next look over weeks is counted. */
  private weeksFromMs = Number.NaN;

  constructor(events: FileEvents = new FileEvents()) {
    this.events = events;
  }

  /**
   * Takes an event, and whether it counts publicly, for the counterfactual; late ones are looked at with the rest of the window
   * they come in. `neededFromMs`: what somebody else looks at of the same events begins there.
   */
  add(row: EventRow, counted = true, neededFromMs = Number.POSITIVE_INFINITY): void {
    const atMs = row.occurredAtMs;
    if (Number.isNaN(this.fromMs)) {
      this.fromMs = atMs;
      this.beganMs = atMs;
      this.weeksFromMs = atMs;
    }
    while (atMs >= this.fromMs + WINDOW_MS) this.advance(atMs);
    if (atMs >= this.weeksFromMs + 2 * WEEKS_STEP_MS) this.lookOverWeeks();
    this.events.add(row, counted, Math.min(this.fromMs, neededFromMs));
    this.newestMs = Math.max(this.newestMs, atMs);
  }

  /** The last window, and everything found, highest score first; nothing where all events are of one minute. */
  finish(): readonly CampaignReport[] {
    if (this.newestMs - this.beganMs < SPAN_MS_MIN) return []; // `shape` says so
    if (!Number.isNaN(this.fromMs)) this.look();
    if (this.newestMs - this.beganMs > WINDOW_MS) this.lookOverWeeks();
    const crews = this.crews().map(([found, verdict]) => reportOf(found, verdict));
    const windows = this.judge()
      .filter(([, { score }]) => score >= SHOWN_SCORE_MIN)
      .map(([found, part]) => reportOf(found, part));
    const across = joinClaims(crews, windows, ({ members }) => members);
    return [...across, ...this.withinOwners(across)].sort(
      (a, b) => b.score - a.score || b.members.length - a.members.length || (a.id < b.id ? -1 : 1),
    );
  }

  /** Crews told by the whole file at once, the likeliest first. O(see `findCrews`). */
  private crews(): readonly (readonly [FoundCampaign, Verdict])[] {
    const { events } = this;
    const clusters = detectCrews(events.whole(), events.graph(), SHOWN_SCORE_MIN, () => events.byActor());
    return createCampaignRegistry()
      .update(clusters, this.newestMs)
      .map((campaign) => {
        const found = emptyFound(campaign.id, campaign.evidence);
        keepCampaign(found, campaign, events, false);
        return [found, campaign];
      });
  }

  /** Groups within one owner's audience, where hands cannot be told by the owners they serve; without those whose members are known already. */
  private withinOwners(known: readonly CampaignReport[]): readonly CampaignReport[] {
    if (this.events.count === 0 || this.events.count > NAMED_MAX || !this.events.complete) return [];
    const columns = this.events.whole();
    if (columns.ownerCount === 0) return []; // whose fans come together is not known
    const members = new Set(known.flatMap((campaign) => campaign.members));
    return detectWithinOwners(columns)
      .map((group, place) => withinOwnerReport(group, place + 1, columns, this.events))
      .filter(
        (report) => report.members.filter((actor) => members.has(actor)).length < report.members.length / 2,
      );
  }

  /** What the file can tell by its shape. O(targets), O(events held) where it was not judged yet. */
  shape(): DataShape {
    return dataShape(this.events.graph());
  }

  /** Everything found, each claim in the parts that stand on their own, judged by the whole file. */
  judge(): readonly (readonly [FoundCampaign, Verdict])[] {
    if (this.found.size === 0) return [];
    const graph = this.events.graph();
    return [...this.found.values()].flatMap((found): (readonly [FoundCampaign, Verdict])[] => {
      if (found.viewsOnly) return [[found, found]];
      const accused = {
        members: [...found.members.keys()],
        targets: [...found.targets.keys()],
        evidence: found.evidence,
      };
      const inFile = (judged: Judgement, members: readonly string[], targets: readonly string[]) => {
        const { events } = this;
        const everywhere = everywhereOf(events.whole(), graph, events.byActor(), { members, targets });
        const weighed = weighWhereTheyLive(judged.evidence, members.length, everywhere);
        const together = livesTogether(weighed.evidence, everywhere);
        return { ...weighed, ...inShortFile(found, weighed, graph.spanDays, together) };
      };
      if (graph.spanDays < LIVES_SEEN_DAYS) {
        const judged = judgeCampaign(graph, accused);
        return [[found, { ...found, ...inFile(judged, accused.members, accused.targets) }]];
      }
      const parts = judgeParts(graph, accused);
      return parts.map((part, place) => {
        const id = place === 0 ? found.id : `${found.id}-${place + 1}`;
        const verdict = { ...part, ...inFile(part, [...part.members], [...part.targets]) };
        return [partOfFound(found, id, part), verdict] as const;
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
  }

  private look(): void {
    const columns = this.events.since(this.fromMs);
    if (columns.count === 0) return;
    const clusters = detectCampaigns(columns, { scoreMin: CANDIDATE_SCORE_MIN });
    this.recent = this.recent.filter(({ toMs }) => toMs >= this.fromMs - WINDOW_MS);
    laterActs(this.recent, columns).forEach((acts, i) => {
      keepActs(this.found.get(this.recent[i]!.id)!, acts, this.events);
    });
    for (const campaign of this.registry.update(clusters, this.newestMs)) {
      this.keep(campaign, true);
      this.recent.push(campaign);
    }
  }

  private lookOverWeeks(): void {
    const { columns, graph } = this.events.weeks(WEEKS_MS);
    let newestMs = Number.NEGATIVE_INFINITY;
    for (const atMs of columns.occurredAtMs) newestMs = Math.max(newestMs, atMs);
    this.weeksFromMs = Math.max(this.weeksFromMs + WEEKS_STEP_MS, newestMs - WEEKS_STEP_MS);
    const options = { scoreMin: CANDIDATE_SCORE_MIN, ...(graph === undefined ? {} : { graph }) };
    const clusters = detectOverWeeks(columns, options);
    for (const campaign of this.registry.update(clusters, this.newestMs)) this.keep(campaign, false);
  }

  private keep(campaign: Campaign, nearLine: boolean): void {
    let found = this.found.get(campaign.id);
    if (found === undefined) {
      found = emptyFound(campaign.id, campaign.evidence);
      this.found.set(campaign.id, found);
    }
    keepCampaign(found, campaign, this.events, nearLine);
  }
}
