import { createHmac, randomBytes } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { RUN_POINTS } from "../src/exchange/exchange-limits.ts";
import { evenRuns } from "../src/exchange/psi/even-runs.ts";
import { answerTable, findMatches, maskAgain, maskSet } from "../src/exchange/psi/labelled-psi.ts";
import { startMaskThreads } from "../src/exchange/psi/mask-threads.ts";
import {
  freshScalar,
  inverseScalar,
  LABEL_BYTES,
  POINT_BYTES,
  SESSION_BYTES,
} from "../src/exchange/psi/p256.ts";
import { paddedSize } from "../src/exchange/psi/padded-size.ts";
import { type BenchResult, type BenchRow, timedAsync } from "./bench.ts";

/**
 * Private set intersection of N against N, half of them shared, both sides in turn in one process, messages as files.
 * `EXCHANGE_IDENTIFIERS=1000000` measures that size alone, for peak memory starts with the process. `EXCHANGE_FOLDER` keeps what each step made
 * and took, and `EXCHANGE_STEP` (offer, answer, finish) ends after that step: a large size may be measured in pieces on a machine that others use.
 */
const SIZES = (process.env.EXCHANGE_IDENTIFIERS ?? "10000,100000").split(",").map(Number);
const THREADS = Number(process.env.EXCHANGE_THREADS ?? 2);
const KEPT = process.env.EXCHANGE_FOLDER;
const GOAL_WALL_MIN = 8;

export async function run(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  for (const size of SIZES) rows.push(...(await measure(size)));
  const peak = process.resourceUsage().maxRSS / 1024;
  rows.push({ metric: "peak memory of the process, both sides", value: peak, unit: "MiB" });
  return { name: "exchange", rows };
}

async function measure(count: number): Promise<BenchRow[]> {
  const folder = KEPT ?? mkdtempSync(join(tmpdir(), "exchange-bench-"));
  mkdirSync(folder, { recursive: true });
  const [offer, answer] = [join(folder, "offer"), join(folder, "answer")];
  const padded = paddedSize(count);
  if (padded === null) throw new Error(`\`${count}\` are more than one exchange takes`);
  const session = kept(folder, "session", () => randomBytes(SESSION_BYTES));
  const [a, b] = [kept(folder, "a", freshScalar), kept(folder, "b", freshScalar)];
  const named = `${count} against ${count}`;

  const masked = await step(folder, "offer", async () => {
    const threads = startMaskThreads(a, session, THREADS);
    await pipeline(maskSet(threads, pseudonyms(0, padded)), createWriteStream(offer));
    await threads.close();
  });
  const answered = await step(folder, "answer", async () => {
    const threads = startMaskThreads(b, session, THREADS);
    const points = evenRuns(createReadStream(offer), RUN_POINTS * POINT_BYTES);
    await pipeline(maskAgain(threads, points), createWriteStream(answer));
    const made = await answerTable(threads, labelled(count / 2, count), padded, randomBytes);
    writeFileSync(join(folder, "table"), made.bytes);
    await threads.close();
  });
  const table = { bytes: readFileSync(join(folder, "table")) };
  let matches = 0;
  const found = await step(folder, "finish", async () => {
    const threads = startMaskThreads(inverseScalar(a), session, THREADS);
    const points = evenRuns(createReadStream(answer), RUN_POINTS * POINT_BYTES);
    for await (const { index } of findMatches(threads, table, together(pseudonyms(0, padded), points))) {
      if (index >= count / 2 && index < count) matches++;
    }
    await threads.close();
  });
  const wire = (statSync(offer).size + statSync(answer).size + table.bytes.length) / 2 ** 20;
  if (KEPT === undefined) rmSync(folder, { recursive: true });
  if (matches !== count / 2) throw new Error(`\`${matches}\` of \`${count / 2}\` were found`);
  const parts = [
    ["offer", masked],
    ["answer", answered],
    ["finish", found],
  ] as const;
  const sum = (pick: (part: { cpuS: number; wallS: number }) => number) =>
    parts.reduce((total, [, part]) => total + pick(part), 0);
  return [
    ...parts.map(([name, { wallS }]) => ({ metric: `${named}: ${name}`, value: wallS, unit: "s" })),
    {
      metric: `${named}: whole`,
      value: sum(({ wallS }) => wallS) / 60,
      unit: "min",
      ...(count === 1_000_000 ? { goal: `≤ ${GOAL_WALL_MIN} min on two cores` } : {}),
    },
    { metric: `${named}: CPU of both sides`, value: sum(({ cpuS }) => cpuS), unit: "s" },
    { metric: `${named}: on the wire`, value: wire, unit: "MiB" },
  ];
}

/** Bytes that every piece of a run needs alike. */
function kept(folder: string, name: string, make: () => Uint8Array): Uint8Array {
  const file = join(folder, name);
  if (!existsSync(file)) writeFileSync(file, make());
  return readFileSync(file);
}

/** What a step cost: measured now, or when it was done before in this folder. */
async function step(
  folder: string,
  name: string,
  work: () => Promise<void>,
): Promise<{ readonly cpuS: number; readonly wallS: number }> {
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as { cpuS: number; wallS: number };
  const cost = await timedAsync(work);
  writeFileSync(file, JSON.stringify(cost));
  process.stderr.write(`${name}: ${cost.cpuS.toFixed(1)} CPU-s, ${cost.wallS.toFixed(1)} s\n`);
  if (process.env.EXCHANGE_STEP === name) process.exit(0);
  return cost;
}

async function* pseudonyms(from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += RUN_POINTS) {
    const run = Array.from({ length: Math.min(RUN_POINTS, to - at) }, (_, i) =>
      createHmac("sha256", "key of both")
        .update(String(at + i))
        .digest(),
    );
    yield Buffer.concat(run);
  }
}

async function* labelled(from: number, count: number) {
  for await (const run of pseudonyms(from, from + count))
    yield { pseudonyms: run, labels: new Uint8Array((run.length / 32) * LABEL_BYTES) };
}

async function* together(first: AsyncGenerator<Uint8Array>, second: AsyncGenerator<Uint8Array>) {
  for await (const points of second) yield { pseudonyms: (await first.next()).value as Uint8Array, points };
}
