import type { CampaignReport } from "../../src/nouns/campaign-report.ts";
import type { World } from "../worlds/world.ts";

/** What was found in one world, held against what its maker knows. Shares lie in [0, 1]; null = nothing of the kind in the world. */
export interface WorldFigures {
  readonly world: string;
  readonly events: number;
  readonly people: number;
  readonly campaigns: number;
  /** Campaigns of which less than half of the members are hands. */
  readonly falseCampaigns: number;
  /** Campaigns that the default policy would confirm without a person. */
  readonly selfConfirmed: number;
  readonly falseSelfConfirmed: number;
  readonly accounts: Counts;
  readonly boughtEvents: Counts;
  /** Pooled over bought targets: what is counted once campaigns are taken out, against the honest count. */
  readonly countError: number | null;
  /** Honest accounts in any campaign, of all honest ones. */
  readonly honestHit: Part;
  /** The same by kind of honest group. */
  readonly honestHitByKind: Readonly<Record<string, Part>>;
}

export interface ForeignRow {
  readonly maker: string;
  readonly attack: string | null;
  readonly bent: string | null;
  readonly seed: number;
  readonly figures: WorldFigures;
  readonly cpuSeconds: number;
  /** Yuan per like that was delivered and not found, as far as prices are known; null without an attack. */
  readonly yuanPerLike: number | null;
}

/** Right, wrong and missed: precision = right / (right + wrong), recall = right / (right + missed). */
export interface Counts {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

export interface Part {
  readonly hit: number;
  readonly of: number;
}

/** Campaigns of a world → figures. `confirmed`: whether the default policy would confirm a campaign by itself. O(events + members). */
export function worldFigures(
  world: World,
  campaigns: readonly CampaignReport[],
  confirmed: (campaign: CampaignReport) => boolean,
): WorldFigures {
  const hands = new Set(world.pools.flatMap(({ actors }) => actors));
  const bought = new Set<number>();
  const paidFor = new Set<string>();
  for (const pool of world.pools) {
    for (const place of pool.bought) bought.add(place);
    for (const target of pool.targets) paidFor.add(target);
  }
  const people = new Set(world.events.map(({ actor }) => actor));
  const accused = new Set(campaigns.flatMap(({ members }) => members));
  const events = new Set(campaigns.flatMap((campaign) => campaign.events.map((id) => Number(id.slice(1)))));
  const isFalse = ({ members }: CampaignReport): boolean =>
    members.filter((actor) => hands.has(actor)).length < members.length / 2;
  return {
    world: world.name,
    events: world.events.length,
    people: people.size,
    campaigns: campaigns.length,
    falseCampaigns: campaigns.filter(isFalse).length,
    selfConfirmed: campaigns.filter(confirmed).length,
    falseSelfConfirmed: campaigns.filter((campaign) => isFalse(campaign) && confirmed(campaign)).length,
    accounts: compare(accused, hands),
    boughtEvents: compare(events, bought),
    countError: countError(world, paidFor, bought, events),
    honestHit: part(
      [...people].filter((actor) => !hands.has(actor)),
      accused,
    ),
    honestHitByKind: byKind(world, hands, accused),
  };
}

export function compare<T>(found: ReadonlySet<T>, truth: ReadonlySet<T>): Counts {
  let right = 0;
  for (const one of found) if (truth.has(one)) right++;
  return { right, wrong: found.size - right, missed: truth.size - right };
}

export function f1({ right, wrong, missed }: Counts): number {
  return right === 0 ? 0 : (2 * right) / (2 * right + wrong + missed);
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { right: a.right + b.right, wrong: a.wrong + b.wrong, missed: a.missed + b.missed };
}

export function addParts(a: Part, b: Part): Part {
  return { hit: a.hit + b.hit, of: a.of + b.of };
}

function part(all: readonly string[], accused: ReadonlySet<string>): Part {
  return { hit: all.filter((actor) => accused.has(actor)).length, of: all.length };
}

function byKind(
  world: World,
  hands: ReadonlySet<string>,
  accused: ReadonlySet<string>,
): Record<string, Part> {
  const kinds = new Map<string, Set<string>>();
  for (const { kind, actors } of world.honest) {
    const own = kinds.get(kind) ?? new Set<string>();
    kinds.set(kind, own);
    for (const actor of actors) if (!hands.has(actor)) own.add(actor);
  }
  return Object.fromEntries([...kinds].map(([kind, actors]) => [kind, part([...actors], accused)]));
}

/** Σ |counted − honest| over bought targets / Σ honest, by kind of act that was bought; null where nothing was. */
function countError(
  world: World,
  paidFor: ReadonlySet<string>,
  bought: ReadonlySet<number>,
  taken: ReadonlySet<number>,
): number | null {
  if (paidFor.size === 0) return null;
  const types = new Set([...bought].map((place) => world.events[place]!.type));
  const honest = new Map<string, number>();
  const counted = new Map<string, number>();
  const add = (to: Map<string, number>, key: string): void => {
    to.set(key, (to.get(key) ?? 0) + 1);
  };
  world.events.forEach(({ type, targetKind, target }, place) => {
    const key = `${targetKind}/${target}`;
    if (!types.has(type) || !paidFor.has(key)) return;
    if (!bought.has(place)) add(honest, `${key} ${type}`);
    if (!taken.has(place)) add(counted, `${key} ${type}`);
  });
  let off = 0;
  let all = 0;
  for (const key of new Set([...honest.keys(), ...counted.keys()])) {
    off += Math.abs((counted.get(key) ?? 0) - (honest.get(key) ?? 0));
    all += honest.get(key) ?? 0;
  }
  return off / Math.max(1, all);
}
