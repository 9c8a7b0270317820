/**
 * World `feeds`: a short-video platform on which feeds decide what people see, as on Kuaishou or
 * TikTok. No one is bought here.
 *
 * Honest people look alike since the machine makes them: the recommender shows a fresh item to a
 * small cluster of like-minded people in the same hour and, if they watch it, to the clusters
 * beside. A push brings a crowd in ten minutes, always much the same people. The editor's page, the
 * hot list and the newcomers' fifty items are read from the top by all. Channels have regulars who
 * come at breakfast each day. A creator's fans are notified at once. And there are people who like
 * all they see.
 *
 * `personal: false` gives broad feeds of some thousands instead of clusters of 40 to 300.
 */
import { makeCreators, makeFollows, makeItems } from "./feeds-catalogue.ts";
import { day, outageOf, startMs } from "./feeds-clock.ts";
import { makeLists } from "./feeds-lists.ts";
import { makeLog, makeSeen, toEvents } from "./feeds-log.ts";
import { type Clusters, campus, likesAll, makePeople, type People } from "./feeds-people.ts";
import { planDay, type Visit } from "./feeds-plan.ts";
import type { Platform } from "./feeds-reactions.ts";
import { type Diary, makeDiary, makeVisit } from "./feeds-visit.ts";
import { makeWaves } from "./feeds-waves.ts";
import { createRandom, type HonestGroup, type MakeWorld, type World, type WorldOptions } from "./world.ts";

export interface FeedsOptions extends WorldOptions {
  /** Fine clusters of 40 to 300 people (the default), or broad feeds of some thousands. */
  readonly personal?: boolean;
}

/** Events a person and day, for the first size of the columns; they grow when it is too small. */
const eventsADay = 8;
/** Fewer than so many are no group. */
const leastGroup = 3;

function makePlatform(options: FeedsOptions): { platform: Platform; clusters: Clusters } {
  const { seed, people: count, days, personal = true } = options;
  const chance = createRandom(seed);
  const { people, clusters } = makePeople(chance, count, days, personal);
  const creators = makeCreators(chance, people, clusters);
  const items = makeItems(chance, creators, people, days);
  const seen = makeSeen(count * days * eventsADay);
  const waves = makeWaves(chance, people, clusters, creators, items, personal, days, seen.has);
  const platform: Platform = {
    chance,
    people,
    creators,
    items,
    follows: makeFollows(chance, creators, people),
    log: makeLog(startMs + days * day, count * days * eventsADay),
    seen,
    waves,
    lists: makeLists(chance, people, creators, items, days),
    outage: outageOf(days),
    itemTheme: (item) => creators.theme[items.creator[item]!]!,
    busyUntil: new Float64Array(count),
    likedBy: new Map(),
  };
  return { platform, clusters };
}

function where(people: People, test: (person: number) => boolean): number[] {
  const found: number[] = [];
  for (let person = 0; person < people.count; person++) if (test(person)) found.push(person);
  return found;
}

function gatherGroups(
  platform: Platform,
  clusters: Clusters,
  diary: Diary,
  actors: readonly string[],
): HonestGroup[] {
  const { people } = platform;
  const active = new Uint8Array(people.count);
  for (let row = 0; row < platform.log.size; row++) active[platform.log.actor[row]!] = 1;
  const groups: HonestGroup[] = [];
  const add = (kind: string, persons: Iterable<number>) => {
    const members = [...new Set(persons)].filter((person) => active[person] === 1);
    if (members.length < leastGroup) return;
    groups.push({
      kind,
      actors: members.sort((left, right) => left - right).map((person) => actors[person]!),
    });
  };
  for (const members of clusters.members) add("feed cohort", members);
  add(
    "editor's visitors",
    where(people, (person) => diary.editorVisits[person]! > 1),
  );
  add(
    "onboarding newcomers",
    where(people, (person) => diary.welcomed[person] === 1),
  );
  add(
    "campus newcomers",
    where(people, (person) => (people.habits[person]! & campus) !== 0),
  );
  for (const visitors of diary.channelVisitors.values()) add("channel regulars", visitors);
  for (const fans of diary.fansWhoCame.values()) add("first-hour fans", fans);
  for (const openers of diary.pushOpeners.values()) add("push crowd", openers);
  add(
    "profile bingers",
    where(people, (person) => diary.bingeLikes[person]! > 0),
  );
  add(
    "like-everything people",
    where(people, (person) => (people.habits[person]! & likesAll) !== 0),
  );
  return groups;
}

export function makeFeeds(options: FeedsOptions): World {
  const { platform, clusters } = makePlatform(options);
  const { people, creators, items, waves, lists, log } = platform;
  const diary = makeDiary(people.count);
  const carried: Visit[] = [];
  for (let date = 0; date < options.days; date++) {
    for (const visit of planDay(platform, date, carried)) {
      waves.advance(visit.atMs);
      lists.advance(visit.atMs);
      makeVisit(platform, diary, visit);
    }
  }
  const actors = Array.from({ length: people.count }, (_, person) => `a${person}`);
  const honest = gatherGroups(platform, clusters, diary, actors);
  const events = toEvents(log, {
    actors,
    items: Array.from({ length: items.count }, (_, item) => `v${item}`),
    creators: creators.names,
    creatorOf: items.creator,
    registeredAt: people.registeredAt.map(Math.floor),
  });
  const style = (options.personal ?? true) ? "personal" : "broad";
  return { name: `feeds (${style})`, events, honest, pools: [] };
}

makeFeeds satisfies MakeWorld;
