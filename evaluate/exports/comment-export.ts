/**
 * The comments of a few videos of one creator, as a brand that paid for a mention would export
 * them: Chinese and English mixed. Honest people look alike here because short texts are few:
 * laughter, the race for the first place, chants, lottery entries, homework reports and pasted
 * lyrics come in the same words within minutes, mostly from accounts that comment once.
 */
import { createRandom, type World } from "../worlds/world.ts";
import { assemble, type Draft } from "./assemble.ts";
import { OCCASIONS } from "./comment-occasions.ts";
import { FIRST, MOCKERY, REPLIES } from "./comment-texts-stock.ts";
import { type CommentWriter, makeCommentWriter, THEME_COUNT } from "./honest-comments.ts";
import { type PaidManner, writePaidComments } from "./paid-comments.ts";
import { ITEMS } from "./paid-texts.ts";
import { DAY, HOUR, likelyMoment, MINUTE, makeClock, SECOND, START_MS } from "./rhythm.ts";
import {
  between,
  exponential,
  logLogistic,
  logNormal,
  makeChooser,
  pareto,
  pick,
  pickZipf,
  type Random,
  scatteredIds,
  shuffled,
  whole,
} from "./sampling.ts";

export interface PaidOrder {
  readonly manner: PaidManner;
  /** Comments; by default 190 copied ones, 100 templated ones, 80 of the other manners. */
  readonly count?: number;
  /** Over how many hours they come. */
  readonly hours?: number;
  /** Over how many videos they are spread. */
  readonly videos?: number;
}

export interface CommentExportOptions {
  readonly seed: number;
  /** At least 3, which is the default. */
  readonly videos?: number;
  /** Honest comments of each video, by default 700. */
  readonly comments?: number;
  readonly days?: number;
  /** Whether the export names the creator. */
  readonly owner?: boolean;
  /** Share of honest comments in Chinese. */
  readonly chinese?: number;
  /** By default one order of each manner; `[]` gives an honest export. */
  readonly paid?: readonly PaidOrder[];
}

const ORDER_SIZES: Readonly<Record<PaidManner, number>> = {
  copied: 190,
  templated: 100,
  paraphrased: 80,
  varied: 80,
};
const ALL_MANNERS: readonly PaidOrder[] = [
  { manner: "copied" },
  { manner: "templated" },
  { manner: "paraphrased" },
  { manner: "varied" },
];

/** Sets the draws of orders apart. */
const PAID_SEED = 0x5eed;
/** The creator's clock. */
const ZONE = 8;
/**
 * So many comments come from the circle that comments often; most commenters of a channel comment
 * once.
 */
const CIRCLE_PART = 0.34;
/** A tenth to a sixth of comments answer another one. */
const REPLY_PART = 0.13;
/** A slow network sends the same comment twice. */
const DOUBLE_PART = 0.007;
/** Half of a video's comments come within so many hours, the rest with a power-law tail. */
const MEDIAN_HOURS = 9;

/** What a handful of people write under everything. */
const HABITS = [
  "打卡",
  "求更新求更新求更新",
  "day by day",
  "🌹🌹🌹 早上好",
  "什么时候出海边那期",
  "cat please",
];

interface Video {
  readonly id: string;
  readonly uploadMs: number;
  readonly theme: number;
  readonly writer: CommentWriter;
}

interface Remark {
  readonly atMs: number;
  readonly actor: string;
  readonly video: Video;
  readonly text: string;
  readonly pool: number;
}

export function makeCommentExport(options: CommentExportOptions): World {
  const { seed, comments = 700, days = 21, owner = true, chinese = 0.7, paid = ALL_MANNERS } = options;
  const videoCount = Math.max(3, options.videos ?? 3);
  const random = createRandom(seed);
  const endMs = START_MS + days * DAY;
  const orders = paid.map((order) => ({ ...order, count: order.count ?? ORDER_SIZES[order.manner] }));
  const ids = scatteredIds(random, Math.ceil(videoCount * comments * 3)).map((id) => `a${id}`);
  const newcomer = (): string => {
    const id = ids.pop();
    if (id === undefined) throw new Error("more paid comments than the export has room for");
    return id;
  };
  const fromCircle = makeCircle(random, newcomer, Math.ceil(videoCount * comments * 0.1));
  const someone = (part: number): string => (random() < part ? fromCircle() : newcomer());
  const videos = makeVideos(random, videoCount, days, chinese);
  const remarks: Remark[] = [];
  const groups = new Map<string, string[]>();
  const add = (remark: Remark, kind?: string): void => {
    if (remark.atMs >= endMs) return;
    remarks.push(remark);
    if (kind === undefined) return;
    const group = groups.get(kind);
    if (group) group.push(remark.actor);
    else groups.set(kind, [remark.actor]);
  };
  const firstOccasion = whole(random, 0, 2);

  videos.forEach((video, number) => {
    const before = remarks.length;
    const say = (atMs: number, actor: string, text: string, kind?: string): void =>
      add({ atMs, actor, video, text, pool: -1 }, kind);
    const racers = Math.round(comments * between(random, 0.01, 0.03));
    for (let at = 0; at < racers; at++) {
      const delay = 2 * SECOND + logLogistic(random, 50 * SECOND, 1.4);
      say(video.uploadMs + delay, someone(0.6), pickZipf(random, FIRST), "first place");
    }
    for (const occasion of OCCASIONS[(firstOccasion + number) % OCCASIONS.length]!) {
      const count = Math.round(comments * between(random, ...occasion.part));
      for (const line of occasion.write(random, video.uploadMs, ZONE, count)) {
        say(line.atMs, line.regular ? fromCircle() : newcomer(), line.text, occasion.kind);
      }
    }
    while (remarks.length - before < comments)
      addOrdinary(random, video, endMs, remarks.slice(before), say, someone);
  });

  addHabits(random, videos, fromCircle, add);
  // Draws of their own, so that the honest part is the same with orders and without.
  const own = createRandom(seed ^ PAID_SEED);
  orders.forEach((order, pool) => {
    for (const line of deliver(own, order, pool, videos, endMs)) add({ ...line, actor: newcomer(), pool });
  });
  const noticed = orders[0];
  if (noticed) {
    for (const line of mock(own, noticed.manner, videos[0]!)) {
      add({ ...line, actor: newcomer(), pool: -1 }, "mockery");
    }
  }

  const drafts = remarks.map(({ atMs, actor, video, text, pool }): Draft => {
    const event = { type: "comment", atMs: Math.floor(atMs / SECOND) * SECOND, actor, targetKind: "video" };
    const rest = { target: video.id, text, ...(owner ? { owner: "o7" } : {}) };
    return { event: { ...event, ...rest }, pool };
  });
  const name = orders.length > 0 ? "comments with paid ones" : "comments";
  return assemble(
    name,
    drafts,
    groups,
    orders.map(({ manner }) => `${manner} comments`),
  );
}

type Sized = PaidOrder & { readonly count: number };
type Line = Omit<Remark, "actor" | "pool">;

/** The comments of one order: within hours of each video's upload, or of some time later. */
function deliver(
  random: Random,
  order: Sized,
  first: number,
  videos: readonly Video[],
  endMs: number,
): Line[] {
  const spread = Math.min(order.videos ?? 1, videos.length);
  const hours = order.hours ?? between(random, 3, 10);
  return Array.from({ length: spread }, (_, at): Line[] => {
    const video = videos[(first + at) % videos.length]!;
    const count = Math.floor(((at + 1) * order.count) / spread) - Math.floor((at * order.count) / spread);
    const lagMs = logNormal(random, 4, 0.7) * HOUR;
    const startMs = Math.min(video.uploadMs + lagMs, endMs - hours * HOUR);
    return writePaidComments(random, order.manner, video.theme, count).map((text) => ({
      atMs: startMs + random() * hours * HOUR,
      video,
      text,
    }));
  }).flat();
}

/** The audience notices an order and quotes it in mockery. */
function mock(random: Random, manner: PaidManner, video: Video): Line[] {
  return writePaidComments(random, manner, video.theme, whole(random, 3, 8)).map((quote) => ({
    atMs: video.uploadMs + between(random, 12, 90) * HOUR,
    video,
    text: pick(random, MOCKERY).replace("{quote}", () => quote),
  }));
}

function makeVideos(random: Random, count: number, days: number, chinese: number): Video[] {
  const themes = shuffled(
    random,
    Array.from({ length: THEME_COUNT }, (_, theme) => theme),
  );
  return Array.from({ length: count }, (_, number) => {
    // The last video has at least a third of the time to be commented.
    const day = ((number + random()) / count) * days * 0.66;
    const uploadMs = START_MS + Math.floor(day) * DAY + (pick(random, [12, 18, 19, 20]) - ZONE) * HOUR;
    const theme = themes[number % THEME_COUNT]!;
    const writer = makeCommentWriter(random, theme, chinese, ITEMS[theme]!);
    return { id: `v${number + 1}`, uploadMs: uploadMs + random() * 9 * MINUTE, theme, writer };
  });
}

/** Those who comment often: few of them very often. */
function makeCircle(random: Random, newcomer: () => string, size: number): () => string {
  const members = Array.from({ length: size }, newcomer);
  const choose = makeChooser(members.map(() => pareto(random, 1, 1.3, 60)));
  return () => members[choose(random)]!;
}

/** One ordinary comment, or an answer to one, or one that was sent twice. */
function addOrdinary(
  random: Random,
  video: Video,
  endMs: number,
  thread: readonly Remark[],
  say: (atMs: number, actor: string, text: string, kind?: string) => void,
  someone: (part: number) => string,
): void {
  if (thread.length > 0 && random() < REPLY_PART) {
    const parent = pick(random, thread);
    const atMs = parent.atMs + logLogistic(random, 40 * MINUTE, 0.9);
    if (atMs >= endMs) return;
    const text = random() < 0.5 ? pickZipf(random, REPLIES) : video.writer.free();
    say(atMs, someone(0.5), `回复 @${parent.actor} :${text}`);
    return;
  }
  const clock = makeClock(random, random() < 0.8 ? ZONE : pick(random, [-8, -5, 0, 1, 7, 9]));
  const room = endMs - video.uploadMs;
  const atMs = likelyMoment(random, clock, () => {
    const delay = 20 * SECOND + logLogistic(random, MEDIAN_HOURS * HOUR, 0.85);
    return video.uploadMs + (delay < room ? delay : random() * room);
  });
  const actor = someone(CIRCLE_PART);
  const text = video.writer.any();
  say(atMs, actor, text);
  if (random() < DOUBLE_PART) say(Math.min(endMs - 1, atMs + between(random, 1, 5) * SECOND), actor, text);
}

/** A handful of people who write their one sentence under everything, some of them every day. */
function addHabits(
  random: Random,
  videos: readonly Video[],
  fromCircle: () => string,
  add: (remark: Remark, kind?: string) => void,
): void {
  for (const text of shuffled(random, HABITS).slice(0, whole(random, 3, 6))) {
    const actor = fromCircle();
    const times = whole(random, 1, 4);
    for (const video of videos) {
      for (let at = 0; at < times; at++) {
        const atMs = video.uploadMs + at * DAY + exponential(random, 3 * HOUR);
        add({ atMs, actor, video, text, pool: -1 }, "habit");
      }
    }
  }
}
