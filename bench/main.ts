import { readdirSync, writeFileSync } from "node:fs";
import type { BenchResult } from "./bench.ts";
import { type RunContext, runContext } from "./machine.ts";

/**
 * `npm run bench [-- NAME…] [-- --write]`: runs bench/*.bench.ts one after the other and prints their figures; `--write` keeps
 * them in docs/evaluation/bench.{json,md} with commit and machine.
 */
const args = process.argv.slice(2);
const write = args.includes("--write");
const wanted = args.filter((arg) => !arg.startsWith("--"));
const folder = new URL(".", import.meta.url);
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".bench.ts"))
  .filter((file) => wanted.length === 0 || wanted.includes(file.replace(".bench.ts", "")));
if (files.length === 0) {
  process.stderr.write(`no benchmark called \`${wanted.join(" ")}\`\n`);
  process.exit(2);
}

const results: BenchResult[] = [];
for (const file of files) {
  process.stderr.write(`${file} …\n`);
  const { run } = (await import(new URL(file, folder).href)) as { run: () => Promise<BenchResult> };
  const result = await run();
  results.push(result);
  for (const row of result.rows) {
    const goal = row.goal === undefined ? "" : `   (goal ${row.goal})`;
    process.stdout.write(`${result.name}: ${row.metric}: ${figure(row.value)} ${row.unit}${goal}\n`);
  }
}
if (write) {
  const context = runContext();
  const out = new URL("../docs/evaluation/", folder);
  writeFileSync(new URL("bench.json", out), `${JSON.stringify({ ...context, results }, null, 2)}\n`);
  writeFileSync(new URL("bench.md", out), markdown(context, results));
}

function figure(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return value >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}

function markdown(context: RunContext, all: readonly BenchResult[]): string {
  const head = Object.entries(context).map(([name, value]) => `* ${name}: ${value}`);
  const tables = all.map(({ name, rows }) =>
    [
      `## ${name}`,
      "",
      "| figure | value | unit | goal |",
      "|---|---:|---|---|",
      ...rows.map((row) => `| ${row.metric} | ${figure(row.value)} | ${row.unit} | ${row.goal ?? ""} |`),
    ].join("\n"),
  );
  return [
    "# Benchmarks",
    "",
    "Written by `npm run bench -- --write`. Absolute figures are those of one shared machine; ratios are taken in turn in the same run.",
    "",
    ...head,
    "",
    tables.join("\n\n"),
    "",
  ].join("\n");
}
