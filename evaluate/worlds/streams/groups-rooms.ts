/** Crowds of live rooms: regulars, follow-waves after a show, raids and lotteries. */

import type { Luck } from "./luck.ts";
import type { Person } from "./people.ts";
import { openRoom, recruit, type Scene, stayIn, streamerFor } from "./scene.ts";
import { HOUR, MINUTE, moment, SECOND, upTo } from "./time.ts";
import { chant, remark } from "./words.ts";
import type { Room } from "./works.ts";

/** Regulars enter one room evening after evening, tap in sprees, chant one line and send gifts. */
export function keepRegulars(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "room regulars", part: 0.035, least: 35, most: 110 })) {
    const host = streamerFor(scene, luck);
    for (const room of host.rooms) {
      const song = room.from + luck.between(0.2, 0.8) * (room.to - room.from);
      const line = chant(luck);
      for (const who of crew) {
        if (!luck.hit(0.55)) continue;
        const taps = luck.hit(0.2) ? luck.whole(60, 260) : luck.whole(0, 25);
        const at = room.from + luck.wait(6) * MINUTE;
        stayIn(scene, luck, who, room, at, { source: "follow", taps, lines: [] });
        const then = song + luck.wait(7) * SECOND;
        const { target } = room;
        if (luck.hit(0.4)) scene.tape.act(who, "comment", target, then, { source: "follow", text: line });
        if (luck.hit(0.12)) scene.tape.act(who, "gift", target, then + 4 * SECOND, { source: "follow" });
        if (luck.hit(0.06)) scene.tape.act(who, "share", target, then + MINUTE, { source: "follow" });
      }
    }
  }
}

/** A guest's show ends, the host says "follow now", and the hall follows within two minutes. */
export function followAfterShow(scene: Scene, luck: Luck): void {
  const call = { kind: "follow-wave after a show", part: 0.03, least: 60, most: 170 };
  for (const crew of recruit(scene, luck, call)) {
    const stage = streamerFor(scene, luck);
    // One hall gives several shows, each with guests whom nobody knew before.
    for (const day of luck.some(upTo(scene.options.days), luck.whole(1, 4))) {
      const room = openRoom(scene, stage, moment(day, luck.between(19, 20.5)), 2 * HOUR);
      const called = room.to - luck.between(4, 15) * MINUTE;
      const guests = luck.some(scene.works.creators, luck.whole(1, 3));
      for (const who of crew.filter(() => luck.hit(0.7))) {
        const at = room.from + luck.wait(9) * MINUTE;
        stayIn(scene, luck, who, room, at, { source: "live_square", taps: luck.whole(0, 18), lines: [] });
        let then = called + luck.wait(22) * SECOND;
        for (const guest of guests) {
          if (!luck.hit(0.75)) continue;
          scene.tape.act(who, "follow", guest.person.index, then, { source: "live" });
          then += luck.between(2, 9) * SECOND;
        }
      }
    }
  }
}

function arrive(scene: Scene, luck: Luck, who: Person, room: Room, at: number): void {
  const greeting = luck.hit(0.45) ? [luck.hit(0.7) ? "the caravan is here" : remark(luck)] : [];
  const taps = luck.hit(0.6) ? luck.whole(3, 50) : 0;
  stayIn(scene, luck, who, room, at, { source: "raid", taps, lines: greeting });
  if (luck.hit(0.35)) {
    const then = at + luck.between(20, 200) * SECOND;
    scene.tape.act(who, "follow", room.host.person.index, then, { source: "live" });
  }
}

/** At the end of a show the host sends the whole hall to another room: all move within seconds. */
export function raidRooms(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "raid", part: 0.028, least: 50, most: 150 })) {
    const host = streamerFor(scene, luck);
    for (const day of upTo(scene.options.days)) {
      if (!luck.hit(0.5)) continue;
      const room = openRoom(scene, host, moment(day, luck.between(18.5, 20)), 1.6 * HOUR);
      const present = crew.filter(() => luck.hit(0.6));
      for (const who of present) {
        const stay = { source: "follow", taps: luck.whole(0, 20), lines: [] };
        stayIn(scene, luck, who, room, room.from + luck.wait(12) * MINUTE, stay);
      }
      let moved = room.to;
      for (const other of luck.some(scene.works.streamers, luck.whole(1, 3))) {
        const next = openRoom(scene, other, moved - HOUR, 3 * HOUR);
        for (const who of present) {
          if (luck.hit(0.8)) arrive(scene, luck, who, next, moved + luck.wait(5) * SECOND);
        }
        moved += luck.between(10, 25) * MINUTE;
      }
    }
  }
}

/** "Like and comment 1 to join": hundreds within ten seconds; winners follow who gave the prize. */
export function drawLotteries(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "room lottery", part: 0.028, least: 80, most: 200 })) {
    const hosts = luck.some(scene.works.streamers, luck.whole(2, 4));
    for (const day of upTo(scene.options.days)) {
      if (!luck.hit(0.6)) continue;
      const host = luck.pick(hosts);
      const room = openRoom(scene, host, moment(day, luck.between(19, 21)), 2 * HOUR);
      const present = crew.filter(() => luck.hit(0.6));
      const { target } = room;
      for (const who of present) {
        scene.tape.act(who, "view", target, room.from + luck.wait(10) * MINUTE, { source: "live_square" });
      }
      for (const draw of upTo(luck.whole(1, 4))) {
        const called = room.from + (0.6 + 0.3 * draw) * HOUR;
        for (const who of present.filter(() => luck.hit(0.8))) {
          const at = called + luck.between(0.5, 10) * SECOND;
          scene.tape.act(who, "like", target, at, { source: "live_square" });
          scene.tape.act(who, "comment", target, at + 900, { source: "live_square", text: "1" });
        }
        const sponsor = luck.pick(scene.works.creators).person.index;
        for (const who of luck.some(present, luck.whole(3, 10))) {
          const at = called + luck.between(30, 150) * SECOND;
          scene.tape.act(who, "follow", sponsor, at, { source: "live" });
        }
      }
    }
  }
}
