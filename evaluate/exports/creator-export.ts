/**
 * The likes on the videos of one creator, as a brand or an agency exports them: who, which video,
 * when. Honest people look alike here because one creator has one audience: the same notification,
 * the same page, the same feed, a giveaway, a fan club's list.
 */
import { createRandom, type World } from "../worlds/world.ts";
import { assemble, type Draft } from "./assemble.ts";
import { addGiveaways, addLiveCalls, addRivalFans, addSchool } from "./creator-crowds.ts";
import { addClub, addFirstHourFans, addLoyalFans, addRegulars, addTopicFans } from "./creator-fans.ts";
import {
  type CreatorMix,
  type CreatorOptions,
  makePeople,
  makeStage,
  type Person,
  type Stage,
} from "./creator-model.ts";
import { addBingers, addRecommended, addViral, makeFeed } from "./creator-passers.ts";
import { addPool, countHands } from "./creator-pool.ts";
import { makeVideos } from "./creator-videos.ts";
import { makeCommentWriter, THEME_COUNT } from "./honest-comments.ts";
import { ITEMS } from "./paid-texts.ts";
import { DAY, SECOND, START_MS } from "./rhythm.ts";
import { between, exponential, logNormal, type Random, scatteredIds, shuffled, whole } from "./sampling.ts";

const OWNER = "o7";
/** Sets the pool's draws apart from those of the honest part. */
const POOL_SEED = 0x5eed;
/** A creator of the middle: a tenth of the accounts gives most of the likes. */
const USUAL_MIX: CreatorMix = {
  loyal: 0.012,
  firstHour: 0.05,
  regular: 0.1,
  topicOnly: 0.05,
  club: 0.008,
  binge: 0.03,
  viral: 0.12,
  giveaway: 0.06,
  rival: 0.04,
  giveaways: 1,
  liveCalls: 2,
  school: true,
  zones: [
    [8, 0.9],
    [9, 0.04],
    [-8, 0.03],
    [1, 0.03],
  ],
  topics: 4,
};
/** One like in thirty has a comment of the same person. */
const COMMENT_PART = 0.033;
/**
 * One like in sixty is taken back, mostly because the thumb slipped; a third of those is given
 * again.
 */
const RETRACTION_PART = 0.016;

/** Eleven honest creators; `{ ...variant, pool: {} }` plants the default pool. */
export const CREATOR_VARIANTS: readonly CreatorOptions[] = [
  { name: "small", seed: 101, accounts: 3000, videos: 20, days: 30, owner: true },
  { name: "big", seed: 102, accounts: 15_000, videos: 200, days: 120, owner: false },
  {
    name: "viral",
    seed: 103,
    accounts: 12_000,
    videos: 60,
    days: 60,
    owner: true,
    mix: { viral: 0.55, firstHour: 0.03, regular: 0.05, giveaways: 0, giveaway: 0 },
  },
  {
    name: "giveaways",
    seed: 104,
    accounts: 6000,
    videos: 40,
    days: 45,
    owner: false,
    comments: true,
    mix: { giveaway: 0.35, giveaways: 4, viral: 0 },
  },
  {
    name: "first hour",
    seed: 105,
    accounts: 5000,
    videos: 90,
    days: 90,
    owner: true,
    mix: { firstHour: 0.3, loyal: 0.04, viral: 0 },
  },
  {
    name: "two time zones",
    seed: 106,
    accounts: 8000,
    videos: 80,
    days: 90,
    owner: false,
    mix: {
      zones: [
        [8, 0.55],
        [-5, 0.45],
      ],
      firstHour: 0.1,
    },
  },
  {
    name: "many topics",
    seed: 107,
    accounts: 7000,
    videos: 120,
    days: 100,
    owner: true,
    retractions: true,
    mix: { topics: 7, topicOnly: 0.3, viral: 0, rival: 0 },
  },
  {
    name: "binge",
    seed: 108,
    accounts: 5000,
    videos: 150,
    days: 60,
    owner: false,
    mix: { binge: 0.25, firstHour: 0.02, giveaways: 0, giveaway: 0 },
  },
  {
    name: "rival",
    seed: 109,
    accounts: 9000,
    videos: 50,
    days: 60,
    owner: true,
    mix: { rival: 0.4, viral: 0.05, giveaways: 2 },
  },
  {
    name: "fan club",
    seed: 110,
    accounts: 6000,
    videos: 45,
    days: 45,
    owner: true,
    comments: true,
    mix: { club: 0.04, loyal: 0.03, liveCalls: 6, viral: 0 },
  },
  {
    name: "long tail",
    seed: 111,
    accounts: 4000,
    videos: 100,
    days: 120,
    owner: false,
    retractions: true,
    mix: {
      loyal: 0.003,
      firstHour: 0.01,
      regular: 0.03,
      topicOnly: 0.02,
      club: 0,
      viral: 0,
      giveaways: 0,
      giveaway: 0,
      rival: 0,
      liveCalls: 0,
      school: false,
    },
  },
];

export function makeCreatorExport(options: CreatorOptions): World {
  const { accounts, days, pool, seed } = options;
  const mix: CreatorMix = { ...USUAL_MIX, ...options.mix };
  const random = createRandom(seed);
  const endMs = START_MS + days * DAY;
  const videos = makeVideos(random, options.videos, days, mix);
  // Ids are drawn for hands too, so that the honest part is the same with a pool and without.
  const ids = scatteredIds(random, accounts * 2);
  const people = makePeople(random, ids.slice(0, accounts), days, mix);
  const stage = makeStage(random, videos, endMs, mix.zones[0]![0]);
  addAudience(stage, people, mix);
  if (pool) {
    const own = createRandom(seed ^ POOL_SEED);
    const hands = makePeople(own, ids.slice(accounts, accounts + countHands(pool)), days, mix);
    addPool({ ...stage, random: own }, hands, pool);
  }

  const drafts = writeEvents(stage, options);
  const name = `creator ${options.name ?? options.seed}${pool ? " with a pool" : ""}`;
  return assemble(name, drafts, stage.groups, pool ? ["likes"] : []);
}

function addAudience(stage: Stage, people: readonly Person[], mix: CreatorMix): void {
  let taken = 0;
  const take = (share: number): readonly Person[] => {
    const from = taken;
    taken += Math.round(share * people.length);
    return people.slice(from, taken);
  };
  const feed = makeFeed(stage.videos, mix.topics);
  const loyal = take(mix.loyal);
  const firstHour = take(mix.firstHour);
  const regulars = take(mix.regular);
  const topicFans = take(mix.topicOnly);
  const club = take(mix.club);
  const fans = people.slice(0, taken);
  addLoyalFans(stage, loyal);
  addFirstHourFans(stage, firstHour);
  addRegulars(stage, regulars);
  addTopicFans(stage, topicFans);
  addClub(stage, club);
  addBingers(stage, take(mix.binge), feed);
  addViral(stage, take(mix.viral));
  addRivalFans(stage, take(mix.rival));
  addGiveaways(stage, take(mix.giveaways > 0 ? mix.giveaway : 0), fans, mix.giveaways);
  if (mix.school) addSchool(stage, take(whole(stage.random, 30, 55) / people.length));
  const rest = people.slice(taken);
  addRecommended(stage, rest, feed);
  addLiveCalls(stage, [...fans, ...rest], mix.liveCalls);
  addMissing(stage, people);
}

/**
 * An account of the export has liked something: who has not yet liked a video that was recommended.
 */
function addMissing(stage: Stage, people: readonly Person[]): void {
  const { random, videos, endMs } = stage;
  const present = new Set(stage.likes.map(({ person }) => person.id));
  for (const person of people) {
    while (!present.has(person.id)) {
      const video = videos[whole(random, 0, videos.length - 1)]!;
      const fromMs = Math.max(START_MS, video.uploadMs);
      if (stage.like(person, video.number, fromMs + random() ** 2 * (endMs - fromMs))) present.add(person.id);
    }
  }
}

/** The export's lines. Times are whole seconds, as in most exports. */
function writeEvents(stage: Stage, options: CreatorOptions): Draft[] {
  const { random, endMs } = stage;
  const drafts: Draft[] = [];
  const named = options.owner ? { owner: OWNER } : {};
  const write = (
    type: string,
    atMs: number,
    person: Person,
    video: number,
    rest: object,
    pool = -1,
  ): void => {
    if (atMs >= endMs) return;
    const whole = { type, atMs: Math.floor(atMs / SECOND) * SECOND, actor: person.id };
    drafts.push({
      event: { ...whole, targetKind: "video", target: `v${video + 1}`, ...named, ...rest },
      pool,
    });
  };
  const writers = options.comments ? makeWriters(random, stage.videos.length) : [];
  for (const { person, video, atMs, bought } of stage.likes) {
    write("like", atMs, person, video, {}, bought ? 0 : -1);
    if (bought) continue;
    const writer = writers[video];
    if (writer && random() < COMMENT_PART) {
      write(
        "comment",
        atMs + between(random, 4, 25) * SECOND + exponential(random, 50 * SECOND),
        person,
        video,
        {
          text: writer.any(),
        },
      );
    }
    if (options.retractions && random() < RETRACTION_PART) {
      const slipped = random() < 0.7;
      const backMs = atMs + (slipped ? logNormal(random, 4, 0.8) * SECOND : exponential(random, 6 * DAY));
      write("unlike", backMs, person, video, {});
      if (random() < 0.33) write("like", backMs + logNormal(random, 5, 1) * SECOND, person, video, {});
    }
  }
  return drafts;
}

function makeWriters(random: Random, videos: number): readonly ReturnType<typeof makeCommentWriter>[] {
  const [theme] = shuffled(
    random,
    Array.from({ length: THEME_COUNT }, (_, at) => at),
  );
  return Array.from({ length: videos }, () => makeCommentWriter(random, theme!, 0.75, ITEMS[theme!]!));
}
