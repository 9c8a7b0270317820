import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import type { TargetQuality } from "./engine.ts";

/** Dwell at which a view counts as fully watched for the weight: half of it gives half the credit (saturating). */
const DWELL_MS_HALF = 10_000;
/** Shares per view that give half the credit: genuine short-video traffic shares 0.1 to 1 % of its views (KuaiRand: 0.1 %). */
const SHARE_RATE_HALF = 0.005;

/**
 * Sums of a target's public events and its counts → quality and a weight in [0, 1] for a recommender: the mean of the parts
 * that can be measured (dwell, play, depth, staying, sharing), times the earned share of all that was received, so that
 * bought engagement lowers distribution instead of buying it.
 */
export function qualityOf(
  kind: string,
  id: string,
  sums: QualitySums,
  counts: readonly TargetCounts[],
): TargetQuality {
  const over = (sum: number, count: number): number | null => (count > 0 ? sum / count : null);
  const dwell = over(sums.dwellSumMs, sums.dwellCount);
  const play = over(sums.playSum, sums.playCount);
  const depth = over(sums.depthSum, sums.depthCount);
  const bounce = over(sums.bounces, sums.dwellCount);
  const share = over(sums.shares, sums.views);
  const raw = counts.reduce((sum, count) => sum + count.raw, 0);
  const earned = raw > 0 ? counts.reduce((sum, count) => sum + count.public, 0) / raw : null;
  const parts = [
    dwell === null ? null : dwell / (dwell + DWELL_MS_HALF),
    play === null ? null : Math.min(1, play),
    depth,
    bounce === null ? null : 1 - bounce,
    share === null ? null : share / (share + SHARE_RATE_HALF),
  ].filter((part) => part !== null);
  const mean = parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0) / parts.length;
  return {
    kind,
    id,
    weight: mean === null ? null : mean * (earned ?? 1),
    dwell_ms_mean: dwell,
    play_ratio_mean: play,
    scroll_depth_mean: depth,
    bounce_rate: bounce,
    share_rate: share,
    like_rate: over(sums.likes, sums.views),
    comment_rate: over(sums.comments, sums.views),
    views: sums.views,
    earned_ratio: earned,
  };
}
