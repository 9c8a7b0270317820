import { NightlyActs } from "../../detect/columns/nightly-acts.ts";
import { detectOverWeeks } from "../../detect/slow-drip.ts";
import type { Cluster } from "../../nouns/campaign.ts";
import { RETRACTION_BIT } from "../../nouns/event.ts";
import type { EventRow } from "../../nouns/event-row.ts";
import { EventNames } from "../event-names.ts";

const DAY_MS = 86_400_000;
/** What is held: an order of a month and the days around it, so that a file of a month is looked at once. */
const SPAN_MS = 35 * DAY_MS;
/** Groups below it are let go, as those of a window are. */
const CANDIDATE_SCORE_MIN = 1e-5;
/** How often weeks are looked at: half of what they hold, so that what one look cuts off at its edge the next holds whole. */
const STEP_MS = SPAN_MS / 2;

/** What weeks of a file show: groups, and the names behind their sequences, good until the next event. */
export interface WeeksSeen {
  readonly clusters: readonly Cluster[];
  readonly names: EventNames;
}

/** Events of a file in order of time → what acts together over weeks of them. Holds the acts of 35 days at the most, about 110 bytes each with their names. */
export class NightlyWeeks {
  private readonly acts = new NightlyActs({ spanMs: SPAN_MS });
  private readonly names = new EventNames();
  private lookedMs = Number.NaN;

  /** Takes an event, and whether it counts publicly. */
  add(row: EventRow, counted: boolean): void {
    if (Number.isNaN(this.lookedMs)) this.lookedMs = row.occurredAtMs;
    if (row.kind % RETRACTION_BIT === 0) return;
    this.acts.add(row, this.names.add(row, counted));
  }

  /** Whether a look is due before an event of this time. */
  due(atMs: number): boolean {
    return atMs >= this.lookedMs + 2 * STEP_MS;
  }

  look(): WeeksSeen {
    const columns = this.acts.columns();
    this.lookedMs = Number.isNaN(this.lookedMs)
      ? this.lookedMs
      : Math.max(this.lookedMs + STEP_MS, this.acts.newestMs - STEP_MS);
    let first = Number.POSITIVE_INFINITY;
    for (const sequence of columns.sequence) if (sequence < first) first = sequence;
    this.names.forgetBefore(first);
    return { clusters: detectOverWeeks(columns, { scoreMin: CANDIDATE_SCORE_MIN }), names: this.names };
  }
}
