/** People of one place or one trade: a company, classes, a temple, a home for the aged, drivers. */

import type { Luck } from "./luck.ts";
import { gateOf, lineIn, type Person, phoneOf } from "./people.ts";
import { openRoom, recruit, type Scene, stayIn, streamerFor } from "./scene.ts";
import { HOUR, isWeekend, MINUTE, moment, SECOND, upTo } from "./time.ts";
import { remark } from "./words.ts";
import { type Creator, clipOf } from "./works.ts";

/** "Please forward": two hundred employees repost the company's post from one office line. */
export function repostForCompany(scene: Scene, luck: Luck): void {
  const most = Math.min(200, Math.round(scene.people.length * 0.03));
  for (const crew of recruit(scene, luck, { kind: "company", part: 0.025, least: most, most })) {
    const town = luck.pick(crew).town;
    const place = lineIn(town, luck);
    const company = luck.pick(scene.works.creators);
    for (const who of crew) if (luck.hit(0.8)) who.town = town;
    for (const day of upTo(scene.options.days)) {
      if (isWeekend(day) || !luck.hit(0.55)) continue;
      const called = moment(day, luck.between(9.3, 11));
      const post = scene.works.add("video", company.person);
      for (const who of crew.filter(() => luck.hit(0.7))) {
        const at = called + luck.wait(14) * MINUTE;
        const more = luck.hit(0.8) ? { source: "share", place } : { source: "share" };
        scene.tape.act(who, "view", post, at, more);
        if (luck.hit(0.75)) scene.tape.act(who, "like", post, at + luck.between(3, 20) * SECOND, more);
        if (luck.hit(0.8)) scene.tape.act(who, "share", post, at + luck.between(9, 40) * SECOND, more);
        if (luck.hit(0.2)) scene.tape.act(who, "follow", company.person.index, at + MINUTE, more);
      }
    }
  }
}

/** A class of fifty clocks in each evening at the teacher's room and does the day's clip. */
export function holdClasses(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "evening class", part: 0.015, least: 45, most: 52 })) {
    const teacher = streamerFor(scene, luck);
    const hour = luck.pick([19, 19.5, 20]);
    for (const day of upTo(scene.options.days)) {
      const room = openRoom(scene, teacher, moment(day, hour), 1.2 * HOUR);
      const homework = scene.works.add("video", teacher.person);
      for (const who of crew.filter(() => luck.hit(0.88))) {
        const at = room.from + luck.between(-0.5, 4) * MINUTE;
        const lines = [`day ${day + 1}, clocked in`];
        stayIn(scene, luck, who, room, at, { source: "course", taps: luck.whole(0, 6), lines });
        const then = room.to + luck.wait(20) * MINUTE;
        scene.tape.act(who, "view", homework, then, { source: "course" });
        scene.tape.act(who, "like", homework, then + 70 * SECOND, { source: "course" });
        if (luck.hit(0.3)) scene.tape.act(who, "share", homework, then + 2 * MINUTE, { source: "course" });
      }
    }
  }
}

interface Hall {
  readonly kind: string;
  readonly part: number;
  readonly hours: readonly number[];
  readonly line: string;
  readonly taps: number;
}

const HALLS: readonly Hall[] = [
  { kind: "temple room", part: 0.007, hours: [5.5, 19], line: "peace to all", taps: 90 },
  { kind: "hometown room", part: 0.009, hours: [14.5, 19.5], line: "greetings from home", taps: 45 },
];

/** The old sit in one hall: one Wi-Fi, phones of one cheap model, one room, one line, many taps. */
function sitTogether(scene: Scene, luck: Luck, crew: readonly Person[], hall: Hall): void {
  const { town } = luck.pick(crew);
  const place = lineIn(town, luck);
  const host = streamerFor(scene, luck);
  for (const who of crew) {
    who.town = town;
    who.shift = -2 + luck.near(0, 0.4);
    if (hall.kind === "hometown room" || luck.hit(0.3)) who.home = place;
    if (luck.hit(0.6)) who.phone = phoneOf(luck, scene.numerals, luck.hit(0.8) ? "Elder X1" : "A5");
  }
  for (const day of upTo(scene.options.days)) {
    for (const hour of hall.hours) {
      const room = openRoom(scene, host, moment(day, hour), HOUR);
      const clip = clipOf(host, room.from, luck, 1).target;
      for (const who of crew.filter(() => luck.hit(0.75))) {
        const at = room.from + luck.near(3, 2) * MINUTE;
        const more = { source: "follow", place };
        scene.tape.act(who, "view", room.target, at, more);
        const taps = luck.count(hall.taps * luck.between(0.2, 1));
        for (const tap of upTo(taps)) scene.tape.act(who, "like", room.target, at + (tap + 5) * 420, more);
        for (const line of upTo(luck.whole(1, 6))) {
          const then = at + (line * 2 + luck.next()) * MINUTE;
          scene.tape.act(who, "comment", room.target, then, { ...more, text: hall.line });
        }
        if (luck.hit(0.15)) scene.tape.act(who, "gift", room.target, at + 20 * MINUTE, more);
        if (luck.hit(0.4)) scene.tape.act(who, "like", clip, at + 30 * MINUTE, more);
        if (luck.hit(0.3)) scene.tape.act(who, "share", clip, at + 31 * MINUTE, more);
      }
    }
  }
}

export function fillHalls(scene: Scene, luck: Luck): void {
  for (const hall of HALLS) {
    const call = { kind: hall.kind, part: hall.part, least: 15, most: 34 };
    for (const crew of recruit(scene, luck, call)) sitTogether(scene, luck, crew, hall);
  }
}

function night(scene: Scene, luck: Luck, crew: readonly Person[], host: Creator, day: number): void {
  const room = openRoom(scene, host, moment(day, 0.2), 4.6 * HOUR);
  const clips = luck.some(crew, 5).map((who) => scene.works.add("video", who));
  const towns = Math.max(12, Math.round(scene.people.length / 150));
  for (const who of crew.filter(() => luck.hit(0.6))) {
    const at = room.from + luck.between(0, 3.5) * HOUR;
    const place = gateOf(who, luck.below(towns), at);
    const lines = [luck.hit(0.6) ? "safe roads, brothers" : remark(luck)];
    stayIn(scene, luck, who, room, at, { source: "follow", taps: luck.whole(2, 30), lines });
    for (const [stop, clip] of clips.entries()) {
      const then = at + (stop * 3 + luck.between(5, 7)) * MINUTE;
      scene.tape.act(who, "view", clip, then, { source: "follow", place });
      if (luck.hit(0.8)) scene.tape.act(who, "like", clip, then + 9 * SECOND, { source: "follow", place });
    }
  }
}

/** Drivers of night trucks keep one another awake in one room and like the clips of the road. */
export function driveAtNight(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "night drivers", part: 0.01, least: 30, most: 70 })) {
    const host = streamerFor(scene, luck);
    for (const who of crew) {
      who.home = luck.hit(0.5) ? null : who.home;
      who.shift = luck.near(5, 1);
    }
    for (const day of upTo(scene.options.days)) night(scene, luck, crew, host, day);
  }
}
