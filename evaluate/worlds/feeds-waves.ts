/**
 * The recommender of the world `feeds`. Honest people look alike there since it works in waves: a
 * fresh item goes to a small test cohort; when they watch it, to the clusters beside; then to all
 * of the theme; then to everybody, cluster by cluster. Each cohort gets it in the same few hours.
 * The verdicts come from what the simulated people really did with the item.
 */

import type { Creators, Items } from "./feeds-catalogue.ts";
import type { Chance } from "./feeds-chance.ts";
import { clamp, steady } from "./feeds-chance.ts";
import { day, hour, minute, startMs } from "./feeds-clock.ts";
import type { Clusters, People } from "./feeds-people.ts";

interface Stage {
  /** Share of a cluster's members who may be shown it. */
  readonly share: number;
  /** How long the wave lasts, unless too few came by. */
  readonly spanMs: number;
  /** Later clusters of the same stage start up to so much later. */
  readonly staggerMs: number;
  readonly leastViews: number;
  readonly weight: number;
}

/** Fine clusters: shown to most of a test cluster, later to whole clusters. */
const fineStages: readonly Stage[] = [
  { share: 0.6, spanMs: 1.5 * hour, staggerMs: 0, leastViews: 5, weight: 0.7 },
  { share: 1, spanMs: 2.5 * hour, staggerMs: 0.5 * hour, leastViews: 12, weight: 1.2 },
  { share: 1, spanMs: 4 * hour, staggerMs: 2 * hour, leastViews: 40, weight: 1.8 },
  { share: 1, spanMs: 6 * hour, staggerMs: 6 * hour, leastViews: 0, weight: 2 },
];

/** Broad feeds: a cohort is a growing random share of a large audience. */
const broadStages: readonly Stage[] = [
  { share: 0.06, spanMs: 2 * hour, staggerMs: 0, leastViews: 8, weight: 0.7 },
  { share: 0.25, spanMs: 4 * hour, staggerMs: 0, leastViews: 25, weight: 1.2 },
  { share: 0.8, spanMs: 8 * hour, staggerMs: 0, leastViews: 80, weight: 1.8 },
  { share: 0.8, spanMs: 10 * hour, staggerMs: 6 * hour, leastViews: 0, weight: 2 },
];

/** Verdicts and launches fall on five-minute ticks, like a scheduled job's. */
const tickMs = 5 * minute;
/** Of tested items, three in ten go on: feeds drop most of what is posted. */
const testPassing = 0.3;
/** So many items a day and theme reach the theme, and so many a day reach everybody. */
const themeItemsADay = 6;
const globalItemsADay = 7;

interface Entry {
  readonly item: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly weight: number;
  readonly spanMs: number;
  readonly share: number;
}

export interface Waves {
  /** Runs launches and verdicts up to this time. */
  advance(nowMs: number): void;
  /** The next page of a person's feed, best first. */
  offer(person: number, nowMs: number, wanted: number): number[];
  /** A view's worth to the recommender: watched to the end, liked, shared … */
  note(item: number, worth: number): void;
}

interface WavesState {
  readonly chance: Chance;
  readonly people: People;
  readonly clusters: Clusters;
  readonly creators: Creators;
  readonly items: Items;
  readonly personal: boolean;
  readonly hasSeen: (person: number, item: number) => boolean;
  readonly stages: readonly Stage[];
  readonly slates: Entry[][];
  readonly agenda: Map<number, number[]>;
  readonly everyCluster: number[];
  readonly stageOf: Uint8Array;
  readonly deadline: Float64Array;
  readonly views: Uint32Array;
  readonly worth: Float32Array;
  readonly passing: readonly number[];
  readonly bars: Float64Array;
  // Launches also what was posted on the eve, so that the log does not start in an empty house.
  nextLaunch: number;
  tick: number;
}

export function makeWaves(
  chance: Chance,
  people: People,
  clusters: Clusters,
  creators: Creators,
  items: Items,
  personal: boolean,
  days: number,
  hasSeen: (person: number, item: number) => boolean,
): Waves {
  const slates: Entry[][] = clusters.members.map(() => []);
  const everyCluster = clusters.members.map((_, cluster) => cluster);
  const passing = passingShares((items.count - items.first) / days, people.themes);
  // Launches also what was posted on the eve, so that the log does not start in an empty house.
  let nextLaunch = items.postedAt.findIndex((at) => at > startMs - 0.6 * day);
  if (nextLaunch < 0) nextLaunch = items.count;
  const waves: WavesState = {
    chance,
    people,
    clusters,
    creators,
    items,
    personal,
    hasSeen,
    stages: personal ? fineStages : broadStages,
    slates,
    agenda: new Map<number, number[]>(),
    everyCluster,
    stageOf: new Uint8Array(items.count),
    deadline: new Float64Array(items.count),
    views: new Uint32Array(items.count),
    worth: new Float32Array(items.count),
    passing,
    bars: Float64Array.of(0.4, 0.5, 0.55),
    nextLaunch,
    tick: 0,
  };
  return {
    advance: (nowMs) => advance(waves, nowMs),
    offer: (person, nowMs, wanted) => offer(waves, person, nowMs, wanted),
    note(item, gained) {
      waves.views[item]! += 1;
      waves.worth[item]! += gained;
    },
  };
}

function push(waves: WavesState, item: number, stage: number, cluster: number, fromMs: number): void {
  const { spanMs, weight, share } = waves.stages[stage]!;
  const untilMs = fromMs + 2.5 * spanMs;
  waves.slates[cluster]!.push({
    item,
    fromMs,
    untilMs,
    weight: weight * waves.items.grip[item]!,
    spanMs,
    share,
  });
}

function start(waves: WavesState, item: number, stage: number, nowMs: number): void {
  const { spanMs, staggerMs } = waves.stages[stage]!;
  const creator = waves.items.creator[item]!;
  waves.stageOf[item] = stage;
  waves.deadline[item] = nowMs + staggerMs + 5 * spanMs;
  waves.views[item] = 0;
  waves.worth[item] = 0;
  for (const cluster of cohorts(waves, creator, stage)) {
    push(waves, item, stage, cluster, nowMs + (stage === 0 ? 0 : staggerMs * waves.chance()));
  }
  if (stage < waves.stages.length - 1) plan(waves, item, nowMs + spanMs + staggerMs);
}

function cohorts(waves: WavesState, creator: number, stage: number): readonly number[] {
  const home = waves.creators.home[creator]!;
  const near = waves.clusters.ofTheme[waves.creators.theme[creator]!]!;
  if (stage === 3) return waves.everyCluster;
  if (!waves.personal || stage === 0) return [home];
  if (stage === 2) return near;
  const place = near.indexOf(home);
  const reach = 2 + Math.floor(3 * waves.chance());
  const chosen = new Set([home]);
  for (let step = 1; step <= reach; step++) chosen.add(near[(place + step) % near.length]!);
  return [...chosen];
}

function plan(waves: WavesState, item: number, atMs: number): void {
  const due = Math.max(waves.tick + 1, Math.ceil((atMs - startMs) / tickMs));
  const list = waves.agenda.get(due);
  if (list === undefined) waves.agenda.set(due, [item]);
  else list.push(item);
}

/** A verdict. The bar moves so that about the wanted share passes: items compete. */
function review(waves: WavesState, item: number, nowMs: number): void {
  const stage = waves.stageOf[item]!;
  if (waves.views[item]! < waves.stages[stage]!.leastViews) {
    if (nowMs < waves.deadline[item]!) plan(waves, item, nowMs + 6 * tickMs);
    return;
  }
  const passes = waves.worth[item]! / waves.views[item]! > waves.bars[stage]!;
  waves.bars[stage]! += 0.02 * (passes ? 1 - waves.passing[stage]! : -waves.passing[stage]!);
  if (passes) start(waves, item, stage + 1, nowMs);
}

function score(waves: WavesState, entry: Entry, nowMs: number): number {
  const freshness = Math.exp(-(nowMs - entry.fromMs) / (1.5 * entry.spanMs));
  // The noise is small: two members who come in the same hour get much the same page.
  return entry.weight * freshness * (0.6 + 0.8 * waves.chance());
}

function collect(
  waves: WavesState,
  person: number,
  cluster: number,
  nowMs: number,
  trust: number,
  into: number[][],
): void {
  const slate = waves.slates[cluster]!;
  const [found, scores] = into as [number[], number[]];
  for (let place = slate.length - 1; place >= 0; place--) {
    const entry = slate[place]!;
    if (entry.untilMs < nowMs) {
      slate[place] = slate[slate.length - 1]!;
      slate.pop();
      continue;
    }
    if (entry.fromMs > nowMs || waves.hasSeen(person, entry.item)) continue;
    if (entry.share < 1 && steady(person, entry.item) >= entry.share) continue;
    found.push(entry.item);
    scores.push(trust * score(waves, entry, nowMs));
  }
}

function advance(waves: WavesState, nowMs: number): void {
  const last = Math.floor((nowMs - startMs) / tickMs);
  for (; waves.tick <= last; waves.tick++) {
    const atMs = startMs + waves.tick * tickMs;
    while (waves.nextLaunch < waves.items.count && waves.items.postedAt[waves.nextLaunch]! <= atMs)
      start(waves, waves.nextLaunch++, 0, atMs);
    for (const item of waves.agenda.get(waves.tick) ?? []) review(waves, item, atMs);
    waves.agenda.delete(waves.tick);
  }
}

function offer(waves: WavesState, person: number, nowMs: number, wanted: number): number[] {
  const found: number[] = [];
  const scores: number[] = [];
  collect(waves, person, waves.people.cluster[person]!, nowMs, 1, [found, scores]);
  const second = waves.people.second[person]!;
  if (second >= 0 && second !== waves.people.cluster[person]) {
    collect(waves, person, second, nowMs, 0.45, [found, scores]);
  }
  return best(found, scores, wanted);
}

/**
 * Shares that pass each verdict: the later ones hold the number of big items a day steady at any
 * size of platform.
 */
function passingShares(postsADay: number, themes: number): readonly number[] {
  const afterTest = Math.max(1, postsADay * testPassing);
  const toTheme = clamp((themeItemsADay * themes) / afterTest, 0.02, 0.35);
  const toAll = clamp(globalItemsADay / (afterTest * toTheme), 0.01, 0.2);
  return [testPassing, toTheme, toAll];
}

/** The `wanted` best, without repeats, in falling order. */
function best(found: number[], scores: number[], wanted: number): number[] {
  const page: number[] = [];
  while (page.length < wanted) {
    let top = -1;
    for (let place = 0; place < scores.length; place++) {
      if (scores[place]! > 0 && (top < 0 || scores[place]! > scores[top]!)) top = place;
    }
    if (top < 0) break;
    scores[top] = 0;
    if (!page.includes(found[top]!)) page.push(found[top]!);
  }
  return page;
}
