/** Ordinary days: a feed of clips, a look into a live room, some episodes of a drama. */

import { createLuck, type Luck } from "./luck.ts";
import type { Person } from "./people.ts";
import { type Scene, stayIn } from "./scene.ts";
import { DAY, HOUR, MINUTE, moment, SECOND, START, upTo } from "./time.ts";
import { chant, remark } from "./words.ts";
import { type Clip, type Creator, clipOf } from "./works.ts";

/** Weights of the hours of a day at which people look. */
const HOURS = [3, 1.5, 0.8, 0.5, 0.5, 1, 2, 4, 4, 3.5, 3.5, 4, 6.5, 5.5, 4, 3.5, 3.5, 4, 6, 8, 9.5, 10, 9, 6];

function hourFor(luck: Luck): number {
  for (;;) {
    const hour = luck.next() * 24;
    if (luck.next() * 10 < HOURS[Math.floor(hour)]!) return hour;
  }
}

/** What one person carries from visit to visit. */
interface Viewer {
  readonly who: Person;
  readonly favourites: Creator[];
  /** Next episode of each drama that was begun. */
  readonly episodes: Map<number, number>;
}

function react(
  scene: Scene,
  luck: Luck,
  { who, favourites }: Viewer,
  clip: Clip,
  at: number,
  source: string,
) {
  const { tape, works } = scene;
  tape.act(who, "view", clip.target, at, { source });
  const then = at + luck.between(4, 35) * SECOND;
  const known = source === "follow" ? 1.8 : 1;
  if (luck.hit(who.likes * known)) tape.act(who, "like", clip.target, then, { source });
  if (luck.hit(0.018))
    tape.act(who, "comment", clip.target, then + 9 * SECOND, { source, text: remark(luck) });
  if (luck.hit(0.012)) tape.act(who, "favorite", clip.target, then + 2 * SECOND, { source });
  if (luck.hit(0.012)) tape.act(who, "share", clip.target, then + 5 * SECOND, { source });
  if (source !== "follow" && luck.hit(0.018)) {
    const owner = works.targets[clip.target]!.owner;
    tape.act(who, "follow", owner, then + 3 * SECOND, { source: "profile" });
    const creator = works.byPerson.get(owner);
    if (creator !== undefined) favourites.push(creator);
  }
  return then + luck.wait(12) * SECOND;
}

function scroll(scene: Scene, luck: Luck, viewer: Viewer, start: number): number {
  let at = start;
  for (let left = 1 + luck.count(3.2); left > 0; left -= 1) {
    const followed = viewer.favourites.length > 0 && luck.hit(0.3);
    const topic = luck.hit(0.8) ? luck.pick(viewer.who.tastes) : luck.below(14);
    const creator = followed ? luck.pick(viewer.favourites) : scene.works.creatorOf(topic, luck);
    const source = followed ? "follow" : luck.hit(0.07) ? "search" : luck.hit(0.1) ? "hot" : "recommend";
    at = react(scene, luck, viewer, clipOf(creator, at, luck, followed ? 1 : 2.5), at, source);
  }
  return at;
}

function lookIntoRoom(scene: Scene, luck: Luck, { who }: Viewer, at: number): number {
  const { tape, works } = scene;
  const room = works.roomAt(at, luck.pick(who.tastes), luck);
  if (room === undefined) return at;
  const source = luck.hit(0.3) ? "follow" : "live_square";
  const spree = luck.hit(0.04) ? luck.whole(40, 160) : Math.floor(luck.wait(5));
  const taps = luck.hit(0.5) ? 0 : spree;
  const lines = luck.hit(0.14) ? [luck.hit(0.5) ? chant(luck) : remark(luck)] : [];
  const end = stayIn(scene, luck, who, room, at, { source, taps, lines });
  if (luck.hit(0.04)) tape.act(who, "gift", room.target, end + 2 * SECOND, { source });
  if (luck.hit(0.05)) tape.act(who, "follow", room.host.person.index, end + 3 * SECOND, { source: "live" });
  return end + luck.wait(60) * SECOND;
}

function watchOn(scene: Scene, luck: Luck, { who, episodes }: Viewer, start: number): number {
  const place = Math.min(luck.below(scene.works.dramas.length), luck.below(scene.works.dramas.length));
  const drama = scene.works.dramas[place]!;
  let next = episodes.get(place) ?? 0;
  let at = start;
  for (let left = luck.whole(2, 7); left > 0 && next < drama.episodes.length; left -= 1, next += 1) {
    const { target, lengthMs } = drama.episodes[next]!;
    tape(scene, who, target, at, luck.hit(0.12));
    at += lengthMs + luck.between(0, 4) * SECOND;
  }
  episodes.set(place, next);
  return at;
}

function tape(scene: Scene, who: Person, target: number, at: number, liked: boolean): void {
  scene.tape.act(who, "view", target, at, { source: "series" });
  if (liked) scene.tape.act(who, "like", target, at + 40 * SECOND, { source: "series" });
}

function visit(scene: Scene, luck: Luck, viewer: Viewer, start: number): void {
  let at = scroll(scene, luck, viewer, start);
  if (luck.hit(0.22)) at = lookIntoRoom(scene, luck, viewer, at);
  if (luck.hit(0.05)) at = watchOn(scene, luck, viewer, at);
}

/** Lives the ordinary days of people, from their registration on; everybody comes at least once. */
export function liveThrough(scene: Scene, people: readonly Person[], part: string): void {
  const { options, works } = scene;
  const end = START + options.days * DAY;
  const luck = createLuck(options.seed, part);
  for (const who of people) {
    const favourites = upTo(luck.whole(2, 9)).map(() => works.creatorOf(luck.pick(who.tastes), luck));
    const viewer: Viewer = { who, favourites, episodes: new Map() };
    const first = Math.max(START, who.registeredAtMs);
    let visits = 0;
    for (const day of upTo(options.days)) {
      for (let left = luck.count(who.zeal); left > 0; left -= 1) {
        const at = moment(day, hourFor(luck) + who.shift);
        if (at < first || at > end - HOUR) continue;
        visit(scene, luck, viewer, at);
        visits += 1;
      }
    }
    const last = end - 2 * HOUR;
    const room = Math.max(MINUTE, last - first);
    if (visits === 0) visit(scene, luck, viewer, Math.min(last, first + luck.next() * room));
  }
}
