/**
 * A content platform seen through places: towns, households, schools, offices, factories with
 * dormitories, hospitals, shops and cafes. Honest people look alike there because they share
 * addresses, phones, bells and teachers: six hundred pupils like four videos in one evening, two
 * hundred employees share a post within the hour from one proxy, eighty colleagues like all that
 * one of them sings. No engagement is bought in this world, so it has no pools.
 */

import { createCatalogue, fillCatalogue } from "./places-catalogue.ts";
import { createChance } from "./places-chance.ts";
import { DAY, START } from "./places-clock.ts";
import { holdContests } from "./places-contest.ts";
import { createFeeds } from "./places-feeds.ts";
import { danceOnSquares, giveCoupons, holdDrives, tellTowns } from "./places-gatherings.ts";
import { addWorkAccounts, runAgencies, tryDemoPhones } from "./places-hands.ts";
import {
  askCompanies,
  askSchools,
  cheerDormitories,
  holdComputerClasses,
  planComputerClasses,
  shareWardNews,
} from "./places-institutions.ts";
import { liveThrough, noteSharedPlaces } from "./places-life.ts";
import { createLog } from "./places-log.ts";
import { createNetworks } from "./places-networks.ts";
import { callGuilds, endStreams, openLists, openRegion, planLaunches } from "./places-online.ts";
import type { Person } from "./places-people.ts";
import { createPhones } from "./places-phones.ts";
import type { Scene } from "./places-scene.ts";
import { createSites } from "./places-sites.ts";
import { createTexts } from "./places-texts.ts";
import { createLand } from "./places-towns.ts";
import type { MakeWorld } from "./world.ts";

/** Each part draws from a stream of its own, so a change in one leaves the others as they are. */
const STREAMS = { land: 101, catalogue: 211, acts: 307, feeds: 401, log: 503, phones: 601 } as const;

/** Ids are given in order of registration, as platforms count. */
function nameAll(people: readonly Person[]): string[] {
  const order = [...people].sort((a, b) => a.joinedAt - b.joinedAt || a.index - b.index);
  const names: string[] = [];
  for (const [rank, person] of order.entries()) names[person.index] = `a${100_000 + rank}`;
  return names;
}

/** The world of places; `people` counts accounts, second and work accounts among them. */
export const makePlaces: MakeWorld = (options) => {
  const stream = (part: keyof typeof STREAMS): number => options.seed * 7_919 + STREAMS[part];
  const chance = createChance(stream("land"));
  const land = createLand(options, chance);
  const sites = createSites(land, chance);
  addWorkAccounts({ land, sites, chance });
  const classes = planComputerClasses({ options, land, sites, chance });
  const launches = planLaunches({ options, land, chance });
  const names = nameAll(land.people);
  const phones = createPhones(land, sites, options.days, createChance(stream("phones")));
  const networks = createNetworks(land);
  const log = createLog(land.people, options.days, stream("log"));
  const catalogueChance = createChance(stream("catalogue"));
  const catalogue = createCatalogue(land, names, log, catalogueChance);
  fillCatalogue(catalogue, land, options.days, catalogueChance);

  const acts = createChance(stream("acts"));
  const scene: Scene = {
    options,
    land,
    sites,
    phones,
    networks,
    catalogue,
    log,
    texts: createTexts(log, acts),
    chance: acts,
    names,
    honest: [],
    visits: [],
    end: START + options.days * DAY,
    seen: new Map(),
  };
  // What was called for comes first, so that its posts are in everybody's feeds too.
  openRegion(scene);
  askSchools(scene);
  askCompanies(scene);
  cheerDormitories(scene);
  holdComputerClasses(scene, classes);
  shareWardNews(scene);
  tellTowns(scene);
  giveCoupons(scene);
  holdDrives(scene);
  danceOnSquares(scene);
  holdContests(scene);
  callGuilds(scene);
  openLists(scene, launches);
  endStreams(scene);
  tryDemoPhones(scene);
  runAgencies(scene);
  liveThrough(scene, createFeeds(catalogue, options.days, createChance(stream("feeds"))));
  noteSharedPlaces(scene);
  return { name: "places", events: log.finish(names, networks, phones), honest: scene.honest, pools: [] };
};
