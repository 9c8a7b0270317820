/**
 * One view in the world `feeds` and what may come of it: like, follow, comment, share, favorite,
 * and second thoughts. Honest people look alike there also in words: short comments repeat by the
 * thousand.
 */
import type { Creators, Items } from "./feeds-catalogue.ts";
import { between, type Chance, exponential, geometric, lognormal } from "./feeds-chance.ts";
import { hour, minute, type Outage, second } from "./feeds-clock.ts";
import type { Lists } from "./feeds-lists.ts";
import { type EventType, type Log, type Seen, type Source, write } from "./feeds-log.ts";
import { batches, cleansUp, likesAll, type People, rewatches } from "./feeds-people.ts";
import type { Waves } from "./feeds-waves.ts";

export interface Platform {
  readonly chance: Chance;
  readonly people: People;
  readonly creators: Creators;
  readonly items: Items;
  readonly follows: number[][];
  readonly log: Log;
  readonly seen: Seen;
  readonly waves: Waves;
  readonly lists: Lists;
  readonly outage: Outage;
  readonly itemTheme: (item: number) => number;
  /** When each is free again: nobody watches two things at once. */
  readonly busyUntil: Float64Array;
  /** What those who clean up have liked. */
  readonly likedBy: Map<number, number[]>;
}

/** How a visit colours what is done in it. */
export interface Mood {
  readonly source: Source;
  /** Scales the like rate. */
  readonly warmth: number;
  /** Takes the like rate's place when someone came in order to like. */
  readonly likeChance?: number;
  /** Skims: tile after tile in some seconds. */
  readonly skims?: boolean;
  readonly followLift?: number;
}

interface Watched {
  readonly endMs: number;
  readonly liked: boolean;
}

/**
 * Rates per view of a middling person, in the order of public Kuaishou logs: each some tenths of a
 * percent.
 */
const followRate = 0.0016;
const commentRate = 0.0022;
const shareRate = 0.0012;
const favoriteRate = 0.003;
/** A like makes each of these so much likelier. */
const afterLike = 5;
/** One like in 80 is taken back; half of these at once, as slips of the thumb. */
const unlikeShare = 0.0125;
const unfollowShare = 0.03;
const unfavoriteShare = 0.015;
/** An old client's batch. */
const batchMs = 15 * second;

/**
 * Half of the comments are one of these. The first ones are the most frequent, as on any platform.
 */
const commonTexts = (
  "哈哈哈 哈哈哈哈 👍 太好看了 ❤️ 支持 666 第一 来了 可以 学到了 好听 真不错 加油 厉害 笑死 绝了 美 打卡 求同款 " +
  "沙发 路过 好吃吗 多少钱 在哪里 蹲一个 催更 终于更新了 晚安 早上好 好家伙 爱了 牛 yyds 已三连 互粉 必回 收藏了"
).split(" ");
const words =
  "这个 那个 真的 有点 昨天 我家 孩子 老师 视频 声音 第二 段 像 做 看 想 去 不是 怎么 为什么 好 快 慢 一样 试过 没 成功".split(
    " ",
  );

function drawText(chance: Chance): string {
  if (chance() < 0.5) return commonTexts[Math.floor(commonTexts.length * chance() ** 2)]!;
  let text = "";
  for (let left = 2 + geometric(chance, 4); left > 0; left--)
    text += words[Math.floor(words.length * chance())]!;
  return text;
}

/** Writes an event with the time that the person's client gives it. */
export function record(
  platform: Platform,
  type: EventType,
  atMs: number,
  person: number,
  target: number,
  source: Source,
): boolean {
  const old = (platform.people.habits[person]! & batches) !== 0;
  const stamp = old ? Math.ceil(atMs / batchMs) * batchMs + ((person * 37) % batchMs) : atMs;
  return write(platform.log, type, stamp, person, target, source);
}

export function like(platform: Platform, person: number, item: number, atMs: number, source: Source): void {
  const { chance, people, likedBy } = platform;
  record(platform, "like", atMs, person, item, source);
  if (chance() < unlikeShare) {
    const later = chance() < 0.5 ? between(chance, 1.5, 20) * second : exponential(chance, 30 * hour);
    record(platform, "unlike", atMs + later, person, item, source);
    return;
  }
  if ((people.habits[person]! & cleansUp) === 0) return;
  const liked = likedBy.get(person);
  if (liked === undefined) likedBy.set(person, [item]);
  else liked.push(item);
}

export function follow(
  platform: Platform,
  person: number,
  creator: number,
  atMs: number,
  source: Source,
): void {
  const { chance, follows, creators } = platform;
  const followed = follows[person]!;
  if (creators.person[creator] === person || followed.includes(creator)) return;
  followed.push(creator);
  record(platform, "follow", atMs, person, creator, source);
  if (chance() < unfollowShare) {
    record(platform, "unfollow", atMs + exponential(chance, 40 * hour), person, creator, source);
  }
}

/**
 * Seconds on an item: a third are skipped within three; the rest are lognormal about 13, as short
 * videos are long.
 */
function drawDwell(chance: Chance, held: boolean, skims: boolean): number {
  if (skims) return between(chance, 1.6, 7) * second;
  if (!held && chance() < 0.6) return between(chance, 0.7, 3) * second;
  return Math.min(5 * minute, lognormal(chance, held ? 14 : 8, 0.75) * second);
}

function likeChanceOf(platform: Platform, person: number, item: number, fit: number, mood: Mood): number {
  const { people, items } = platform;
  const rate = people.likeRate[person]!;
  if ((people.habits[person]! & likesAll) !== 0) return rate;
  if (mood.likeChance !== undefined && rate > 0) return mood.likeChance;
  return Math.min(0.92, rate * items.appeal[item]! * mood.warmth * fit);
}

/** The smaller gifts. Returns their worth to the recommender. */
function giveMore(
  platform: Platform,
  person: number,
  item: number,
  endMs: number,
  liked: boolean,
  mood: Mood,
): number {
  const { chance, people, items, log } = platform;
  const lean = people.giving[person]! * items.appeal[item]! * (liked ? afterLike : 1);
  const soon = () => endMs + between(chance, 0.3, 2) * second;
  let worth = 0;
  if (chance() < lean * followRate * (mood.followLift ?? 1)) {
    follow(platform, person, items.creator[item]!, soon(), mood.source);
    worth += 2;
  }
  if (chance() < lean * favoriteRate) {
    const atMs = soon();
    record(platform, "favorite", atMs, person, item, mood.source);
    if (chance() < unfavoriteShare) {
      record(platform, "unfavorite", atMs + exponential(chance, 20 * hour), person, item, mood.source);
    }
    worth += 1.5;
  }
  if (chance() < lean * commentRate) {
    // One in twelve writes twice.
    for (let left = chance() < 0.08 ? 2 : 1, atMs = endMs; left > 0; left--) {
      const row = log.size;
      atMs += (1 + lognormal(chance, 7, 0.8)) * second;
      if (record(platform, "comment", atMs, person, item, mood.source)) log.texts.set(row, drawText(chance));
    }
    worth += 1;
  }
  if (chance() < lean * shareRate) {
    record(platform, "share", soon() + 2 * second, person, item, mood.source);
    worth += 1.5;
  }
  return worth;
}

/** A first view of an item, with all that follows. */
export function watch(platform: Platform, person: number, item: number, atMs: number, mood: Mood): Watched {
  const { chance, people, items, waves, lists, seen, creators } = platform;
  const creator = items.creator[item]!;
  const near = creators.home[creator] === people.cluster[person];
  const fit = near ? 1.7 : platform.itemTheme(item) === people.theme[person] ? 1.1 : 0.6;
  const held = chance() < Math.min(0.95, items.grip[item]! * (near ? 1.2 : fit));
  const likes = chance() < likeChanceOf(platform, person, item, fit * (held ? 1.4 : 0.35), mood);
  const hurried = likes && !held && (people.habits[person]! & likesAll) !== 0;
  const dwell = drawDwell(chance, held || (likes && !hurried), mood.skims === true);
  seen.add(person, item);
  record(platform, "view", atMs, person, item, mood.source);
  // A retry on a bad line: the same view twice.
  if (chance() < 0.0012)
    record(platform, "view", atMs + between(chance, 200, 1500), person, item, mood.source);
  let endMs = atMs + dwell;
  if (likes) like(platform, person, item, atMs + dwell * between(chance, 0.25, 0.97), mood.source);
  const worth = (held ? 1 : 0) + (likes ? 1 : 0) + giveMore(platform, person, item, endMs, likes, mood);
  if (mood.source === "recommend") waves.note(item, worth);
  lists.note(item, 1 + 4 * worth);
  if ((people.habits[person]! & rewatches) !== 0 && chance() < 0.15) {
    for (let left = geometric(chance, 3); left > 0; left--) {
      record(platform, "view", endMs, person, item, mood.source);
      endMs += dwell;
    }
  }
  return { endMs: endMs + between(chance, 0.2, 1.2) * second, liked: likes };
}
