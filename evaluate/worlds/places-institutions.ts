/**
 * Calls at work and school in the world of places: pupils like what the teacher asks for, employees
 * share the company's posts, a floor of a dormitory likes its own singer, a class makes its
 * accounts in the computer room. All of it from one or two addresses.
 */

import { answersTo, doAsAsked } from "./places-call.ts";
import type { Post } from "./places-catalogue.ts";
import { DAY, HOUR, isWeekend, MINUTE, momentOf, pickWorkday, START } from "./places-clock.ts";
import { FOLLOW, VIEW } from "./places-log.ts";
import type { Person } from "./places-people.ts";
import { noteGroup, type Scene, seatAtSite, whereIs } from "./places-scene.ts";
import type { Site } from "./places-sites.ts";

/** Schools that ask within two weeks; the first always does. */
const SCHOOLS_ASKING = 0.75;
/** A quarter of the parents see the message in the class chat and like too. */
const PARENTS = 0.22;
/** Children too young for a phone of their own in the evening use a parent's. */
const PARENT_PHONE = 0.08;

function askSchool(scene: Scene, school: Site): void {
  const { chance, catalogue, land, options } = scene;
  const day = pickWorkday(options.days, chance);
  const noon = momentOf(day, 12);
  const office = catalogue.addCreator({ reach: 8, town: school.town });
  const choir = catalogue.addCreator({ reach: 5, town: school.town });
  const posts: Post[] = [catalogue.addPost(office, noon)];
  for (let song = 0; song < 3; song++) posts.push(catalogue.addPost(choir, noon + song * 4 * MINUTE));
  const until = momentOf(day, 23);
  const liked: number[] = [];
  for (const pupils of school.units) {
    // Each class teacher passes the message on after the last lesson.
    const call = { at: momentOf(day, chance.between(16.3, 19.5)), median: 38 * MINUTE, until };
    for (const answer of answersTo(scene, { ...call, people: pupils, share: 1.25 })) {
      const { person, at } = answer;
      const family = person.household >= 0 ? land.households[person.household]!.members : [];
      const parent = land.people[chance.hit(PARENT_PHONE) ? (family[0] ?? -1) : -1];
      const seat = whereIs(scene, person, at);
      const lent = parent === undefined ? seat : { ...seat, device: parent.phone };
      doAsAsked(scene, answer, posts, { source: "share", seat: () => lent, comment: 0.05 });
      liked.push(person.index);
    }
    const parents = pupils.flatMap((pupil) => {
      const household = land.households[land.people[pupil]!.household];
      return household?.members.filter((member) => land.people[member]!.role !== "pupil") ?? [];
    });
    for (const answer of answersTo(scene, { ...call, people: [...new Set(parents)], share: PARENTS })) {
      doAsAsked(scene, answer, posts, { source: "share", comment: 0.15, share: 0.1 });
      liked.push(answer.person.index);
    }
  }
  noteGroup(scene, "school", liked);
}

export function askSchools(scene: Scene): void {
  for (const [rank, school] of scene.sites.of("school").entries()) {
    if (rank === 0 || scene.chance.hit(SCHOOLS_ASKING)) askSchool(scene, school);
  }
}

/** Companies whose boss wants the posts passed on; the first, of 200, always does. */
const COMPANIES_ASKING = 0.4;
const LEAST_COMPANY = 35;
/** Of those asked, so many do it on a given day: holidays, meetings, no wish. */
const DAILY_SHARE = 0.85;
/** A company has machines of one image: such a part acts at the reviews of campaigns. */
const AT_DESK = 0.35;

function askCompany(scene: Scene, office: Site): void {
  const { chance, catalogue, options } = scene;
  const company = catalogue.addCreator({ reach: chance.pareto(6, 1.1, 400), town: office.town });
  // One post a workday at one time of the day, when the editor has come in.
  const hour = chance.pick([9, 9.5, 10, 10, 14]);
  const loyal: number[] = [];
  for (let day = 0; day < options.days; day++) {
    if (isWeekend(day)) continue;
    const at = momentOf(day, hour) + chance.lognormal(2, 0.7) * MINUTE;
    const post = catalogue.addPost(company, at, chance.hit(0.5) ? "article" : "video");
    const call = { people: office.members, at, share: DAILY_SHARE, median: 13 * MINUTE, until: at + HOUR };
    for (const answer of answersTo(scene, call)) {
      const away = chance.hit(0.08);
      const desk = chance.hit(AT_DESK) ? office.machines[0] : undefined;
      doAsAsked(scene, answer, [post], {
        source: chance.hit(0.7) ? "share" : "follow",
        ...(away ? undefined : { seat: () => seatAtSite(scene, office, answer.person, answer.at, desk) }),
        share: 0.85,
        like: 0.93,
        comment: 0.06,
        stays: 0.12,
      });
      loyal.push(answer.person.index);
    }
  }
  noteGroup(scene, "office", loyal);
}

export function askCompanies(scene: Scene): void {
  for (const [rank, office] of scene.sites.of("office").entries()) {
    const asks = rank === 0 || (office.members.length >= LEAST_COMPANY && scene.chance.hit(COMPANIES_ASKING));
    if (asks) askCompany(scene, office);
  }
}

/** Floors of a dormitory that have somebody who sings, cooks or jokes before a phone. */
const FLOORS_WITH_STAR = 0.6;

export function cheerDormitories(scene: Scene): void {
  const { chance, catalogue, land, options, sites } = scene;
  for (const [rank, factory] of sites.of("factory").entries()) {
    for (const [floor, people] of factory.units.entries()) {
      if (people.length < 12 || (rank + floor > 0 && !chance.hit(FLOORS_WITH_STAR))) continue;
      const star = land.people[chance.pick(people)]!;
      const creator = catalogue.creatorOf(star.index);
      const cheered: number[] = [];
      for (let posts = 3 + chance.poisson(4 * (options.days / 14)); posts > 0; posts--) {
        // After the shift and the canteen; the night shift sees it in the morning.
        const at = momentOf(chance.whole(options.days), chance.between(20.3, 22.3));
        const post = catalogue.addPost(creator, at);
        const call = { people, at, share: 1.15, median: 75 * MINUTE, until: at + DAY, sigma: 1.2 };
        for (const answer of answersTo(scene, call)) {
          if (answer.person.index === star.index) continue;
          const inHouse = chance.hit(0.75);
          doAsAsked(scene, answer, [post], {
            source: chance.hit(0.5) ? "follow" : "share",
            ...(inHouse ? { seat: () => seatAtSite(scene, factory, answer.person, answer.at) } : undefined),
            comment: 0.12,
          });
          cheered.push(answer.person.index);
        }
      }
      noteGroup(scene, "factory dormitory", cheered);
    }
  }
}

/** One class in so many accounts makes its accounts in the computer room. */
const PEOPLE_PER_COMPUTER_CLASS = 9_000;
/** Most such accounts are hardly used again. */
const CLASS_RATE = 0.4;

interface ComputerClass {
  readonly school: Site;
  readonly pupils: readonly Person[];
  readonly lesson: number;
}

/**
 * Chooses classes and makes their accounts one hour old; before anything else is told about them.
 */
export function planComputerClasses(
  scene: Pick<Scene, "options" | "land" | "sites" | "chance">,
): ComputerClass[] {
  const { chance, land, options, sites } = scene;
  const schools = sites.of("school");
  const classes: ComputerClass[] = [];
  const wanted = Math.max(1, Math.round(options.people / PEOPLE_PER_COMPUTER_CLASS));
  for (const school of schools.length > 0 ? chance.shuffled(schools).slice(0, wanted) : []) {
    // The lesson begins when the bell does.
    const lesson = momentOf(pickWorkday(options.days, chance), chance.pick([8.5, 10, 14, 15]));
    const unit = chance.pick(school.units);
    const pupils = unit.map((index) => land.people[index]!).filter((pupil) => pupil.joinedAt < lesson);
    for (const pupil of pupils) {
      pupil.joinedAt = Math.floor(lesson + chance.between(6, 45) * MINUTE);
      pupil.shownJoin = pupil.joinedAt;
      pupil.habits.rate *= CLASS_RATE;
    }
    classes.push({ school, pupils, lesson });
  }
  return classes;
}

/** The lesson itself: the teacher's account is followed, and each looks at what the others made. */
export function holdComputerClasses(scene: Scene, classes: readonly ComputerClass[]): void {
  const { chance, catalogue, log } = scene;
  for (const { school, pupils, lesson } of classes) {
    const teacher = catalogue.addCreator({ reach: 2, town: school.town });
    const task = catalogue.addPost(teacher, lesson - DAY / 2);
    const works: Post[] = [];
    for (const pupil of pupils) {
      if (chance.hit(0.25)) {
        const at = pupil.joinedAt + chance.between(3, 9) * MINUTE;
        works.push(catalogue.addPost(catalogue.creatorOf(pupil.index), at));
      }
    }
    for (const pupil of pupils) {
      const machine = school.machines[0];
      const at = pupil.joinedAt + chance.lognormal(70_000, 0.6);
      const seat = seatAtSite(scene, school, pupil, at, machine);
      log.record(VIEW, at, pupil, task.target, "search", seat);
      log.record(FOLLOW, at + 5_000, pupil, teacher.account, "search", seat);
      doAsAsked(scene, { person: pupil, at }, [task], { source: "search", seat: () => seat, comment: 0.3 });
      const late = lesson + chance.between(42, 58) * MINUTE;
      const shown = chance.some(works, 3 + chance.whole(6));
      doAsAsked(scene, { person: pupil, at: Math.max(late, at) }, shown, {
        source: "follow",
        seat: () => seat,
        comment: 0.1,
        stays: 0.1,
      });
    }
    noteGroup(
      scene,
      "computer class",
      pupils.map((pupil) => pupil.index),
    );
  }
}

/**
 * Hospital staff who share the ward's posts: no call, one address, and the night shift's quiet
 * hours.
 */
export function shareWardNews(scene: Scene): void {
  const { chance, catalogue, options, sites } = scene;
  for (const hospital of sites.of("hospital")) {
    const ward = catalogue.addCreator({ reach: 12, town: hospital.town });
    const readers: number[] = [];
    for (let day = chance.whole(3); day < options.days; day += 3) {
      const at = START + day * DAY + chance.between(8, 16) * HOUR;
      const post = catalogue.addPost(ward, at, "article");
      const call = { people: hospital.members, at, share: 0.35, median: 3 * HOUR, until: at + 2 * DAY };
      for (const answer of answersTo(scene, call)) {
        const seat = chance.hit(0.7)
          ? seatAtSite(scene, hospital, answer.person, answer.at)
          : whereIs(scene, answer.person, answer.at);
        doAsAsked(scene, answer, [post], { source: "follow", seat: () => seat, share: 0.2 });
        readers.push(answer.person.index);
      }
    }
    noteGroup(scene, "hospital", readers);
  }
}
