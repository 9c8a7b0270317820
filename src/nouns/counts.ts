import type { EventType } from "./event.ts";

/** Where an engagement is counted. */
export type Bucket = "public" | "held" | "rejected";

/** Counts of one target for one event type. raw = public + held + rejected, always. */
export interface TargetCounts {
  readonly kind: string;
  readonly id: string;
  readonly type: EventType;
  readonly raw: number;
  readonly public: number;
  readonly held: number;
  readonly rejected: number;
}

/** Sums behind a target's quality, over its publicly counted events only. Means are sum / count; count 0 = not measurable. */
export interface QualitySums {
  readonly views: number;
  readonly dwellCount: number;
  readonly dwellSumMs: number;
  /** Views left within `BOUNCE_MS_MAX`. */
  readonly bounces: number;
  readonly playCount: number;
  readonly playSum: number;
  readonly depthCount: number;
  readonly depthSum: number;
  readonly shares: number;
  readonly likes: number;
  readonly comments: number;
}
