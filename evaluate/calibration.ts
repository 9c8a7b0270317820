import { existsSync, readFileSync } from "node:fs";
import type { RunContext } from "../bench/machine.ts";
import { dispersionOf, rateInterval } from "../src/calibrate/rate-interval.ts";
import { createScoreCalibrator } from "../src/calibrate/score-calibrator.ts";
import { stratumPath } from "../src/calibrate/stratum.ts";
import { createEventColumns, type EventColumnsBuilder } from "../src/detect/columns/event-columns.ts";
import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { parseMapping } from "../src/ingest/mapping.ts";
import { openSource } from "../src/ingest/open-source.ts";
import { RETRACTION_BIT } from "../src/nouns/event.ts";
import { createEventRow, type EventRow, keyColumn } from "../src/nouns/event-row.ts";
import type { SimulationOptions } from "../src/simulate/options.ts";
import { createRandom } from "../src/simulate/random.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import { peaksOverThreshold, splitConformal } from "./calibration-peers.ts";
import { type ScoreStream, shuffled, type Touch, targetScores, WINDOW_MS } from "./calibration-scores.ts";

/** Rates asked for. */
const RATES = [1e-2, 1e-3, 1e-4] as const;
/** Seeds of the report; none was looked at while the calibrator was made. */
export const CALIBRATION_SEEDS = [5_301, 5_302, 5_303, 5_304, 5_305] as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 4;
const UTC_OFFSET_MS = 8 * HOUR_MS;
const TARGET = keyColumn("target") * 2;

/** What one method obtained in one scenario, by rate. */
export interface CalibrationFigure {
  readonly scenario: string;
  readonly score: string;
  readonly method: string;
  /** Honest windows judged after the first day, all seeds together. */
  readonly n: number;
  readonly rates: readonly {
    readonly asked: number;
    readonly alarms: number;
    readonly obtained: number;
    readonly ratio: number;
    /** 95 % interval of the ratio, widened by the variance over hours. */
    readonly low: number;
    readonly high: number;
    /** Alarms on windows in which something was bought, as part of these; null where there are none. */
    readonly caught: number | null;
  }[];
}

export interface CalibrationOptions {
  readonly seeds: readonly number[];
  readonly eventsPerDay: number;
  /** Project root, to find the real data by. */
  readonly root: URL;
  readonly progress: (what: string) => void;
}

/**
 * Asked and obtained alarm rates of the calibrator and of its peers, on the same scores in the same order, under traffic that stands still, drifts, changes at
 * once or is attacked. Labels tell honest windows apart when counting and go nowhere else. About 20 CPU-s a seed at 50,000 events a day.
 */
export async function evaluateCalibration(
  options: CalibrationOptions,
): Promise<readonly CalibrationFigure[]> {
  const tallies = new Map<string, Tally>();
  for (const seed of options.seeds) {
    options.progress(`calibration, seed ${seed}`);
    for (const [scenario, streams, named] of scenarios(seed, options.eventsPerDay)) {
      for (const stream of streams) judgeStream(scenario, stream, seed, tallies, named ?? null);
    }
  }
  const real = await kuaishou(options.root);
  if (real === null) options.progress("skipped the Kuaishou week: its file is not there");
  else
    for (const stream of targetScores(real, UTC_OFFSET_MS))
      judgeStream("Kuaishou week, genuine", stream, 1, tallies, null);
  return [...tallies.values()].map(figure);
}

function* scenarios(
  seed: number,
  eventsPerDay: number,
): Generator<readonly [string, readonly ScoreStream[], Named?]> {
  const base: SimulationOptions = { seed, eventsPerDay, durationMs: DAYS * DAY_MS, attacks: "none" };
  const random = createRandom(seed, "calibration");
  const honest = simulate(base);
  const daily = targetScores(honest, UTC_OFFSET_MS);
  yield ["stationary (shuffled)", daily.map((stream) => shuffled(stream, random.unit))];
  yield ["daily rhythm", daily];
  const startMs = honest[0]!.atMs;
  yield [
    "trend, x3 over 3 days",
    targetScores(
      honest.filter(
        ({ atMs }) => random.unit() < Math.min(1, 1 / 3 + ((2 / 3) * (atMs - startMs)) / (3 * DAY_MS)),
      ),
      UTC_OFFSET_MS,
    ),
  ];
  // Another country's people and videos join on the third day, a third busier than those who are there, half a day apart.
  const joining = simulate({
    ...base,
    seed: seed + 100_000,
    eventsPerDay: Math.round(eventsPerDay * 1.3),
    startMs: startMs - (startMs % HOUR_MS) + 2 * DAY_MS,
    durationMs: 2 * DAY_MS,
    utcOffsetHours: -4,
  });
  yield ["a new region joins", targetScores([...honest, ...joining], UTC_OFFSET_MS)];
  for (const [name, attackShare] of [
    ["attacks, 4.5 % of events", 0.045],
    ["attacks, 20 % of events", 0.2],
  ] as const) {
    const builder = createEventColumns(20_000_000);
    const touches = simulate({ ...base, attacks: "default", attackShare }, builder);
    yield [name, targetScores(touches, UTC_OFFSET_MS), nameCampaigns(builder, touches[0]!.atMs)];
  }
}

/**
 * When a campaign on a target was named (by the detector, from events alone), and the stretch of time it claims, by target: whoever is paid to like a video opens
 * it first, so that the windows of its views are the campaign's as much as those of its likes.
 */
type Named = readonly {
  readonly atMs: number;
  readonly targets: ReadonlyMap<string, readonly [fromMs: number, toMs: number]>;
}[];

const NAMED_EVERY_MS = 2 * HOUR_MS;

/** Runs the detector every two hours over the last day's events, as the watch does more often. */
function nameCampaigns(builder: EventColumnsBuilder, startMs: number): Named {
  const rounds: { atMs: number; targets: Map<string, readonly [number, number]> }[] = [];
  for (let atMs = startMs + NAMED_EVERY_MS; atMs <= startMs + DAYS * DAY_MS; atMs += NAMED_EVERY_MS) {
    const targets = new Map<string, readonly [number, number]>();
    for (const cluster of detectCampaigns(builder.columns(atMs - DAY_MS, atMs))) {
      for (const { key, fromMs, toMs } of cluster.targets) {
        const [first, last] = targets.get(key) ?? [fromMs, toMs];
        targets.set(key, [Math.min(first, fromMs), Math.max(last, toMs)]);
      }
    }
    rounds.push({ atMs, targets });
  }
  return rounds;
}

function touch(row: EventRow, bought: boolean): Touch {
  return {
    atMs: row.occurredAtMs,
    kind: row.kind,
    targetLow: row.hash[TARGET]!,
    targetHigh: row.hash[TARGET + 1]!,
    bought,
  };
}

function simulate(options: SimulationOptions, builder?: EventColumnsBuilder): readonly Touch[] {
  const decoder = createDecoder();
  const row = createEventRow();
  const touches: Touch[] = [];
  for (const run of createSimulation(options).runs()) {
    let start = 0;
    for (const { label } of run.truth) {
      const end = run.bytes.indexOf(0x0a, start);
      const bad = decoder.decode(run.bytes, start, end, row, Number.POSITIVE_INFINITY);
      start = end + 1;
      if (bad !== null) continue;
      builder?.add(row, touches.length);
      if (row.kind < RETRACTION_BIT) touches.push(touch(row, label !== "honest"));
    }
  }
  return touches;
}

async function kuaishou(root: URL): Promise<readonly Touch[] | null> {
  const file = new URL("../shared/data/kuairand/log_2022-04-25_2022-04-30.parquet", root);
  if (!existsSync(file)) return null;
  const mapping = new URL("examples/mappings/kuairand.yaml", root);
  const source = await openSource(
    { path: file.pathname },
    { mapping: parseMapping(readFileSync(mapping, "utf8"), mapping.pathname) },
  );
  const decoder = createDecoder();
  const row = createEventRow();
  const touches: Touch[] = [];
  for await (const { bytes } of source.chunks()) {
    let start = 0;
    while (start < bytes.length) {
      const end = bytes.indexOf(0x0a, start);
      if (decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY) === null)
        touches.push(touch(row, false));
      start = end + 1;
    }
  }
  return touches;
}

interface Tally {
  readonly scenario: string;
  readonly score: string;
  readonly method: string;
  n: number;
  bought: number;
  readonly alarms: number[];
  readonly caught: number[];
  /** Honest windows, and alarms by rate, of each hour of each seed. */
  readonly hours: Map<string, number[]>;
}

/** Runs every method over one stream and counts from the second day on. */
function judgeStream(
  scenario: string,
  stream: ScoreStream,
  seed: number,
  tallies: Map<string, Tally>,
  named: Named | null,
): void {
  const { score, stratum, atMs, id, honest } = stream;
  const fromMs = atMs[0]! + DAY_MS;
  const draw = createRandom(seed, "ties").unit;
  const count = (method: string, i: number, alarms: readonly boolean[]): void => {
    const key = `${scenario}|${stream.name}|${method}`;
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = {
        scenario,
        score: stream.name,
        method,
        n: 0,
        bought: 0,
        alarms: [0, 0, 0],
        caught: [0, 0, 0],
        hours: new Map(),
      };
      tallies.set(key, tally);
    }
    if (honest[i] === 0) {
      tally.bought++;
      for (let k = 0; k < RATES.length; k++) if (alarms[k]) tally.caught[k]!++;
      return;
    }
    const hourKey = `${seed} ${Math.floor(atMs[i]! / HOUR_MS)}`;
    let hour = tally.hours.get(hourKey);
    if (hour === undefined) {
      hour = [0, 0, 0, 0];
      tally.hours.set(hourKey, hour);
    }
    tally.n++;
    hour[0]!++;
    for (let k = 0; k < RATES.length; k++) {
      if (!alarms[k]) continue;
      tally.alarms[k]!++;
      hour[k + 1]!++;
    }
  };
  const calibrator = createScoreCalibrator();
  const ranks = createScoreCalibrator({ feedback: false });
  const told = named === null ? null : createScoreCalibrator();
  const windowsOf = new Map<string, number[]>();
  let round = 0;
  const first: (readonly [number, number])[] = [];
  for (let i = 0; i < score.length && atMs[i]! < fromMs; i++)
    first.push([score[i]!, stratumPath(stratum[i]!)[0]]);
  const peers = [
    splitConformal,
    (rate: number) => peaksOverThreshold(rate, false),
    (rate: number) => peaksOverThreshold(rate, true),
  ].map((make) => RATES.map((rate) => make(rate)));
  for (const peer of peers.flat()) peer.begin(first);
  for (let i = 0; i < score.length; i++) {
    const p = calibrator.add(score[i]!, stratum[i]!, atMs[i]!, id[i * 2]!, id[i * 2 + 1]!);
    const ranked = ranks.add(score[i]!, stratum[i]!, atMs[i]!, id[i * 2]!, id[i * 2 + 1]!);
    let toldP = Number.NaN;
    if (named !== null && told !== null) {
      for (; round < named.length && named[round]!.atMs <= atMs[i]!; round++) {
        for (const [target, [first, last]] of named[round]!.targets) {
          for (const j of windowsOf.get(target) ?? []) {
            if (atMs[j]! >= first && atMs[j]! < last + WINDOW_MS) told.exclude(id[j * 2]!, id[j * 2 + 1]!);
          }
        }
      }
      const windows = windowsOf.get(stream.target[i]!);
      if (windows === undefined) windowsOf.set(stream.target[i]!, [i]);
      else windows.push(i);
      toldP = told.add(score[i]!, stratum[i]!, atMs[i]!, id[i * 2]!, id[i * 2 + 1]!);
    }
    if (atMs[i]! < fromMs) continue;
    const chance = draw();
    if (told !== null)
      count(
        "adaptive, campaigns named",
        i,
        RATES.map((rate) => toldP <= rate),
      );
    count(
      "adaptive",
      i,
      RATES.map((rate) => p <= rate),
    );
    count(
      "its ranks alone",
      i,
      RATES.map((rate) => ranked <= rate),
    );
    for (const peer of peers)
      count(
        peer[0]!.name,
        i,
        peer.map((one) => one.alarm(score[i]!, stratum[i]!, chance)),
      );
  }
}

function figure(tally: Tally): CalibrationFigure {
  const hours = [...tally.hours.values()];
  const trials = hours.map((hour) => hour[0]!);
  return {
    scenario: tally.scenario,
    score: tally.score,
    method: tally.method,
    n: tally.n,
    rates: RATES.map((asked, k) => {
      const alarms = tally.alarms[k]!;
      const dispersion = dispersionOf(
        hours.map((hour) => hour[k + 1]!),
        trials,
      );
      const [low, high] = rateInterval(alarms, tally.n, dispersion);
      return {
        asked,
        alarms,
        obtained: alarms / tally.n,
        ratio: alarms / tally.n / asked,
        low: low / asked,
        high: high / asked,
        caught: tally.bought === 0 ? null : tally.caught[k]! / tally.bought,
      };
    }),
  };
}

/** The calibrator's figures that miss the goal of 0.8 to 1.25 at 0.001 and 1.5 at 0.0001; whether chance explains it stands beside. */
function outsideGoal(figures: readonly CalibrationFigure[]): readonly string[] {
  const lines = figures
    .filter(({ method }) => method.startsWith("adaptive"))
    .flatMap(({ scenario, score, method, rates }) =>
      rates.flatMap(({ asked, ratio, low, high }) => {
        const [least, most] =
          asked === 1e-4 ? [0, 1.5] : asked === 1e-3 ? [0.8, 1.25] : [0, Number.POSITIVE_INFINITY];
        if (ratio >= least && ratio <= most) return [];
        const sure = high < least || low > most ? "" : "; the interval reaches the goal";
        return [`* ${scenario}, ${score}, ${method}, at ${asked}: ${ratio.toFixed(2)}${sure}`];
      }),
    );
  return lines.length === 0 ? ["Nothing."] : lines;
}

/** Figures → the page. */
export function calibrationMarkdown(
  figures: readonly CalibrationFigure[],
  context: RunContext,
  options: { readonly seeds: readonly number[]; readonly eventsPerDay: number },
): string {
  const table = (own: readonly CalibrationFigure[]): string[] => {
    const attacked = own.some(({ rates }) => rates[0]!.caught !== null);
    return [
      `| score | method | honest windows | ${RATES.map((rate) => `at ${rate}`).join(" | ")} |${attacked ? ` ${RATES.map((rate) => `caught at ${rate}`).join(" | ")} |` : ""}`,
      `|---|---|---:|${RATES.map(() => "---:|").join("")}${attacked ? RATES.map(() => "---:|").join("") : ""}`,
      ...own.map(({ score, method, n, rates }) => {
        const name = method === "adaptive" ? "**adaptive**" : method;
        const cells = rates.map(
          ({ ratio, low, high }) => `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
        );
        const caught = attacked
          ? rates.map(({ caught }) => (caught === null ? "–" : `${(100 * caught).toFixed(0)} %`))
          : [];
        return `| ${[score, name, n.toLocaleString("en"), ...cells, ...caught].join(" | ")} |`;
      }),
      "",
    ];
  };
  const names = [...new Set(figures.map(({ scenario }) => scenario))];
  return [
    "# Calibration: false alarms asked and obtained",
    "",
    "Written by `npm run evaluate -- --calibration --write`. What is scored are targets' five minutes: `count`, the acts in them, and `surge`, the count against the target's own",
    "past. Each figure is obtained over asked: 1 is right; the goal is 0.8 to 1.25 at 0.001 and at most 1.5 at 0.0001. Counted are windows in which nothing was bought,",
    "from the second day on; the calibrator begins with nothing, its peers learn from the first day. No label reaches any of them. `its ranks alone` is the",
    "calibrator without feedback; `campaigns named` is told twice a day what the campaign detector found in the last day's events. Under attack, `caught` is the part of windows with bought acts that were alarms, most of them of one or two acts.",
    "",
    `* date ${context.date}, commit ${context.commit}, ${context.machine}, Node ${context.node}`,
    `* simulated: seeds ${options.seeds.join(", ")}, ${DAYS} days of ${options.eventsPerDay.toLocaleString("en")} events each; real: KuaiRand-Pure, six days of Kuaishou`,
    "* intervals: 95 %, Wilson's, widened by the variance of alarms over hours",
    "",
    ...names.flatMap((name) => [
      `## ${name}`,
      "",
      ...table(figures.filter(({ scenario }) => scenario === name)),
    ]),
    "## Outside the goal",
    "",
    ...outsideGoal(figures),
    "",
  ].join("\n");
}
