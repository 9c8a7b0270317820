/**
 * The world of live rooms and serial dramas: most acts are taps, gifts and lines in rooms, and
 * episodes watched in a row. A third to half of the people are in groups of some twenty-five kinds
 * that act together for good reasons; all have tastes and ordinary acts besides. By switch, hands
 * for hire work among them.
 *
 * Events stand in order of the time that was written down. Clients with a wrong clock or a late
 * batch write times that may lie before the first day or after the last.
 */

import type { World, WorldOptions } from "../world.ts";
import { createClients, type Habit, outageOf } from "./clients.ts";
import { cleanUp, nameCleaners, sellPhones, welcomeNewcomers } from "./groups-arrivals.ts";
import { misreadClocks, nameTheBurst, sendInBatches } from "./groups-clients.ts";
import { keepFanClubs, moderateRooms, passRelays, runAgencies } from "./groups-fans.ts";
import { bingeDramas, checkInDaily, promote, reUpload } from "./groups-lists.ts";
import { driveAtNight, fillHalls, holdClasses, repostForCompany } from "./groups-places.ts";
import { drawLotteries, followAfterShow, keepRegulars, raidRooms } from "./groups-rooms.ts";
import { type Delivery, deliver, hireHands, type Trade } from "./hands.ts";
import { createLuck, createNumerals, type Luck } from "./luck.ts";
import { makePeople } from "./people.ts";
import type { Scene } from "./scene.ts";
import { createTape } from "./tape.ts";
import { DAY, START } from "./time.ts";
import { liveThrough } from "./viewing.ts";
import { makeWorks } from "./works.ts";

export interface StreamsOptions extends WorldOptions {
  /** Who sells in this world; nobody by default. */
  readonly trades?: readonly Trade[];
}

/** Kinds of groups; those that move people or change phones come first, as others look at it. */
const LIVES: Readonly<Record<string, (scene: Scene, luck: Luck) => void>> = {
  sellPhones,
  welcomeNewcomers,
  repostForCompany,
  fillHalls,
  driveAtNight,
  holdClasses,
  sendInBatches,
  misreadClocks,
  keepRegulars,
  followAfterShow,
  raidRooms,
  drawLotteries,
  keepFanClubs,
  runAgencies,
  moderateRooms,
  passRelays,
  bingeDramas,
  checkInDaily,
  reUpload,
  promote,
};

function setScene(options: StreamsOptions): Scene {
  const { seed, days } = options;
  const numerals = createNumerals(createLuck(seed, "numerals"));
  const people = makePeople(createLuck(seed, "people"), numerals, options.people);
  const works = makeWorks(people, numerals, days, createLuck(seed, "works"));
  const habits = new Map<number, Habit>();
  const outage = outageOf(days);
  const platform = { targets: works.targets, people, from: START, to: START + days * DAY };
  const tape = createTape({ ...platform, clientOf: createClients(outage, habits) });
  const luck = createLuck(seed, "free");
  const viewers = people.filter(({ index }) => !works.byPerson.has(index));
  const free = luck.some(viewers, viewers.length);
  return { options, people, works, tape, numerals, honest: [], free, habits, outage };
}

/**
 * Makes the world; `people` counts honest accounts, 5,000 to 50,000, over 3 to 30 days. Hands come
 * on top, and leave every honest act as it is.
 */
export function makeStreams(options: StreamsOptions): World {
  const { seed } = options;
  const scene = setScene(options);
  for (const [part, live] of Object.entries(LIVES)) live(scene, createLuck(seed, part));
  const cleaners = nameCleaners(scene, createLuck(seed, "cleaners"));
  liveThrough(scene, scene.people, "ordinary days");
  cleanUp(scene, createLuck(seed, "clean-ups"), cleaners);
  nameTheBurst(scene);

  const deliveries: Delivery[] = [];
  let known = scene.people.length;
  for (const trade of options.trades ?? []) {
    const hands = hireHands(scene, trade, known);
    known += hands.length;
    deliveries.push(deliver(scene, trade, hands));
  }
  const { events, rows } = scene.tape.finish();
  const pools = deliveries.map(({ pool, rows: paid }) => {
    const bought: number[] = [];
    for (const [place, row] of rows.entries()) if (paid.has(row)) bought.push(place);
    return { ...pool, bought: Int32Array.from(bought) };
  });
  return { name: "streams", events, honest: scene.honest, pools };
}
