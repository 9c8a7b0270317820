import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { LogFollower } from "../../ports/log-follower.ts";
import { campaignFalseAlarms } from "../campaign-false-alarms.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { DetectionHealth, DetectionReport, FoundCampaign, RisingTarget } from "../reviewed-campaigns.ts";
import { ReportedCampaigns } from "./detection-changes.ts";
import { LogFeed } from "./detector-feed.ts";
import { NAMES_MAX, REPORT_SIZE_MAX } from "./detector-limits.ts";
import { DetectorNames } from "./detector-names.ts";
import type { DetectorPolicy, KnownCampaign } from "./detector-settings.ts";
import {
  type DetectionPass,
  NearLineDetector,
  type PoolRecognition,
  type SeenCampaign,
} from "./near-line.ts";
import { DETECTION_WINDOWS_MS } from "./near-line-schedule.ts";
import { SurgeDetector } from "./surge-detector.ts";

/** Event time after which the longest window is looked at whatever the pace, so that no part of a history is passed over: half of it. */
const PASS_MS_MAX = DETECTION_WINDOWS_MS.at(-1)! / 2;

export interface TurnParts {
  readonly reader: LogFollower;
  /** Where the engine puts the latest events; absent or null: all are read from the log. */
  readonly recent?: RecentMemory | null;
  readonly policy: DetectorPolicy;
  readonly placeholders: PlaceholderList;
  readonly known: readonly KnownCampaign[];
  readonly pools: PoolRecognition;
  /** Ms since 1970, and of a stopwatch. */
  readonly nowMs: () => number;
  readonly stopwatchMs: () => number;
}

/** The near-line detector over a log: reads on in pieces, looks, names what changed. Synchronous; its caller keeps the time. */
export class DetectorTurn {
  readonly detector: NearLineDetector;
  private surges = new SurgeDetector();
  private readonly feed: LogFeed;
  private readonly names: DetectorNames;
  private readonly reported: ReportedCampaigns;
  private readonly parts: TurnParts;
  /** End of the log when the near-line detector began: nothing is looked at before. */
  private readonly caughtUpAt: number;
  private lastPassAtMs = 0;
  /** Event time of the latest look. */
  private lookedToMs = Number.POSITIVE_INFINITY;
  private readonly windowLookedAtMs = DETECTION_WINDOWS_MS.map(() => 0);

  /** Throws the world's errors. */
  constructor(parts: TurnParts) {
    this.parts = parts;
    const { reader, recent = null, policy, placeholders, known, pools, stopwatchMs } = parts;
    this.detector = new NearLineDetector({ eventsMax: policy.eventsMax, pools, stopwatchMs });
    this.detector.restore(known);
    this.feed = new LogFeed(reader, DETECTION_WINDOWS_MS.at(-1)!, policy.eventsMax, placeholders, recent);
    this.names = new DetectorNames(reader, NAMES_MAX);
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
  read(): readonly DetectionReport[] {
    const reports: DetectionReport[] = [];
    this.feed.read(this.feed.bounds().end, (row, position, receivedAtMs) => {
      if (
        this.caughtUp &&
        row.occurredAtMs - this.lookedToMs >= PASS_MS_MAX &&
        this.detector.newestMs > this.lookedToMs
      ) {
        reports.push(this.reportOf(this.detector.passOverLongest()));
      }
      const { restarts } = this.detector;
      const taken = this.detector.add(row, position, receivedAtMs);
      if (this.detector.restarts > restarts) {
        this.surges = new SurgeDetector();
        this.lookedToMs = Number.POSITIVE_INFINITY;
      }
      if (!taken) return;
      // A clock that is ahead is taken back as the near-line detector does: no event is newer than its newest.
      this.surges.add(row, position, Math.min(row.occurredAtMs, this.detector.newestMs));
    });
    return reports;
  }

  /** Looks at what is due, and says what came of it. */
  pass(): DetectionReport {
    return this.reportOf(this.detector.pass());
  }

  /** Between two looks: reads on, and says what known pools are at work where their members have come. Nothing before the log was caught up with. */
  poll(): readonly DetectionReport[] {
    if (!this.caughtUp) return [];
    const reports = this.behind() > 0 ? this.read() : [];
    return this.detector.poolsDue ? [...reports, this.reportOf(this.detector.lookForPools())] : reports;
  }

  private reportOf({ windows, found, ended }: DetectionPass): DetectionReport {
    const nowMs = this.parts.nowMs();
    if (windows.length > 0) {
      this.lastPassAtMs = nowMs;
      this.lookedToMs = this.detector.newestMs;
      this.surges.exclude(found.map(({ campaign }) => campaign));
    }
    for (const window of windows) this.windowLookedAtMs[window] = nowMs;
    return this.report(this.name(this.reported.changed(found, REPORT_SIZE_MAX)), this.reported.ended(ended));
  }

  /** How it does, with nothing found. */
  progress(): DetectionReport {
    return this.report([], []);
  }

  private name(changed: readonly SeenCampaign[]): readonly FoundCampaign[] {
    const named = this.names.name(changed.map(({ campaign }) => campaign));
    return named.map((campaign, i) => ({
      ...campaign,
      origin: changed[i]!.origin,
      matchedPool: changed[i]!.matchedPool,
      ...campaignFalseAlarms(changed[i]!.origin, changed[i]!.campaign),
    }));
  }

  private report(found: DetectionReport["found"], ended: readonly string[]): DetectionReport {
    return {
      position: this.feed.position,
      newestMs: Math.max(0, this.detector.newestMs),
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
    const { evicted, bytes } = this.detector.held;
    return {
      state: this.caughtUp ? "watching" : "starting",
      reason: "",
      position: this.feed.position,
      behind: this.behind(),
      lastPassAtMs: this.lastPassAtMs,
      windows: this.detector
        .windows()
        .map((window, i) => ({ ...window, lastPassAtMs: this.windowLookedAtMs[i]! })),
      evicted,
      bytes: bytes + this.surges.bytes,
      falseAlarms: this.surges.falseAlarms(),
      surges: this.rising(),
    };
  }
}
