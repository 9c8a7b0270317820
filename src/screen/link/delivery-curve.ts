import type { DeliveryPoint } from "../../nouns/payee-link.ts";

/** What one order's item got beyond its expected course, by time since the payment. */
export type Delivery = readonly { readonly lagMs: number; readonly excess: number }[];

/** Lags drawn: minutes to days, even on a logarithmic axis. */
const LAGS_MS = [5, 10, 20, 30, 60, 120, 240, 480, 720, 1_440, 2_160, 2_880, 4_320, 5_760].map(
  (minutes) => minutes * 60_000,
);

/** Deliveries → the part of each that had come by each lag: over orders, quarters and median. O(orders · lags). */
export function deliveryCurve(deliveries: readonly Delivery[], scaleMs: number): readonly DeliveryPoint[] {
  if (deliveries.length === 0) return [];
  return LAGS_MS.filter((lagMs) => lagMs <= scaleMs).map((lagMs) => {
    const parts = deliveries
      .map((delivery) => {
        const total = delivery.reduce((sum, { excess }) => sum + excess, 0);
        const come = delivery.reduce((sum, one) => sum + (one.lagMs <= lagMs ? one.excess : 0), 0);
        return total <= 0 ? 0 : Math.min(1, Math.max(0, come / total));
      })
      .sort((a, b) => a - b);
    return { lagMs, low: quantile(parts, 0.25), median: quantile(parts, 0.5), high: quantile(parts, 0.75) };
  });
}

/** Value at a part of sorted ones, between neighbours in proportion. */
export function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}
