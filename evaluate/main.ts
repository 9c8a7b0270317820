import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { runContext } from "../bench/machine.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { evaluateRealData, REAL_DATA } from "./real-data.ts";
import { type Evaluation, type Figures, markdown } from "./report.ts";
import { runDays } from "./run-days.ts";
import { REPORT_SEEDS, TUNING_SEEDS } from "./simulated-day.ts";
import { worseThan } from "./worse.ts";

/**
 * `npm run evaluate [-- --quick] [-- --write]`: the default policy on simulated days whose truth is known and on the real exports that
 * are there; prints the report. `--quick`: one tuning seed and smaller days, under a minute, for use while working on the
 * policy; the seeds of the report stay unseen. `--write` keeps the report in docs/evaluation/simulated-day.{json,md}.
 */
const ROOT = new URL("../", import.meta.url);
const FLAGS = ["--quick", "--write"];
const args = process.argv.slice(2);
const unknown = args.find((arg) => !FLAGS.includes(arg));
if (unknown !== undefined) {
  process.stderr.write(`no such flag: \`${unknown}\`; there are ${FLAGS.join(" and ")}\n`);
  process.exit(2);
}
const quick = args.includes("--quick");
const write = args.includes("--write");
if (quick && write) {
  process.stderr.write(
    "`--quick` looks at tuning seeds, which are never reported: run without it to write\n",
  );
  process.exit(2);
}

const loaded = loadPolicy(
  readFileSync(new URL("policies/default.yaml", ROOT), "utf8"),
  "policies/default.yaml",
);
if (!loaded.ok) {
  process.stderr.write("policies/default.yaml does not load: `npx touchstone policy check` says why\n");
  process.exit(1);
}
const { policy } = loaded;
// Read before anything runs: the tree may have moved on by the end.
const context = runContext();

const days = runDays(
  policy,
  quick
    ? {
        seeds: TUNING_SEEDS.slice(0, 1),
        sizes: [100_000],
        gridEvents: 200_000,
        variants: ["no ip_kind, no asn"],
      }
    : {
        seeds: REPORT_SEEDS,
        sizes: [300_000, 100_000, 1_000_000],
        gridEvents: 400_000,
        variants: ["no ip_kind", "no ip_kind, no asn", "no device"],
      },
  (what) => process.stderr.write(`${what} …\n`),
);
const real = [];
for (const set of REAL_DATA) {
  process.stderr.write(`${set.name} …\n`);
  const result = await evaluateRealData(policy, set, ROOT);
  if (result === null) process.stderr.write(`skipped ${set.name}: \`${set.file}\` is not there\n`);
  else real.push(result);
}

const evaluation: Evaluation = { context, policy: policy.id, ...days, real };
const json = new URL("docs/evaluation/simulated-day.json", ROOT);
const before = existsSync(json)
  ? (JSON.parse(readFileSync(json, "utf8")) as { figures: Figures }).figures
  : null;
const { text, figures } = markdown(evaluation, (now) => worseThan(before, now));
process.stdout.write(text);
if (write) {
  writeFileSync(
    json,
    `${JSON.stringify({ ...context, policy: policy.id, seeds: days.seeds, figures }, null, 2)}\n`,
  );
  writeFileSync(new URL("docs/evaluation/simulated-day.md", ROOT), text);
}
