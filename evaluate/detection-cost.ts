import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runContext } from "../bench/machine.ts";

/**
 * `node evaluate/detection-cost.ts FILE [FILE…]`: what `touchstone campaigns` costs on files, and where it goes: CPU and memory of the process, and each stage's part of it by a
 * sampling profile of the same run. Prints a table a file. The profile costs a tenth.
 */

/** Stages by the function that begins them; the innermost one of a sample counts. */
const STAGES: readonly (readonly [name: string, begins: readonly string[]])[] = [
  ["events taken: codes and names", ["add:file-events.ts", "add:campaign-finder.ts"]],
  ["windows cut", ["since", "pack", "packColumns", "chosen"]],
  ["audiences and their links", ["buildTokens", "linkTokens", "linkSlowly", "groupTokens", "commonTokens"]],
  ["null models of a window", ["learnRhythm", "tokenBlocks", "keepDiaries", "learnManner", "countLookers"]],
  ["groups weighed", ["settleGroup", "settleSurely", "growOrders", "completeOrders", "mergeGroups"]],
  ["groups measured and judged", ["describeGroups", "judge", "judgeParts", "createEngagementGraph"]],
  ["within one owner", ["detectWithinOwners"]],
  ["claims kept and told", ["keepCampaign", "keepActs", "update", "reportOf", "laterActs"]],
  ["reading and decoding", ["readEvents", "decode:json-decoder.ts"]],
];

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A profile → each stage's part of the samples, in [0, 1]; what belongs to none stands under "other". */
function stagesOf({ nodes, samples, timeDeltas }: Profile): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parent = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const stageOf = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parent.get(at)) {
      const { functionName, url } = byId.get(at)!.callFrame;
      const file = url.slice(url.lastIndexOf("/") + 1);
      if (functionName === "(idle)") return "idle";
      const stage = STAGES.find(
        ([, begins]) => begins.includes(functionName) || begins.includes(`${functionName}:${file}`),
      );
      if (stage !== undefined) return stage[0];
    }
    return "other";
  };
  const sums = new Map<string, number>();
  let all = 0;
  samples.forEach((id, i) => {
    const stage = stageOf(id);
    if (stage === "idle") return;
    sums.set(stage, (sums.get(stage) ?? 0) + timeDeltas[i]!);
    all += timeDeltas[i]!;
  });
  return new Map([...sums].map(([stage, sum]) => [stage, sum / all]));
}

function countLines(file: string): number {
  let lines = 0;
  for (const byte of readFileSync(file)) if (byte === 0x0a) lines++;
  return lines;
}

const context = runContext();
process.stdout.write(`${context.date}, ${context.commit}, ${context.machine}, Node ${context.node}\n`);
for (const file of process.argv.slice(2)) {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-cost-"));
  const entry = new URL("../bin/touchstone.mjs", import.meta.url).pathname;
  const profiling = ["--cpu-prof", `--cpu-prof-dir=${folder}`];
  const usage = `process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nUSAGE "+JSON.stringify(u)+"\\n")})`;
  const meter = `data:text/javascript,${encodeURIComponent(usage)}`;
  const args = [...profiling, "--import", meter, entry, "campaigns", file, "--json", "--quiet"];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 30 });
  const told = /^USAGE (.*)$/m.exec(stderr ?? "")?.[1];
  if (status !== 0 || told === undefined)
    throw new Error(`campaigns on \`${file}\` ended with \`${status}\`: ${stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(told) as NodeJS.ResourceUsage;
  const seconds = (userCPUTime + systemCPUTime) / 1e6;
  const events = countLines(file);
  process.stdout.write(
    `\n${file}: ${events} lines, ${seconds.toFixed(1)} CPU-s, ${((seconds / events) * 1e6).toFixed(1)} a million, ` +
      `${Math.round(maxRSS / 1024)} MB at the most\n`,
  );
  const [profile] = readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"));
  const stages = stagesOf(JSON.parse(readFileSync(join(folder, profile!), "utf8")) as Profile);
  for (const [stage, part] of [...stages].sort((a, b) => b[1] - a[1]))
    process.stdout.write(`  ${(100 * part).toFixed(1).padStart(5)} %  ${stage}\n`);
  rmSync(folder, { recursive: true });
}
