import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../nouns/durations.ts";
import { START_MS, seeded, type Told } from "../columns/fixture-columns.ts";

/** One creator's honest export, much simpler than life: a test's world, not a measure. */
export interface FanWorld {
  readonly seed: number;
  /** Regular fans, each with a promptness of its own and a heavy tail. */
  readonly fans: number;
  /** Videos, two a day. */
  readonly videos: number;
  readonly owner?: string | null;
}

export function videoAtMs(video: number): number {
  return START_MS + video * (DAY_MS / 2);
}

/**
 * Fans like a part of the videos, half of a person's delays below its median, log-logistic; the
 * promptest come within minutes.
 */
export function fanLikes({ seed, fans, videos, owner = "o" }: FanWorld): Told[] {
  const random = seeded(seed);
  const events: Told[] = [];
  for (let fan = 0; fan < fans; fan++) {
    const medianMs = 3 * MINUTE_MS * 400 ** random();
    const part = 0.1 + 0.6 * random() ** 2;
    for (let video = 0; video < videos; video++) {
      if (random() >= part) continue;
      const share = random();
      const delayMs = medianMs * (share / (1 - share)) ** (1 / 1.6);
      if (delayMs > 10 * DAY_MS) continue;
      events.push({
        actor: `f${fan}`,
        target: `v${video}`,
        owner,
        atMs: Math.floor(videoAtMs(video) + delayMs),
      });
    }
  }
  return events;
}

/**
 * Each of `orders` videos is liked by a part of `hands` within two hours, at a delay of its own.
 */
export function poolLikes(seed: number, hands: number, orders: readonly number[], part = 0.6): Told[] {
  const random = seeded(seed);
  return orders.flatMap((video) => {
    const startMs = videoAtMs(video) + (1 + 14 * random()) * HOUR_MS;
    return Array.from({ length: hands }, (_, hand) => hand)
      .filter(() => random() < part)
      .map((hand) => ({
        actor: `p${hand}`,
        target: `v${video}`,
        owner: "o",
        atMs: Math.floor(startMs + 2 * HOUR_MS * random()),
      }));
  });
}

/**
 * `hands` accounts like each of `videos` in the same order, a second apart, one video right after
 * the other.
 */
export function orderedLikes(hands: number, videos: readonly number[], owner = "o"): Told[] {
  return videos.flatMap((video, turn) =>
    Array.from({ length: hands }, (_, hand) => ({
      actor: `s${hand}`,
      target: `v${video}`,
      owner,
      atMs: START_MS + 30 * DAY_MS + turn * 5 * MINUTE_MS + hand * 1000,
    })),
  );
}

/**
 * A person browses the page: each of `people` likes `each` old videos within minutes, most of them
 * on one evening.
 */
export function bingeLikes(seed: number, people: number, videos: number, each: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: people }, (_, person) => {
    let atMs = START_MS + 20 * DAY_MS + 4 * HOUR_MS * random();
    return Array.from({ length: each }, (_, i) => {
      atMs += MINUTE_MS * random();
      return {
        actor: `b${person}`,
        target: `v${(i * 7 + person) % videos}`,
        owner: "o",
        atMs: Math.floor(atMs),
      };
    });
  }).flat();
}

/**
 * A crowd likes the same three videos in two days, to take part: mostly at once, some with days
 * between; they come for nothing else.
 */
export function giveawayLikes(seed: number, people: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: people }, (_, person) => {
    const startMs = START_MS + 15 * DAY_MS + 2 * DAY_MS * random() ** 3;
    return [3, 8, 12].map((video) => ({
      actor: `g${person}`,
      target: `v${video}`,
      owner: "o",
      atMs: Math.floor(startMs + (random() < 0.8 ? MINUTE_MS : DAY_MS) * random()),
    }));
  }).flat();
}

/**
 * A fan club: each of `people` likes half of all videos at times of its own, and is called to each of
 * `calls` within half an hour, of which six in ten follow.
 */
export function clubLikes(seed: number, people: number, videos: number, calls: readonly number[]): Told[] {
  const random = seeded(seed);
  const called = new Set(calls);
  const events: Told[] = [];
  for (let video = 0; video < videos; video++) {
    const callMs = videoAtMs(video) + (4 + 30 * random()) * HOUR_MS;
    for (let person = 0; person < people; person++) {
      const follows = called.has(video) && random() < 0.6;
      if (!follows && random() < 0.5) continue;
      const atMs = follows
        ? callMs + 30 * MINUTE_MS * random()
        : videoAtMs(video) + 3 * DAY_MS * random() ** 2;
      events.push({ actor: `c${person}`, target: `v${video}`, owner: "o", atMs: Math.floor(atMs) });
    }
  }
  return events;
}

/** A club of forty who come within the hour of each video; an export that joins two regions writes `late` of them eight hours later. */
export function clubOnTwoClocks(seed: number, late: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: 20 }, (_, video) => video).flatMap((video) =>
    Array.from({ length: 40 }, (_, fan) => fan)
      .filter(() => random() < 0.6)
      .map((fan) => ({
        actor: `c${fan}`,
        target: `v${video}`,
        owner: "o",
        atMs: Math.floor(videoAtMs(video) + (fan < late ? 8 * HOUR_MS : 0) + HOUR_MS * random() ** 2),
      })),
  );
}
