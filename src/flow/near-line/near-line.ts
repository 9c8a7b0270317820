import { createCampaignRegistry } from "../../detect/campaign-registry.ts";
import { createEventColumns, type EventColumns } from "../../detect/columns/event-columns.ts";
import { detectCampaigns } from "../../detect/detect-campaigns.ts";
import type { Campaign, Cluster } from "../../nouns/campaign.ts";
import type { CampaignOrigin } from "../../nouns/campaign-record.ts";
import type { EventRow } from "../../nouns/event-row.ts";
import type { KnownCampaign } from "./detector-settings.ts";
import { fullMinute, MinuteCounts } from "./near-line-minutes.ts";
import { withoutRetracted } from "./near-line-retracted.ts";
import { DETECTION_WINDOWS_MS, PassSchedule } from "./near-line-schedule.ts";
import { type Sighting, uniteSightings } from "./near-line-union.ts";

/** Pools that are known already. */
export interface PoolRecognition {
  /** Known pools at work in a window. */
  readonly recognise: (
    columns: EventColumns,
  ) => readonly { readonly poolId: string; readonly cluster: Cluster }[];
  readonly learn: (id: string, members: KnownCampaign["members"], atMs: number) => void;
  readonly forget: (id: string) => void;
  /** An event as it comes → whether known pools are worth a look now. */
  readonly arrive: (row: EventRow) => boolean;
}

export interface DetectorOptions {
  /** Events held at the most, 1 to 2^30; beyond it the earliest go. */
  readonly eventsMax: number;
  readonly pools?: PoolRecognition;
  /** A stopwatch, ms, that paces the looks. Default: one that stands still, so that whatever has news is looked at. */
  readonly stopwatchMs?: () => number;
}

/** A campaign as the windows show it now. */
export interface SeenCampaign {
  readonly campaign: Campaign;
  readonly origin: CampaignOrigin;
  readonly matchedPool: string | null;
}

export interface DetectionPass {
  /** Windows that were looked at, by place; none = none was due: what was found stands, but for known pools at work. */
  readonly windows: readonly number[];
  /** All that the windows show now, best first. */
  readonly found: readonly SeenCampaign[];
  /** Ids of campaigns that ended with this look. */
  readonly ended: readonly string[];
}

/** The receiver's clock has stepped back when it stands further behind the newest event than the longest a policy lets events be late. */
const CLOCK_STEP_MS = 3_600_000;
const LONGEST_MS = DETECTION_WINDOWS_MS.at(-1)!;
/** Part of the clock that looks for known pools between those at windows may take. */
const POOL_DUTY_MAX = 0.2;
/** What has left the longest window is let go in steps: making room costs a pass over all. */
const TRIM_STEP_MS = 6 * 3_600_000;
/** A campaign that no window shows any more goes on for as long after its latest act: the short windows move on between two orders. */
const LINGER_MS = 6 * 3_600_000;

/**
 * Near-line detection: events in, campaigns out, over sliding windows of 1, 6, 24 and 96 hours of event time. Holds the events of the longest window, bounded by
 * `eventsMax`; `look` goes through the windows that have news. Deterministic under the default stopwatch: the same events and looks give the same campaigns under
 * the same ids. Cost of a look: see `detectCampaigns`; a window that holds no more than the one before it costs nothing.
 */
export class NearLineDetector {
  newestMs = -1;
  /** How often it has begun anew, since the receiver's clock stepped back. */
  restarts = 0;
  private columns: ReturnType<typeof createEventColumns>;
  private readonly eventsMax: number;
  private minutes = new MinuteCounts();
  private readonly registry = createCampaignRegistry({ lingerMs: LINGER_MS });
  private schedule = new PassSchedule();
  private readonly pools: PoolRecognition | null;
  private readonly stopwatchMs: () => number;
  private readonly sightings: (readonly Sighting[])[] = DETECTION_WINDOWS_MS.map(() => []);
  /** Known pools at work, by window. */
  private readonly recognised: (readonly Sighting[])[] = DETECTION_WINDOWS_MS.map(() => []);
  private found: readonly SeenCampaign[] = [];
  private added = 0;
  private evictedBefore = 0;
  private trimmedMs = 0;
  /** Members of a known pool have come since the shortest window was last searched for pools; and not before when it may be again, on the stopwatch. */
  private poolsCame = false;
  private poolsNextMs = 0;

  constructor({ eventsMax, pools, stopwatchMs }: DetectorOptions) {
    this.eventsMax = eventsMax;
    this.columns = createEventColumns(eventsMax);
    this.pools = pools ?? null;
    this.stopwatchMs = stopwatchMs ?? (() => 0);
  }

  /** Goes on with campaigns found before: their ids live on, and confirmed ones are known at their next order. */
  restore(known: Iterable<KnownCampaign>): void {
    const all = [...known];
    this.registry.restore(all);
    for (const { id, confirmed, members, seenAtMs } of all) if (confirmed) this.learn(id, members, seenAtMs);
  }

  learn(id: string, members: KnownCampaign["members"], atMs: number): void {
    this.pools?.learn(id, members, atMs);
  }

  forget(id: string): void {
    this.pools?.forget(id);
  }

  /**
   * Takes an event at a position of the log; positions ascend. Its time is its own, but never ahead of the receiver's clock: one wrong clock must not move the
   * windows. Where that clock has stepped back, they begin anew: what was held has no place in the time that goes on. False for what is not looked at: payments, events without actor or target, and what the longest window is past.
   */
  add(row: EventRow, position: number, receivedAtMs: number = Number.POSITIVE_INFINITY): boolean {
    const own = row.occurredAtMs;
    const atMs = Math.min(own, receivedAtMs);
    if (this.newestMs - receivedAtMs > CLOCK_STEP_MS) this.beginAnew(receivedAtMs);
    if (atMs < this.newestMs - LONGEST_MS) return false;
    row.occurredAtMs = atMs;
    const taken = this.columns.add(row, position);
    if (taken && this.pools?.arrive(row) === true) this.poolsCame = true;
    row.occurredAtMs = own;
    if (!taken) return false;
    this.noteEvicted();
    this.added++;
    this.minutes.add(atMs);
    if (atMs > this.newestMs) this.newestMs = atMs;
    return true;
  }

  /** Looks at the windows that have news, as of the newest event or of `nowMs` where that is later. */
  pass(nowMs: number = this.newestMs): DetectionPass {
    return this.lookWhere(
      (window, asOfMs) => this.schedule.due(window, asOfMs, this.added, this.stopwatchMs()),
      nowMs,
    );
  }

  /** Whether a look for known pools is due: enough members of one have come to a target, and the latest such look was long enough ago. */
  get poolsDue(): boolean {
    return this.poolsCame && this.stopwatchMs() >= this.poolsNextMs;
  }

  /** Looks for known pools alone, in the shortest window, due or not; the rest stands as it was found. */
  lookForPools(): DetectionPass {
    const asOfMs = this.newestMs;
    if (this.columns.count() === 0) return { windows: [], found: this.found, ended: [] };
    const beganMs = this.stopwatchMs();
    this.recognised[0] = this.recognise(this.columns.columns(fullMinute(asOfMs - DETECTION_WINDOWS_MS[0]!)));
    const pass = this.unite([], asOfMs);
    this.notePools(beganMs);
    return pass;
  }

  /** Looks at the longest window, due or not: where time passes faster than looks come round, in a history, each event is looked at all the same. */
  passOverLongest(): DetectionPass {
    return this.lookWhere((window) => window === DETECTION_WINDOWS_MS.length - 1, this.newestMs);
  }

  private lookWhere(due: (window: number, asOfMs: number) => boolean, nowMs: number): DetectionPass {
    const asOfMs = Math.max(nowMs, this.newestMs);
    if (this.columns.count() === 0) return { windows: [], found: this.found, ended: [] };
    this.trim(asOfMs);
    const looked = DETECTION_WINDOWS_MS.map((_, window) => window).filter((window) => due(window, asOfMs));
    if (looked.length === 0)
      return this.poolsDue ? this.lookForPools() : { windows: [], found: this.found, ended: [] };
    for (const window of looked) this.lookAt(window, asOfMs, looked);
    if (looked.includes(0)) this.poolsCame = false;
    return this.unite(looked, asOfMs);
  }

  private unite(looked: readonly number[], asOfMs: number): DetectionPass {
    const united = uniteSightings([...this.sightings.toReversed(), ...this.recognised.toReversed()]);
    const campaigns = this.registry.update(
      united.map(({ cluster }) => cluster),
      asOfMs,
    );
    this.found = campaigns.map((campaign, i) => ({
      campaign,
      origin: united[i]!.knownPoolOnly ? "known_pool" : "near_line",
      matchedPool: united[i]!.matchedPool,
    }));
    return { windows: looked, found: this.found, ended: this.registry.ended().map(({ id }) => id) };
  }

  /** By window: events in it, and how long the latest look took. */
  windows(): readonly { readonly windowMs: number; readonly events: number; readonly tookMs: number }[] {
    return DETECTION_WINDOWS_MS.map((windowMs, window) => ({
      windowMs,
      events: this.minutes.since(fullMinute(this.newestMs - windowMs)),
      tookMs: this.schedule.tookMs(window),
    }));
  }

  /** Events held, let go before their time, and bytes they take. */
  get held(): { readonly events: number; readonly evicted: number; readonly bytes: number } {
    return { events: this.columns.count(), evicted: this.columns.evicted(), bytes: this.columns.bytes() };
  }

  /** After a step back of the receiver's clock, as `EventClock` has it. */
  private beginAnew(atMs: number): void {
    this.columns = createEventColumns(this.eventsMax);
    this.minutes = new MinuteCounts();
    this.schedule = new PassSchedule();
    this.sightings.fill([]);
    this.recognised.fill([]);
    this.newestMs = atMs;
    this.evictedBefore = 0;
    this.trimmedMs = 0;
    this.restarts++;
  }

  private lookAt(window: number, nowMs: number, looked: readonly number[]): void {
    const beganMs = this.stopwatchMs();
    const fromMs = fullMinute(nowMs - DETECTION_WINDOWS_MS[window]!);
    const events = this.minutes.since(fromMs);
    const shorter = window - 1;
    const asShorter =
      looked.includes(shorter) &&
      this.minutes.since(fullMinute(nowMs - DETECTION_WINDOWS_MS[shorter]!)) === events;
    if (asShorter) {
      this.sightings[window] = this.sightings[shorter]!;
      this.recognised[window] = this.recognised[shorter]!;
    } else {
      const columns = this.columns.columns(fromMs);
      this.sightings[window] = detectCampaigns(columns).map((cluster) => sighting(cluster, columns, null));
      this.recognised[window] = this.recognise(columns);
    }
    const wallMs = this.stopwatchMs();
    const tookMs = Math.max(0, wallMs - beganMs);
    this.schedule.note(window, { nowMs, added: this.added, events, tookMs, wallMs });
  }

  private recognise(columns: EventColumns): readonly Sighting[] {
    return (this.pools?.recognise(columns) ?? []).map(({ poolId, cluster }) =>
      sighting(cluster, columns, poolId),
    );
  }

  private notePools(beganMs: number): void {
    const nowMs = this.stopwatchMs();
    this.poolsCame = false;
    this.poolsNextMs = nowMs + Math.max(0, nowMs - beganMs) * (1 / POOL_DUTY_MAX - 1);
  }

  private trim(nowMs: number): void {
    const fromMs = fullMinute(nowMs - LONGEST_MS);
    if (fromMs - this.trimmedMs < TRIM_STEP_MS) return;
    this.columns.trim(fromMs);
    this.minutes.trim(fromMs);
    this.trimmedMs = fromMs;
  }

  private noteEvicted(): void {
    const evicted = this.columns.evicted();
    if (evicted === this.evictedBefore) return;
    this.minutes.evict(evicted - this.evictedBefore);
    this.evictedBefore = evicted;
  }
}

function sighting(cluster: Cluster, columns: EventColumns, matchedPool: string | null): Sighting {
  return { ...withoutRetracted(cluster, columns), matchedPool };
}
