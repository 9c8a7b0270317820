/**
 * Occasions on which many honest people write the same words at the same time: a chant that a fan
 * club agreed on, a lottery, midnight of a festival, a school class that reports in, a song, a
 * meme. Each gives its comments for one video.
 */
import { CHANTS, COPYPASTA, LOTTERY, LYRICS, WISHES } from "./comment-texts-stock.ts";
import { fill, type Grammar, parts } from "./grammar.ts";
import { HOUR, MINUTE, nextLocalHour, SECOND } from "./rhythm.ts";
import {
  between,
  exponential,
  logLogistic,
  logNormal,
  normal,
  pick,
  pickZipf,
  type Random,
  shuffled,
  whole,
} from "./sampling.ts";

/**
 * A comment without its writer: `regular` says that it is likelier one of the circle of frequent
 * writers.
 */
export interface Line {
  readonly atMs: number;
  readonly text: string;
  readonly regular: boolean;
}

export interface Occasion {
  /** Kind of the honest group. */
  readonly kind: string;
  /** Share of the video's comments, from and to. */
  readonly part: readonly [number, number];
  readonly write: (random: Random, uploadMs: number, zone: number, count: number) => Line[];
}

/** A fan club agrees on words and an hour; most obey to the letter, some add a heart. */
function chant(random: Random, uploadMs: number, zone: number, count: number): Line[] {
  const slogan = pick(random, CHANTS);
  // Birthdays begin at midnight, other chants at eight in the evening.
  const startMs = nextLocalHour(uploadMs, zone, pick(random, [0, 20]));
  return Array.from({ length: count }, () => {
    const manner = random();
    const text =
      manner < 0.8
        ? slogan
        : manner < 0.92
          ? slogan + pick(random, ["❤️", "！", "🎂", "!"])
          : `${slogan} ${slogan}`;
    return { atMs: startMs + logLogistic(random, 9 * MINUTE, 1.3), text, regular: random() < 0.35 };
  });
}

/** The rules: comment with the topic. Few win, many come only for it, and the last hour is full. */
function lottery(random: Random, uploadMs: number, _zone: number, count: number): Line[] {
  const deadlineMs = uploadMs + 72 * HOUR;
  return Array.from({ length: count }, () => {
    const late = random() < 0.2;
    const atMs = late
      ? deadlineMs - exponential(random, 50 * MINUTE)
      : uploadMs + Math.min(70 * HOUR, logLogistic(random, 2.5 * HOUR, 1.1));
    return { atMs, text: pickZipf(random, LOTTERY), regular: random() < 0.1 };
  });
}

/** Wishes gather around midnight, to the minute. */
function wishes(random: Random, uploadMs: number, zone: number, count: number): Line[] {
  const midnightMs = nextLocalHour(uploadMs, zone, 0);
  const festival = pick(random, WISHES);
  return Array.from({ length: count }, () => {
    const beside = random() < 0.6 ? Math.abs(normal(random)) * 4 * MINUTE : normal(random) * 5 * HOUR;
    const atMs = Math.max(uploadMs + MINUTE, midnightMs + beside);
    return { atMs, text: pickZipf(random, festival), regular: random() < 0.3 };
  });
}

const REPORT_SLOTS: Grammar = {
  grade: parts("七|八|九|三年级|五年级|高一"),
  feel: parts(
    `学到了很多|讲得很清楚|笔记已做好|老师辛苦了|受益匪浅|我会继续努力|明白了|写了{n}条笔记|第二遍看懂了|
    很有收获|印象最深的是{mm}|谢谢老师`,
  ),
};
const REPORTS = parts(
  `{grade}{room}班{n}号已观看，{feel}|{grade}{room}班{n}号打卡，{feel}|{grade}{room}班{n}号 已看完|
  {grade}{room}班 {n}号 已观看|{grade}{room}班{n}号已观看，{feel}，{feel}`,
);

/**
 * A teacher sets the video as homework: a class or two report in, in the form that the teacher
 * wrote on the board.
 */
function classReport(random: Random, uploadMs: number, zone: number, count: number): Line[] {
  const slots = {
    ...REPORT_SLOTS,
    room: [String(whole(random, 1, 12))],
    grade: [pick(random, REPORT_SLOTS.grade!)],
  };
  const form = pick(random, REPORTS);
  const eveningMs = nextLocalHour(uploadMs + 10 * HOUR, zone, 19);
  return Array.from({ length: count }, () => {
    const pattern = random() < 0.7 ? form : pick(random, REPORTS);
    const atMs = eveningMs + Math.abs(normal(random)) * 75 * MINUTE;
    return { atMs, text: fill(random, slots, pattern), regular: false };
  });
}

/** People paste the chorus while the song plays, for as long as the video is watched. */
function chorus(random: Random, uploadMs: number, _zone: number, count: number): Line[] {
  const lines = shuffled(random, LYRICS);
  return Array.from({ length: count }, () => ({
    atMs: uploadMs + logLogistic(random, 14 * HOUR, 0.9),
    text: pickZipf(random, lines),
    regular: random() < 0.2,
  }));
}

/** A meme is copied from comment to comment, the faster the more have it. */
function meme(random: Random, uploadMs: number, _zone: number, count: number): Line[] {
  const text = pick(random, COPYPASTA);
  const peakMs = uploadMs + logNormal(random, 20, 0.4) * HOUR;
  return Array.from({ length: count }, () => {
    const edited = random() < 0.12 ? `${text} ${pick(random, ["😂", "（狗头保命）", "lol", "x2"])}` : text;
    return {
      atMs: Math.max(uploadMs + HOUR, peakMs + normal(random) * 7 * HOUR),
      text: edited,
      regular: random() < 0.2,
    };
  });
}

/** A live broadcast sends its watchers: everybody writes the word that the host says. */
function liveWord(random: Random, uploadMs: number, zone: number, count: number): Line[] {
  const word = pick(random, ["1", "想要", "扣1", "冲", "from the live", "直播间来的"]);
  const callMs = nextLocalHour(uploadMs, zone, between(random, 20, 22));
  return Array.from({ length: count }, () => ({
    atMs: callMs + logLogistic(random, 45 * SECOND, 1.5),
    text: random() < 0.8 ? word : `${word}${pick(random, ["！", "1", "!", " ❤️"])}`,
    regular: random() < 0.4,
  }));
}

/** What one video has. Three videos in a row have all of it. */
export const OCCASIONS: readonly (readonly Occasion[])[] = [
  [
    { kind: "fan chant", part: [0.08, 0.15], write: chant },
    { kind: "lyrics", part: [0.03, 0.06], write: chorus },
  ],
  [
    { kind: "lottery", part: [0.15, 0.3], write: lottery },
    { kind: "live word", part: [0.04, 0.09], write: liveWord },
  ],
  [
    { kind: "festival wishes", part: [0.07, 0.15], write: wishes },
    { kind: "meme", part: [0.015, 0.035], write: meme },
    { kind: "school class", part: [0.05, 0.1], write: classReport },
  ],
];
