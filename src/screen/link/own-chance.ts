import type { ClaimedSteps } from "./claimed-steps.ts";
import { leastStep } from "./least-step.ts";
import type { BuyerWindow, Nulls } from "./nulls.ts";
import { sumTail } from "./sum-tail.ts";

/** Buyers' windows whose payers are asked, evenly among all; the rest follow as often as these on average. */
const ASKED_MAX = 150;
/** What the rate among all payers weighs beside a payer's own windows, in windows. */
const PRIOR_WINDOWS = 1;

/**
 * Chance that so many windows are followed where each payer's items step up as often as they did before. `cut`: what counts as a step. 1 where nothing followed.
 * O(windows asked · their windows before · steps).
 */
export function ownChance(
  windows: readonly BuyerWindow[],
  scale: number,
  cut: number,
  { steps, windows: among, own }: Nulls,
  claimed: ClaimedSteps,
): number {
  const followed = windows.filter(({ p }) => p <= cut).length;
  if (followed === 0) return 1;
  const every = Math.max(1, windows.length / ASKED_MAX);
  const rates: number[] = [];
  for (let at = 0; at < windows.length; at += every) {
    const { order, count, paidAtMs } = windows[Math.floor(at)]!;
    let asked = 0;
    let hits = 0;
    for (const window of own.before(order, scale, paidAtMs)) {
      const least = leastStep(window, scale, steps, claimed);
      if (least === null) continue;
      asked++;
      if (among.p(scale, window, least.p) <= cut) hits++;
    }
    const rate = (hits + PRIOR_WINDOWS * cut) / (asked + PRIOR_WINDOWS);
    // Several payments in one window were corrected for their number: nothing is added for them here.
    rates.push(count > 1 ? Math.max(rate, cut) : rate);
  }
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  while (rates.length < windows.length) rates.push(mean);
  return sumTail(followed, rates);
}
