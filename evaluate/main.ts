import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { runContext } from "../bench/machine.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { evaluateAccounts, FAMILY_PLAN, FOLD_SEED } from "./accounts.ts";
import { accountsMarkdown } from "./accounts-report.ts";
import { CALIBRATION_SEEDS, calibrationMarkdown, evaluateCalibration } from "./calibration.ts";
import { campaignPlots } from "./campaign-plots.ts";
import { campaignMarkdown } from "./campaign-report.ts";
import { QUICK_PLAN, runCampaigns, WRITTEN_PLAN } from "./campaigns.ts";
import { goalPage } from "./goal-table.ts";
import {
  PART_FILES,
  type Part,
  type PartFiles,
  type PartRecord,
  recordOf,
  writtenRecord,
} from "./part-record.ts";
import { peerRows } from "./peer-table.ts";
import { evaluateRealData, REAL_DATA } from "./real-data.ts";
import { type Evaluation, type Figures, markdown } from "./report.ts";
import { runDays } from "./run-days.ts";
import { REPORT_SEEDS, TUNING_SEEDS } from "./simulated-day.ts";
import { worseThan } from "./worse.ts";

/**
 * `npm run evaluate [-- --quick] [-- --write] [-- --policy --campaigns --accounts --calibration --foreign --links --table]`: the default policy, the detection of campaigns, the account
 * model and the false-alarm rates, on simulated traffic whose truth is known and on the real exports that are there; prints the reports, and at the end every goal in
 * one table, in which parts that were not run stand as they were last written. `--quick`: one tuning seed and smaller days, some minutes, for use while working on
 * them; the seeds of the reports stay unseen. `--write` keeps the reports and the table in docs/evaluation. Parts named are run alone; `--table` runs none.
 */
const ROOT = new URL("../", import.meta.url);
const PARTS = {
  policy: evaluatePolicy,
  campaigns: evaluateCampaigns,
  accounts: evaluateAccountModel,
  calibration: evaluateFalseAlarms,
} as const;
const FLAGS = [
  "--quick",
  "--write",
  "--table",
  "--foreign",
  "--links",
  ...Object.keys(PARTS).map((part) => `--${part}`),
];
const args = process.argv.slice(2);
const unknown = args.find((arg) => !FLAGS.includes(arg));
if (unknown !== undefined) {
  process.stderr.write(`no such flag: \`${unknown}\`; there are ${FLAGS.join(", ")}\n`);
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

// Worlds that others made come first: figures of the own simulator are regression.
if (args.includes("--foreign") || args.length === 0 || (args.length === 1 && (quick || write))) {
  const script = new URL("foreign/run-foreign.ts", import.meta.url).pathname;
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  if (status !== 0 || args.includes("--foreign")) process.exit(status ?? 1);
}
if (args.includes("--links") || args.length === 0 || (args.length === 1 && (quick || write))) {
  const script = new URL("links/run-links.ts", import.meta.url).pathname;
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  if (status !== 0 || args.includes("--links")) process.exit(status ?? 1);
}

// Read before anything runs: the tree may have moved on by the end.
const context = runContext();
const progress = (what: string): void => {
  process.stderr.write(`${what} …\n`);
};
const FOLDER = new URL("docs/evaluation/", ROOT);
const records = new Map<Part, PartRecord>();
const parts = Object.keys(PARTS) as Part[];
const named = parts.filter((part) => args.includes(`--${part}`));
for (const part of named.length > 0 ? named : args.includes("--table") ? [] : parts) {
  const beganMs = performance.now();
  await PARTS[part]();
  progress(`${part} took ${((performance.now() - beganMs) / 60_000).toFixed(1)} min`);
}
const page = goalPage(
  parts.flatMap((part) => {
    const record = records.get(part) ?? writtenRecord(part, FOLDER);
    return record === null ? [] : [record];
  }),
);
process.stdout.write(page);
if (write) writeFileSync(new URL("README.md", FOLDER), page);

/** Figures of the last written report; null when there is none. */
function writtenBefore(part: "campaigns" | "policy"): Figures | null {
  const json = new URL(`${PART_FILES[part]}.json`, FOLDER);
  return existsSync(json) ? (JSON.parse(readFileSync(json, "utf8")) as { figures: Figures }).figures : null;
}

async function evaluateCampaigns(): Promise<void> {
  const results = await runCampaigns(quick ? QUICK_PLAN : WRITTEN_PLAN, ROOT, progress);
  const before = writtenBefore("campaigns");
  const { text, figures, goals } = campaignMarkdown(results, context, (now) => worseThan(before, now));
  keep("campaigns", text, {
    ...context,
    seeds: results.plan.seeds,
    goals,
    figures,
    peers: peerRows(results),
  });
  if (!write) return;
  for (const [name, svg] of Object.entries(campaignPlots(results))) writeFileSync(new URL(name, FOLDER), svg);
}

async function evaluateAccountModel(): Promise<void> {
  const evaluation = await evaluateAccounts(
    ROOT,
    quick ? TUNING_SEEDS[0] : FOLD_SEED,
    quick ? null : FAMILY_PLAN,
    progress,
  );
  const { text, figures } = accountsMarkdown(evaluation);
  const { seed, real, families } = evaluation;
  keep("accounts", text, { ...context, seed, figures, real, families });
}

async function evaluateFalseAlarms(): Promise<void> {
  const options = { seeds: quick ? TUNING_SEEDS.slice(0, 1) : CALIBRATION_SEEDS, eventsPerDay: 50_000 };
  const figures = await evaluateCalibration({ ...options, root: ROOT, progress });
  const text = calibrationMarkdown(figures, context, options);
  keep("calibration", text, { ...context, ...options, figures });
}

/** Prints a report and notes what it says of the goals; with `--write`, keeps it and its figures in docs/evaluation. */
function keep<P extends Part, F extends PartFiles[P]>(part: P, text: string, file: F): void {
  process.stdout.write(text);
  records.set(part, recordOf(part, file, true));
  if (!write) return;
  writeFileSync(new URL(`${PART_FILES[part]}.md`, FOLDER), text);
  writeFileSync(new URL(`${PART_FILES[part]}.json`, FOLDER), `${JSON.stringify(file, null, 2)}\n`);
}

async function evaluatePolicy(): Promise<void> {
  const loaded = loadPolicy(
    readFileSync(new URL("policies/default.yaml", ROOT), "utf8"),
    "policies/default.yaml",
  );
  if (!loaded.ok) {
    process.stderr.write("policies/default.yaml does not load: `npx touchstone policy check` says why\n");
    process.exit(1);
  }
  const { policy } = loaded;
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
    progress,
  );
  const real = [];
  for (const set of REAL_DATA) {
    process.stderr.write(`${set.name} …\n`);
    const result = await evaluateRealData(policy, set, ROOT);
    if (result === null) process.stderr.write(`skipped ${set.name}: \`${set.file}\` is not there\n`);
    else real.push(result);
  }

  const evaluation: Evaluation = { context, policy: policy.id, ...days, real };
  const before = writtenBefore("policy");
  const { text, figures } = markdown(evaluation, (now) => worseThan(before, now));
  keep("policy", text, { ...context, policy: policy.id, seeds: days.seeds, figures });
}
