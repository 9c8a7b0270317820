import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { runContext } from "../../bench/machine.ts";
import { loadRemarks } from "../../src/cli/load-lexicon-file.ts";
import { loadPolicyFile } from "../../src/cli/load-policy-file.ts";
import { makeWorld, WORLDS } from "../foreign/foreign-plan.ts";
import { linksPage } from "./links-page.ts";
import { plantPayments } from "./plant-payments.ts";
import { type WorldRow, worldRow } from "./world-row.ts";

/**
 * `npm run evaluate -- --links [--quick] [--write]`, or `node evaluate/links/run-links.ts [--seeds=1,2] [--world=NAME] [--people=N] [--rows=FILE] [--write]`: the link test on worlds that share nothing with it
 * or with the simulator, with payments planted. Prints a page; `--write` keeps it as docs/evaluation/links.md. `--rows` keeps each world's figures in a file, and does not make again what stands
 * in it: a run may be cut into pieces. `--quick`: one tuning seed.
 */
const TUNING_SEEDS = "2001";
const REPORT_SEEDS = "5001,5002,5003";
const DAYS = 12;
const option = (name: string): string | undefined =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const quick = process.argv.includes("--quick");
const seeds = (option("seeds") ?? (quick ? TUNING_SEEDS : REPORT_SEEDS)).split(",").map(Number);
const people = Number(option("people") ?? 2_000);
const only = option("world");
const makers = Object.keys(WORLDS).filter((name) => only === undefined || name === only);
const file = option("rows");
const rows: WorldRow[] =
  file === undefined || !existsSync(file) ? [] : (JSON.parse(readFileSync(file, "utf8")) as WorldRow[]);
const context = runContext();
const policy = loadPolicyFile("default+payments");
const remarks = await loadRemarks(policy, undefined);

for (const seed of seeds) {
  for (const maker of makers) {
    if (rows.some((row) => row.maker === maker && row.seed === seed)) continue;
    const world = plantPayments(makeWorld(maker, null, { people, days: DAYS }, seed), seed);
    const row = worldRow({ maker, seed }, world, policy, remarks);
    rows.push(row);
    if (file !== undefined) writeFileSync(file, JSON.stringify(rows));
    const count = (state: string): number => row.payees.filter((one) => one.state === state).length;
    process.stderr.write(
      `${maker} ${seed}: ${count("linked")} linked, ${count("follows")} follow, ${count("promotion")} promotion; orders ${JSON.stringify(row.orders)}; campaigns ${row.campaigns.found}; CPU-s ${JSON.stringify(row.cpuSeconds)}\n`,
    );
  }
}
const page = linksPage(rows, context, people);
process.stdout.write(page);
if (process.argv.includes("--write")) {
  writeFileSync(new URL("../../docs/evaluation/links.md", import.meta.url), page);
}
