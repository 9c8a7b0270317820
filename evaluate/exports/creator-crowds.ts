/**
 * Crowds with a cause: giveaways, a rival's fans, live broadcasts, a school class. Each crowd does
 * the same small thing in the same hours, often in the same order, and most of its people are never
 * seen again. Nobody is paid.
 */
import type { Person, Stage, Video } from "./creator-model.ts";
import {
  DAY,
  HOUR,
  isLikelyMoment,
  isWeekend,
  likelyMoment,
  MINUTE,
  nextEvening,
  nextLocalHour,
  SECOND,
  START_MS,
  whenSeen,
} from "./rhythm.ts";
import { between, exponential, logLogistic, pick, shuffled, whole } from "./sampling.ts";

/** A video of the middle of the export. */
function someVideo(stage: Stage, fromPart: number, toPart: number): Video | undefined {
  const span = stage.endMs - START_MS;
  const inside = stage.videos.filter(({ uploadMs, number }) => {
    const part = (uploadMs - START_MS) / span;
    return number >= 3 && part >= fromPart && part < toPart;
  });
  return inside.length > 0 ? pick(stage.random, inside) : undefined;
}

/**
 * "Like the last three videos to take part." The crowd comes in the first hours, in one burst when
 * a site for bargains links to it, and in the last hours. Many take part in each giveaway; some
 * fans do too.
 */
export function addGiveaways(
  stage: Stage,
  entrants: readonly Person[],
  fans: readonly Person[],
  giveaways: number,
): void {
  const { random } = stage;
  const hunters = shuffled(random, entrants);
  for (let round = 0; round < giveaways; round++) {
    const video = someVideo(stage, round / giveaways, (round + 0.8) / giveaways);
    if (!video) continue;
    const hours = pick(random, [24, 48, 72]);
    const linkedMs = video.uploadMs + between(random, 1, hours * 0.5) * HOUR;
    const share = Math.ceil(hunters.length / giveaways);
    const newOnes = hunters.slice(round * share, (round + 1) * share);
    // Four in ten of earlier rounds come back, and a tenth of the fans take part.
    const again = hunters.slice(0, round * share).filter(() => random() < 0.4);
    const own = fans.filter(() => random() < 0.1);
    for (const person of [...newOnes, ...again, ...own]) {
      const draw = (): number => {
        const way = random();
        if (way < 0.25) return linkedMs + logLogistic(random, 14 * MINUTE, 1.6);
        if (way < 0.42) return video.uploadMs + hours * HOUR - exponential(random, hours * 2 * MINUTE);
        return (
          video.uploadMs + 30 * SECOND + Math.min((hours - 1) * HOUR, logLogistic(random, 3 * HOUR, 1.1))
        );
      };
      const atMs = likelyMoment(random, person.clock, draw);
      const due = [video.number, video.number - 1, video.number - 2];
      // Some count wrongly, some like the oldest first.
      const manner = random();
      if (manner < 0.08) due.pop();
      else if (manner < 0.14) due.push(video.number - 3);
      if (random() < 0.3) due.reverse();
      stage.likeInTurn(
        person,
        due,
        atMs,
        () => between(random, 2, 4) * SECOND + exponential(random, 5 * SECOND),
      );
      stage.join("giveaway", person);
    }
  }
}

/**
 * A rival and the creator make a video together. The rival tells the rival's fans, who come, look
 * around and leave.
 */
export function addRivalFans(stage: Stage, visitors: readonly Person[]): void {
  const { random, videos } = stage;
  const video = someVideo(stage, 0.15, 0.85);
  if (!video || visitors.length === 0) return;
  const calledMs = video.uploadMs + between(random, 0.3, 20) * HOUR;
  const pinned = [...videos]
    .filter(({ uploadMs }) => uploadMs < video.uploadMs)
    .sort((a, b) => b.appeal - a.appeal)
    .slice(0, 2);
  for (const person of visitors) {
    const seenMs = whenSeen(random, calledMs + between(random, 2, 80) * SECOND, person.clock);
    const atMs = seenMs + logLogistic(random, 35 * MINUTE, 1);
    if (!stage.like(person, video.number, atMs)) continue;
    stage.join("rival's fans", person);
    if (random() < 0.3) {
      const next = pinned.filter(() => random() < 0.8).map(({ number }) => number);
      stage.likeInTurn(
        person,
        next,
        atMs + between(random, 8, 60) * SECOND,
        () => between(random, 4, 50) * SECOND,
      );
    }
    // One in fifteen stays, and likes the next uploads too.
    if (random() > 0.07) continue;
    for (const later of videos.slice(video.number + 1)) {
      if (random() < 0.4) stage.like(person, later.number, later.uploadMs + logLogistic(random, 6 * HOUR, 1));
    }
  }
}

/**
 * The creator is live and says "go and like the new one": watchers do so within two or three
 * minutes.
 */
export function addLiveCalls(stage: Stage, watchers: readonly Person[], calls: number): void {
  const { random } = stage;
  for (let call = 0; call < calls; call++) {
    const video = someVideo(stage, call / calls, (call + 1) / calls);
    if (!video) continue;
    const calledMs = nextEvening(random, video.uploadMs + HOUR, stage.zone);
    const older = random() < 0.5 ? [video.number - 1] : [];
    for (const person of watchers) {
      // About one in thirty of the audience is watching, at an hour that suits them.
      if (random() > 0.04 || !isLikelyMoment(random, calledMs, person.clock)) continue;
      const atMs = calledMs + 4 * SECOND + logLogistic(random, 45 * SECOND, 1.5);
      stage.likeInTurn(person, [video.number, ...older], atMs, () => between(random, 4, 15) * SECOND);
      stage.join("live call", person);
    }
  }
}

/** A class is in two to four videos: in the break everybody likes them, from the newest down. */
export function addSchool(stage: Stage, people: readonly Person[]): void {
  const { random, videos } = stage;
  const video = someVideo(stage, 0.2, 0.8);
  if (!video) return;
  const shown = videos.slice(Math.max(0, video.number - whole(random, 1, 3)), video.number + 1).reverse();
  let breakMs = nextLocalHour(video.uploadMs + 4 * HOUR, stage.zone, 10.1);
  while (isWeekend(breakMs, { zone: stage.zone, shift: 0 })) breakMs += DAY;
  const homeMs = nextLocalHour(breakMs, stage.zone, 17.5);
  for (const person of people) {
    const atHome = random() < 0.35;
    const atMs = atHome ? homeMs + random() * 4 * HOUR : breakMs + random() * 18 * MINUTE;
    const liked = shown.filter(() => random() < 0.93).map(({ number }) => number);
    stage.likeInTurn(person, liked, atMs, () => between(random, 2, 25) * SECOND);
    stage.join("school class", person);
    // Some keep up for a while.
    for (const later of videos.slice(video.number + 1, video.number + 12)) {
      if (random() < 0.05) stage.like(person, later.number, later.uploadMs + logLogistic(random, DAY, 1));
    }
  }
}
