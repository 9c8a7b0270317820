import { HOUR_MS } from "../nouns/durations.ts";
import type { Item } from "./catalogue.ts";
import { fanComment, honestComment } from "./comment-text.ts";
import type { Act, Client } from "./line-writer.ts";
import { hashUnit } from "./opaque-id.ts";
import type { Random } from "./random.ts";
import type { HonestSet } from "./truth.ts";
import { type Viewing, viewing } from "./viewing.ts";
import type { World } from "./world.ts";

/** How somebody is disposed in a session: factors on the ordinary rates; 1 is as usual. */
export interface Mood {
  readonly like: number;
  readonly comment: number;
  readonly share: number;
  readonly follow: number;
  readonly gift: number;
  /** Chance of a spree of live taps per live viewing, and its mean length. */
  readonly tapChance: number;
  readonly tapMean: number;
  /** Share of viewings left at once. */
  readonly leave: number;
  readonly fan: boolean;
}

export const ORDINARY: Mood = {
  like: 1,
  comment: 1,
  share: 1,
  follow: 1,
  gift: 1,
  tapChance: 0.12,
  tapMean: 14,
  leave: 0.38,
  fan: false,
};

export interface SessionPlan {
  readonly person: number;
  readonly client: Client;
  /** First thing seen; null: whatever the feed brings. */
  readonly entry: Item | null;
  readonly source: string;
  readonly parentShare: string | null;
  readonly views: number;
  readonly mood: Mood;
  /** Times the first item is seen again at once (fans repeat). */
  readonly repeats: number;
  readonly set: HonestSet | null;
  /** Called for each share, with its event id and the item. */
  readonly onShare: ((nowMs: number, share: string, item: Item) => void) | null;
}

/** Ordinary chances per viewing, near those of the KuaiRand log (likes 1.5 to 3 %, comments and follows some per mille). */
const LIKE = 0.034;
const FAVORITE = 0.007;
const COMMENT = 0.006;
const SHARE = 0.004;
const FOLLOW = 0.004;
const WOW = 0.02;
const VOTE = 0.08;
const GIFT = 0.02;
/** Share of likes taken back: a slip of the thumb at once, a change of mind later. */
const UNLIKE_SOON = 0.012;
const UNLIKE_LATER = 0.006;
/** Share of views whose report never arrives. */
const VIEW_LOST = 0.012;
/** Share of views after which the app was sent to the background and counts its events anew. */
const RESUMED = 0.02;

const ACT_LIKE = 1;
const ACT_UNLIKE = 2;
const ACT_FAVORITE = 3;
const ACT_COMMENT = 4;
const ACT_SHARE = 5;
const ACT_FOLLOW = 6;
const ACT_GIFT = 7;
const ACT_WOW = 8;
const ACT_VOTE = 9;
const ACT_TAP = 10;
const ACT_UNFOLLOW = 11;
const TYPES = [
  "view",
  "like",
  "unlike",
  "favorite",
  "comment",
  "share",
  "follow",
  "gift",
  "wow",
  "vote",
  "live_like",
  "unfollow",
] as const;

/**
 * Opens an honest session at `atMs`: things seen one after another, each reported when it is left, what was done about it
 * right after.
 */
export function openSession(world: World, random: Random, plan: SessionPlan, atMs: number): void {
  const { writer, catalogue } = world;
  const { person, mood } = plan;
  const liking = 0.25 + 1.5 * hashUnit(person, 31) ** 2;
  const queue: number[] = [];
  let queueAt = 0;
  let viewsLeft = plan.views;
  let repeatsLeft = plan.repeats;
  let likedItem: Item | null = null;
  let preceding = 1 + random.below(3);
  let item = plan.entry ?? catalogue.draw(random);
  let seen: Viewing = viewing(random, item, plan.repeats > 0 ? 0.05 : mood.leave);
  const act: Act = {
    client: plan.client,
    type: "view",
    target: item.target,
    source: plan.source,
    parentShare: plan.parentShare,
    dwellMs: null,
    playRatio: null,
    scrollDepth: null,
    precedingEvents: 0,
    text: null,
    label: "honest",
    campaign: null,
    set: plan.set,
  };

  const decide = (): void => {
    queue.length = 0;
    queueAt = 0;
    const attention = seen.left ? 0.12 : 0.5 + seen.completion;
    const pull = item.quality * attention;
    // Who has liked it already has no button to like it again.
    if (random.chance(Math.min(0.95, LIKE * liking * pull * mood.like)) && likedItem !== item) {
      likedItem = item;
      queue.push(ACT_LIKE);
      if (random.chance(UNLIKE_SOON)) queue.push(ACT_UNLIKE);
    }
    if (random.chance(FAVORITE * pull)) queue.push(ACT_FAVORITE);
    if (random.chance(Math.min(0.9, COMMENT * pull * mood.comment))) queue.push(ACT_COMMENT);
    if (random.chance(Math.min(0.7, SHARE * pull * mood.share))) queue.push(ACT_SHARE);
    if (random.chance(Math.min(0.7, FOLLOW * pull * mood.follow))) {
      queue.push(ACT_FOLLOW);
      if (random.chance(0.01)) queue.push(ACT_UNFOLLOW);
    }
    if (item.kind === "article" && random.chance(WOW * attention)) queue.push(ACT_WOW);
    if (item.kind === "mini_program" && random.chance(VOTE * attention)) queue.push(ACT_VOTE);
    if (item.kind === "live" && !seen.left) {
      if (random.chance(GIFT * mood.gift)) queue.push(ACT_GIFT);
      if (random.chance(mood.tapChance)) {
        const taps = Math.min(900, 1 + Math.floor(random.exponential(mood.tapMean)));
        for (let i = 0; i < taps; i++) queue.push(ACT_TAP);
      }
    }
  };
  const next = (): number => {
    if (viewsLeft <= 0) return -1;
    if (repeatsLeft > 0) repeatsLeft--;
    else {
      const roll = random.unit();
      act.parentShare = null;
      if (roll < 0.79) {
        item = catalogue.draw(random);
        act.source = "recommend";
      } else if (roll < 0.89) {
        // Whom one follows needs no memory: six creators, fixed by the person's number.
        const creator = Math.floor(catalogue.creatorCount * hashUnit(person, 40 + random.below(6)) ** 2.2);
        item = catalogue.latestOf(creator);
        act.source = "follow";
      } else {
        item = catalogue.draw(random);
        act.source = roll < 0.94 ? "search" : "profile";
      }
    }
    seen = viewing(random, item, repeatsLeft > 0 ? 0.05 : mood.leave);
    return seen.dwellMs + 150 + random.below(900);
  };

  world.agenda.add(Math.round(atMs + 400 + seen.dwellMs), (nowMs) => {
    if (queueAt >= queue.length) {
      act.type = "view";
      act.target = item.target;
      act.dwellMs = seen.dwellMs;
      act.playRatio = seen.playRatio;
      act.scrollDepth = seen.scrollDepth;
      act.precedingEvents = preceding;
      preceding = random.chance(RESUMED) ? 0 : preceding + 1;
      viewsLeft--;
      if (!random.chance(VIEW_LOST)) writer.write(nowMs, act);
      decide();
    } else {
      const code = queue[queueAt++]!;
      const social = code === ACT_FOLLOW || code === ACT_UNFOLLOW;
      act.type = TYPES[code]!;
      act.target = social ? catalogue.accountTarget(item.owner) : item.target;
      // Done somewhere within the viewing, most often in its second half.
      act.dwellMs = Math.max(300, Math.round(seen.dwellMs * (1 - 0.6 * random.unit() ** 1.5)));
      act.precedingEvents = preceding++;
      act.text = code === ACT_COMMENT ? (mood.fan ? fanComment(random) : honestComment(random)) : null;
      const id = writer.write(nowMs, act);
      act.text = null;
      if (code === ACT_SHARE && plan.onShare !== null) plan.onShare(nowMs, id, item);
      if (code === ACT_LIKE && random.chance(UNLIKE_LATER)) {
        const late = { ...act, type: "unlike", precedingEvents: random.below(9) };
        world.agenda.add(Math.round(nowMs + random.logNormal(3 * HOUR_MS, 1)), (laterMs) => {
          writer.write(laterMs, late);
          return -1;
        });
      }
    }
    if (queueAt < queue.length) {
      const code = queue[queueAt]!;
      const pauseMs =
        code === ACT_TAP
          ? random.logNormal(170, 0.45)
          : code === ACT_COMMENT
            ? random.logNormal(5500, 0.6)
            : code === ACT_UNLIKE || code === ACT_UNFOLLOW
              ? random.logNormal(2500, 0.7)
              : random.logNormal(500, 0.6);
      return nowMs + Math.max(20, pauseMs);
    }
    const gapMs = next();
    return gapMs < 0 ? -1 : nowMs + gapMs;
  });
}
