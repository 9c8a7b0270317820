import { existsSync, readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { EdgeBurst } from "../src/kernels/edge-burst.ts";
import { type BenchResult, inTurn } from "./bench.ts";

const FILE = new URL("../../shared/data/darpa/darpa_original.zip", import.meta.url);
const ROUNDS = 3;
/** The cells a row of the published runs (.984), and as many as keep all edges apart. */
const CELLS_LOG2 = [10, 15] as const;
/** What is left of the plain counters' counts a minute later: the best of .5, .8, .9 and .95 on this very data, so a generous peer. */
const COUNTER_DECAY = 0.9;

interface Edges {
  readonly source: Int32Array;
  readonly destination: Int32Array;
  /** 1, 2, 3 … for the minutes in which there was anything. */
  readonly tick: Int32Array;
  readonly attack: Uint8Array;
}

/**
 * The burst kernel on DARPA's 4.55 M connections (MIT Lincoln Laboratory 1998, as MIDAS publishes them): speed and ranking, beside two counters that
 * know nothing. 60 % of the edges are attacks, and nothing here is social: a test of speed, and of sanity.
 */
export async function run(): Promise<BenchResult> {
  if (!existsSync(FILE)) {
    process.stderr.write(
      "skipped darpa: `../shared/data/darpa/darpa_original.zip` is not there; see MIDAS for the data\n",
    );
    return { name: "darpa", rows: [] };
  }
  const edges = readEdges(firstEntry(readFileSync(FILE)));
  const { source, destination, tick } = edges;
  const count = tick.length;
  const bursts = CELLS_LOG2.map(() => new Float64Array(count));
  const counter = new Float64Array(count);
  const bare = new Float64Array(count);
  const seconds = inTurn(
    ROUNDS,
    () => decayedCounts(edges, counter),
    () => tickCounts(edges, bare),
    ...CELLS_LOG2.map((cellsLog2, i) => () => {
      const kernel = new EdgeBurst({ cellsLog2 });
      const scores = bursts[i]!;
      for (let e = 0; e < count; e++) scores[e] = kernel.add(source[e]!, destination[e]!, tick[e]!);
    }),
  );
  const perSecond = (work: number): number => count / seconds[work]! / 1e6;
  const attacks = edges.attack.reduce((sum, own) => sum + own, 0);
  return {
    name: "darpa",
    rows: [
      { metric: "edges", value: count, unit: "edges" },
      { metric: "of them attacks", value: (100 * attacks) / count, unit: "%" },
      ...CELLS_LOG2.flatMap((cellsLog2, i) => {
        const name = `burst kernel, 2 × ${2 ** cellsLog2} cells`;
        const published = i === 0 ? { goal: "≥ .98 (MIDAS-F in C++ .984)" } : {};
        return [
          { metric: name, value: perSecond(2 + i), unit: "M edges per CPU-second" },
          { metric: `${name}: AUC`, value: rankingArea(bursts[i]!, edges.attack), unit: "AUC", ...published },
          {
            metric: `${name}: speed over the decayed counter`,
            value: seconds[0]! / seconds[2 + i]!,
            unit: "ratio",
          },
        ];
      }),
      {
        metric: "decayed max(source, destination), exact",
        value: perSecond(0),
        unit: "M edges per CPU-second",
      },
      {
        metric: "decayed max(source, destination): AUC",
        value: rankingArea(counter, edges.attack),
        unit: "AUC",
      },
      { metric: "bare count of the minute", value: perSecond(1), unit: "M edges per CPU-second" },
      { metric: "bare count of the minute: AUC", value: rankingArea(bare, edges.attack), unit: "AUC" },
    ],
  };
}

/** Counts so far of the busier end, decayed by the minute, in exact arrays: what a kernel has to be better than. */
function decayedCounts({ source, destination, tick }: Edges, scores: Float64Array): void {
  const codes = source.reduce((most, code, i) => Math.max(most, code, destination[i]!), 0) + 1;
  const [from, to] = [new Float64Array(codes), new Float64Array(codes)];
  const [fromTick, toTick] = [new Int32Array(codes), new Int32Array(codes)];
  for (let i = 0; i < tick.length; i++) {
    const now = tick[i]!;
    const [a, b] = [source[i]!, destination[i]!];
    if (fromTick[a] !== now) from[a]! *= COUNTER_DECAY ** (now - fromTick[a]!);
    if (toTick[b] !== now) to[b]! *= COUNTER_DECAY ** (now - toTick[b]!);
    fromTick[a] = now;
    toTick[b] = now;
    scores[i] = Math.max(++from[a]!, ++to[b]!);
  }
}

/** Events of the same minute so far. */
function tickCounts({ tick }: Edges, scores: Float64Array): void {
  let same = 0;
  for (let i = 0; i < tick.length; i++) {
    same = i > 0 && tick[i] === tick[i - 1] ? same + 1 : 1;
    scores[i] = same;
  }
}

/** Chance that an attack scores higher than what is none, ties counted half. O(n log n). */
function rankingArea(scores: Float64Array, attack: Uint8Array): number {
  const bad = scores.filter((_, i) => attack[i] === 1).sort();
  const good = scores.filter((_, i) => attack[i] === 0).sort();
  let [below, notAbove, sum] = [0, 0, 0];
  for (const score of bad) {
    while (below < good.length && good[below]! < score) below++;
    while (notAbove < good.length && good[notAbove]! <= score) notAbove++;
    sum += (below + notAbove) / 2;
  }
  return sum / bad.length / good.length;
}

/** The first file of a zip archive (APPNOTE 6.3: 30 bytes of local header, sizes from the central directory), deflated. */
function firstEntry(zip: Buffer): Buffer {
  const central = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const [packed, size] = [zip.readUInt32LE(central + 20), zip.readUInt32LE(central + 24)];
  const start = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28);
  return inflateRawSync(zip.subarray(start, start + packed), { maxOutputLength: size });
}

/** Lines `source,destination,minute,label`, where `-` labels what is no attack. Codes in order of first sight. */
function readEdges(csv: Buffer): Edges {
  const codes = new Map<string, number>();
  const codeOf = (name: string): number => {
    let code = codes.get(name);
    if (code === undefined) {
      code = codes.size;
      codes.set(name, code);
    }
    return code;
  };
  const [source, destination, tick, attack]: number[][] = [[], [], [], []];
  let minute = "";
  let ticks = 0;
  for (let at = 0; at < csv.length; ) {
    let end = csv.indexOf(10, at);
    if (end < 0) end = csv.length;
    const [from, to, when, label] = csv.toString("latin1", at, end).split(",");
    at = end + 1;
    if (label === undefined) continue;
    source!.push(codeOf(from!));
    destination!.push(codeOf(to!));
    if (when !== minute) {
      minute = when!;
      ticks++;
    }
    tick!.push(ticks);
    attack!.push(label.trim() === "-" ? 0 : 1);
  }
  return {
    source: Int32Array.from(source!),
    destination: Int32Array.from(destination!),
    tick: Int32Array.from(tick!),
    attack: Uint8Array.from(attack!),
  };
}
