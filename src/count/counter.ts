import type { Bucket, QualitySums } from "../nouns/counts.ts";
import {
  EVENT_TYPES,
  type EventType,
  isEngagement,
  isGivenOnce,
  kindCode,
  RETRACTION_BIT,
} from "../nouns/event.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { keyColumn, keyText, numberColumn } from "../nouns/event-row.ts";
import { COUNTS_PER_TARGET, type PackedCounts, QUALITY_SUMS, qualitySumsOf } from "../nouns/packed-counts.ts";
import type { ClaimChanges, EventClaim } from "../ports/campaigns.ts";
import type { Claims } from "./claims.ts";
import { type CorrectionEntry, CorrectionGroups, type CorrectionOrder } from "./correction-groups.ts";
import { KnownEngagements } from "./known-engagements.ts";
import { PendingCounts } from "./pending-counts.ts";

/** A view left within this is a bounce: below 3 s of dwell. */
export const BOUNCE_MS_MAX = 3_000;

/** A change of counts after the fact: an engagement that its actor took back. */
export interface Retraction {
  readonly event: string;
  readonly kind: string;
  readonly id: string;
  readonly type: string;
  readonly bucket: Bucket;
  readonly change: -1;
}

export interface CountChanges {
  readonly counts: PackedCounts;
  readonly retractions: readonly Retraction[];
  readonly claims: ClaimChanges;
  readonly corrections: readonly CorrectionEntry[];
}

/** What was engaged with, and how. */
export interface CountedTarget {
  readonly kind: string;
  readonly id: string;
  /** Event type. */
  readonly type: EventType;
}

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const DWELL = numberColumn("dwell_ms");
const PLAY = numberColumn("play_ratio");
const DEPTH = numberColumn("scroll_depth");
const VIEW = kindCode("view")!;
const SHARE = kindCode("share")!;
const LIKE = kindCode("like")!;
const LIVE_LIKE = kindCode("live_like")!;
const DANMAKU = kindCode("danmaku")!;
const COMMENT = kindCode("comment")!;

/** Verdict rank → bucket: an event is counted, counted after a passed challenge, held, or not counted. */
const BUCKET_OF: readonly Bucket[] = ["public", "public", "held", "rejected"];

/** Place of each quality sum among the packed ones. */
const QUALITY = Object.fromEntries(QUALITY_SUMS.map((name, place) => [name, place])) as Record<
  keyof QualitySums,
  number
>;

/**
 * Decided events → changes of the counts of their targets, gathered until they are taken. Changes are sums, so whoever
 * stores them needs no earlier value. Retractions lower the bucket the engagement stood in; one whose engagement is not known
 * changes nothing, so no count can fall below zero.
 */
export class Counter {
  private pending = new PendingCounts();
  /** Changes that are on their way to the store. */
  private sealed = new PendingCounts();
  private readonly known: KnownEngagements;
  private readonly claims: Claims;
  private readonly groups = new CorrectionGroups();
  private retractions: Retraction[] = [];
  /** Retractions of engagements that were never seen, or too long ago. */
  unmatchedRetractions = 0;
  /** Likes, favorites, follows and wows of an actor whose earlier one on the target stands: they change no count. */
  repeats = 0;

  /** Engagements that can be taken back: a snapshot is restored into a counter of as many. */
  readonly keysMax: number;

  /** `claims`: which engagements campaigns keep from being counted. */
  constructor(keysMax: number, claims: Claims) {
    this.keysMax = keysMax;
    this.known = new KnownEngagements(keysMax);
    this.claims = claims;
  }

  /**
   * Adds one decided event, by its position in the log; `verdict` is the verdict's rank. Payments have no target and are not
   * counted.
   * `stored`: the store holds all that it changes already; only what a later retraction needs is remembered; otherwise what `unfetched` names
   * is fetched before.
   */
  count(row: EventRow, verdict: number, position: number, stored = false): void {
    if (!isEngagement(row.kind)) return;
    const type = row.kind & (RETRACTION_BIT - 1);
    const { hash } = row;
    const low = pairLow(hash, type);
    const high = pairHigh(hash, type);
    /** Whether it is known who acted: `[deleted]` is no one person. */
    const known = (hash[ACTOR * 2]! | hash[ACTOR * 2 + 1]!) !== 0;
    if (row.kind & RETRACTION_BIT) {
      const engagement = known ? this.known.take(low, high) : null;
      if (engagement === null) {
        this.unmatchedRetractions++;
        if (known) this.known.await(low, high, position, row.occurredAtMs);
        return;
      }
      if (stored) return;
      const bucket = this.claims.takeBack(engagement.position, engagement.bucket);
      const target = this.pending.of(row);
      this.add(target, type, bucket, -1);
      if (bucket === "public")
        this.addQuality(target, type, -1, row.num[DWELL]!, row.num[PLAY]!, row.num[DEPTH]!);
      this.retractions.push({
        event: keyText(row, ID) ?? "",
        kind: keyText(row, TARGET_KIND) ?? "",
        id: keyText(row, TARGET) ?? "",
        type: EVENT_TYPES[type]!,
        bucket,
        change: -1,
      });
      return;
    }
    const bucket = BUCKET_OF[verdict]!;
    // Views and live taps come by the million and no platform lets anyone take them back.
    if (known && type !== VIEW && type !== LIVE_LIKE && type !== DANMAKU) {
      const came = this.known.remember(low, high, bucket, position, row.occurredAtMs, isGivenOnce(type));
      if (came !== "new") {
        if (came === "repeat") this.repeats++;
        // It stands nowhere, so a campaign that claims it moves nothing.
        if (!stored) this.claims.takeBack(position, bucket);
        return;
      }
    }
    if (stored) return;
    const target = this.pending.of(row);
    this.add(target, type, bucket, 1);
    if (bucket === "public")
      this.addQuality(target, type, 1, row.num[DWELL]!, row.num[PLAY]!, row.num[DEPTH]!);
  }

  /**
   * Position of the event of which counting this one asks how it stands, and that the claims have not fetched yet (`Claims.fetch`);
   * −1: it can be counted at once. Where no campaign holds anything that costs one comparison.
   */
  unfetched(row: EventRow, position: number): number {
    const { claims, known } = this;
    if (!claims.any || !isEngagement(row.kind)) return -1;
    const retraction = (row.kind & RETRACTION_BIT) !== 0;
    if (!retraction && !claims.needs(position)) return -1;
    const type = row.kind & (RETRACTION_BIT - 1);
    const low = pairLow(row.hash, type);
    const high = pairHigh(row.hash, type);
    // An engagement asks where it turns out a repeat, or taken back before it came.
    if (!retraction) return known.has(low, high) ? position : -1;
    const engaged = known.positionOf(low, high);
    return engaged >= 0 && claims.needs(engaged) ? engaged : -1;
  }

  /** Fetches how events stand (`Claims.fetch`). */
  fetch(positions: readonly number[]): Promise<() => void> {
    return this.claims.fetch(positions);
  }

  /** Carries out a decision about a campaign for one of its events: claims it, or releases it. Repeated, it changes nothing. */
  correct(order: CorrectionOrder, claim: EventClaim, target: CountedTarget, claimed: boolean): void {
    const { campaign, position } = claim;
    const move = this.claims.set(campaign, position, claimed);
    if (move === undefined) return;
    this.groups.add(order, position, target, move);
    if (move === null) return;
    const type = EVENT_TYPES.indexOf(target.type);
    const pending = this.pending.named(target.kind, target.id);
    this.add(pending, type, move.from, -1);
    this.add(pending, type, move.to, 1);
    const change = move.to === "public" ? 1 : move.from === "public" ? -1 : 0;
    if (change === 0) return;
    const measured = (value: number | null): number => value ?? Number.NaN;
    this.addQuality(
      pending,
      type,
      change,
      measured(claim.dwellMs),
      measured(claim.playRatio),
      measured(claim.scrollDepth),
    );
  }

  /** Targets with changes that were not taken yet. */
  get size(): number {
    return this.pending.size;
  }

  get bytes(): number {
    return this.known.bytes;
  }

  /** Engagements forgotten for want of room, whose retraction would not be matched any more. */
  get evictedEngagements(): number {
    return this.known.evicted;
  }

  /** Changes of one target that are not in the store yet, by type index: public, held, rejected. */
  pendingCounts(kind: string, id: string): Int32Array {
    return this.unstored(kind, id).counts;
  }

  /** Change of one target's public count of one type that is not in the store yet. */
  pendingPublic(kind: string, id: string, type: string): number {
    return this.pendingCounts(kind, id)[EVENT_TYPES.indexOf(type as EventType) * 3] ?? 0;
  }

  /** Bits of the types, by type index, of which one target has changes that are not in the store yet. */
  pendingTypes(kind: string, id: string): number {
    return this.unstored(kind, id).types;
  }

  /** Changes of one target's quality sums that are not in the store yet. */
  pendingQuality(kind: string, id: string): QualitySums {
    return qualitySumsOf(this.unstored(kind, id).quality);
  }

  /** Whether claims or corrections wait to be stored. */
  get claimsWaiting(): boolean {
    return this.claims.waiting;
  }

  /** All changes since the last call, corrections as of `atMs`. They count as not stored until `stored` is called. */
  take(atMs: number): CountChanges {
    const taken = this.pending;
    this.pending = this.sealed;
    this.pending.clear();
    this.sealed = taken;
    const { retractions } = this;
    this.retractions = [];
    const { entries, history } = this.groups.take(atMs);
    return {
      counts: taken.pack(),
      retractions,
      claims: { ...this.claims.take(), history },
      corrections: entries,
    };
  }

  /** How often changes have reached the store. */
  get storedSequence(): number {
    return this.claims.storedSequence;
  }

  /** The changes of the last `take` are in the store. */
  stored(): void {
    this.sealed.clear();
    this.claims.stored();
  }

  /** Forgets changes that the store holds already; `keepTakenBack`: but for retractions that it does not know yet. */
  discard(keepTakenBack: boolean): void {
    this.pending.clear();
    this.sealed.clear();
    this.retractions = [];
    this.groups.take(0);
    this.claims.discard(keepTakenBack);
  }

  snapshot(): Uint8Array[] {
    return this.known.snapshot();
  }

  static readonly SNAPSHOT_PARTS = KnownEngagements.SNAPSHOT_PARTS;

  restore(parts: readonly Uint8Array[]): void {
    this.known.restore(parts);
  }

  /** Changes of one target that are not in the store yet. */
  private unstored(kind: string, id: string) {
    const counts = new Int32Array(COUNTS_PER_TARGET);
    const quality = new Float64Array(QUALITY_SUMS.length);
    let types = 0;
    for (const changes of [this.pending, this.sealed]) types |= changes.sumInto(kind, id, counts, quality);
    return { counts, quality, types };
  }

  private add(target: number, type: number, bucket: Bucket, change: 1 | -1): void {
    this.pending.add(target, type, bucket === "public" ? 0 : bucket === "held" ? 1 : 2, change);
  }

  private addQuality(
    target: number,
    type: number,
    change: 1 | -1,
    dwell: number,
    play: number,
    depth: number,
  ): void {
    const { pending } = this;
    if (type === VIEW) {
      pending.addQuality(target, QUALITY.views, change);
      if (!Number.isNaN(dwell)) {
        pending.addQuality(target, QUALITY.dwellCount, change);
        pending.addQuality(target, QUALITY.dwellSumMs, change * dwell);
        if (dwell < BOUNCE_MS_MAX) pending.addQuality(target, QUALITY.bounces, change);
      }
      if (!Number.isNaN(play)) {
        pending.addQuality(target, QUALITY.playCount, change);
        pending.addQuality(target, QUALITY.playSum, change * play);
      }
      if (!Number.isNaN(depth)) {
        pending.addQuality(target, QUALITY.depthCount, change);
        pending.addQuality(target, QUALITY.depthSum, change * depth);
      }
    } else if (type === SHARE) pending.addQuality(target, QUALITY.shares, change);
    else if (type === LIKE) pending.addQuality(target, QUALITY.likes, change);
    else if (type === COMMENT) pending.addQuality(target, QUALITY.comments, change);
  }
}

/** The two words under which an actor's engagement of a type with a target is known. */
function pairLow(hash: EventRow["hash"], type: number): number {
  return Math.imul(hash[ACTOR * 2]! ^ typeSalt(type), 0x85ebca6b) ^ hash[TARGET * 2]!;
}

function pairHigh(hash: EventRow["hash"], type: number): number {
  return Math.imul(hash[ACTOR * 2 + 1]! + typeSalt(type), 0xc2b2ae35) ^ hash[TARGET * 2 + 1]!;
}

function typeSalt(type: number): number {
  return Math.imul(type + 1, 0x9e3779b1);
}
