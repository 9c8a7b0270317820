/**
 * A voting contest of children's paintings in the world of places. Each family asks kin, colleagues
 * and friends by a share; who was asked comes from one town or one office, within hours, likes one
 * painting and is not seen on it again. Classes vote for all of theirs.
 */

import { answersTo, doAsAsked } from "./places-call.ts";
import type { Post } from "./places-catalogue.ts";
import { DAY, HOUR, momentOf } from "./places-clock.ts";
import { FOLLOW, SHARE } from "./places-log.ts";
import type { Person } from "./places-people.ts";
import { noteGroup, type Scene, townOf, whereIs } from "./places-scene.ts";

const PEOPLE_PER_CONTEST = 30_000;
const PEOPLE_PER_ENTRY = 350;
const ENTRIES: readonly [number, number] = [10, 80];
const CONTEST_DAYS = 5;
/** People asked by a family: Pareto, for a few ask a whole works or village. */
const ASKED_LEAST = 9;
const ASKED_ALPHA = 1.1;
const ASKED_SHARE_MOST = 0.04;
/** Classes whose parents agree in the chat to vote for all of the class's paintings. */
const CLASSES_TOGETHER = 0.35;

/** Whom a family asks: the house, the parents' colleagues, and people of the town. */
function circleOf(scene: Scene, child: Person, size: number): number[] {
  const { chance, land, sites } = scene;
  const house = land.households[child.household]?.members ?? [];
  const colleagues = house.flatMap((member) => {
    const parent = land.people[member]!;
    if (parent.role === "pupil" || parent.unit < 0) return [];
    const site = sites.all[parent.site]!;
    // The one who asks widely asks the whole firm.
    return size > 60 ? site.members : [...sites.units[parent.unit]!];
  });
  const near = chance.some(colleagues, Math.ceil(size * 0.5));
  const towners = chance.some(townOf(scene, child), Math.max(0, size - near.length));
  return [...new Set([...house, ...near, ...towners])];
}

function holdContest(scene: Scene): void {
  const { chance, catalogue, land, log, options, sites } = scene;
  const organiser = catalogue.addCreator({ reach: 15 });
  const opens = momentOf(chance.whole(Math.max(1, options.days - CONTEST_DAYS)), 9);
  const closes = opens + CONTEST_DAYS * DAY;
  const [least, most] = ENTRIES;
  const wanted = Math.max(least, Math.min(most, Math.round(options.people / PEOPLE_PER_ENTRY)));
  // Schools send in by classes: some six children of a class.
  const classes = chance.shuffled(sites.of("school").flatMap((school) => school.units));
  let entered = 0;
  for (const pupils of classes) {
    if (entered >= wanted) break;
    const children = chance.some(pupils, Math.min(wanted - entered, 3 + chance.whole(6)));
    entered += children.length;
    const entries: Post[] = [];
    for (const index of children) {
      const child = land.people[index]!;
      const entry = catalogue.addPost(organiser, opens - chance.between(1, 12) * HOUR, "article");
      entries.push(entry);
      const size = chance.pareto(ASKED_LEAST, ASKED_ALPHA, land.people.length * ASKED_SHARE_MOST);
      // Families ask again when the child falls behind: up to three calls.
      const circle = circleOf(scene, child, size);
      const voters: number[] = [];
      for (let call = chance.whole(3); call >= 0; call--) {
        const at = Math.min(opens + chance.lognormal(14, 1) * HOUR, closes - HOUR);
        const parent = land.people[land.households[child.household]?.members[0] ?? index]!;
        log.record(SHARE, at, parent, entry.target, "profile", whereIs(scene, parent, at));
        const median = chance.lognormal(1.6, 0.8) * HOUR;
        const asked = { people: circle, at, share: 0.75, median, until: closes, sigma: 1.3 };
        for (const answer of answersTo(scene, asked)) {
          const { person } = answer;
          doAsAsked(scene, answer, [entry], { source: "share", comment: 0.06, share: 0.08, stays: 0.25 });
          voters.push(person.index);
          // The page asks voters to follow the organiser; few do.
          if (!chance.hit(0.12)) continue;
          const seat = whereIs(scene, person, answer.at);
          log.record(FOLLOW, answer.at + 25_000, person, organiser.account, "share", seat);
        }
      }
      noteGroup(scene, "painting contest", voters, 8);
    }
    if (!chance.hit(CLASSES_TOGETHER)) continue;
    const parents = pupils.flatMap((pupil) => land.households[land.people[pupil]!.household]?.members ?? []);
    const at = opens + chance.between(9, 60) * HOUR;
    const call = { people: [...new Set(parents)], at, share: 0.8, median: 2 * HOUR, until: closes };
    const together = answersTo(scene, call);
    for (const answer of together) {
      doAsAsked(scene, answer, entries, { source: "share", gap: 4_000, comment: 0.02, stays: 0.2 });
    }
    noteGroup(
      scene,
      "class of a painting contest",
      together.map((answer) => answer.person.index),
    );
  }
}

export function holdContests(scene: Scene): void {
  const wanted = Math.max(1, Math.round(scene.options.people / PEOPLE_PER_CONTEST));
  for (let contest = 0; contest < wanted; contest++) holdContest(scene);
}
