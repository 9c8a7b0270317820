import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { LogFollower } from "../../ports/log-follower.ts";
import type { DetectionHealth, FoundCampaign, RisingTarget, WatchReport } from "../campaign-desk.ts";
import { campaignFalseAlarms } from "../campaign-false-alarms.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import { CampaignWatch, type Look, type PoolRecognition, type SeenCampaign } from "./near-line.ts";
import { WATCH_WINDOWS_MS } from "./near-line-schedule.ts";
import { SurgeWatch } from "./surge-watch.ts";
import { ReportedCampaigns } from "./watch-changes.ts";
import { LogFeed } from "./watch-feed.ts";
import { NAMES_MAX, REPORT_SIZE_MAX } from "./watch-limits.ts";
import { WatchNames } from "./watch-names.ts";
import type { KnownCampaign, WatchPolicy } from "./watch-settings.ts";

/** Event time after which the longest window is looked at whatever the pace, so that no part of a history is passed over: half of it. */
const LOOK_MS_MAX = WATCH_WINDOWS_MS.at(-1)! / 2;

export interface TurnParts {
  readonly reader: LogFollower;
  /** Where the engine puts the latest events; absent or null: all are read from the log. */
  readonly recent?: RecentMemory | null;
  readonly policy: WatchPolicy;
  readonly placeholders: PlaceholderList;
  readonly known: readonly KnownCampaign[];
  readonly pools: PoolRecognition;
  /** Ms since 1970, and of a stopwatch. */
  readonly nowMs: () => number;
  readonly stopwatchMs: () => number;
}

/** The watch over a log: reads on in pieces, looks, names what changed. Synchronous; its caller keeps the time. */
export class WatchTurn {
  readonly watch: CampaignWatch;
  private surges = new SurgeWatch();
  private readonly feed: LogFeed;
  private readonly names: WatchNames;
  private readonly reported: ReportedCampaigns;
  private readonly parts: TurnParts;
  /** End of the log when the watch began: nothing is looked at before. */
  private readonly caughtUpAt: number;
  private lookedAtMs = 0;
  /** Event time of the latest look. */
  private lookedToMs = Number.POSITIVE_INFINITY;
  private readonly windowLookedAtMs = WATCH_WINDOWS_MS.map(() => 0);

  /** Throws the world's errors. */
  constructor(parts: TurnParts) {
    this.parts = parts;
    const { reader, recent = null, policy, placeholders, known, pools, stopwatchMs } = parts;
    this.watch = new CampaignWatch({ eventsMax: policy.eventsMax, pools, stopwatchMs });
    this.watch.restore(known);
    this.feed = new LogFeed(reader, WATCH_WINDOWS_MS.at(-1)!, policy.eventsMax, placeholders, recent);
    this.names = new WatchNames(reader, NAMES_MAX);
    this.reported = new ReportedCampaigns(known.filter(({ live }) => live).map(({ id }) => id));
    this.caughtUpAt = this.feed.bounds().end;
  }

  /** Events that wait to be read. */
  behind(): number {
    return Math.max(0, this.feed.bounds().end - this.feed.position);
  }

  get caughtUp(): boolean {
    return this.feed.position >= this.caughtUpAt;
  }

  /** Reads one piece, some 10 ms of work; reports what came of looks on the way where days pass within it. */
  read(): readonly WatchReport[] {
    const reports: WatchReport[] = [];
    this.feed.read(this.feed.bounds().end, (row, position, receivedAtMs) => {
      if (
        this.caughtUp &&
        row.occurredAtMs - this.lookedToMs >= LOOK_MS_MAX &&
        this.watch.newestMs > this.lookedToMs
      ) {
        reports.push(this.reportOf(this.watch.lookAtLongest()));
      }
      const { restarts } = this.watch;
      const taken = this.watch.add(row, position, receivedAtMs);
      if (this.watch.restarts > restarts) {
        this.surges = new SurgeWatch();
        this.lookedToMs = Number.POSITIVE_INFINITY;
      }
      if (!taken) return;
      // A clock that is ahead is taken back as the watch does: no event is newer than its newest.
      this.surges.add(row, position, Math.min(row.occurredAtMs, this.watch.newestMs));
    });
    return reports;
  }

  /** Looks at what is due, and says what came of it. */
  look(): WatchReport {
    return this.reportOf(this.watch.look());
  }

  /** Between two looks: reads on, and says what known pools are at work where their members have come. Nothing before the log was caught up with. */
  glance(): readonly WatchReport[] {
    if (!this.caughtUp) return [];
    const reports = this.behind() > 0 ? this.read() : [];
    return this.watch.poolsDue ? [...reports, this.reportOf(this.watch.lookForPools())] : reports;
  }

  private reportOf({ windows, found, ended }: Look): WatchReport {
    const nowMs = this.parts.nowMs();
    if (windows.length > 0) {
      this.lookedAtMs = nowMs;
      this.lookedToMs = this.watch.newestMs;
      this.surges.exclude(found.map(({ campaign }) => campaign));
    }
    for (const window of windows) this.windowLookedAtMs[window] = nowMs;
    return this.report(this.name(this.reported.changed(found, REPORT_SIZE_MAX)), this.reported.ended(ended));
  }

  /** How it does, with nothing found. */
  progress(): WatchReport {
    return this.report([], []);
  }

  private name(changed: readonly SeenCampaign[]): readonly FoundCampaign[] {
    const named = this.names.name(changed.map(({ campaign }) => campaign));
    return named.map((campaign, i) => ({
      ...campaign,
      origin: changed[i]!.origin,
      knownAs: changed[i]!.knownAs,
      ...campaignFalseAlarms(changed[i]!.origin, changed[i]!.campaign),
    }));
  }

  private report(found: WatchReport["found"], ended: readonly string[]): WatchReport {
    return {
      position: this.feed.position,
      newestMs: Math.max(0, this.watch.newestMs),
      found,
      ended,
      health: this.health(),
    };
  }

  private rising(): readonly RisingTarget[] {
    const surges = this.surges.surges();
    const names = this.names.nameTargets(surges);
    return surges.flatMap(({ type, score, p, fromMs }, i) => {
      const name = names[i];
      return name == null ? [] : [{ kind: name.kind, id: name.id, type, score, p, fromMs }];
    });
  }

  private health(): DetectionHealth {
    const { evicted, bytes } = this.watch.held;
    return {
      state: this.caughtUp ? "watching" : "starting",
      reason: "",
      position: this.feed.position,
      behind: this.behind(),
      lookedAtMs: this.lookedAtMs,
      windows: this.watch
        .windows()
        .map((window, i) => ({ ...window, lookedAtMs: this.windowLookedAtMs[i]! })),
      evicted,
      bytes: bytes + this.surges.bytes,
      falseAlarms: this.surges.falseAlarms(),
      surges: this.rising(),
    };
  }
}
