/**
 * What the export of one creator is made of: the options, the people with their habits, the videos
 * with their waves, and the stage on which likes are entered. A like is entered once per person and
 * video, after the upload, inside the export's days.
 */
import { type Clock, DAY, makeClock, START_MS } from "./rhythm.ts";
import { exponential, makeChooser, type Random } from "./sampling.ts";

/**
 * Who the accounts are. Shares of all accounts; those that no share claims come by recommendation.
 */
export interface CreatorMix {
  /** Like everything. */
  readonly loyal: number;
  /** Turned on notifications. */
  readonly firstHour: number;
  /** Come by themselves and like what is new. */
  readonly regular: number;
  /** Like one topic of the creator. */
  readonly topicOnly: number;
  /** Members of the fan club, who have a group chat and a list of tasks. */
  readonly club: number;
  /** Find the creator and like many old videos at once. */
  readonly binge: number;
  /** Strangers whom the viral video brings. */
  readonly viral: number;
  /** Take part in giveaways. */
  readonly giveaway: number;
  /** Fans of a rival who made a video together with the creator. */
  readonly rival: number;
  /** How many giveaways there are, and how often a live broadcast sends its watchers. */
  readonly giveaways: number;
  readonly liveCalls: number;
  /** Whether a school class likes the videos that show it. */
  readonly school: boolean;
  /**
   * Hours east of Greenwich, and the share of accounts there. The creator lives in the first one.
   */
  readonly zones: readonly (readonly [zone: number, share: number])[];
  readonly topics: number;
}

/**
 * A bought pool. What is left out: 160 hands, 880 likes, over 6 to 12 videos, four hours per order
 * at most.
 */
export interface PoolOptions {
  readonly hands?: number;
  readonly likes?: number;
  /** Within how many minutes an order is delivered; by default 40 to 240, by the order. */
  readonly minutes?: number;
  /**
   * Share of the hands that serve an order. The number of videos follows: likes / (hands *
   * density).
   */
  readonly density?: number;
  /** `names`: in a fixed order of names, seconds apart. */
  readonly order?: "spread" | "names";
}

export interface CreatorOptions {
  readonly name?: string;
  readonly seed: number;
  /** Honest accounts, 3,000 to 15,000. */
  readonly accounts: number;
  /** 20 to 200. */
  readonly videos: number;
  /** 30 to 120. */
  readonly days: number;
  /** Whether the export names the owner. */
  readonly owner: boolean;
  /** Whether it holds comments too. */
  readonly comments?: boolean;
  /** Whether it is a log with `unlike`, not a list of the likes that stand. */
  readonly retractions?: boolean;
  readonly mix?: Partial<CreatorMix>;
  readonly pool?: PoolOptions;
}

export interface Person {
  readonly id: string;
  readonly clock: Clock;
  /** The topic that the person likes most. */
  readonly topic: number;
  /** From when to when the person cares for the creator. */
  readonly joinedMs: number;
  readonly leftMs: number;
}

/** A push of the feed: the platform shows the video to a cohort. */
export interface Push {
  readonly startMs: number;
  readonly widthMs: number;
  readonly size: number;
}

export interface Video {
  readonly number: number;
  readonly uploadMs: number;
  readonly topic: number;
  readonly lengthMs: number;
  readonly appeal: number;
  readonly pushes: readonly Push[];
}

export interface Like {
  readonly person: Person;
  readonly video: number;
  readonly atMs: number;
  /** Whether somebody paid for it. */
  readonly bought: boolean;
}

export interface Stage {
  readonly random: Random;
  /** In order of upload. */
  readonly videos: readonly Video[];
  readonly endMs: number;
  /** The creator's time zone. */
  readonly zone: number;
  readonly likes: Like[];
  readonly groups: Map<string, Set<string>>;
  /** Enters a like; false when it cannot be. */
  readonly like: (person: Person, video: number, atMs: number, bought?: boolean) => boolean;
  /** Enters likes one after the other, `gap()` apart. */
  readonly likeInTurn: (
    person: Person,
    videos: readonly number[],
    atMs: number,
    gap: (video: Video) => number,
  ) => void;
  readonly join: (kind: string, person: Person) => void;
}

/** Half of the audience knew the creator before the export begins. */
const OLD_PART = 0.5;
/** Fans lose interest: mean days. */
const INTEREST_DAYS = 110;

export function makeStage(random: Random, videos: readonly Video[], endMs: number, zone: number): Stage {
  const likes: Like[] = [];
  const groups = new Map<string, Set<string>>();
  const given = new Set<string>();
  const like = (person: Person, video: number, atMs: number, bought = false): boolean => {
    const uploadMs = videos[video]?.uploadMs ?? endMs;
    if (atMs < START_MS || atMs >= endMs || atMs <= uploadMs) return false;
    const key = `${person.id}/${video}`;
    if (given.has(key)) return false;
    given.add(key);
    likes.push({ person, video, atMs, bought });
    return true;
  };
  return {
    random,
    videos,
    endMs,
    zone,
    likes,
    groups,
    like,
    likeInTurn: (person, numbers, atMs, gap) => {
      let nowMs = atMs;
      for (const video of numbers) {
        like(person, video, nowMs);
        nowMs += gap(videos[video]!);
      }
    },
    join: (kind, person) => {
      const group = groups.get(kind);
      if (group) group.add(person.id);
      else groups.set(kind, new Set([person.id]));
    },
  };
}

/** People with clocks, topics and a time in which they care. Early topics have more people. */
export function makePeople(random: Random, ids: readonly number[], days: number, mix: CreatorMix): Person[] {
  const chooseZone = makeChooser(mix.zones.map(([, share]) => share));
  const chooseTopic = makeChooser(Array.from({ length: mix.topics }, (_, topic) => 1 / (topic + 1)));
  return ids.map((id): Person => {
    const joinedMs = START_MS + (random() < OLD_PART ? 0 : random() * days * DAY);
    const leftMs = joinedMs + exponential(random, INTEREST_DAYS * DAY);
    const clock = makeClock(random, mix.zones[chooseZone(random)]![0]);
    return { id: `a${id}`, clock, topic: chooseTopic(random), joinedMs, leftMs };
  });
}
