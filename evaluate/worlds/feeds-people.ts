/**
 * The people of the world `feeds` and the taste clusters that the recommender puts them into.
 * Honest people look alike there since a cluster of 40 to 300 is fed as one: its members see the
 * same fresh items in the same hours.
 */
import type { Chance } from "./feeds-chance.ts";
import { below, between, clamp, exponential, lognormal, normal, shuffled } from "./feeds-chance.ts";
import { day, drawHour, hour, minute, startMs } from "./feeds-clock.ts";

/** Odd habits, as bits of `People.habits`. */
export const likesAll = 1;
export const rewatches = 2;
export const cleansUp = 4;
export const binges = 8;
export const batches = 16;
export const readsEditor = 32;
export const campus = 64;

export interface People {
  readonly count: number;
  readonly themes: number;
  readonly theme: Uint8Array;
  readonly cluster: Int32Array;
  /** A second cluster whose feed leaks in, or -1. */
  readonly second: Int32Array;
  readonly viewsPerDay: Float32Array;
  readonly sessionViews: Float32Array;
  /** Two hours of the day at which a person usually opens the app. */
  readonly habitHours: Float32Array;
  readonly likeRate: Float32Array;
  /** Lean to give at all: scales follows, comments, shares, favorites. */
  readonly giving: Float32Array;
  /** Three per person: lean to the hot list, the follow feed, search. */
  readonly leans: Float32Array;
  readonly pushRate: Float32Array;
  readonly registeredAt: Float64Array;
  /** Away from the app between these, or 0. */
  readonly awayFrom: Float64Array;
  readonly awayTo: Float64Array;
  readonly habits: Uint8Array;
}

export interface Clusters {
  readonly members: readonly Int32Array[];
  readonly ofTheme: readonly (readonly number[])[];
}

/**
 * Cluster sizes. Personal ones have 40 to 300 people, median 110: small enough that all like one
 * niche, large enough to test an item on. Broad ones have some thousands. A small rest joins the
 * last.
 */
function drawSizes(chance: Chance, people: number, personal: boolean): number[] {
  const broad = clamp(Math.round(people / 4000), 3, 25);
  const sizes: number[] = [];
  let left = people;
  while (left > 0) {
    const size = personal
      ? clamp(Math.round(lognormal(chance, 110, 0.55)), 40, 300)
      : Math.max(40, Math.round(lognormal(chance, people / broad, 0.4)));
    const taken = left - size < 40 ? left : size;
    sizes.push(taken);
    left -= taken;
  }
  return sizes;
}

/**
 * Each theme has a cluster; of the others, most go to the first themes: tastes are not equally
 * common.
 */
function assignThemes(chance: Chance, clusters: number, themes: number): number[][] {
  const ofTheme: number[][] = Array.from({ length: themes }, () => []);
  for (let cluster = 0; cluster < Math.max(clusters, themes); cluster++) {
    const theme = cluster < themes ? cluster : Math.floor(themes * chance() ** 1.6);
    ofTheme[theme]!.push(cluster % clusters);
  }
  return ofTheme;
}

/**
 * Like rates. Public Kuaishou logs (KuaiRand) hold about one or two likes per hundred views, most
 * of them from few people. A fifth never like; some like one in ten; a few like nearly all they
 * see. The rates are those for a middling item; what the feed picks is liked about twice as often.
 */
function drawLikeRate(chance: Chance): number {
  const kind = chance();
  if (kind < 0.2) return 0;
  if (kind < 0.93) return Math.min(0.2, lognormal(chance, 0.0055, 0.75));
  if (kind < 0.992) return between(chance, 0.02, 0.09);
  return between(chance, 0.7, 0.98);
}

/** Shares of odd habits; each is some percent on any platform, and each looks strange in a log. */
function drawHabits(chance: Chance, likeRate: number): number {
  let habits = likeRate >= 0.7 ? likesAll : 0;
  if (chance() < 0.03) habits |= rewatches;
  if (chance() < 0.002) habits |= cleansUp;
  if (chance() < 0.035) habits |= binges;
  if (chance() < 0.02) habits |= batches;
  if (chance() < 0.03) habits |= readsEditor;
  return habits;
}

/**
 * Old accounts: four years of growth, and five campaigns that each brought many on the same two
 * days.
 */
function drawOldRegistration(chance: Chance): number {
  const daysAgo =
    chance() < 0.09 ? 60 + 260 * below(chance, 5) + below(chance, 2) : 2 + 1460 * chance() ** 1.5;
  return startMs - Math.ceil(daysAgo) * day + drawHour(chance) * hour;
}

/**
 * Newcomers: half a percent a day, and one per cent more in three hours when a campus is signed up
 * at its fair.
 */
function register(chance: Chance, people: People, days: number): void {
  const order = shuffled(chance, people.count);
  const trickle = Math.round(people.count * 0.005 * days);
  const fair = days < 3 ? 0 : Math.max(3, Math.round(people.count * 0.01));
  const fairAt = startMs + Math.min(2, days - 1) * day + 11.5 * hour;
  for (let place = 0; place < people.count; place++) {
    const person = order[place]!;
    if (place < trickle) {
      people.registeredAt[person] = startMs + below(chance, days) * day + drawHour(chance) * hour;
    } else if (place < trickle + fair) {
      people.registeredAt[person] = fairAt + Math.min(3 * hour, exponential(chance, 55 * minute));
      people.habits[person]! |= campus;
    } else {
      people.registeredAt[person] = drawOldRegistration(chance);
    }
  }
}

function emptyPeople(count: number, themes: number): People {
  return {
    count,
    themes,
    theme: new Uint8Array(count),
    cluster: new Int32Array(count),
    second: new Int32Array(count).fill(-1),
    viewsPerDay: new Float32Array(count),
    sessionViews: new Float32Array(count),
    habitHours: new Float32Array(2 * count),
    likeRate: new Float32Array(count),
    giving: new Float32Array(count),
    leans: new Float32Array(3 * count),
    pushRate: new Float32Array(count),
    registeredAt: new Float64Array(count),
    awayFrom: new Float64Array(count),
    awayTo: new Float64Array(count),
    habits: new Uint8Array(count),
  };
}

/**
 * Views a day: lognormal with sigma 1.15, so the busiest of 100,000 see a hundred times the median.
 * The level gives about 55 events a person in eight days.
 */
function drawPerson(chance: Chance, people: People, person: number, days: number): void {
  people.viewsPerDay[person] = Math.min(450, lognormal(chance, 2.5, 1.15));
  people.sessionViews[person] = clamp(lognormal(chance, 6.5, 0.5), 2, 40);
  people.habitHours[2 * person] = drawHour(chance);
  people.habitHours[2 * person + 1] = drawHour(chance);
  const likeRate = drawLikeRate(chance);
  people.likeRate[person] = likeRate;
  // Those who like much give much else, but loosely: the correlation of logs is about 0.4.
  people.giving[person] = Math.exp(
    1.1 * normal(chance) + (likeRate > 0.03 ? 0.7 : likeRate === 0 ? -1.2 : 0) - 0.5,
  );
  for (let lean = 0; lean < 3; lean++) people.leans[3 * person + lean] = lognormal(chance, 0.7, 0.9);
  // Leanplum, 1.5 billion pushes: 1.8 to 3.5 % are opened; in any app few people open most of them.
  people.pushRate[person] = chance() < 0.045 ? between(chance, 0.12, 0.55) : 0.028 * chance();
  if (chance() < 0.12) {
    people.awayFrom[person] = startMs + (chance() * 1.5 - 0.5) * days * day;
    people.awayTo[person] = people.awayFrom[person]! + (0.2 + chance()) * days * day;
  }
  people.habits[person] = drawHabits(chance, likeRate);
}

export function makePeople(
  chance: Chance,
  count: number,
  days: number,
  personal: boolean,
): { people: People; clusters: Clusters } {
  const sizes = drawSizes(chance, count, personal);
  // A theme for each 600 to 2,500 people: some dozen on a small platform, forty on a large one.
  const themes = clamp(Math.round(Math.sqrt(count) / 6), 3, 40);
  const ofTheme = assignThemes(chance, sizes.length, themes);
  const themesOf: number[][] = sizes.map(() => []);
  for (const [theme, list] of ofTheme.entries()) for (const cluster of list) themesOf[cluster]!.push(theme);

  const people = emptyPeople(count, themes);
  const order = shuffled(chance, count);
  const members: Int32Array[] = [];
  let from = 0;
  for (const [cluster, size] of sizes.entries()) {
    const own = order.slice(from, from + size).sort();
    from += size;
    members.push(own);
    const tastes = themesOf[cluster]!;
    for (const person of own) {
      const fits = personal || chance() < 0.75;
      const theme = fits ? tastes[below(chance, tastes.length)]! : below(chance, themes);
      people.theme[person] = theme;
      people.cluster[person] = cluster;
      if (chance() < 0.6) {
        const near = ofTheme[chance() < 0.7 ? theme : below(chance, themes)]!;
        people.second[person] = near[below(chance, near.length)]!;
      }
      drawPerson(chance, people, person, days);
    }
  }
  register(chance, people, days);
  return { people, clusters: { members, ofTheme } };
}
