import { createCampaignRegistry, type RememberedCampaign } from "../../detect/campaign-registry.ts";
import { NightlyActs } from "../../detect/columns/nightly-acts.ts";
import type { Campaign } from "../../nouns/campaign.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { NightlyPolicy } from "../../nouns/policy.ts";
import type { LogFollower } from "../../ports/log-follower.ts";
import type { Snapshots } from "../../ports/snapshots.ts";
import { ReportedCampaigns } from "../near-line/detection-changes.ts";
import { LogFeed } from "../near-line/detector-feed.ts";
import { NAMES_MAX, REPORT_SIZE_MAX } from "../near-line/detector-limits.ts";
import { DetectorNames } from "../near-line/detector-names.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { FoundCampaign, NightlyHealth } from "../reviewed-campaigns.ts";
import { type EventRun, runNightly } from "./nightly.ts";
import { NightlyClock, type NightlyClockState } from "./nightly-clock.ts";
import { NIGHT_PROGRESS_MS, NIGHT_REST_PARTS } from "./nightly-limits.ts";

/** Version of what a snapshot of nights holds; one of another version is not read. */
const NIGHTS_VERSION = 1;

/** A campaign that the latest night showed, and how many events it had then. */
export interface HeldCampaign {
  readonly id: string;
  readonly events: number;
}

/** Part of what a night found. */
export interface NightlyReport {
  /** Event time of the night. */
  readonly newestMs: number;
  /** New, or other than at the night before. */
  readonly found: readonly FoundCampaign[];
  /** Ids that the night before showed and this one does not. */
  readonly ended: readonly string[];
}

export interface NightlyParts {
  readonly reader: LogFollower;
  /** Where the engine puts the latest events; absent or null: all are read from the log. */
  readonly recent?: RecentMemory | null;
  readonly policy: NightlyPolicy;
  readonly placeholders: PlaceholderList;
  /** Where the acts of the weeks are kept from night to night. */
  readonly snapshots: Snapshots;
  /** Campaigns found so far, by whoever found them. */
  readonly known: () => Promise<readonly RememberedCampaign[]>;
  /** Takes a part of what was found; resolves when it is kept. */
  readonly report: (report: NightlyReport) => Promise<void>;
  readonly onHealth: (health: NightlyHealth) => void;
  readonly onWarning: (message: string) => void;
  /** Between two glances at the end of the log, ms. */
  readonly everyMs: number;
  readonly pause: (ms: number) => Promise<void>;
  /** Of a stopwatch, ms. */
  readonly stopwatchMs: () => number;
}

/** What a snapshot says of its parts. */
interface NightlyHeader {
  readonly version: number;
  readonly days: number;
  readonly position: number;
  readonly clock: NightlyClockState;
  readonly held: readonly (readonly [id: string, events: number])[];
  readonly last: NightlyHealth["last"];
}

/**
 * The look over weeks, night by night: follows the log, keeps the acts of the weeks, looks when a day is over, reports what changed, and keeps a snapshot, so that a start
 * reads no more than a day. Memory: the policy's acts (57 bytes and their keys each), and four times as much while it looks; see docs/adr/0019-weeks.md.
 */
export class NightlyTurn {
  private readonly parts: NightlyParts;
  private readonly feed: LogFeed;
  private readonly names: DetectorNames;
  private readonly reported = new ReportedCampaigns([]);
  private acts: NightlyActs;
  private clock: NightlyClock;
  private shown: ReadonlyMap<string, number> = new Map();
  private last: NightlyHealth["last"] = null;
  private state: NightlyHealth["state"] = "starting";
  private toldMs = Number.NEGATIVE_INFINITY;

  private constructor(parts: NightlyParts) {
    const { reader, recent = null, policy, placeholders } = parts;
    this.parts = parts;
    this.acts = this.noActs();
    this.clock = new NightlyClock(policy);
    const spanMs = policy.days * DAY_MS;
    this.feed = new LogFeed(reader, spanMs, Number.POSITIVE_INFINITY, placeholders, recent);
    this.names = new DetectorNames(reader, NAMES_MAX);
  }

  /** Goes on from the latest snapshot; from the log where there is none that fits. Throws the world's errors. */
  static async open(parts: NightlyParts): Promise<NightlyTurn> {
    const turn = new NightlyTurn(parts);
    await turn.restore();
    return turn;
  }

  /** Campaigns that the latest night showed. */
  get held(): readonly HeldCampaign[] {
    return [...this.shown].map(([id, events]) => ({ id, events }));
  }

  /** Waits for a day to be over, looks, reports, and keeps what a start needs. Throws the world's errors, but for a snapshot that found no room. */
  async night(): Promise<void> {
    const { stopwatchMs, known } = this.parts;
    const registry = async () => {
      const registry = createCampaignRegistry();
      registry.restore(await known());
      return registry;
    };
    const steps = runNightly({ acts: this.acts, runs: this.untilDayIsOver(), registry });
    let beganMs = stopwatchMs();
    let campaigns: readonly Campaign[] = [];
    for (;;) {
      const step = await steps.next();
      if (step.done === true) {
        campaigns = step.value;
        break;
      }
      if (step.value.phase === "looking") beganMs = stopwatchMs();
      this.tell(step.value.phase === "reading" ? "reading" : "looking");
      // What is told before a look must have left the thread.
      if (step.value.phase === "looking") await this.parts.pause(0);
    }
    const { newestMs: atMs, eventsSince: events } = this.clock;
    const tookMs = stopwatchMs() - beganMs;
    this.last = { atMs, position: this.feed.position, events, tookMs, campaigns: campaigns.length };
    this.clock.looked();
    await this.reportChanges(campaigns, atMs);
    await this.keep();
    this.tell("reading", true);
  }

  /** The log, piece by piece, until a day is over and read. */
  private async *untilDayIsOver(): AsyncGenerator<EventRun> {
    const { feed, clock } = this;
    const { pause, everyMs, stopwatchMs } = this.parts;
    for (;;) {
      const { end } = feed.bounds();
      if (feed.position < end) {
        const beganMs = stopwatchMs();
        yield (take) =>
          feed.read(end, (row, position, receivedAtMs) => {
            clock.add(row.occurredAtMs, receivedAtMs);
            take(row, position, receivedAtMs);
          });
        await pause((stopwatchMs() - beganMs) * NIGHT_REST_PARTS);
      } else {
        yield () => {}; // a sign of life
        await pause(everyMs);
      }
      if (clock.due(Math.max(0, feed.bounds().end - feed.position))) return;
    }
  }

  private async reportChanges(campaigns: readonly Campaign[], newestMs: number): Promise<void> {
    const ended = [...this.shown.keys()].filter((id) => !campaigns.some((campaign) => campaign.id === id));
    this.reported.ended(ended);
    this.shown = new Map(campaigns.map(({ id, events }) => [id, events.length]));
    const seen = campaigns.map((campaign) => ({ campaign, origin: "nightly" as const, matchedPool: null }));
    for (;;) {
      const changed = this.reported.changed(seen, REPORT_SIZE_MAX).map(({ campaign }) => campaign);
      if (changed.length === 0) break;
      const found = this.names
        .name(changed)
        .map((named) => ({ ...named, origin: "nightly" as const, matchedPool: null, falseAlarmRate: null }));
      await this.parts.report({ newestMs, found, ended: [] });
    }
    if (ended.length > 0) await this.parts.report({ newestMs, found: [], ended });
  }

  /** Writes the snapshot. Without room for one the next start reads more of the log, which is no harm. */
  private async keep(): Promise<void> {
    const clock = this.clock.state();
    if (clock === null) return;
    const header: NightlyHeader = {
      version: NIGHTS_VERSION,
      days: this.parts.policy.days,
      position: this.feed.position,
      clock,
      held: [...this.shown],
      last: this.last,
    };
    try {
      await this.parts.snapshots.write({ ...header }, this.acts.snapshot());
    } catch (error) {
      this.parts.onWarning(`the acts of the nights so far were not kept, a start reads them again: ${error}`);
    }
  }

  private async restore(): Promise<void> {
    const snapshot = await this.parts.snapshots.read();
    if (snapshot === null) return;
    const header = snapshot.header as unknown as NightlyHeader;
    const { end } = this.feed.bounds();
    if (
      header.version !== NIGHTS_VERSION ||
      header.days !== this.parts.policy.days ||
      header.position > end
    ) {
      this.parts.onWarning("the acts of the nights so far are of another version or log, they are read anew");
      return;
    }
    try {
      this.acts.restore(snapshot.parts);
    } catch (error) {
      this.parts.onWarning(`the acts of the nights so far do not fit, they are read anew: ${error}`);
      this.acts = this.noActs();
      return;
    }
    this.feed.position = header.position;
    this.clock = new NightlyClock(this.parts.policy, header.clock);
    this.shown = new Map(header.held);
    this.last = header.last;
  }

  private noActs(): NightlyActs {
    const { days, actsMax } = this.parts.policy;
    return new NightlyActs({ actsMax, spanMs: days * DAY_MS });
  }

  private tell(state: NightlyHealth["state"], always = false): void {
    const nowMs = this.parts.stopwatchMs();
    if (!always && state === this.state && nowMs - this.toldMs < NIGHT_PROGRESS_MS) return;
    this.state = state;
    this.toldMs = nowMs;
    this.parts.onHealth(this.health());
  }

  health(): NightlyHealth {
    return {
      state: this.state,
      reason: "",
      position: this.feed.position,
      acts: this.acts.count,
      evicted: this.acts.evicted,
      bytes: this.acts.bytes,
      last: this.last,
      nextMs: this.clock.nextMs,
    };
  }
}
