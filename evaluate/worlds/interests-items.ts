/**
 * Items of the world of interests, who posts them, and how attention to them runs: some live hours,
 * some weeks, some come back. Honest people look alike here because attention is one for all: those
 * who like an item like it when everyone is shown it.
 */

import type { Community, Interests } from "./interests-communities.ts";
import { type Draw, pickOne, sampleOf } from "./interests-draw.ts";
import { awake, DAY_MS, HOUR_MS, MINUTE_MS, type People } from "./interests-people.ts";

type ItemKind = "video" | "article" | "live";

/**
 * Runs of attention. `days` is the power-law relaxation of Crane and Sornette (2008); `again` is
 * the recurrence that Cheng et al. (2016) saw in many large cascades; `slow` is what search and
 * word of mouth bring.
 */
type Curve = "hours" | "days" | "weeks" | "again" | "slow";

export interface Item {
  readonly owner: number;
  readonly community: number;
  /** A second interest whose feed shows it; -1 is none. */
  readonly second: number;
  readonly kind: ItemKind;
  /** Moment of posting; before the window it is negative. */
  readonly at: number;
  readonly weight: number;
  readonly curve: Curve;
  /** Scale of the run: half-life or so. */
  readonly span: number;
  /** Age at which it revives. */
  readonly revival: number;
}

export interface Catalogue {
  readonly items: Item[];
  /** Items of each person who posts, in the order they were made. */
  readonly byOwner: Map<number, number[]>;
  /** Creators of each community and their fame. */
  readonly creators: readonly (readonly number[])[];
  readonly fame: Map<number, number>;
}

/**
 * Part of a community that posts: one to ten in a hundred take part in making, the fewer the larger
 * it is.
 */
const CREATORS = 0.07;
const FEWEST_CREATORS = 3;
/** Posts in two weeks: most post a little, a few post all day. */
const POSTS_MEDIAN = 4;
const POSTS_SIGMA = 1;
const POSTS_MOST = 120;
/**
 * Fame of creators and luck of items; audience counts on video platforms fall with an exponent near
 * 1.
 */
const FAME_ALPHA = 1.05;
const FAME_MOST = 400;
const LUCK_SIGMA = 1.4;
/** Days of posts from before the window whose late attention still falls into it. */
const BACKLOG_DAYS = 45;
/** Posts set to go out on the hour, as planning tools do. */
const ON_THE_HOUR = 0.25;
/** A new post reaches its audience within minutes, not at once. */
const RISE_MS = 15 * MINUTE_MS;
/** A run that fell below a hundredth of its best is over. */
const SPANS_ALIVE = { hours: 5, days: 16, weeks: 4.6, again: 5, slow: 8 } as const;

export function weightAt(item: Item, at: number): number {
  const age = at - item.at;
  if (age < 0) return 0;
  const scaled = age / item.span;
  const rise = 1 - Math.exp(-(age + MINUTE_MS) / RISE_MS);
  if (item.curve === "days") return (item.weight * rise) / (1 + scaled) ** 1.7;
  if (item.curve === "slow") return item.weight * 0.5 * scaled * Math.exp(1 - scaled);
  const first = item.weight * rise * Math.exp(-scaled);
  if (item.curve !== "again" || age < item.revival) return first;
  return first + item.weight * 1.4 * Math.exp(-(age - item.revival) / item.span);
}

export function endOf(item: Item): number {
  return item.at + item.revival + item.span * SPANS_ALIVE[item.curve];
}

/**
 * A curve and its scale, drawn by the mix that half-lives of posts on feeds suggest: hours for
 * most, weeks for few.
 */
export function drawRun(draw: Draw): Pick<Item, "curve" | "span" | "revival"> {
  const lot = draw.random();
  if (lot < 0.45) return { curve: "hours", span: draw.between(1.5, 7) * HOUR_MS, revival: 0 };
  if (lot < 0.75) return { curve: "days", span: draw.between(8, 20) * HOUR_MS, revival: 0 };
  if (lot < 0.9) return { curve: "weeks", span: draw.between(5, 18) * DAY_MS, revival: 0 };
  if (lot < 0.96) {
    return { curve: "again", span: draw.between(3, 9) * HOUR_MS, revival: draw.between(2, 10) * DAY_MS };
  }
  return { curve: "slow", span: draw.between(1, 5) * DAY_MS, revival: 0 };
}

export function addItem(catalogue: Catalogue, item: Item): number {
  const id = catalogue.items.length;
  catalogue.items.push(item);
  const own = catalogue.byOwner.get(item.owner);
  if (own) own.push(id);
  else catalogue.byOwner.set(item.owner, [id]);
  return id;
}

function postingMoment(draw: Draw, people: People, owner: number, firstDay: number, lastDay: number): number {
  for (;;) {
    const moment = draw.between(firstDay, lastDay) * DAY_MS;
    if (draw.random() > awake(people, owner, moment)) continue;
    return draw.chance(ON_THE_HOUR) ? Math.floor(moment / HOUR_MS) * HOUR_MS : moment;
  }
}

interface Posting {
  readonly draw: Draw;
  readonly people: People;
  readonly interests: Interests;
  readonly catalogue: Catalogue;
  readonly days: number;
}

/** Posts of one creator, from the backlog to the end of the window. */
function post(posting: Posting, owner: number, place: number): void {
  const { draw, people, interests, catalogue, days } = posting;
  const community = interests.communities[place]!;
  const fame = catalogue.fame.get(owner)!;
  const posts = Math.min(POSTS_MOST, draw.lognormal(POSTS_MEDIAN, POSTS_SIGMA)) / 14;
  const beside = interests.of[owner]!.filter((other) => other !== place);
  for (let left = draw.poisson(posts * (days + BACKLOG_DAYS)); left > 0; left -= 1) {
    const at = postingMoment(draw, people, owner, -BACKLOG_DAYS, days);
    const run = drawRun(draw);
    const second = beside.length > 0 && draw.chance(0.25) ? pickOne(draw, beside) : -1;
    const kind = draw.chance(community.articles) ? "article" : "video";
    const item: Item = {
      owner,
      community: place,
      second: second >= 0 && interests.communities[second]!.language === community.language ? second : -1,
      kind,
      at,
      weight: fame * draw.lognormal(1, LUCK_SIGMA),
      ...run,
    };
    if (endOf(item) > 0) addItem(catalogue, item);
  }
}

function chooseCreators(draw: Draw, community: Community): number[] {
  const wanted = Math.max(FEWEST_CREATORS, Math.round(community.members.length * CREATORS));
  // In a small language more of the people have to make what the others watch.
  return sampleOf(draw, community.members, community.language === 0 ? wanted : wanted * 3);
}

export function makeCatalogue(draw: Draw, people: People, interests: Interests, days: number): Catalogue {
  const creators = interests.communities.map((community) => chooseCreators(draw, community));
  const catalogue: Catalogue = { items: [], byOwner: new Map(), creators, fame: new Map() };
  const posting: Posting = { draw, people, interests, catalogue, days };
  for (const [place, owners] of creators.entries()) {
    // The best known of a large interest are known more widely than those of a small one.
    const scale = Math.sqrt(interests.communities[place]!.members.length / 100);
    for (const owner of owners) {
      if (!catalogue.fame.has(owner)) {
        catalogue.fame.set(owner, scale * draw.pareto(1, FAME_MOST, FAME_ALPHA));
      }
      post(posting, owner, place);
    }
  }
  return catalogue;
}
