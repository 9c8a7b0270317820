import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import { type CampaignDay, type Fields, onlyGraph } from "./campaign-day.ts";
import { FLAG_SCORE_MIN } from "./campaign-score.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Windows and how often each is looked at, as near-line detection does: the short ones often, the long ones seldom. */
export const WATCHES = [
  { windowMs: HOUR_MS, everyMs: MINUTE_MS },
  { windowMs: 6 * HOUR_MS, everyMs: 5 * MINUTE_MS },
  { windowMs: 24 * HOUR_MS, everyMs: 15 * MINUTE_MS },
  { windowMs: 96 * HOUR_MS, everyMs: 60 * MINUTE_MS },
] as const;
/** How long after an order its pool may still be found because of it. */
const TAIL_MS = 20 * MINUTE_MS;

export interface Delay {
  readonly family: string;
  readonly infrastructure: string;
  /** When found: seconds since the pool's first bought act, orders begun and acts bought by then. null = never. */
  readonly found: { readonly seconds: number; readonly orders: number; readonly acts: number } | null;
  readonly orders: number;
}

/**
 * A day walked through minute by minute → when each pool was first found: by a cluster most of whose members are the pool's. Windows end at the minute: no look ahead.
 * Detection keeps nothing from one look to the next, so minutes in which no pool that is still unknown works are passed over.
 */
export function measureDelays(day: CampaignDay, fields: Fields): readonly Delay[] {
  const { all, builder, pools } = day;
  const firstMs = all.occurredAtMs[0]!;
  const lastMs = all.occurredAtMs[all.count - 1]!;
  const spans = day.campaigns.map(({ targets }) =>
    targets.map(({ start, end }) => [Date.parse(start), Date.parse(end) + TAIL_MS] as const),
  );
  const foundAtMs = day.campaigns.map(() => Number.NaN);
  for (let nowMs = firstMs + MINUTE_MS; nowMs <= lastMs + MINUTE_MS; nowMs += MINUTE_MS) {
    const open = spans.some(
      (orders, p) =>
        Number.isNaN(foundAtMs[p]!) && orders.some(([start, end]) => nowMs >= start && nowMs <= end),
    );
    if (!open) continue;
    for (const { windowMs, everyMs } of WATCHES) {
      // A window that reaches back before the first event is the same as the next shorter one that does.
      if ((nowMs - firstMs) % everyMs !== 0 || (windowMs > HOUR_MS && nowMs - firstMs < windowMs / 6))
        continue;
      const columns = builder.columns(nowMs - windowMs, nowMs);
      const clusters = detectCampaigns(fields === "all fields" ? columns : onlyGraph(columns), {
        scoreMin: FLAG_SCORE_MIN,
      });
      for (const { members } of clusters) {
        const accounts = members.map(({ key }) => day.accountOf.get(key)!);
        pools.forEach((own, p) => {
          if (!Number.isNaN(foundAtMs[p]!)) return;
          if (accounts.filter((account) => own.has(account)).length * 2 > accounts.length)
            foundAtMs[p] = nowMs;
        });
      }
    }
  }
  return day.campaigns.map((campaign, p): Delay => {
    const { family, parameters, targets } = campaign;
    const base = { family, infrastructure: parameters.infrastructure, orders: targets.length };
    const atMs = foundAtMs[p]!;
    if (Number.isNaN(atMs)) return { ...base, found: null };
    let acts = 0;
    let beganMs = Number.POSITIVE_INFINITY;
    for (let i = 0; i < all.count; i++) {
      if (day.bought[i] === 0 || day.campaign[i] !== p) continue;
      beganMs = Math.min(beganMs, all.occurredAtMs[i]!);
      if (all.occurredAtMs[i]! < atMs) acts++;
    }
    const orders = spans[p]!.filter(([start]) => start < atMs).length;
    return { ...base, found: { seconds: (atMs - beganMs) / 1000, orders, acts } };
  });
}
