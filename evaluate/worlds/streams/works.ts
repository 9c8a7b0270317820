/** What there is to see: clips, live rooms and serial dramas, and who owns them. */

import { byWeight, type Luck } from "./luck.ts";
import { type Person, TOPICS } from "./people.ts";
import { DAY, HOUR, isWeekend, MINUTE, moment, SECOND, START, upTo } from "./time.ts";

export interface Target {
  readonly kind: "video" | "live" | "account";
  readonly id: string;
  /** Index of the account that gains. */
  readonly owner: number;
}

/** A clip: its place among the targets, and when it was posted. */
export interface Clip {
  readonly target: number;
  readonly bornAtMs: number;
}

export interface Room {
  readonly target: number;
  readonly host: Creator;
  readonly from: number;
  readonly to: number;
}

export interface Creator {
  readonly person: Person;
  readonly topic: number;
  readonly fame: number;
  /** In order of birth. */
  readonly clips: Clip[];
  /** In order of time; empty for those who never go live. */
  readonly rooms: Room[];
}

export interface Drama {
  readonly owner: Person;
  /** Targets of the episodes in order, and their length. */
  readonly episodes: readonly { readonly target: number; readonly lengthMs: number }[];
}

export interface Works {
  readonly targets: Target[];
  readonly creators: readonly Creator[];
  readonly byPerson: ReadonlyMap<number, Creator>;
  readonly streamers: readonly Creator[];
  readonly dramas: readonly Drama[];
  /** Adds a target and gives its place. The account of a person has the person's own place. */
  add(kind: Target["kind"], owner: Person): number;
  /** A creator of a topic, by fame. */
  creatorOf(topic: number, luck: Luck): Creator;
  /** A live room of a moment, by fame, of a topic where one is open. */
  roomAt(at: number, topic: number, luck: Luck): Room | undefined;
}

/** A recent clip of a creator at a moment; `back` is the mean step back from the newest. */
export function clipOf(creator: Creator, at: number, luck: Luck, back = 2): Clip {
  let last = creator.clips.length - 1;
  while (last > 0 && creator.clips[last]!.bornAtMs > at) last -= 1;
  return creator.clips[Math.max(0, last - Math.floor(luck.wait(back)))]!;
}

/** The clips of a creator that stood on a day of the world. */
export function clipsOn(creator: Creator, day: number): Clip[] {
  const from = moment(day, 0);
  return creator.clips.filter(({ bornAtMs }) => bornAtMs >= from && bornAtMs < from + DAY);
}

const SLOTS = [9, 12, 14, 19, 19.5, 20, 20, 20.5, 21, 22];
const EPISODES = 80;

function postClips(creator: Creator, works: Works, days: number, luck: Luck): void {
  const perDay = 0.15 + luck.wait(0.5);
  const old = upTo(luck.whole(4, 12)).map(() => START - luck.between(0, 40) * DAY);
  const fresh = upTo(luck.count(perDay * days)).map(() => moment(luck.below(days), luck.between(7, 23)));
  for (const at of [...old, ...fresh].sort((a, b) => a - b)) {
    creator.clips.push({ target: works.add("video", creator.person), bornAtMs: Math.floor(at) });
  }
}

function openRooms(creator: Creator, works: Works, days: number, luck: Luck): void {
  const hour = luck.pick(SLOTS);
  const often = luck.between(0.45, 1);
  const length = luck.between(1.2, 3.5);
  for (const day of upTo(days)) {
    if (!luck.hit(isWeekend(day) ? often * 0.85 : often)) continue;
    const from = Math.floor(moment(day, hour) + luck.near(4, 5) * MINUTE);
    const to = Math.floor(from + length * luck.between(0.8, 1.2) * HOUR);
    creator.rooms.push({ target: works.add("live", creator.person), host: creator, from, to });
  }
}

/** Rooms by hour of the world, so that those of a moment are found at once. */
function roomsByHour(streamers: readonly Creator[]): Map<number, Room[]> {
  const hours = new Map<number, Room[]>();
  for (const room of streamers.flatMap(({ rooms }) => rooms)) {
    for (let hour = Math.floor(room.from / HOUR); hour <= Math.floor(room.to / HOUR); hour += 1) {
      const open = hours.get(hour) ?? [];
      hours.set(hour, open);
      open.push(room);
    }
  }
  return hours;
}

function openRoom(rooms: readonly Room[], at: number, topic: number, luck: Luck): Room | undefined {
  const open = rooms.filter(({ from, to }) => from <= at && at < to);
  if (open.length === 0) return undefined;
  const near = open.filter(({ host }) => host.topic === topic);
  const list = near.length > 0 && luck.hit(0.75) ? near : open;
  return list[byWeight(list.map(({ host }) => host.fame))(luck)];
}

export function makeWorks(
  people: readonly Person[],
  numerals: (length: number) => string,
  days: number,
  luck: Luck,
): Works {
  const targets: Target[] = people.map(({ index, id }) => ({ kind: "account", id, owner: index }));
  const makers = luck.some(people, Math.max(TOPICS * 4, Math.round(people.length * 0.045)));
  const creators: Creator[] = makers.map((person, place) => {
    const topic = place % TOPICS;
    return { person, topic, fame: 1 / (Math.floor(place / TOPICS) + 1.5) ** 0.85, clips: [], rooms: [] };
  });
  const byTopic = upTo(TOPICS).map((topic) => creators.filter((creator) => creator.topic === topic));
  const draws = byTopic.map((list) => byWeight(list.map(({ fame }) => fame)));
  const streamers = creators.filter(() => luck.hit(0.4));
  const dramas: Drama[] = [];
  const works: Works = {
    targets,
    creators,
    byPerson: new Map(creators.map((creator) => [creator.person.index, creator])),
    streamers,
    dramas,
    add: (kind, owner) => targets.push({ kind, id: numerals(13), owner: owner.index }) - 1,
    creatorOf: (topic, drawn) => byTopic[topic]![draws[topic]!(drawn)]!,
    roomAt: (at, topic, drawn) => openRoom(hours.get(Math.floor(at / HOUR)) ?? [], at, topic, drawn),
  };
  for (const creator of creators) postClips(creator, works, days, luck);
  for (const streamer of streamers) openRooms(streamer, works, days, luck);
  const hours = roomsByHour(streamers);
  for (const owner of luck.some(makers, Math.max(2, Math.round(people.length / 1_500)))) {
    const episodes = upTo(EPISODES).map(() => ({
      target: works.add("video", owner),
      lengthMs: luck.whole(58, 125) * SECOND,
    }));
    dramas.push({ owner, episodes });
  }
  return works;
}
