import { writeFileSync } from "node:fs";
import { runContext } from "../../bench/machine.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import { eventBounds } from "./event-bounds.ts";
import { makeWorld, PLANTED, RACKS, WORLD_OF_RACKS } from "./foreign-plan.ts";
import { measureTargets, type TargetCounts } from "./second-tier-figures.ts";
import type { Part } from "./world-figures.ts";

/**
 * `node evaluate/foreign/run-bounds.ts [--seed=1004] [--world=NAME] [--write]`: for each attack that campaigns miss, what could be known at the most and what the second tier tells.
 * Prints two tables; `--write` puts them into docs/evaluation/detection-bounds.md between its marks. About 15 CPU-s a line.
 */
const SIZE = { people: 8_000, days: 10 } as const;
const MAKERS = ["interests", "feeds, personal", "places"] as const;
const ATTACKS = ["usedOnce", "bigPool", "smallLots", "poolPerCustomer", "neverTwice", "full"] as const;
const seed = Number(process.argv.find((arg) => arg.startsWith("--seed="))?.slice("--seed=".length) ?? 3);

const lines: string[] = [];
const honest: string[] = [];
const only = process.argv.find((arg) => arg.startsWith("--world="))?.slice("--world=".length);
for (const maker of MAKERS) {
  if (only !== undefined && only !== maker) continue;
  const racks = maker === WORLD_OF_RACKS ? Object.keys(RACKS) : [];
  for (const attack of [null, ...ATTACKS, ...racks]) {
    const world = makeWorld(maker, attack, SIZE, seed);
    const told = measureTargets(world);
    if (attack === null)
      honest.push(
        `| ${maker} | ${part(told.honestComparable)} | ${part(told.honest)} | ${part(told.honestFirst)} |`,
      );
    else lines.push(attackLine(attack, maker, told, eventBounds(world, PLANTED[attack]!)));
    process.stderr.write(`${(attack === null ? honest : lines).at(-1)}\n`);
  }
}
const page = `Seed ${seed}; ${SIZE.people} people, ${SIZE.days} days; ${runContext().date}, commit ${runContext().commit}.

| attack | world | bought acts of all acts there | most, by counts | most, targets given | most, targets and meetings given | told: bought targets | told: bought events, recall | precision |
|---|---|---:|---:|---:|---:|---:|---:|---:|
${lines.join("\n")}

| honest world | told of targets with such a crowd | of all targets | by the first tier |
|---|---:|---:|---:|
${honest.join("\n")}
`;
process.stdout.write(page);
if (process.argv.includes("--write")) {
  const file = new URL("../../docs/evaluation/detection-bounds.md", import.meta.url);
  const { readFileSync } = await import("node:fs");
  const [before, after] = readFileSync(file, "utf8").split(/<!-- figures -->[\s\S]*<!-- end of figures -->/);
  writeFileSync(file, `${before}<!-- figures -->\n\n${page}\n<!-- end of figures -->${after ?? ""}`);
}

function attackLine(
  attack: string,
  maker: string,
  told: TargetCounts,
  bounds: ReturnType<typeof eventBounds>,
): string {
  const { right, wrong, missed } = told.events;
  const most = [bounds.purity, bounds.counts, bounds.targetsKnown, bounds.meetingsKnown].map((one) =>
    one.toFixed(2),
  );
  const events = [right / Math.max(1, right + missed), right / Math.max(1, right + wrong)].map((one) =>
    one.toFixed(2),
  );
  return `| \`${attack}\` | ${[maker, ...most, part(told.boughtEither), ...events].join(" | ")} |`;
}

function part({ hit, of }: Part): string {
  if (of === 0) return "–";
  const [low, high] = wilsonInterval(hit, of);
  return `${(hit / of).toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}
