/**
 * The creator's uploads: a rhythm of habit hours with holidays and double uploads, topics, appeal
 * with a heavy tail, and the pushes by which the feed shows a video to one cohort after the other.
 */
import type { CreatorMix, Push, Video } from "./creator-model.ts";
import { DAY, HOUR, MINUTE, SECOND, START_MS } from "./rhythm.ts";
import { between, exponential, logNormal, makeChooser, normal, pick, type Random } from "./sampling.ts";

/** An eighth of the videos is older than the export: old videos are still liked. */
const OLD_VIDEO_PART = 0.125;
const OLD_DAYS = 90;
/** Sigma of the logarithm of appeal: the best of fifty videos has about eight times the median. */
const APPEAL_SIGMA = 0.9;
/** Creators schedule most uploads to the full hour. */
const ON_THE_HOUR_PART = 0.6;
/** The feed widens its test of a video after so many times the time that has passed. */
const PUSH_SPACING = 3.2;

export function makeVideos(random: Random, count: number, days: number, mix: CreatorMix): Video[] {
  const zone = mix.zones[0]![0];
  const habits = [pick(random, [11, 12]), pick(random, [17, 18]), pick(random, [19, 20, 21])];
  const chooseTopic = makeChooser(Array.from({ length: mix.topics }, (_, topic) => 1 / (topic + 1)));
  const old = Math.round(count * OLD_VIDEO_PART);
  // One holiday without an upload.
  const holidayDay = between(random, 0.2, 0.7) * days;
  const holidayDays = Math.min(6, days * 0.08);
  const uploads = Array.from({ length: count }, (_, number) => {
    if (number < old)
      return START_MS - Math.ceil(random() * OLD_DAYS) * DAY + uploadHour(random, habits, zone);
    let day = ((number - old + random()) / (count - old)) * (days - 1);
    if (day > holidayDay && day < holidayDay + holidayDays) day = holidayDay + holidayDays;
    return START_MS + Math.floor(day) * DAY + uploadHour(random, habits, zone);
  });
  uploads.sort((a, b) => a - b);
  return uploads.map((uploadMs, number): Video => {
    const appeal = logNormal(random, 1, APPEAL_SIGMA);
    return {
      number,
      // Two uploads of one hour come a few minutes apart.
      uploadMs: uploadMs + (uploads[number - 1] === uploadMs ? whenDouble(random) : 0),
      topic: chooseTopic(random),
      lengthMs: logNormal(random, 28, 0.7) * SECOND,
      appeal,
      pushes: makePushes(random, uploadMs, appeal),
    };
  });
}

function whenDouble(random: Random): number {
  return between(random, 2, 9) * MINUTE;
}

function uploadHour(random: Random, habits: readonly number[], zone: number): number {
  const jitter = random() < ON_THE_HOUR_PART ? 0 : Math.abs(normal(random)) * 35 * MINUTE;
  return (pick(random, habits) - zone) * HOUR + jitter;
}

/**
 * The first push comes within minutes; each next one later, wider, and only while the video does
 * well.
 */
function makePushes(random: Random, uploadMs: number, appeal: number): Push[] {
  const pushes: Push[] = [];
  let lagMs = between(random, 4, 50) * MINUTE;
  const goOn = Math.min(0.85, 0.45 + 0.15 * appeal);
  do {
    const size = appeal * logNormal(random, 1, 0.8);
    pushes.push({ startMs: uploadMs + lagMs, widthMs: lagMs * between(random, 0.2, 0.9), size });
    lagMs *= PUSH_SPACING * logNormal(random, 1, 0.4);
  } while (pushes.length < 7 && random() < goOn);
  return pushes;
}

/** When somebody whom a push reached likes the video: within its width, with an exponential end. */
export function momentInPush(random: Random, push: Push): number {
  return push.startMs + exponential(random, push.widthMs);
}
