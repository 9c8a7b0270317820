import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Engine, Overview } from "../flow/engine.ts";
import type { DetectionHealth } from "../flow/reviewed-campaigns.ts";
import { during } from "../kernels/loop-work.ts";
import { CAMPAIGN_STATUSES } from "../nouns/campaign-record.ts";
import type { Code } from "../nouns/codes.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { CUTS, type Cut } from "./connections.ts";
import type { Stall } from "./loop-watch.ts";

const VERSION = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;
/** How finely the event loop's delay is measured; each measurement is a timer. */
const LOOP_RESOLUTION_MS = 20;

/** What `GET /metrics` tells. The engine's totals are read when asked for; the rest is counted as it happens. */
export interface Metrics {
  /** A submission took this long. */
  submitted(seconds: number): void;
  /** Records were refused over HTTP: one, or so many. */
  refused(code: Code, count?: number): void;
  /** A response was sent. */
  responded(method: string, route: string, status: number, seconds: number): void;
  /** A client hung up before its body was whole, or its answer was taken. */
  hungUp(): void;
  /** A connection was cut. */
  cut(why: Cut): void;
  /** A wrong token was shown. */
  wrongToken(): void;
  /** The event loop stood still. */
  stalled(stall: Stall): void;
  /** Live streams open now. */
  streams(open: number): void;
  /** The Prometheus text. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricEntry {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
}

/** Metrics taken from the engine's overview, each with how. */
const FROM_OVERVIEW: readonly (MetricEntry & { readonly read: (overview: Overview) => number })[] = [
  total("touchstone_duplicates_total", "events whose id was seen before", (o) => o.duplicatesTotal),
  total("touchstone_rejected_lines_total", "lines that were not valid events", (o) => o.rejectedLinesTotal),
  total("touchstone_late_total", "events beyond the lateness bound", (o) => o.lateTotal),
  level("touchstone_event_time_seconds", "newest event time seen, Unix seconds", (o) => o.eventTimeMs / 1000),
  level("touchstone_keys_live", "live keys of the window state", (o) => o.keysLive),
  total("touchstone_keys_evicted_total", "keys evicted from the window state", (o) => o.keysEvicted),
  level("touchstone_state_bytes", "bytes held by the window state", (o) => o.stateBytes),
  level("touchstone_log_position", "events in the durable log", (o) => o.logPosition),
  level(
    "touchstone_log_begin_position",
    "position of the oldest event that the log keeps",
    (o) => o.logBegin,
  ),
  level(
    "touchstone_keep_days",
    "days that events are kept after they came in; 0 = for ever",
    (o) => o.keepDays ?? 0,
  ),
  level(
    "touchstone_drop_held",
    "1 while nothing is dropped by age, since the receiver's clock has jumped ahead",
    (o) => (o.dropHeldUntilMs === null ? 0 : 1),
  ),
  total(
    "touchstone_events_ahead_total",
    "events from after they were received, measured as of the receiver's clock",
    (o) => o.clock.eventsAhead,
  ),
  total(
    "touchstone_clock_steps_total",
    "steps back of the receiver's clock, after which the windows began anew",
    (o) => o.clock.steps,
  ),
  total(
    "touchstone_retractions_unmatched_total",
    "retractions whose engagement is not known, since the start",
    (o) => o.unmatchedRetractionsTotal,
  ),
  total(
    "touchstone_repeats_total",
    "likes, favorites, follows and wows given again while the earlier one stands, since the start: counted once",
    (o) => o.repeatsTotal,
  ),
  total(
    "touchstone_engagements_evicted_total",
    "engagements forgotten for want of room: taken back, they would not be found",
    (o) => o.evictedEngagementsTotal,
  ),
  level(
    "touchstone_corrected_events",
    "events not counted because their campaign is confirmed",
    (o) => o.campaigns.correctedEvents,
  ),
];

/** Metrics by field of the contract: each field that had any. */
const BY_FIELD: readonly (MetricEntry & {
  readonly read: (overview: Overview) => Readonly<Record<string, number>>;
})[] = [
  {
    ...entry(
      "touchstone_set_aside_total",
      "counter",
      ["field"],
      "optional values that could not be read since the start, by field: their events count without them",
    ),
    read: ({ setAside }) => setAside,
  },
  {
    ...entry(
      "touchstone_placeholders_total",
      "counter",
      ["field"],
      "values that stand for none, by field, of the events judged since the start, those of the log included: no verdict rests on them",
    ),
    read: ({ placeholders }) => placeholders,
  },
];

const CAMPAIGNS = entry("touchstone_campaigns", "gauge", ["status"], "campaigns on record, by status");

/** Metrics taken from the health of near-line detection, each with how: label values → reading. */
const FROM_DETECTION: readonly (MetricEntry & {
  readonly read: (health: DetectionHealth) => readonly (readonly [string, number])[];
})[] = [
  {
    ...entry("touchstone_detection_state", "gauge", ["state"], "1 for what near-line detection does now"),
    read: ({ state }) => [[state, 1]],
  },
  {
    ...entry(
      "touchstone_detection_behind_events",
      "gauge",
      [],
      "events in the log that were not looked at yet",
    ),
    read: ({ behind }) => [["", behind]],
  },
  {
    ...entry(
      "touchstone_detection_last_pass_seconds",
      "gauge",
      [],
      "receiver's clock at the end of the latest pass, Unix seconds; 0 before the first",
    ),
    read: ({ lastPassAtMs }) => [["", lastPassAtMs / 1000]],
  },
  {
    ...entry(
      "touchstone_detection_pass_seconds",
      "gauge",
      ["window"],
      "duration of the latest pass, by window",
    ),
    read: ({ windows }) => windows.map(({ windowMs, tookMs }) => [windowLabel(windowMs), tookMs / 1000]),
  },
  {
    ...entry("touchstone_detection_window_events", "gauge", ["window"], "events looked at, by window"),
    read: ({ windows }) => windows.map(({ windowMs, events }) => [windowLabel(windowMs), events]),
  },
  {
    ...entry(
      "touchstone_detection_evicted_total",
      "counter",
      [],
      "events let go before their window was over, since too many came",
    ),
    read: ({ evicted }) => [["", evicted]],
  },
  {
    ...entry("touchstone_detection_bytes", "gauge", [], "bytes held by near-line detection"),
    read: ({ bytes }) => [["", bytes]],
  },
  {
    ...entry(
      "touchstone_false_alarm_nominal",
      "gauge",
      ["nominal"],
      "nominal rate of alarms, of five-minute windows of targets",
    ),
    read: ({ falseAlarms = [] }) => falseAlarms.map(({ nominal }) => [String(nominal), nominal]),
  },
  {
    ...entry(
      "touchstone_false_alarm_empirical",
      "gauge",
      ["nominal"],
      "empirical rate of alarms on windows in no campaign, over seven days at the most; absent while less than an hour was seen",
    ),
    read: ({ falseAlarms = [] }) =>
      falseAlarms.flatMap(({ nominal, empirical }) =>
        empirical === null ? [] : [[String(nominal), empirical]],
      ),
  },
  {
    ...entry(
      "touchstone_nightly_state",
      "gauge",
      ["state"],
      "1 for what the nightly pass over weeks does now",
    ),
    read: ({ nightly: health }) => (health === undefined ? [] : [[health.state, 1]]),
  },
  nightly("acts", "gauge", "acts of the weeks that are held", ({ acts }) => acts),
  nightly(
    "evicted_total",
    "counter",
    "acts let go before their weeks were over, since too many came",
    ({ evicted }) => evicted,
  ),
  nightly("bytes", "gauge", "bytes held by the nightly pass", ({ bytes }) => bytes),
  nightly(
    "ended_at_seconds",
    "gauge",
    "event time at which the latest night ended, Unix seconds; 0 before the first",
    ({ last }) => (last?.atMs ?? 0) / 1000,
  ),
  nightly(
    "pass_seconds",
    "gauge",
    "duration of the latest nightly pass; 0 before the first",
    ({ last }) => (last?.tookMs ?? 0) / 1000,
  ),
  nightly(
    "campaigns",
    "gauge",
    "campaigns that the latest night showed; 0 before the first",
    ({ last }) => last?.campaigns ?? 0,
  ),
  nightly(
    "next_at_seconds",
    "gauge",
    "event time from which the next night is due, Unix seconds; 0 before the first event",
    ({ nextMs }) => nextMs / 1000,
  ),
];

type Nightly = NonNullable<DetectionHealth["nightly"]>;

/** A metric of the nightly look; 0 where weeks are not looked at. */
function nightly(
  name: string,
  type: MetricEntry["type"],
  help: string,
  reading: (health: Nightly) => number,
) {
  return {
    ...entry(`touchstone_nightly_${name}`, type, [], help),
    read: ({ nightly: health }: DetectionHealth): readonly (readonly [string, number])[] => [
      ["", health === undefined ? 0 : reading(health)],
    ],
  };
}

/** 21,600,000 → `6h`. */
function windowLabel(windowMs: number): string {
  return `${windowMs / 3_600_000}h`;
}

function level(name: string, help: string, read: (overview: Overview) => number) {
  return { name, type: "gauge", labels: [], help, read } as const;
}

function total(name: string, help: string, read: (overview: Overview) => number) {
  return { name, type: "counter", labels: [], help, read } as const;
}

const VERDICT_EVENTS = entry("touchstone_events_total", "counter", ["verdict"], "events decided, by verdict");
const REJECTIONS = entry(
  "touchstone_http_rejections_total",
  "counter",
  ["code"],
  "records refused over HTTP, by code",
);
const SUBMIT = entry(
  "touchstone_submit_duration_seconds",
  "histogram",
  [],
  "time from handing lines to the engine to their being durable and decided",
);
const HTTP = entry(
  "touchstone_http_request_duration_seconds",
  "histogram",
  ["method", "route", "status"],
  "time from a request's first byte to its response's last",
);
const HUNG_UP = entry(
  "touchstone_http_hung_up_total",
  "counter",
  [],
  "clients that hung up before their body was whole or their answer was taken",
);
const CUT = entry(
  "touchstone_http_cut_total",
  "counter",
  ["why"],
  "connections cut: body too slow, answer not read, idle while all places were taken, no place left",
);
const WRONG_TOKENS = entry(
  "touchstone_http_wrong_tokens_total",
  "counter",
  [],
  "wrong tokens that were shown",
);
const SHADOW = entry(
  "touchstone_shadow_events",
  "gauge",
  ["change"],
  "events compared with the shadow policy since it was started, by how it would have decided: same, stricter, milder; none: no shadow",
);
const SHADOW_BEHIND = entry(
  "touchstone_policy_candidate_behind_events",
  "gauge",
  [],
  "decided events that a policy which is warmed or compared has not read yet; 0 without one",
);
const BUILD = entry(
  "touchstone_build_info",
  "gauge",
  ["version", "node"],
  "1 for the version of this program and of Node that runs",
);
const LOOP_DELAY = entry(
  "touchstone_event_loop_delay_max_seconds",
  "gauge",
  [],
  "longest delay of the event loop since it was last asked: so long somebody waited",
);
const STALLS = entry(
  "touchstone_event_loop_stall_seconds",
  "histogram",
  ["part", "state"],
  "stalls of the event loop of 10 ms and more, by what took the largest part of each and by whether the thread was computing or waiting (for the disk, a lock or a processor)",
);
const STREAMS = entry("touchstone_http_streams_open", "gauge", [], "live event streams open");
const MEMORY = entry("process_resident_memory_bytes", "gauge", [], "resident memory of the process");
const CPU = entry("process_cpu_seconds_total", "counter", [], "user and system time of the process");

function entry(
  name: string,
  type: MetricEntry["type"],
  labels: readonly string[],
  help: string,
): MetricEntry {
  return { name, type, labels, help };
}

/** Every metric, in the order of the reference page. */
export const METRICS: readonly MetricEntry[] = [
  VERDICT_EVENTS,
  ...FROM_OVERVIEW,
  ...BY_FIELD,
  CAMPAIGNS,
  ...FROM_DETECTION,
  REJECTIONS,
  SUBMIT,
  HTTP,
  HUNG_UP,
  CUT,
  WRONG_TOKENS,
  STREAMS,
  SHADOW,
  SHADOW_BEHIND,
  BUILD,
  LOOP_DELAY,
  STALLS,
  MEMORY,
  CPU,
];

/** Half a millisecond (one event on a fast disk) to ten seconds (a full batch on a slow one). */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** From the shortest stall that is counted to one that takes a server out of its balancer. */
const STALL_SECONDS = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Metrics of one server, in a registry of its own. */
export function createMetrics(engine: Engine): Metrics {
  const registry = new Registry();
  const options = ({ name, help, labels }: MetricEntry) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  const verdicts = new Counter(options(VERDICT_EVENTS));
  const readings = FROM_OVERVIEW.map((metric) => ({
    read: metric.read,
    meter: metric.type === "gauge" ? new Gauge(options(metric)) : new Counter(options(metric)),
  }));
  const byField = BY_FIELD.map((metric) => ({ read: metric.read, meter: new Counter(options(metric)) }));
  const campaigns = new Gauge(options(CAMPAIGNS));
  const detection = FROM_DETECTION.map((metric) => ({
    read: metric.read,
    label: metric.labels[0],
    meter: metric.type === "gauge" ? new Gauge(options(metric)) : new Counter(options(metric)),
  }));
  const rejections = new Counter(options(REJECTIONS));
  const submit = new Histogram({ ...options(SUBMIT), buckets: SECONDS });
  const http = new Histogram({ ...options(HTTP), buckets: SECONDS });
  // label sets are few (routes × statuses): kept, as looking one up by its labels costs more than observing
  const byRoute = new Map<string, Histogram.Internal<string>>();
  const hungUp = new Counter(options(HUNG_UP));
  const cuts = new Counter(options(CUT));
  for (const why of CUTS) cuts.inc({ why }, 0);
  const wrongTokens = new Counter(options(WRONG_TOKENS));
  const streams = new Gauge(options(STREAMS));
  const shadow = new Gauge(options(SHADOW));
  const shadowBehind = new Gauge(options(SHADOW_BEHIND));
  const build = new Gauge(options(BUILD));
  build.set({ version: VERSION, node: process.versions.node }, 1);
  const loop = loopMeters(options);
  const memory = new Gauge(options(MEMORY));
  const cpu = new Counter(options(CPU));
  return {
    submitted: (seconds) => submit.observe(seconds),
    refused: (code, count = 1) => rejections.inc({ code }, count),
    responded(method, route, status, seconds) {
      const key = `${method} ${route} ${status}`;
      let meter = byRoute.get(key);
      if (meter === undefined) {
        meter = http.labels({ method, route, status: String(status) });
        byRoute.set(key, meter);
      }
      meter.observe(seconds);
    },
    hungUp: () => hungUp.inc(),
    cut: (why) => cuts.inc({ why }),
    wrongToken: () => wrongTokens.inc(),
    stalled: loop.stalled,
    streams: (open) => streams.set(open),
    async text() {
      const overview = await during("metrics", () => engine.overview());
      return during("metrics", () => read(overview));
    },
    contentType: registry.contentType,
  };

  async function read(overview: Overview): Promise<string> {
    verdicts.reset();
    for (const verdict of VERDICTS) verdicts.inc({ verdict }, overview.verdicts[verdict]);
    for (const { read, meter } of readings) {
      meter.reset();
      meter.inc(read(overview));
    }
    for (const { read, meter } of byField) {
      meter.reset();
      for (const [field, count] of Object.entries(read(overview))) meter.inc({ field }, count);
    }
    for (const status of CAMPAIGN_STATUSES) campaigns.set({ status }, overview.campaigns[status]);
    const health = engine.campaigns.health();
    for (const { read, label, meter } of detection) {
      meter.reset();
      for (const [value, reading] of read(health)) {
        if (label === undefined) meter.inc(reading);
        else meter.inc({ [label]: value }, reading);
      }
    }
    const { candidate } = engine.policies.state();
    shadow.reset();
    if (candidate !== null) {
      const { events, stricter, milder } = candidate;
      const changes = { same: events - stricter - milder, stricter, milder };
      for (const [change, count] of Object.entries(changes)) shadow.set({ change }, count);
    }
    shadowBehind.set(candidate?.behind ?? 0);
    loop.read();
    memory.set(process.memoryUsage.rss());
    const { user, system } = process.cpuUsage();
    cpu.reset();
    cpu.inc((user + system) / 1e6);
    return registry.metrics();
  }
}

/** What tells how the event loop fares. */
function loopMeters(
  options: (metric: MetricEntry) => {
    readonly name: string;
    readonly help: string;
    labelNames: string[];
    registers: Registry[];
  },
): Pick<Metrics, "stalled"> & { read(): void } {
  const stalls = new Histogram({ ...options(STALLS), buckets: STALL_SECONDS });
  const loopDelay = new Gauge(options(LOOP_DELAY));
  const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delays.enable();
  return {
    stalled({ part, tookMs, processorMs }) {
      const computing = processorMs === null || processorMs * 2 >= tookMs;
      stalls.observe({ part, state: computing ? "computing" : "waiting" }, tookMs / 1000);
    },
    read() {
      loopDelay.set(Math.max(0, delays.max / 1e9 - LOOP_RESOLUTION_MS / 1000));
      delays.reset();
    },
  };
}
