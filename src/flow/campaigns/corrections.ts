import type { Counter } from "../../count/counter.ts";
import type { CampaignRecord, CorrectionCause } from "../../nouns/campaign-record.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { EventType } from "../../nouns/event.ts";
import type { CampaignRecords } from "../../ports/campaigns.ts";
import type { Scheduler } from "../../ports/scheduler.ts";
import { RETRY_MS, SLICES_PER_STORE } from "./campaign-limits.ts";

export interface CorrectionParts {
  readonly campaigns: CampaignRecords;
  readonly counter: Counter;
  /** Resolves when every change so far is stored; rejects with why not, and it still will be. */
  readonly flush: () => Promise<void>;
  readonly scheduler: Scheduler;
  /** Events moved in one turn of the event loop. */
  readonly sliceRows: number;
  readonly onChange: (id: string) => void;
  readonly onWarning: (message: string) => void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const CAUSES: Readonly<Record<CampaignRecord["status"], CorrectionCause>> = {
  confirmed: "confirmed",
  dismissed: "dismissed",
  open: "reopened",
};

/**
 * Brings counts to what campaigns' statuses ask for: events of a confirmed campaign are claimed, those of any other released,
 * in slices with the event loop free between. What a crash cuts off is found again by
 * `unsettled`: desired and actual are both on disk, and only their difference is worked on.
 */
export class Corrections {
  private readonly parts: CorrectionParts;
  private readonly queue = new Map<string, Waiting[]>();
  private working: Promise<void> | null = null;
  private readonly stopping = new AbortController();

  constructor(parts: CorrectionParts) {
    this.parts = parts;
  }

  /** Resolves when the campaign's counts are as its status asks, durably. Rejects with the store's failure, and goes on trying. */
  settle(id: string): Promise<void> {
    if (this.stopping.signal.aborted) return Promise.reject(stopped());
    return new Promise((resolve, reject) => {
      const waiting = this.queue.get(id);
      if (waiting === undefined) this.queue.set(id, [{ resolve, reject }]);
      else waiting.push({ resolve, reject });
      this.working ??= this.work();
    });
  }

  /** Ends after the slice at hand; the next start goes on from there. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  private async work(): Promise<void> {
    for (;;) {
      const [next] = this.queue;
      if (next === undefined) {
        this.working = null; // at once: whoever asks from here on begins anew
        return;
      }
      const [id, waiting] = next;
      // Whoever asks from here on is answered by another round: a decision may come while this one ends.
      this.queue.delete(id);
      try {
        await this.carryOut(id);
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        for (const { reject } of waiting) reject(error);
        if (this.stopping.signal.aborted) {
          for (const { reject } of [...this.queue.values()].flat()) reject(error);
          this.queue.clear();
          return;
        }
        if (!(error instanceof TouchstoneError)) throw error;
        this.parts.onWarning(`the counts of campaign \`${id}\` wait to be corrected: ${error.message}`);
        await this.parts.scheduler.after(RETRY_MS, this.stopping.signal);
        if (!this.queue.has(id)) this.queue.set(id, []);
      }
    }
  }

  private async carryOut(id: string): Promise<void> {
    const { campaigns, counter, flush } = this.parts;
    const campaign = await campaigns.numberOf(id);
    if (campaign === null) return;
    const targets = new Map<number, { kind: string; id: string; type: EventType }>();
    let after = -1;
    let slices = 0;
    // Whatever an earlier slice could not store comes first: from here on the store knows how things stand.
    await flush();
    for (;;) {
      if (this.stopping.signal.aborted) throw stopped();
      const record = await campaigns.get(id);
      if (record === null) return;
      // Decided otherwise meanwhile, the rest goes the new way, and the round that the decision asked for does what lies before.
      const claimed = record.status === "confirmed";
      const slice = await campaigns.claims(campaign, !claimed, after, this.parts.sliceRows);
      if (slice.length === 0) {
        if (slices > 0) await flush();
        return;
      }
      const release = await counter.fetch(slice.map(({ position }) => position));
      try {
        for (const { target } of slice) {
          if (targets.has(target)) continue;
          const { kind, id: name, type } = (await campaigns.target(campaign, target))!;
          targets.set(target, { kind, id: name, type: type as EventType });
        }
        // Decided otherwise while it was read: the slice is another one.
        if ((await campaigns.get(id))?.status !== record.status) continue;
        const last = record.reviews.at(-1);
        const order = { campaign: id, review: last?.atMs ?? 0, cause: CAUSES[record.status] };
        for (const claim of slice) {
          counter.correct(order, claim, targets.get(claim.target)!, claimed);
          after = claim.position;
        }
      } finally {
        release();
      }
      slices = (slices + 1) % SLICES_PER_STORE;
      if (slices === 0) {
        await flush();
        this.parts.onChange(id);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function stopped(): TouchstoneError {
  return new TouchstoneError("not_ready", "the engine is stopping; the correction goes on at its next start");
}
