import {
  createEventColumns,
  type EventColumns,
  type EventColumnsBuilder,
} from "../src/detect/columns/event-columns.ts";
import { keyHex } from "../src/detect/columns/key-hex.ts";
import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import { laterActs } from "../src/detect/later-acts.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import type { Cluster } from "../src/nouns/campaign.ts";
import { kindCode } from "../src/nouns/event.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import { combine, hashText } from "../src/nouns/hash.ts";
import type { CampaignRow } from "../src/simulate/campaign.ts";
import type { SimulationOptions } from "../src/simulate/options.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import { HONEST_SETS } from "../src/simulate/truth.ts";

const HOUR_MS = 3_600_000;
/** As the campaign finder slides: four days, moved on by two. */
const WINDOW_MS = 96 * HOUR_MS;
const STEP_MS = 48 * HOUR_MS;
/** Room beyond the events asked for; chance makes a day a few percent larger or smaller. */
const EVENTS_MARGIN = 1.1;
const DAY_MS = 24 * HOUR_MS;

/** What the detector is given: everything, or who did what when and nothing else. */
export const FIELDS = ["all fields", "graph only"] as const;
export type Fields = (typeof FIELDS)[number];

/** A simulated stretch of time as columns, with the truth beside it. The truth is read to score, and by nothing else. */
export interface CampaignDay {
  readonly options: SimulationOptions;
  readonly builder: EventColumnsBuilder;
  /** All events, in order; an event's sequence is its place. */
  readonly all: EventColumns;
  /** Actor's code in `all`, by key. */
  readonly accountOf: ReadonlyMap<string, number>;
  readonly campaigns: readonly CampaignRow[];
  /** By event: place in `campaigns`, −1 = honest; honest set, −1 = ordinary life; 1 = what was paid for. */
  readonly campaign: Int32Array;
  readonly set: Int8Array;
  readonly bought: Uint8Array;
  /** Accounts of a pool that delivered anything, by campaign, and orders each took part in, by account. */
  readonly pools: readonly ReadonlySet<number>[];
  readonly orders: Uint16Array;
}

/** Options → the day, simulated. About 5 µs an event. */
export function campaignDay(options: SimulationOptions): CampaignDay {
  const simulation = createSimulation(options);
  const decoder = createDecoder();
  const row = createEventRow();
  const days = (options.durationMs ?? DAY_MS) / DAY_MS;
  const builder = createEventColumns(
    Math.ceil((options.eventsPerDay ?? 1_000_000) * days * EVENTS_MARGIN) + 10_000,
  );
  let capacity = 1 << 16;
  const place = new Map<string, number>();
  let campaign = new Int32Array(capacity);
  let set = new Int8Array(capacity);
  let count = 0;
  for (const run of simulation.runs()) {
    let start = 0;
    for (const truth of run.truth) {
      const end = run.bytes.indexOf(0x0a, start);
      const rejection = decoder.decode(run.bytes, start, end, row, Number.POSITIVE_INFINITY);
      if (rejection !== null) throw new Error(`the simulator wrote a bad line: ${JSON.stringify(rejection)}`);
      start = end + 1;
      builder.add(row, count);
      if (count === capacity) {
        capacity *= 2;
        const sets = new Int8Array(capacity);
        sets.set(set);
        set = sets;
        const own = new Int32Array(capacity);
        own.set(campaign);
        campaign = own;
      }
      if (truth.campaign !== null && !place.has(truth.campaign)) place.set(truth.campaign, place.size);
      campaign[count] = truth.campaign === null ? -1 : place.get(truth.campaign)!;
      set[count++] = truth.set === null ? -1 : HONEST_SETS.indexOf(truth.set);
    }
  }
  // In order of their first event; those that never began come last.
  const campaigns = [...simulation.campaigns()].sort(
    (a, b) => (place.get(a.id) ?? place.size) - (place.get(b.id) ?? place.size),
  );
  campaign = campaign.slice(0, count);
  if (builder.evicted() > 0) throw new Error("the simulated time held more events than there is room for");
  const all = builder.columns();
  return {
    options,
    builder,
    all,
    accountOf: new Map(Array.from({ length: all.actorCount }, (_, a) => [keyHex(all.actorKeys, a), a])),
    campaigns,
    campaign,
    set: set.slice(0, count),
    ...whatWasBought(all, campaigns, campaign),
  };
}

function whatWasBought(
  all: EventColumns,
  campaigns: readonly CampaignRow[],
  campaign: Int32Array,
): Pick<CampaignDay, "bought" | "pools" | "orders"> {
  const targetOf = new Map(Array.from({ length: all.targetCount }, (_, t) => [keyHex(all.targetKeys, t), t]));
  const ordered = campaigns.map(
    ({ targets }) =>
      new Set(
        targets.map(({ kind, id, type }) => (targetOf.get(targetHex(kind, id)) ?? -1) * 32 + kindCode(type)!),
      ),
  );
  const bought = new Uint8Array(all.count);
  const pools = campaigns.map(() => new Set<number>());
  const orders = new Uint16Array(all.actorCount);
  const served = new Set<number>();
  for (let i = 0; i < all.count; i++) {
    const own = campaign[i]!;
    if (own < 0 || !ordered[own]!.has(all.target[i]! * 32 + all.kind[i]!)) continue;
    bought[i] = 1;
    const actor = all.actor[i]!;
    pools[own]!.add(actor);
    const once = actor * all.targetCount + all.target[i]!;
    if (served.has(once)) continue;
    served.add(once);
    orders[actor]!++;
  }
  return { bought, pools, orders };
}

/** Key of a target as the decoder makes it: its kind's hash and its id's, combined. */
export function targetHex(kind: string, id: string): string {
  const words = new Int32Array(2);
  combine(...hashText(kind), ...hashText(id), words, 0);
  return keyHex(words, 0);
}

/** Columns → the same without address, device, network, client, registration time and batch. */
export function onlyGraph(columns: EventColumns): EventColumns {
  return {
    ...columns,
    infrastructure: {},
    batch: new Int32Array(columns.actorCount).fill(-1),
    registeredAtMs: new Float64Array(columns.actorCount).fill(Number.NaN),
  };
}

/** Every cluster, whatever its score, over windows as the campaign finder slides them, with what a later window shows of its orders. */
export function detectDay(day: CampaignDay, fields: Fields): readonly Cluster[] {
  const { all, builder } = day;
  const view = (columns: EventColumns): EventColumns =>
    fields === "all fields" ? columns : onlyGraph(columns);
  const firstMs = all.occurredAtMs[0]!;
  const lastMs = all.occurredAtMs[all.count - 1]!;
  if (lastMs < firstMs + WINDOW_MS) return detectCampaigns(view(all), { scoreMin: 0 });
  const found: Cluster[] = [];
  for (let fromMs = firstMs; ; fromMs += STEP_MS) {
    const columns = view(builder.columns(fromMs, fromMs + WINDOW_MS));
    laterActs(found, columns).forEach(({ events }, c) => {
      found[c] = {
        ...found[c]!,
        events: Float64Array.from(new Set([...found[c]!.events, ...events])).sort(),
      };
    });
    found.push(...detectCampaigns(columns, { scoreMin: 0 }));
    if (lastMs < fromMs + WINDOW_MS) return found;
  }
}
