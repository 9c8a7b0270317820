import type { Claims } from "../../count/claims.ts";
import type { Counter } from "../../count/counter.ts";
import { ofOneMoment } from "../../count/of-one-moment.ts";
import type { CampaignEventClaim, StoredPage } from "../../ports/campaigns.ts";
import type { Records } from "../../ports/records.ts";
import type { CampaignEvent, CampaignReviews, CampaignTargetCounts, Page } from "../reviewed-campaigns.ts";
import { EVENTS_PAGE_MS } from "./campaign-limits.ts";
import type { ForgottenNames } from "./forgotten-names.ts";
import type { RegistryReader } from "./registry-reader.ts";

export interface CampaignPagesParts {
  readonly records: Pick<Records, "campaigns" | "counts">;
  readonly counter: Counter;
  readonly claims: Claims;
  readonly reader: RegistryReader;
  readonly forgotten: ForgottenNames;
}

/** The lists of a campaign as they are told: what is stored, with what waits to be stored, as of one moment each. */
export class CampaignPages {
  private readonly parts: CampaignPagesParts;

  constructor(parts: CampaignPagesParts) {
    this.parts = parts;
  }

  async members(id: string, { limit, after }: Parameters<CampaignReviews["members"]>[1]) {
    const campaign = await this.parts.records.campaigns.numberOf(id);
    return campaign === null ? NOTHING : await this.parts.records.campaigns.members(campaign, limit, after);
  }

  async targets(
    id: string,
    { limit, after }: Parameters<CampaignReviews["targets"]>[1],
  ): Promise<Page<CampaignTargetCounts>> {
    const campaign = await this.parts.records.campaigns.numberOf(id);
    if (campaign === null) return NOTHING;
    const { counter, claims, records } = this.parts;
    const read = async () => {
      const page = await this.parts.records.campaigns.targets(campaign, limit, after);
      return { page, counts: await Promise.all(page.items.map(({ kind, id }) => records.counts(kind, id))) };
    };
    return ofOneMoment(counter, read, ({ page, counts }) => ({
      items: page.items.map(({ target, corrected: _, counted, lifted, ...record }, i) => {
        const { kind, id, type } = record;
        const tally = claims.pendingTally(campaign, target);
        const stored = counts[i]!.find((count) => count.type === type)?.public ?? 0;
        const shown = stored + counter.pendingPublic(kind, id, type);
        return {
          ...record,
          public: shown,
          publicWith: shown + lifted + tally.lifted,
          publicWithout: Math.max(0, shown - counted - tally.counted),
        };
      }),
      next: page.next,
    }));
  }

  async events(
    id: string,
    { limit, after }: Parameters<CampaignReviews["events"]>[1],
  ): Promise<Page<CampaignEvent>> {
    const campaign = await this.parts.records.campaigns.numberOf(id);
    if (campaign === null) return NOTHING;
    const read = () => this.parts.records.campaigns.events(campaign, limit, after);
    return ofOneMoment(this.parts.counter, read, (page) => this.eventsOf(page));
  }

  private eventsOf(page: StoredPage<CampaignEventClaim>): Page<CampaignEvent> {
    const until = performance.now() + EVENTS_PAGE_MS;
    const items: CampaignEvent[] = [];
    let last = 0;
    for (const { position, bucket, standing } of page.items) {
      if (items.length > 0 && performance.now() > until && !this.parts.reader.holds(position)) {
        this.parts.reader.release();
        return { items, next: String(last) };
      }
      const read = this.parts.reader.read(position);
      if (read === null) continue; // no longer in the log
      const { event, type, atMs, actor, kind, id } = read;
      const erased = this.parts.forgotten.hasName(actor);
      items.push({
        event,
        type,
        atMs,
        actor: erased ? "" : actor,
        target: { kind, id },
        bucket: this.parts.claims.bucketAt(position, bucket, standing),
      });
      last = position;
    }
    this.parts.reader.release();
    return { items, next: page.next };
  }
}

const NOTHING = { items: [], next: null };
