import { existsSync, readFileSync } from "node:fs";
import { targetStratum } from "../src/calibrate/stratum.ts";
import { SURGE_TICK_MS, type SurgeScore, SurgeScores } from "../src/detect/surge-scores.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { parseMapping } from "../src/ingest/mapping.ts";
import { openSource } from "../src/ingest/open-source.ts";
import { linesOf } from "../src/ingest/source.ts";
import { RETRACTION_BIT } from "../src/nouns/event.ts";
import { createEventRow, keyColumn } from "../src/nouns/event-row.ts";
import { combine } from "../src/nouns/hash.ts";
import type { ScoreStream, Touch } from "./calibration-scores.ts";

/** A stretch of genuine traffic, and from when on alarms are counted; before, the calibrator learns. */
interface RealStretch {
  readonly scenario: string;
  readonly touches: readonly Touch[];
  /** Null: from the second day on. */
  readonly countedFromMs: number | null;
}

const FIRST = "log_2022-04-25_2022-04-30.parquet";
const SECOND = "log_2022-05-01_2022-05-04.parquet";
const FOLDER = "../shared/data/kuairand/";
const MAPPING = "examples/mappings/kuairand.yaml";
const ID = keyColumn("id") * 2;
const TARGET = keyColumn("target") * 2;

/**
 * The two Kuaishou weeks of KuaiRand-Pure, each by itself, and the second with what was learnt in the first. The first was tuned on, the second never. What is
 * not there is skipped and `skipped` told why. `root`: the project's, a folder's URL.
 */
export async function kuaishouWeeks(
  root: URL,
  skipped: (why: string) => void,
): Promise<readonly RealStretch[]> {
  const read = async (file: string): Promise<readonly Touch[] | null> => {
    const url = new URL(FOLDER + file, root);
    if (existsSync(url)) return touchesOf(url, new URL(MAPPING, root));
    skipped(`skipped a Kuaishou week: \`${url.pathname}\` is not there`);
    return null;
  };
  const [first, second] = [await read(FIRST), await read(SECOND)];
  const stretches: RealStretch[] = [];
  if (first !== null)
    stretches.push({ scenario: "Kuaishou, first week (tuned on)", touches: first, countedFromMs: null });
  if (second !== null)
    stretches.push({ scenario: "Kuaishou, second week", touches: second, countedFromMs: null });
  if (first !== null && second !== null && second.length > 0) {
    stretches.push({
      scenario: "Kuaishou, second week after the first",
      touches: [...first, ...second],
      countedFromMs: second.reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY),
    });
  }
  return stretches;
}

/** A log → its acts, each id once, as the border lets it in: 3 % of the rows report an impression that was reported before, a burst of them in whole. */
async function touchesOf(file: URL, mapping: URL): Promise<readonly Touch[]> {
  const source = await openSource(
    { path: file.pathname },
    { mapping: parseMapping(readFileSync(mapping, "utf8"), mapping.pathname) },
  );
  const decoder = createDecoder();
  const row = createEventRow();
  const known = new Set<string>();
  const touches: Touch[] = [];
  for await (const chunk of source.chunks()) {
    const { bytes } = linesOf(chunk);
    let start = 0;
    while (start < bytes.length) {
      const end = bytes.indexOf(0x0a, start);
      const bad = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
      start = end + 1;
      if (bad !== null || row.kind >= RETRACTION_BIT) continue;
      const [low, high] = [row.hash[ID]!, row.hash[ID + 1]!];
      const id = `${low} ${high}`;
      // Both words 0: it has no id, and is nobody's double.
      if ((low !== 0 || high !== 0) && known.has(id)) continue;
      known.add(id);
      touches.push({
        atMs: row.occurredAtMs,
        kind: row.kind,
        targetLow: row.hash[TARGET]!,
        targetHigh: row.hash[TARGET + 1]!,
        bought: false,
      });
    }
  }
  return touches;
}

/** Acts of a window from which on the near-line watch scores it (`src/flow/near-line/surge-detector.ts`). */
const WATCH_ACTS_MIN = 2;

/**
 * Honest acts → the scores that the near-line watch gives: windows of two acts and more against the target's own pace, with its strata. `actsMin` 1: of all windows,
 * twenty times as many, so that they decide what the others are too few for. Acts in any order.
 */
export function watchScores(touches: readonly Touch[], actsMin = WATCH_ACTS_MIN): ScoreStream {
  const scores = new SurgeScores({ actsMin });
  const taken: SurgeScore[] = [];
  let tick = Number.NEGATIVE_INFINITY;
  for (const { atMs, kind, targetLow, targetHigh } of [...touches].sort((a, b) => a.atMs - b.atMs)) {
    const own = Math.floor(atMs / SURGE_TICK_MS);
    if (own > tick && tick >= 0) for (const one of scores.take(own * SURGE_TICK_MS)) taken.push(one);
    tick = own;
    scores.add(targetLow, targetHigh, kind, atMs);
  }
  if (tick >= 0) for (const one of scores.take((tick + 1) * SURGE_TICK_MS)) taken.push(one);
  const id = new Int32Array(2 * taken.length);
  taken.forEach(({ targetKey, kind, fromMs }, i) => {
    const [low, high] = [targetKey.slice(8), targetKey.slice(0, 8)].map((word) => Number.parseInt(word, 16));
    combine(low! | 0, high! | 0, (fromMs / SURGE_TICK_MS) | 0, kind, id, 2 * i);
  });
  const score = Float64Array.from(taken, (one) => one.score);
  return {
    name: actsMin === WATCH_ACTS_MIN ? "watch" : "watch, all windows",
    score,
    stratum: Int32Array.from(taken, ({ kind, actsPerDay, fromMs }) =>
      targetStratum(kind, actsPerDay, fromMs),
    ),
    atMs: Float64Array.from(taken, ({ fromMs }) => fromMs),
    id,
    target: taken.map(({ targetKey }) => targetKey),
    honest: new Uint8Array(taken.length).fill(1),
    honestScore: score,
  };
}
