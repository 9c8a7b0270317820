/** Kin and neighbours: families, home towns, a town of three hundred, weddings, the old, the far. */

import { HOUR, MINUTE, moment, SECOND } from "./clock.ts";
import { SMALL_TOWN } from "./people.ts";
import {
  answer,
  chanceOf,
  draft,
  goThrough,
  groupCount,
  type Habit,
  note,
  post,
  type Scene,
  someTown,
} from "./scene.ts";
import { PHRASES } from "./words.ts";

const KIN: Habit = {
  turnout: 0.6,
  medianMs: 2 * HOUR,
  sigma: 1.3,
  source: "share",
  deeds: { like: 0.9, comment: 0.3, share: 0.05, follow: 0.15 },
  phrases: PHRASES.kin,
};

/** Families of two or three households: what one posts the others like, grandparents at once. */
export function keepFamilies(scene: Scene): number[][] {
  const kind = "family";
  const chance = chanceOf(scene, kind);
  const byHousehold = new Map<number, number[]>();
  for (const { household, index } of scene.people) {
    byHousehold.set(household, [...(byHousehold.get(household) ?? []), index]);
  }
  const families: number[][] = [];
  for (let left = groupCount(scene, 0.035, 7); left > 0; left--) {
    const members = new Set<number>();
    for (let households = 2 + chance.whole(2); households > 0; households--) {
      for (const who of byHousehold.get(chance.pick(scene.people).household)!) members.add(who);
    }
    const family = [...members];
    for (const who of family) scene.people[who]!.groups++;
    for (let left = chance.poisson(scene.options.days * 0.35); left > 0; left--) {
      const who = chance.pick(family);
      const atMs = moment(chance.whole(scene.options.days), 8 + 14 * chance.next());
      const work = post(scene, chance, scene.catalogue.ownOf(who), atMs, { pull: 0.04 });
      const others = family.filter((other) => other !== who);
      const old = others.filter((other) => scene.people[other]!.calling === "retired");
      const young = others.filter((other) => !old.includes(other));
      answer(scene, chance, old, work, atMs, { ...KIN, turnout: 0.85, medianMs: 6 * MINUTE });
      answer(scene, chance, young, work, atMs, KIN);
    }
    note(scene, kind, family);
    families.push(family);
  }
  return families;
}

/** People who left one town and read of its fairs, floods and weddings wherever they live. */
export function rememberHome(scene: Scene): void {
  const kind = "hometown group";
  const chance = chanceOf(scene, kind);
  const size = 70;
  for (let left = groupCount(scene, 0.012, size); left > 0; left--) {
    const members = draft(scene, chance, { size: 40 + chance.whole(60) });
    const paper = scene.catalogue.openAccount(chance);
    for (let day = 0; day < scene.options.days; day++) {
      for (let at = chance.poisson(1.2); at > 0; at--) {
        const owner = chance.hit(0.5) ? paper : scene.catalogue.ownOf(chance.pick(members));
        const atMs = moment(day, 9 + 12 * chance.next());
        const work = post(scene, chance, owner, atMs, { pull: 0.1 });
        answer(scene, chance, members, work, atMs, { ...KIN, turnout: 0.22, medianMs: 4 * HOUR });
      }
    }
    note(scene, kind, members);
  }
}

/** Three hundred people who all know one another: the town's page, the shop, the school, the rest. */
export function liveInSmallTown(scene: Scene): void {
  const kind = "town of three hundred";
  const chance = chanceOf(scene, kind);
  const members = scene.people.filter(({ town }) => town === SMALL_TOWN).map(({ index }) => index);
  for (const who of members) scene.people[who]!.groups++;
  const pages = Array.from({ length: 4 }, () => scene.catalogue.openAccount(chance));
  const habit: Habit = { ...KIN, medianMs: 1.5 * HOUR, source: "follow", phrases: PHRASES.town };
  for (let day = 0; day < scene.options.days; day++) {
    for (let at = 3 + chance.poisson(3); at > 0; at--) {
      const owner = chance.hit(0.5) ? chance.pick(pages) : scene.catalogue.ownOf(chance.pick(members));
      const atMs = moment(day, 7 + 14 * chance.next());
      const work = post(scene, chance, owner, atMs, { pull: 0.05 });
      answer(scene, chance, members, work, atMs, { ...habit, turnout: chance.between(0.04, 0.3) });
    }
  }
  // One evening the power fails, and all ask the same thing.
  const dark = moment(chance.whole(scene.options.days), 19.4);
  const work = post(scene, chance, pages[0]!, dark, { pull: 0.3 });
  answer(scene, chance, members, work, dark, { ...habit, turnout: 0.5, medianMs: 5 * MINUTE });
  note(scene, kind, members);
}

/** Guests of a wedding like its two or three films that evening, most from the hall's network. */
export function holdWeddings(scene: Scene): void {
  const kind = "wedding";
  const chance = chanceOf(scene, kind);
  const size = 85;
  for (let left = groupCount(scene, 0.012, size); left > 0; left--) {
    const guests = draft(scene, chance, { size: 50 + chance.whole(70), town: someTown(scene, chance) });
    const hall = scene.places.openSite(chance, 1);
    const day = chance.whole(scene.options.days);
    const came = new Set<number>();
    for (let film = 0; film < 3; film++) {
      const owner = scene.catalogue.ownOf(guests[chance.whole(3)]!);
      const atMs = moment(day, 18 + 1.2 * film);
      const work = post(scene, chance, owner, atMs, { pull: 0.1 });
      const seat = film < 2 ? { seat: () => scene.places.siteSeat(hall, 0) } : {};
      const habit: Habit = { ...KIN, turnout: 0.6, medianMs: 18 * MINUTE, phrases: PHRASES.wedding, ...seat };
      for (const who of answer(scene, chance, guests, work, atMs, habit)) came.add(who);
    }
    note(scene, kind, came);
  }
}

/** A home for the old: one network, and after supper a nurse who helps them like what is sung. */
export function liveInHome(scene: Scene): void {
  const kind = "home for the old";
  const chance = chanceOf(scene, kind);
  const size = 30;
  for (let left = groupCount(scene, 0.008, size); left > 0; left--) {
    const members = draft(scene, chance, { size: 18 + chance.whole(25), callings: ["retired"] });
    const site = scene.places.openSite(chance, 1);
    const [house, singer, doctor] = [0, 1, 2].map(() => scene.catalogue.openAccount(chance)) as [
      number,
      number,
      number,
    ];
    for (let day = 0; day < scene.options.days; day++) {
      const owners = [singer, house, doctor].filter(() => chance.hit(0.7));
      const shown = owners.map((owner) => post(scene, chance, owner, moment(day, 16), { pull: 0.2 }));
      let turn = moment(day, 18.1 + 0.3 * chance.next());
      // The nurse goes from one to the next.
      for (const who of members) {
        if (!chance.hit(0.7)) continue;
        goThrough(scene, chance, who, shown, turn, {
          source: "follow",
          deeds: { like: 0.85, share: 0.1 },
          dwellSeconds: 12,
          gapMs: () => chance.lognormal(70, 0.5) * SECOND,
          seat: () => scene.places.siteSeat(site, 0),
        });
        turn += chance.lognormal(100, 0.5) * SECOND;
      }
    }
    note(scene, kind, members);
  }
}

/** Circles of greetings: each morning a card from many, and a like and a share for each card. */
export function greetInTheMorning(scene: Scene): void {
  const kind = "morning greetings";
  const chance = chanceOf(scene, kind);
  const size = 22;
  for (let left = groupCount(scene, 0.01, size); left > 0; left--) {
    const members = draft(scene, chance, { size: 12 + chance.whole(21), callings: ["retired", "home"] });
    for (let day = 0; day < scene.options.days; day++) {
      for (const who of members.filter(() => chance.hit(0.45))) {
        const atMs = moment(day, 5.6 + 1.2 * chance.next());
        const work = post(scene, chance, scene.catalogue.ownOf(who), atMs, { kind: "article", pull: 0.02 });
        const others = members.filter((other) => other !== who);
        answer(scene, chance, others, work, atMs, {
          turnout: 0.6,
          medianMs: 25 * MINUTE,
          sigma: 0.9,
          source: "follow",
          deeds: { like: 0.93, comment: 0.3, share: 0.2 },
          phrases: PHRASES.greeting,
          dwellSeconds: 4,
        });
      }
    }
    note(scene, kind, members);
  }
}

/** People abroad: their evening is the morning at home, and their lines are foreign. */
export function liveAbroad(scene: Scene): void {
  const kind = "people abroad";
  const chance = chanceOf(scene, kind);
  const size = 45;
  for (let left = groupCount(scene, 0.01, size); left > 0; left--) {
    const members = draft(scene, chance, { size: 25 + chance.whole(40), callings: ["student", "clerk"] });
    const behind = chance.pick([6, 12, 15]);
    for (const who of members) scene.people[who]!.behindHours = behind;
    const paper = scene.catalogue.openAccount(chance);
    for (let day = 0; day < scene.options.days; day++) {
      for (let at = 1 + chance.poisson(1); at > 0; at--) {
        const owner = chance.hit(0.6) ? paper : scene.catalogue.ownOf(chance.pick(members));
        const atMs = moment(day, (20 + behind + 3 * chance.next()) % 24);
        const work = post(scene, chance, owner, atMs, { pull: 0.15 });
        answer(scene, chance, members, work, atMs, {
          ...KIN,
          turnout: 0.4,
          medianMs: HOUR,
          source: "follow",
        });
      }
    }
    note(scene, kind, members);
  }
}
