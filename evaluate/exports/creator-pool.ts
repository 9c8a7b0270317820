/**
 * A bought pool in the export of one creator: hands that like the videos for which an order was
 * placed. A hand is free for most orders, not for all; a few hands also liked another video, to try
 * the account.
 */
import type { Person, PoolOptions, Stage, Video } from "./creator-model.ts";
import { HOUR, likelyMoment, MINUTE, SECOND, START_MS } from "./rhythm.ts";
import { between, exponential, logNormal, type Random, shuffled, weightedSample, whole } from "./sampling.ts";

const HANDS = 160;
const LIKES = 880;
/** Orders of the default pool. */
const LEAST_ORDERS = 6;
const MOST_ORDERS = 12;
/** Part of the hands that liked something unpaid. */
const COVER_PART = 0.25;

/** Hands of a pool. */
export function countHands(pool: PoolOptions): number {
  return pool.hands ?? HANDS;
}

/**
 * How many likes each order gets: about equal, no more than there are hands, exactly `likes` in
 * all.
 */
function splitLikes(random: Random, likes: number, orders: number, hands: number): number[] {
  const weights = Array.from({ length: orders }, () => logNormal(random, 1, 0.25));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const sizes = weights.map((weight) => Math.min(hands, Math.floor((likes * weight) / total)));
  let rest = Math.min(likes, hands * orders) - sizes.reduce((sum, size) => sum + size, 0);
  for (let at = 0; rest > 0; at = (at + 1) % orders) {
    if (sizes[at]! >= hands) continue;
    sizes[at]!++;
    rest--;
  }
  return sizes;
}

function chooseOrders(random: Random, pool: PoolOptions, hands: number, videos: readonly Video[]): Video[] {
  const likes = pool.likes ?? LIKES;
  const wished =
    pool.density === undefined
      ? whole(random, LEAST_ORDERS, MOST_ORDERS)
      : Math.round(likes / (hands * pool.density));
  const orders = Math.min(videos.length, Math.max(1, wished, Math.ceil(likes / hands)));
  return shuffled(random, videos).slice(0, orders);
}

/**
 * A hand without an order takes the place of one that has several: sellers pay for no idle account.
 */
function employIdle(random: Random, shifts: readonly number[][], hands: number): void {
  const counts = new Int32Array(hands);
  for (const hand of shifts.flat()) counts[hand]!++;
  for (let idle = 0; idle < hands; idle++) {
    for (let tries = 0; counts[idle] === 0 && tries < 50; tries++) {
      const shift = shifts[whole(random, 0, shifts.length - 1)]!;
      const place = whole(random, 0, shift.length - 1);
      const other = shift[place]!;
      if (counts[other]! < 2) continue;
      shift[place] = idle;
      counts[other]!--;
      counts[idle]!++;
    }
  }
}

/** Enters the paid likes, and what the hands did unpaid. */
export function addPool(stage: Stage, hands: readonly Person[], pool: PoolOptions): void {
  const { random, endMs } = stage;
  const ordered = [...hands].sort((a, b) => (a.id < b.id ? -1 : 1));
  const weights = ordered.map(() => logNormal(random, 1, 0.5));
  const fresh = stage.videos.filter(({ uploadMs }) => uploadMs > START_MS && uploadMs < endMs - 12 * HOUR);
  const videos = chooseOrders(random, pool, hands.length, fresh);
  const sizes = splitLikes(random, pool.likes ?? LIKES, videos.length, hands.length);
  const shifts = sizes.map((size) => weightedSample(random, weights, size));
  employIdle(random, shifts, hands.length);
  const byName = pool.order === "names";
  videos.forEach((video, number) => {
    const chosen = shifts[number]!;
    const size = chosen.length;
    const minutes = pool.minutes ?? (byName ? size * 0.06 : between(random, 40, 240));
    const widthMs = minutes * MINUTE;
    // Most orders are placed soon after the upload, so that the feed takes notice.
    const lagMs = logNormal(random, 2.5, 1) * HOUR;
    const startMs = Math.min(video.uploadMs + 2 * MINUTE + lagMs, endMs - widthMs - MINUTE);
    if (byName) {
      chosen.sort((a, b) => a - b);
      const meanMs = widthMs / size;
      let atMs = startMs;
      for (const hand of chosen) {
        stage.like(ordered[hand]!, video.number, atMs, true);
        atMs += Math.max(SECOND, meanMs * between(random, 0.4, 1.6));
      }
      return;
    }
    for (const hand of chosen) {
      // Sellers deliver fast at first; the end of an order drags on.
      const part = Math.min(random(), random() < 0.5 ? random() : 1);
      stage.like(ordered[hand]!, video.number, startMs + part * widthMs, true);
    }
  });
  for (const hand of ordered) {
    if (random() > COVER_PART) continue;
    const count = 1 + Math.floor(exponential(random, 0.6));
    for (let at = 0; at < count; at++) {
      const video = stage.videos[whole(random, 0, stage.videos.length - 1)]!;
      const fromMs = Math.max(START_MS, video.uploadMs);
      const atMs = likelyMoment(random, hand.clock, () => fromMs + random() * (endMs - fromMs));
      stage.like(hand, video.number, atMs);
    }
  }
}
