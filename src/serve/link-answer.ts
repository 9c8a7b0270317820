import type { Engine } from "../flow/engine.ts";
import type { PayeeLinkReport } from "../nouns/payee-link-report.ts";

/** A campaign that served orders paid to a payee. */
export interface ServingCampaign {
  readonly id: string;
  readonly status: string;
  readonly score: number;
  /** Steps of the payee's orders on its targets, in its time. */
  readonly orders: number;
}

/** A payee's link and the campaigns that served its orders. */
export async function linkAnswer(engine: Engine, link: PayeeLinkReport) {
  return { ...link, campaigns: await servingCampaigns(engine, link) };
}

/** A payee's link without its curve and steps. */
export function linkSummary({ curve: _curve, steps: _steps, ...summary }: PayeeLinkReport) {
  return summary;
}

/** Campaigns on whose targets a payee's steps stand, in their time, most orders first. O(steps). */
export async function servingCampaigns(
  engine: Engine,
  { steps }: PayeeLinkReport,
): Promise<readonly ServingCampaign[]> {
  const served = new Map<string, ServingCampaign>();
  for (const { item, from, to } of steps) {
    for (const { id, status, score, fromMs, toMs } of await engine.campaigns.ofTarget(item.kind, item.id)) {
      if (Date.parse(from) > toMs || Date.parse(to) < fromMs) continue;
      served.set(id, { id, status, score, orders: (served.get(id)?.orders ?? 0) + 1 });
    }
  }
  return [...served.values()].sort((a, b) => b.orders - a.orders || (a.id < b.id ? -1 : 1));
}

/** A payee whose orders a campaign served. */
export interface ServedPayee {
  readonly payee: string;
  readonly state: PayeeLinkReport["state"];
  readonly orders: number;
}

/** Payees whose orders a campaign served, most orders first; of its targets the first so many are looked at. */
export async function servedPayees(
  engine: Engine,
  campaign: string,
  targetsMax: number,
): Promise<readonly ServedPayee[]> {
  const record = await engine.campaigns.get(campaign);
  if (record === null) return [];
  const payees = new Map<string, ServedPayee>();
  const seen = new Set<string>();
  for (const { kind, id } of (await engine.campaigns.targets(campaign, { limit: targetsMax })).items) {
    if (seen.has(`${kind}/${id}`)) continue;
    seen.add(`${kind}/${id}`);
    for (const { payee, state, steps } of engine.links.servedBy(kind, id)) {
      const own = steps.filter(
        ({ item, from, to }) =>
          item.kind === kind &&
          item.id === id &&
          Date.parse(from) <= record.toMs &&
          Date.parse(to) >= record.fromMs,
      );
      if (own.length === 0) continue;
      payees.set(payee, { payee, state, orders: (payees.get(payee)?.orders ?? 0) + own.length });
    }
  }
  return [...payees.values()].sort((a, b) => b.orders - a.orders || (a.payee < b.payee ? -1 : 1));
}
