import { TRANSITIONS_MAX } from "../../detect/campaign-registry.ts";
import { createTurns } from "../../kernels/time/in-turn.ts";
import type { CampaignTransition } from "../../nouns/campaign.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { KnownCampaign } from "../near-line/detector-settings.ts";
import type { HeldCampaign, NightlyReport } from "../nightly/nightly-turn.ts";
import type {
  CampaignReviews,
  DetectionReport,
  FoundCampaign,
  NightlyHealth,
} from "../reviewed-campaigns.ts";

export interface JoinedParts {
  /** Where reports go, and what is known of campaigns there. */
  readonly reviews: Pick<CampaignReviews, "get" | "health"> & {
    readonly take: (report: DetectionReport) => Promise<void>;
  };
  /** Tells the near-line detector of campaigns that a night found, so that it finds them under their id. */
  readonly remember: (campaigns: readonly KnownCampaign[]) => void;
}

/** What one of the two detectors says of a campaign. */
type Told = Pick<FoundCampaign["campaign"], "score" | "evidence" | "reasons" | "lifecycle">;
interface Shown {
  readonly events: number;
  /** null = said before this start; then it stands among the reviewed campaigns. */
  readonly told: Told | null;
}

/**
 * The near-line and the nightly detection as one to the reviews of campaigns: a campaign that both show is one, its evidence is that of the one that shows more of its events, its lifecycle is both's,
 * and it ends when neither shows it any more. Which they show alike is for their books: both know all campaigns by the id they were first found under.
 */
export class ReportMerger {
  private readonly parts: JoinedParts;
  private readonly near = new Map<string, Shown>();
  private readonly nights = new Map<string, Shown>();
  /** Ended near-line before it was known what the nights show. */
  private undecided: Set<string> | null;
  private nightly: NightlyHealth | null = null;
  private newestMs = 0;
  private taken: Promise<void> = Promise.resolve();
  /** A report may have to ask for reviewed campaigns: the next one waits. */
  private readonly inTurn = createTurns();

  /** `nights`: whether nights come at all. */
  constructor(parts: JoinedParts, nights: boolean) {
    this.parts = parts;
    this.undecided = nights ? new Set() : null;
  }

  /** A report of the near-line detector. */
  nearLine(report: DetectionReport): Promise<void> {
    return this.inTurn(() => this.takeNearLine(report));
  }

  private async takeNearLine(report: DetectionReport): Promise<void> {
    const found = await this.allJoined(report.found, this.near, this.nights);
    for (const { campaign } of found) this.undecided?.delete(campaign.id);
    const ended = report.ended.filter((id) => {
      this.near.delete(id);
      if (this.undecided === null) return !this.nights.has(id);
      this.undecided.add(id);
      return false;
    });
    this.pass({ ...report, found, ended });
  }

  /** What the latest night showed, told as the nightly thread begins. */
  held(held: readonly HeldCampaign[]): Promise<void> {
    return this.inTurn(async () => this.takeHeld(held));
  }

  private takeHeld(held: readonly HeldCampaign[]): void {
    for (const { id, events } of held) if (!this.nights.has(id)) this.nights.set(id, { events, told: null });
    const ended = [...(this.undecided ?? [])].filter((id) => !this.nights.has(id));
    this.undecided = null;
    if (ended.length > 0) this.passNight({ newestMs: 0, found: [], ended });
  }

  /** Part of what a night found; resolves when it is kept. */
  async night(report: NightlyReport): Promise<void> {
    await this.inTurn(() => this.takeNight(report));
    await this.taken;
  }

  private async takeNight(report: NightlyReport): Promise<void> {
    const found = await this.allJoined(report.found, this.nights, this.near);
    const ended = report.ended.filter((id) => this.nights.delete(id) && !this.near.has(id));
    this.parts.remember(
      found.map(({ campaign: { id, toMs, members, lifecycle } }) => {
        return { id, toMs, members, lifecycle, seenAtMs: report.newestMs, live: false, confirmed: false };
      }),
    );
    this.passNight({ ...report, found, ended });
  }

  nightlyHealth(health: NightlyHealth): Promise<void> {
    return this.inTurn(async () => {
      this.nightly = health;
      this.passNight({ newestMs: 0, found: [], ended: [] });
    });
  }

  /** Resolves when all that was reported so far is kept. */
  async settled(): Promise<void> {
    await this.inTurn(async () => {});
    await this.taken;
  }

  private passNight({ newestMs, found, ended }: NightlyReport): void {
    const health = this.parts.reviews.health();
    this.pass({ position: health.position, newestMs, found, ended, health });
  }

  private pass(report: DetectionReport): void {
    this.newestMs = Math.max(this.newestMs, report.newestMs);
    const health = this.nightly === null ? report.health : { ...report.health, nightly: this.nightly };
    this.taken = this.parts.reviews.take({ ...report, newestMs: this.newestMs, health });
  }

  private async allJoined(
    found: readonly FoundCampaign[],
    own: Map<string, Shown>,
    others: Map<string, Shown>,
  ): Promise<FoundCampaign[]> {
    const joined: FoundCampaign[] = [];
    for (const one of found) joined.push(await this.joined(one, own, others));
    return joined;
  }

  /** What stands among the reviewed campaigns; null where nothing does, or it cannot be read now: then the next report of it speaks for both. */
  private async onDesk(id: string): Promise<Told | null> {
    try {
      return await this.parts.reviews.get(id);
    } catch (error) {
      if (error instanceof TouchstoneError) return null;
      throw error;
    }
  }

  /** Notes what one of the two shows, and speaks for both. */
  private async joined(
    found: FoundCampaign,
    own: Map<string, Shown>,
    others: Map<string, Shown>,
  ): Promise<FoundCampaign> {
    const { campaign } = found;
    const { id, score, evidence, reasons, lifecycle, events } = campaign;
    own.set(id, { events: events.length, told: { score, evidence, reasons, lifecycle } });
    const other = others.get(id);
    if (other === undefined) return found;
    const told = other.told ?? (await this.onDesk(id));
    if (told === null) return found;
    const larger = other.events > events.length ? told : campaign;
    return {
      ...found,
      campaign: {
        ...campaign,
        score: larger.score,
        evidence: larger.evidence,
        reasons: larger.reasons,
        lifecycle: bothLifecycles(told.lifecycle, lifecycle),
      },
    };
  }
}

/** Steps of two stories with the same beginning, each once, in order of time. */
function bothLifecycles(
  one: readonly CampaignTransition[],
  two: readonly CampaignTransition[],
): readonly CampaignTransition[] {
  const transitions = new Map<string, CampaignTransition>();
  for (const transition of [...one, ...two])
    transitions.set(`${transition.atMs} ${transition.transition} ${transition.other ?? ""}`, transition);
  const all = [...transitions.values()].sort((a, b) => a.atMs - b.atMs);
  return all.length > TRANSITIONS_MAX ? [all[0]!, ...all.slice(1 - TRANSITIONS_MAX)] : all;
}
