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
import type { ClaimChanges, EventClaim } from "../ports/campaigns.ts";
import type { CountDelta, QualityDelta } from "../ports/records.ts";
import type { Claims } from "./claims.ts";
import { type CorrectionEntry, CorrectionGroups, type CorrectionOrder } from "./correction-groups.ts";
import { KnownEngagements } from "./known-engagements.ts";

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
  readonly deltas: readonly CountDelta[];
  readonly quality: readonly QualityDelta[];
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

interface Pending {
  readonly kind: string;
  readonly id: string;
  /** public, held, rejected of each type, by type index. */
  readonly counts: Int32Array;
  /** Bit of each type that was counted at all: what was given and taken back is known, and stands at 0. */
  types: number;
  readonly quality: Float64Array;
  /** The id as an event wrote it, and the hash of its kind: what a hash of both alone would not tell apart. */
  raw: Uint8Array | null;
  kindLow: number;
}

/** Fields of the quality sums, in the order of `Pending.quality`. */
const QUALITY = {
  views: 0,
  dwellCount: 1,
  dwellSumMs: 2,
  bounces: 3,
  playCount: 4,
  playSum: 5,
  depthCount: 6,
  depthSum: 7,
  shares: 8,
  likes: 9,
  comments: 10,
} as const;
const QUALITY_SUMS = Object.keys(QUALITY).length;

/**
 * Decided events → changes of the counts of their targets, gathered until they are taken. Changes are sums, so whoever
 * stores them needs no earlier value. Retractions lower the bucket the engagement stood in; one whose engagement is not known
 * changes nothing, so no count can fall below zero.
 */
export class Counter {
  private pending = new Map<string, Pending>();
  /** Changes that are on their way to the store. */
  private sealed = new Map<string, Pending>();
  private readonly recent = new RecentTargets();
  private readonly known: KnownEngagements;
  private readonly claims: Claims;
  private readonly groups = new CorrectionGroups();
  private retractions: Retraction[] = [];
  /** Retractions of engagements that were never seen, or too long ago. */
  unmatchedRetractions = 0;
  /** Likes, favorites, follows and wows of an actor whose earlier one on the target stands: they change no count. */
  repeats = 0;

  /** `claims`: which engagements campaigns keep from being counted. */
  constructor(keysMax: number, claims: Claims) {
    this.known = new KnownEngagements(keysMax);
    this.claims = claims;
  }

  /**
   * Adds one decided event, by its position in the log; `verdict` is the verdict's rank. Payments have no target and are not
   * counted.
   */
  count(row: EventRow, verdict: number, position: number): void {
    if (!isEngagement(row.kind)) return;
    const type = row.kind & (RETRACTION_BIT - 1);
    const { hash } = row;
    const typeSalt = Math.imul(type + 1, 0x9e3779b1);
    const low = Math.imul(hash[ACTOR * 2]! ^ typeSalt, 0x85ebca6b) ^ hash[TARGET * 2]!;
    const high = Math.imul(hash[ACTOR * 2 + 1]! + typeSalt, 0xc2b2ae35) ^ hash[TARGET * 2 + 1]!;
    /** Whether it is known who acted: `[deleted]` is no one person. */
    const known = (hash[ACTOR * 2]! | hash[ACTOR * 2 + 1]!) !== 0;
    if (row.kind & RETRACTION_BIT) {
      const engagement = known ? this.known.take(low, high) : null;
      if (engagement === null) {
        this.unmatchedRetractions++;
        if (known) this.known.await(low, high, position, row.occurredAtMs);
        return;
      }
      const bucket = this.claims.takeBack(engagement.position, engagement.bucket);
      const target = this.targetOf(row);
      this.add(target, type, bucket, -1);
      if (bucket === "public")
        this.addQuality(target, type, -1, row.num[DWELL]!, row.num[PLAY]!, row.num[DEPTH]!);
      this.retractions.push({
        event: keyText(row, ID) ?? "",
        kind: target.kind,
        id: target.id,
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
        this.claims.takeBack(position, bucket);
        return;
      }
    }
    const target = this.targetOf(row);
    this.add(target, type, bucket, 1);
    if (bucket === "public")
      this.addQuality(target, type, 1, row.num[DWELL]!, row.num[PLAY]!, row.num[DEPTH]!);
  }

  /** Carries out a decision about a campaign for one of its events: claims it, or releases it. Repeated, it changes nothing. */
  correct(order: CorrectionOrder, claim: EventClaim, target: CountedTarget, claimed: boolean): void {
    const { campaign, position } = claim;
    const move = this.claims.set(campaign, position, claimed);
    if (move === undefined) return;
    this.groups.add(order, position, target, move);
    if (move === null) return;
    const type = EVENT_TYPES.indexOf(target.type);
    const pending = this.targetNamed(target.kind, target.id);
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
    const key = `${kind}/${id}`;
    const sums = new Int32Array(EVENT_TYPES.length * 3);
    for (const counts of [this.pending.get(key)?.counts, this.sealed.get(key)?.counts]) {
      counts?.forEach((count, at) => {
        sums[at] = sums[at]! + count;
      });
    }
    return sums;
  }

  /** Change of one target's public count of one type that is not in the store yet. */
  pendingPublic(kind: string, id: string, type: string): number {
    return this.pendingCounts(kind, id)[EVENT_TYPES.indexOf(type as EventType) * 3] ?? 0;
  }

  /** Bits of the types, by type index, of which one target has changes that are not in the store yet. */
  pendingTypes(kind: string, id: string): number {
    const key = `${kind}/${id}`;
    return (this.pending.get(key)?.types ?? 0) | (this.sealed.get(key)?.types ?? 0);
  }

  /** Changes of one target's quality sums that are not in the store yet. */
  pendingQuality(kind: string, id: string): QualitySums {
    const key = `${kind}/${id}`;
    const sums = new Float64Array(QUALITY_SUMS);
    for (const quality of [this.pending.get(key)?.quality, this.sealed.get(key)?.quality]) {
      quality?.forEach((sum, at) => {
        sums[at] = sums[at]! + sum;
      });
    }
    return qualityOf(sums);
  }

  /** Whether claims or corrections wait to be stored. */
  get claimsWaiting(): boolean {
    return this.claims.waiting;
  }

  /** All changes since the last call, corrections as of `atMs`. They count as not stored until `stored` is called. */
  take(atMs: number): CountChanges {
    const deltas: CountDelta[] = [];
    const quality: QualityDelta[] = [];
    this.sealed = this.pending;
    this.pending = new Map();
    for (const { kind, id, counts, types, quality: sums } of this.sealed.values()) {
      for (let type = 0; type < EVENT_TYPES.length; type++) {
        const at = type * 3;
        if (((types >>> type) & 1) === 0) continue;
        deltas.push({
          kind,
          id,
          type: EVENT_TYPES[type]!,
          public: counts[at]!,
          held: counts[at + 1]!,
          rejected: counts[at + 2]!,
        });
      }
      if (sums.some((value) => value !== 0)) quality.push({ kind, id, ...qualityOf(sums) });
    }
    const { retractions } = this;
    this.recent.clear();
    this.retractions = [];
    const { entries, history } = this.groups.take(atMs);
    return {
      deltas,
      quality,
      retractions,
      claims: { ...this.claims.take(), history },
      corrections: entries,
    };
  }

  /** The changes of the last `take` are in the store. */
  stored(): void {
    this.sealed = new Map();
    this.claims.stored();
  }

  /** Forgets changes that the store holds already; `keepTakenBack`: but for retractions that it does not know yet. */
  discard(keepTakenBack: boolean): void {
    this.pending = new Map();
    this.sealed = new Map();
    this.recent.clear();
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

  private targetOf(row: EventRow): Pending {
    const low = row.hash[TARGET * 2]!;
    const high = row.hash[TARGET * 2 + 1]!;
    const recent = this.recent.get(low, high);
    if (recent !== undefined && isTarget(row, recent)) return recent;
    const kind = keyText(row, TARGET_KIND) ?? "";
    const id = keyText(row, TARGET) ?? "";
    const target = this.targetNamed(kind, id);
    // Another target of the same hash, made to fit: it is counted by its name, each time.
    if (recent === undefined) {
      target.raw = row.bytes.slice(row.span[TARGET * 2]!, row.span[TARGET * 2 + 1]!);
      target.kindLow = row.hash[TARGET_KIND * 2]!;
      this.recent.set(low, high, target);
    }
    return target;
  }

  private targetNamed(kind: string, id: string): Pending {
    const key = `${kind}/${id}`;
    let target = this.pending.get(key);
    if (target === undefined) {
      target = {
        kind,
        id,
        counts: new Int32Array(EVENT_TYPES.length * 3),
        types: 0,
        quality: new Float64Array(QUALITY_SUMS),
        raw: null,
        kindLow: 0,
      };
      this.pending.set(key, target);
    }
    return target;
  }

  private add(target: Pending, type: number, bucket: Bucket, change: 1 | -1): void {
    const at = type * 3 + (bucket === "public" ? 0 : bucket === "held" ? 1 : 2);
    target.counts[at] = target.counts[at]! + change;
    target.types |= 1 << type;
  }

  private addQuality(
    target: Pending,
    type: number,
    change: 1 | -1,
    dwell: number,
    play: number,
    depth: number,
  ): void {
    const sums = target.quality;
    if (type === VIEW) {
      sums[QUALITY.views]! += change;
      if (!Number.isNaN(dwell)) {
        sums[QUALITY.dwellCount]! += change;
        sums[QUALITY.dwellSumMs]! += change * dwell;
        if (dwell < BOUNCE_MS_MAX) sums[QUALITY.bounces]! += change;
      }
      if (!Number.isNaN(play)) {
        sums[QUALITY.playCount]! += change;
        sums[QUALITY.playSum]! += change * play;
      }
      if (!Number.isNaN(depth)) {
        sums[QUALITY.depthCount]! += change;
        sums[QUALITY.depthSum]! += change * depth;
      }
    } else if (type === SHARE) sums[QUALITY.shares]! += change;
    else if (type === LIKE) sums[QUALITY.likes]! += change;
    else if (type === COMMENT) sums[QUALITY.comments]! += change;
  }
}

/** Whether a row's target is the one that an event with the same hash named before; one written otherwise is looked up by name. */
function isTarget({ bytes, span, hash }: EventRow, { raw, kindLow }: Pending): boolean {
  const start = span[TARGET * 2]!;
  if (raw === null || hash[TARGET_KIND * 2] !== kindLow || span[TARGET * 2 + 1]! - start !== raw.length)
    return false;
  for (let i = 0; i < raw.length; i++) if (bytes[start + i] !== raw[i]) return false;
  return true;
}

/** The sums by name. */
function qualityOf(sums: Float64Array): QualitySums {
  const of = (name: keyof typeof QUALITY): number => sums[QUALITY[name]]!;
  return {
    views: of("views"),
    dwellCount: of("dwellCount"),
    dwellSumMs: of("dwellSumMs"),
    bounces: of("bounces"),
    playCount: of("playCount"),
    playSum: of("playSum"),
    depthCount: of("depthCount"),
    depthSum: of("depthSum"),
    shares: of("shares"),
    likes: of("likes"),
    comments: of("comments"),
  };
}

/** Target hash → pending record, so that a target's text is decoded once between two takes. Open addressing, doubling. */
class RecentTargets {
  private keys = new Int32Array(2 * 1024);
  private values: (Pending | undefined)[] = new Array(1024);
  private used = 0;

  get(low: number, high: number): Pending | undefined {
    const mask = this.values.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const value = this.values[slot];
      if (value === undefined) return undefined;
      if (this.keys[slot * 2] === low && this.keys[slot * 2 + 1] === high) return value;
    }
  }

  set(low: number, high: number, value: Pending): void {
    if (this.used * 2 >= this.values.length) this.grow();
    const mask = this.values.length - 1;
    let slot = low & mask;
    while (this.values[slot] !== undefined) slot = (slot + 1) & mask;
    this.keys[slot * 2] = low;
    this.keys[slot * 2 + 1] = high;
    this.values[slot] = value;
    this.used++;
  }

  clear(): void {
    this.values.fill(undefined);
    this.used = 0;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Int32Array(keys.length * 2);
    this.values = new Array(values.length * 2);
    this.used = 0;
    for (let slot = 0; slot < values.length; slot++) {
      const value = values[slot];
      if (value !== undefined) this.set(keys[slot * 2]!, keys[slot * 2 + 1]!, value);
    }
  }
}
