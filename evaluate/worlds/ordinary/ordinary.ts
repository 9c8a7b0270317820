/**
 * The world of ordinary life: classes, offices, families, guilds, fans, tasks and feasts make people
 * act together for good reasons. A third to a half of the people are in such groups, of some thirty
 * kinds; all have tastes and ordinary acts besides. By switch, sellers of likes work among them.
 */

import type { Pool, World, WorldOptions } from "../world.ts";
import { createCatalogue, createIds } from "./catalogue.ts";
import { streamOf } from "./chance.ts";
import { DAY, START } from "./clock.ts";
import { liveThrough } from "./daily-life.ts";
import { comeBack, giveForCharity, launchPhone, openRedPackets, rideTheTrain } from "./groups-crowds.ts";
import {
  greetInTheMorning,
  holdWeddings,
  keepFamilies,
  liveAbroad,
  liveInHome,
  liveInSmallTown,
  rememberHome,
} from "./groups-kin.ts";
import {
  doTheTasks,
  huntPrizes,
  letListsPlay,
  readTogether,
  ringForNews,
  watchDrama,
} from "./groups-lists.ts";
import {
  keepFanRoster,
  moveFromRoomToRoom,
  rageAtStar,
  raidWithGuild,
  supportFriends,
  watchDerby,
} from "./groups-play.ts";
import { canvass, checkIn, evaluateCourses, holdClasses, liveOnCampus } from "./groups-school.ts";
import { postOnSchedule, shareTablets, steerBySwitch } from "./groups-tools.ts";
import { likeTheBoss, repostTheHeadOffice, restInTheDormitory, studyForPoints } from "./groups-work.ts";
import { createLog } from "./log.ts";
import { makePeople, type Person } from "./people.ts";
import { createPlaces } from "./places.ts";
import type { Scene } from "./scene.ts";
import { type Delivery, deliver, hireHands, TRADES } from "./sellers.ts";

export interface OrdinaryOptions extends WorldOptions {
  /** Who sells in this world; nobody by default. */
  readonly trades?: readonly (keyof typeof TRADES)[];
}

/** All kinds of groups, in an order that lets traits (abroad, on a campus) hold in later ones. */
function gather(scene: Scene): void {
  liveAbroad(scene);
  liveInSmallTown(scene);
  liveOnCampus(scene);
  evaluateCourses(scene);
  restInTheDormitory(scene);
  const classes = holdClasses(scene);
  const offices = likeTheBoss(scene);
  repostTheHeadOffice(scene);
  const families = keepFamilies(scene);
  canvass(scene, [...classes, ...offices, ...families.filter(({ length }) => length > 5)]);
  rememberHome(scene);
  holdWeddings(scene);
  liveInHome(scene);
  greetInTheMorning(scene);
  shareTablets(scene);
  checkIn(scene);
  studyForPoints(scene);
  raidWithGuild(scene);
  keepFanRoster(scene);
  moveFromRoomToRoom(scene);
  supportFriends(scene);
  watchDerby(scene);
  rageAtStar(scene);
  letListsPlay(scene);
  watchDrama(scene);
  readTogether(scene);
  ringForNews(scene);
  huntPrizes(scene);
  giveForCharity(scene);
  openRedPackets(scene);
  rideTheTrain(scene);
  launchPhone(scene);
  postOnSchedule(scene);
  steerBySwitch(scene);
  doTheTasks(scene);
  // Last, so that nobody who is away has a part in another group.
  comeBack(scene);
}

/** The places of paid acts among the lines of the log. */
function placesOf({ pool, acts }: Delivery, order: Int32Array): Pool {
  const bought: number[] = [];
  for (const [place, act] of order.entries()) if (acts.has(act)) bought.push(place);
  return { ...pool, bought: Int32Array.from(bought) };
}

/**
 * Makes the world; `people` counts honest accounts, 5,000 to 50,000, over 3 to 30 days. Hands come
 * on top, and leave every honest act as it is.
 */
export function makeOrdinary(options: OrdinaryOptions): World {
  const { seed, days, trades = [] } = options;
  const end = START + days * DAY;
  const people: Person[] = makePeople(streamOf(seed, "people"), options.people);
  const ids = createIds(streamOf(seed, "names"));
  const names = people.map(() => ids(9));
  const catalogue = createCatalogue(people, names, days, streamOf(seed, "catalogue"));
  const places = createPlaces(people, streamOf(seed, "places"));
  const log = createLog(people, names, { catalogue, places, salt: seed }, end);
  const townsfolk = Map.groupBy(people, ({ town }) => town);
  const scene: Scene = { options, people, townsfolk, places, catalogue, log, honest: [], names, end };
  gather(scene);
  liveThrough(scene, people, "daily life");

  const deliveries: Delivery[] = [];
  const towns = 1 + people.reduce((most, { town }) => Math.max(most, town), 0);
  for (const name of trades) {
    const trade = TRADES[name];
    const chance = streamOf(seed, `hands of the ${trade.name}`);
    const hands = hireHands(scene, chance, trade, towns);
    for (const hand of hands) {
      people.push(hand);
      names.push(ids(9));
      places.give(hand.index, places.makePhone(chance), 0);
    }
    const indices = hands.map(({ index }) => index);
    deliveries.push(deliver(scene, trade, indices));
    liveThrough(scene, hands, `days of the ${trade.name}`);
  }
  const { events, acts } = log.finish();
  const pools = deliveries.map((delivery) => placesOf(delivery, acts));
  return { name: "ordinary", events, honest: scene.honest, pools };
}
