/** Those around a streamer: fan clubs with daily tasks, an agency, moderators, relay chains. */

import type { Luck } from "./luck.ts";
import { name, openRoom, recruit, type Scene, stayIn, streamerFor } from "./scene.ts";
import { DAY, HOUR, MINUTE, moment, SECOND, START, upTo } from "./time.ts";
import { chant, remark } from "./words.ts";
import { type Creator, clipOf, type Room } from "./works.ts";

/** Clips that a club names for its tasks: three a day, then from the first again. */
const CLUB_CLIPS = 30;
const CLIPS_A_DAY = 3;

/** To keep their level, fans like the club's three clips of the day and check in at the room. */
export function keepFanClubs(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "fan club tasks", part: 0.025, least: 40, most: 100 })) {
    const host = streamerFor(scene, luck);
    const clips = upTo(CLUB_CLIPS).map(() => scene.works.add("video", host.person));
    const hours = crew.map(() => (luck.hit(0.25) ? luck.between(0, 0.3) : luck.between(7, 23)));
    for (const day of upTo(scene.options.days)) {
      const tasks = upTo(CLIPS_A_DAY).map((task) => clips[(day * CLIPS_A_DAY + task) % CLUB_CLIPS]!);
      // In the second round of a long month the clips are liked already: then they are shared.
      const type = day * CLIPS_A_DAY < CLUB_CLIPS ? "like" : "share";
      for (const [place, who] of crew.entries()) {
        if (!luck.hit(0.85)) continue;
        let at = moment(day, hours[place]! + luck.near(0, 0.25)) + luck.wait(2) * MINUTE;
        for (const clip of tasks) {
          scene.tape.act(who, "view", clip, at, { source: "fan_club" });
          scene.tape.act(who, type, clip, at + luck.between(3, 15) * SECOND, { source: "fan_club" });
          at += luck.between(12, 40) * SECOND;
        }
        const room = host.rooms.find(({ from }) => from >= moment(day, 0) && from < moment(day + 1, 0));
        if (room === undefined || !luck.hit(0.6)) continue;
        const then = room.from + luck.wait(15) * MINUTE;
        stayIn(scene, luck, who, room, then, { source: "follow", taps: 10, lines: ["check in"] });
      }
    }
  }
}

const AGENCY_STREAMERS = 30;

function agencyEvening(scene: Scene, luck: Luck, hosts: readonly Creator[], day: number): Room[] {
  const tonight = luck.some(hosts, Math.ceil(hosts.length / 3));
  return tonight.map((host, slot) =>
    openRoom(scene, host, moment(day, 18.5 + (slot * 4) / tonight.length), luck.between(1, 2) * HOUR),
  );
}

/** An agency: thirty streamers on one schedule share managers, an office line, and viewers. */
export function runAgencies(scene: Scene, luck: Luck): void {
  const taken = new Set<number>();
  for (const crew of recruit(scene, luck, { kind: "agency", part: 0.018, least: 90, most: 140 })) {
    const left = scene.works.streamers.filter(({ person }) => !taken.has(person.index));
    const hosts = luck.some(left, Math.min(AGENCY_STREAMERS, Math.ceil(left.length / 4)));
    for (const { person } of hosts) taken.add(person.index);
    name(
      scene,
      "agency",
      hosts.map(({ person }) => person),
    );
    const managers = crew.slice(0, 8);
    const office = crew[0]!.home;
    const place = office === null ? {} : { place: office };
    for (const day of upTo(scene.options.days)) {
      const rooms = agencyEvening(scene, luck, hosts, day);
      for (const room of rooms) {
        for (const who of managers) {
          if (!luck.hit(0.8)) continue;
          const at = room.from + luck.wait(40) * SECOND;
          scene.tape.act(who, "view", room.target, at, { source: "profile", ...place });
          scene.tape.act(who, "like", room.target, at + 20 * SECOND, { source: "profile", ...place });
          scene.tape.act(who, "share", room.target, at + 50 * SECOND, { source: "profile", ...place });
        }
        for (const who of crew.slice(8)) {
          if (!luck.hit(0.3)) continue;
          const stay = {
            source: "agency_page",
            taps: luck.whole(0, 25),
            lines: luck.hit(0.2) ? ["support!"] : [],
          };
          stayIn(scene, luck, who, room, room.from + luck.wait(8) * MINUTE, stay);
        }
      }
      // Colleagues like one another's clip of the day as the contract asks.
      for (const { person: who } of hosts) {
        for (const other of luck.some(hosts, 6)) {
          const at = moment(day, luck.between(13, 14.5));
          const { target } = clipOf(other, at, luck, 0.5);
          scene.tape.act(who, "view", target, at, { source: "profile", ...place });
          scene.tape.act(who, "like", target, at + 8 * SECOND, { source: "profile", ...place });
        }
      }
    }
  }
}

/** Moderators sit in two or three rooms from the first minute to the last, and write a lot. */
export function moderateRooms(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "room moderators", part: 0.005, least: 4, most: 7 })) {
    const hosts = upTo(luck.whole(2, 3)).map(() => streamerFor(scene, luck));
    for (const room of hosts.flatMap(({ rooms }) => rooms)) {
      for (const who of crew.filter(() => luck.hit(0.7))) {
        const lines = upTo(luck.whole(3, 12)).map(() => (luck.hit(0.6) ? "please stay kind" : remark(luck)));
        const at = room.from + luck.wait(30) * SECOND;
        stayIn(scene, luck, who, room, at, { source: "follow", taps: luck.whole(5, 40), lines });
      }
    }
  }
}

/** Duets and relays: each answers the clip before, names the next, and likes the chain so far. */
export function passRelays(scene: Scene, luck: Luck): void {
  for (const crew of recruit(scene, luck, { kind: "relay chain", part: 0.015, least: 20, most: 55 })) {
    const started = START + luck.between(0, 0.4) * scene.options.days * DAY;
    const chain = [clipOf(luck.pick(scene.works.creators), started, luck).target];
    const line = `${chant(luck)} pass it on`;
    let at = started;
    for (const who of crew) {
      at += luck.wait((0.5 * scene.options.days * DAY) / crew.length);
      const own = scene.works.add("video", who);
      const seen = [...new Set([chain[0]!, ...chain.slice(-5)])];
      for (const [place, clip] of seen.entries()) {
        const then = at + place * luck.between(15, 50) * SECOND;
        scene.tape.act(who, "view", clip, then, { source: "duet" });
        scene.tape.act(who, "like", clip, then + 5 * SECOND, { source: "duet" });
      }
      const last = chain[chain.length - 1]!;
      scene.tape.act(who, "share", last, at + 5 * MINUTE, { source: "duet" });
      scene.tape.act(who, "comment", last, at + 6 * MINUTE, { source: "duet", text: line });
      scene.tape.act(who, "follow", scene.works.targets[last]!.owner, at + 7 * MINUTE, { source: "duet" });
      chain.push(own);
    }
    // In the end many go through the whole chain from the first clip to the last.
    for (const who of crew.filter(() => luck.hit(0.6))) {
      let then = at + luck.wait(5) * HOUR;
      for (const clip of chain) {
        scene.tape.act(who, "view", clip, then, { source: "duet" });
        if (luck.hit(0.7)) scene.tape.act(who, "like", clip, then + 6 * SECOND, { source: "duet" });
        then += luck.between(9, 20) * SECOND;
      }
    }
  }
}
