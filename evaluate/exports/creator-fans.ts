/**
 * Fans: people who like many videos of one creator. They look coordinated because the same
 * notification reaches all of them, because they look at the same profile in the same order, and
 * because a fan club agrees in a group chat on what to like this evening.
 */
import type { Person, Stage, Video } from "./creator-model.ts";
import { DAY, HOUR, isLikelyMoment, likelyMoment, MINUTE, nextEvening, SECOND, whenSeen } from "./rhythm.ts";
import { between, exponential, logLogistic, logNormal, normal, type Random, whole } from "./sampling.ts";

/** A notification reaches all phones within a minute or two. */
function fanOut(random: Random): number {
  return between(random, 2, 75) * SECOND;
}

/** How long somebody stays on a video before the next like: some only tap, most watch a part. */
export function watching(random: Random): (video: Video) => number {
  const part = logNormal(random, 0.7, 0.5);
  return (video) => between(random, 1.5, 6) * SECOND + Math.min(1.5, part) * video.lengthMs * random();
}

function caresAt(person: Person, atMs: number): boolean {
  return atMs >= person.joinedMs && atMs < person.leftMs;
}

/**
 * Fans with notifications on. Promptness is a habit: the median of a person is 1 to 60 minutes,
 * mostly 5, and within a person the delay has a power-law tail.
 */
export function addFirstHourFans(stage: Stage, fans: readonly Person[]): void {
  const { random } = stage;
  for (const fan of fans) {
    stage.join("first-hour fans", fan);
    const medianMs = logNormal(random, 5, 1.1) * MINUTE;
    const zeal = between(random, 0.2, 0.95);
    for (const video of stage.videos) {
      if (!caresAt(fan, video.uploadMs)) continue;
      if (random() > zeal * (video.topic === fan.topic ? 1 : 0.7)) continue;
      const seenMs = whenSeen(random, video.uploadMs + fanOut(random), fan.clock);
      stage.like(fan, video.number, seenMs + 3 * SECOND + logLogistic(random, medianMs, 1.3));
    }
  }
}

/**
 * Fans who like everything: the back catalogue when they join, then each upload, soon or at the
 * next visit.
 */
export function addLoyalFans(stage: Stage, fans: readonly Person[]): void {
  const { random } = stage;
  for (const fan of fans) {
    stage.join("loyal fans", fan);
    const notified = random() < 0.5;
    const medianMs = logNormal(random, notified ? 6 : 240, 1) * MINUTE;
    const known = stage.videos.filter((video) => video.uploadMs < fan.joinedMs);
    const startMs = likelyMoment(random, fan.clock, () => fan.joinedMs + random() * 2 * DAY);
    const newestFirst = known.reverse().filter(() => random() < 0.9);
    stage.likeInTurn(
      fan,
      newestFirst.map(({ number }) => number),
      startMs,
      watching(random),
    );
    for (const video of stage.videos) {
      if (!caresAt(fan, video.uploadMs) || random() > 0.97) continue;
      const seenMs = whenSeen(random, video.uploadMs + fanOut(random), fan.clock);
      stage.like(fan, video.number, seenMs + 4 * SECOND + logLogistic(random, medianMs, 1.2));
    }
  }
}

/**
 * Visits the profile every few days at a habitual hour, and likes what is new from the top of the
 * page.
 */
function visitRegularly(stage: Stage, fan: Person, wants: (video: Video) => number): void {
  const { random } = stage;
  const everyMs = logNormal(random, 2, 0.8) * DAY;
  const habitHour = random() * 24;
  const habitual = random() < 0.4;
  let atMs = fan.joinedMs + random() * everyMs;
  let next = stage.videos.findIndex((video) => video.uploadMs > fan.joinedMs - 3 * DAY);
  if (next < 0) return;
  while (atMs < Math.min(stage.endMs, fan.leftMs)) {
    const dayMs = Math.floor(atMs / DAY) * DAY;
    const visitMs = habitual ? dayMs + habitHour * HOUR + normal(random) * 25 * MINUTE : atMs;
    if (habitual || isLikelyMoment(random, visitMs, fan.clock)) {
      const fresh: Video[] = [];
      for (let video = stage.videos[next]; video && video.uploadMs < visitMs; video = stage.videos[++next]) {
        fresh.push(video);
      }
      // A page shows a dozen videos; who comes rarely misses the older ones.
      const seen = fresh
        .reverse()
        .slice(0, 12)
        .filter((video) => random() < wants(video));
      stage.likeInTurn(
        fan,
        seen.map(({ number }) => number),
        visitMs,
        watching(random),
      );
      atMs += exponential(random, everyMs);
    } else atMs += HOUR;
  }
}

/** How much a video's appeal moves those who would like anyway. */
function moved(video: Video, share: number): number {
  return Math.min(0.98, share * Math.min(1.6, 0.6 + 0.4 * video.appeal));
}

export function addRegulars(stage: Stage, fans: readonly Person[]): void {
  for (const fan of fans) {
    // Most like now and then, some nearly always.
    const zeal = Math.min(0.9, 0.12 + stage.random() ** 2.5);
    visitRegularly(stage, fan, (video) => moved(video, video.topic === fan.topic ? zeal * 1.3 : zeal * 0.7));
  }
}

/**
 * People who like only one topic of the creator: together they like the same few videos and nothing
 * else.
 */
export function addTopicFans(stage: Stage, fans: readonly Person[]): void {
  for (const fan of fans) {
    stage.join(`topic ${fan.topic} fans`, fan);
    visitRegularly(stage, fan, (video) => (video.topic === fan.topic ? 0.85 : 0.01));
  }
}

/**
 * The fan club. Someone posts each upload in the group chat, and members like it within minutes. On
 * a task evening the club works through a list of old videos, everybody in the list's order,
 * unpaid.
 */
export function addClub(stage: Stage, members: readonly Person[]): void {
  const { random, videos } = stage;
  if (members.length === 0) return;
  const zeals = members.map(() => between(random, 0.35, 0.95));
  for (const member of members) stage.join("fan club", member);
  for (const video of videos) {
    const postedMs = video.uploadMs + logNormal(random, 9, 0.9) * MINUTE;
    members.forEach((member, at) => {
      if (!caresAt(member, video.uploadMs) || random() > zeals[at]!) return;
      const seenMs = whenSeen(random, postedMs, member.clock);
      stage.like(member, video.number, seenMs + 5 * SECOND + logLogistic(random, 8 * MINUTE, 1.3));
    });
  }
  const tasks = whole(random, 1, 2);
  for (let task = 0; task < tasks; task++) {
    const from = Math.floor(random() * videos.length * 0.7);
    const list = videos.slice(from, from + whole(random, 6, 10));
    const taskMs = nextEvening(random, (list.at(-1)?.uploadMs ?? stage.endMs) + 2 * DAY, stage.zone);
    for (const member of members) {
      if (random() > 0.6) continue;
      const beginMs = taskMs + logLogistic(random, 25 * MINUTE, 1.5);
      // Those who have done a part already leave gaps.
      stage.likeInTurn(
        member,
        list.map(({ number }) => number),
        beginMs,
        () => between(random, 3, 9) * SECOND,
      );
    }
  }
}
