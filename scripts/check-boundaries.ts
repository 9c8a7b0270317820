/**
 * Checks what may import what, and that the check is alive.
 *
 * 1. dependency-cruiser over src, bench, evaluate, test and scripts with `.dependency-cruiser.cjs` reports nothing;
 * 2. it saw at least `MODULES_MIN` modules: without TypeScript 6 beside it, it cruises none and passes;
 * 3. over `test/fixtures/boundaries`, where every rule is broken once, every rule fires.
 *
 * Prints one line and exits 0, or what is wrong and exits 1.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
const CONFIG = path.join(ROOT, ".dependency-cruiser.cjs");
const PLANTED = path.join(ROOT, "test/fixtures/boundaries");
const MODULES_MIN = 1200;

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly totalDependenciesCruised: number;
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
      readonly cycle?: readonly { readonly name: string }[];
    }[];
  };
}

function cruise(folder: string, ...parts: string[]): Cruise["summary"] {
  const bin = path.join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const run = spawnSync(process.execPath, [bin, "--config", CONFIG, "--output-type", "json", ...parts], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 120_000,
  });
  if (run.error !== undefined) throw run.error;
  if (!run.stdout.startsWith("{")) throw new Error(`dependency-cruiser gave no answer: ${run.stderr}`);
  return (JSON.parse(run.stdout) as Cruise).summary;
}

const require = createRequire(import.meta.url);
const { forbidden } = require(CONFIG) as { forbidden: readonly { readonly name: string }[] };
const problems: string[] = [];

const found = cruise(ROOT, "src", "bench", "evaluate", "test", "scripts");
for (const { rule, from, to, cycle } of found.violations) {
  const way = cycle === undefined ? to : cycle.map((step) => step.name).join(" → ");
  problems.push(`${rule.name}: ${from} → ${way}`);
}
if (found.totalCruised < MODULES_MIN) {
  problems.push(
    `only ${found.totalCruised} modules were cruised, at least ${MODULES_MIN} are there: is TypeScript 6 installed?`,
  );
}

const fired = new Set(cruise(PLANTED, "src").violations.map(({ rule }) => rule.name));
for (const { name } of forbidden) {
  if (!fired.has(name))
    problems.push(`the rule ${name} is dead: its planted violation in ${PLANTED} was not reported`);
}

if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n${problems.length} problems with boundaries\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(
    `boundaries: ${found.totalCruised} modules, ${found.totalDependenciesCruised} imports, no violation; ` +
      `${forbidden.length} of ${forbidden.length} rules fire on planted violations\n`,
  );
}
