import { HOUR_MS } from "../nouns/durations.ts";
import type { Catalogue, Item } from "./catalogue.ts";
import { fanComment, honestComment } from "./comment-text.ts";
import type { Act, Client, LineWriter } from "./line-writer.ts";
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

/** A session that goes on: what is seen now, and what is still to be done about it. */
interface Session {
  readonly world: World;
  readonly random: Random;
  readonly plan: SessionPlan;
  readonly writer: LineWriter;
  readonly catalogue: Catalogue;
  readonly person: number;
  readonly mood: Mood;
  readonly liking: number;
  readonly queue: number[];
  queueAt: number;
  viewsLeft: number;
  repeatsLeft: number;
  likedItem: Item | null;
  preceding: number;
  item: Item;
  seen: Viewing;
  readonly act: Act;
}

/**
 * Opens an honest session at `atMs`: things seen one after another, each reported when it is left, what was done about it
 * right after.
 */
export function openSession(world: World, random: Random, plan: SessionPlan, atMs: number): void {
  const { writer, catalogue } = world;
  const { person, mood } = plan;
  const liking = 0.25 + 1.5 * hashUnit(person, 31) ** 2;
  const preceding = 1 + random.below(3);
  const item = plan.entry ?? catalogue.draw(random);
  const seen: Viewing = viewing(random, item, plan.repeats > 0 ? 0.05 : mood.leave);
  const session: Session = {
    world,
    random,
    plan,
    writer,
    catalogue,
    person,
    mood,
    liking,
    queue: [],
    queueAt: 0,
    viewsLeft: plan.views,
    repeatsLeft: plan.repeats,
    likedItem: null,
    preceding,
    item,
    seen,
    act: {
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
    },
  };
  session.world.agenda.add(Math.round(atMs + 400 + session.seen.dwellMs), (nowMs) => goOn(session, nowMs));
}

function decide(session: Session): void {
  session.queue.length = 0;
  session.queueAt = 0;
  const attention = session.seen.left ? 0.12 : 0.5 + session.seen.completion;
  const pull = session.item.quality * attention;
  // Who has liked it already has no button to like it again.
  if (
    session.random.chance(Math.min(0.95, LIKE * session.liking * pull * session.mood.like)) &&
    session.likedItem !== session.item
  ) {
    session.likedItem = session.item;
    session.queue.push(ACT_LIKE);
    if (session.random.chance(UNLIKE_SOON)) session.queue.push(ACT_UNLIKE);
  }
  if (session.random.chance(FAVORITE * pull)) session.queue.push(ACT_FAVORITE);
  if (session.random.chance(Math.min(0.9, COMMENT * pull * session.mood.comment)))
    session.queue.push(ACT_COMMENT);
  if (session.random.chance(Math.min(0.7, SHARE * pull * session.mood.share))) session.queue.push(ACT_SHARE);
  if (session.random.chance(Math.min(0.7, FOLLOW * pull * session.mood.follow))) {
    session.queue.push(ACT_FOLLOW);
    if (session.random.chance(0.01)) session.queue.push(ACT_UNFOLLOW);
  }
  if (session.item.kind === "article" && session.random.chance(WOW * attention)) session.queue.push(ACT_WOW);
  if (session.item.kind === "mini_program" && session.random.chance(VOTE * attention))
    session.queue.push(ACT_VOTE);
  if (session.item.kind === "live" && !session.seen.left) {
    if (session.random.chance(GIFT * session.mood.gift)) session.queue.push(ACT_GIFT);
    if (session.random.chance(session.mood.tapChance)) {
      const taps = Math.min(900, 1 + Math.floor(session.random.exponential(session.mood.tapMean)));
      for (let i = 0; i < taps; i++) session.queue.push(ACT_TAP);
    }
  }
}

function next(session: Session): number {
  if (session.viewsLeft <= 0) return -1;
  if (session.repeatsLeft > 0) session.repeatsLeft--;
  else {
    const roll = session.random.unit();
    session.act.parentShare = null;
    if (roll < 0.79) {
      session.item = session.catalogue.draw(session.random);
      session.act.source = "recommend";
    } else if (roll < 0.89) {
      // Whom one follows needs no memory: six creators, fixed by the person's number.
      const creator = Math.floor(
        session.catalogue.creatorCount * hashUnit(session.person, 40 + session.random.below(6)) ** 2.2,
      );
      session.item = session.catalogue.latestOf(creator);
      session.act.source = "follow";
    } else {
      session.item = session.catalogue.draw(session.random);
      session.act.source = roll < 0.94 ? "search" : "profile";
    }
  }
  session.seen = viewing(session.random, session.item, session.repeatsLeft > 0 ? 0.05 : session.mood.leave);
  return session.seen.dwellMs + 150 + session.random.below(900);
}

/** One act of the session → when the next one is, or −1. */
function goOn(session: Session, nowMs: number): number {
  if (session.queueAt >= session.queue.length) {
    session.act.type = "view";
    session.act.target = session.item.target;
    session.act.dwellMs = session.seen.dwellMs;
    session.act.playRatio = session.seen.playRatio;
    session.act.scrollDepth = session.seen.scrollDepth;
    session.act.precedingEvents = session.preceding;
    session.preceding = session.random.chance(RESUMED) ? 0 : session.preceding + 1;
    session.viewsLeft--;
    if (!session.random.chance(VIEW_LOST)) session.writer.write(nowMs, session.act);
    decide(session);
  } else {
    const code = session.queue[session.queueAt++]!;
    const social = code === ACT_FOLLOW || code === ACT_UNFOLLOW;
    session.act.type = TYPES[code]!;
    session.act.target = social ? session.catalogue.accountTarget(session.item.owner) : session.item.target;
    // Done somewhere within the viewing, most often in its second half.
    session.act.dwellMs = Math.max(
      300,
      Math.round(session.seen.dwellMs * (1 - 0.6 * session.random.unit() ** 1.5)),
    );
    session.act.precedingEvents = session.preceding++;
    session.act.text =
      code === ACT_COMMENT
        ? session.mood.fan
          ? fanComment(session.random)
          : honestComment(session.random)
        : null;
    const id = session.writer.write(nowMs, session.act);
    session.act.text = null;
    if (code === ACT_SHARE && session.plan.onShare !== null) session.plan.onShare(nowMs, id, session.item);
    if (code === ACT_LIKE && session.random.chance(UNLIKE_LATER)) {
      const late = { ...session.act, type: "unlike", precedingEvents: session.random.below(9) };
      session.world.agenda.add(Math.round(nowMs + session.random.logNormal(3 * HOUR_MS, 1)), (laterMs) => {
        session.writer.write(laterMs, late);
        return -1;
      });
    }
  }
  if (session.queueAt < session.queue.length) {
    const code = session.queue[session.queueAt]!;
    const pauseMs =
      code === ACT_TAP
        ? session.random.logNormal(170, 0.45)
        : code === ACT_COMMENT
          ? session.random.logNormal(5500, 0.6)
          : code === ACT_UNLIKE || code === ACT_UNFOLLOW
            ? session.random.logNormal(2500, 0.7)
            : session.random.logNormal(500, 0.6);
    return nowMs + Math.max(20, pauseMs);
  }
  const gapMs = next(session);
  return gapMs < 0 ? -1 : nowMs + gapMs;
}
