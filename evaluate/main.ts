import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { runContext } from "../bench/machine.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { evaluateAccounts, FAMILY_PLAN } from "./accounts.ts";
import { accountsMarkdown } from "./accounts-report.ts";
import { CALIBRATION_SEEDS, calibrationMarkdown, evaluateCalibration } from "./calibration.ts";
import { campaignPlots } from "./campaign-plots.ts";
import { campaignMarkdown } from "./campaign-report.ts";
import { QUICK_PLAN, runCampaigns, WRITTEN_PLAN } from "./campaigns.ts";
import { evaluateRealData, REAL_DATA } from "./real-data.ts";
import { type Evaluation, type Figures, markdown } from "./report.ts";
import { runDays } from "./run-days.ts";
import { REPORT_SEEDS, TUNING_SEEDS } from "./simulated-day.ts";
import { worseThan } from "./worse.ts";

/**
 * `npm run evaluate [-- --quick] [-- --write] [-- --policy --campaigns --accounts --calibration]`: the default policy, the detection of campaigns, the account
 * model and the false-alarm rates, on simulated traffic whose truth is known and on the real exports that are there; prints the reports. `--quick`: one
 * tuning seed and smaller days, some minutes, for use while working on them; the seeds of the reports stay unseen. `--write` keeps the reports in
 * docs/evaluation. Parts named are run alone.
 */
const ROOT = new URL("../", import.meta.url);
const PARTS = {
  policy: evaluatePolicy,
  campaigns: evaluateCampaigns,
  accounts: evaluateAccountModel,
  calibration: evaluateFalseAlarms,
} as const;
const FLAGS = ["--quick", "--write", ...Object.keys(PARTS).map((part) => `--${part}`)];
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

// Read before anything runs: the tree may have moved on by the end.
const context = runContext();
const progress = (what: string): void => {
  process.stderr.write(`${what} …\n`);
};
const named = Object.entries(PARTS).filter(([part]) => args.includes(`--${part}`));
for (const [, run] of named.length > 0 ? named : Object.entries(PARTS)) await run();

/** Figures of the last written report; null when there is none. */
function writtenBefore(json: URL): Figures | null {
  return existsSync(json) ? (JSON.parse(readFileSync(json, "utf8")) as { figures: Figures }).figures : null;
}

async function evaluateCampaigns(): Promise<void> {
  const results = await runCampaigns(quick ? QUICK_PLAN : WRITTEN_PLAN, ROOT, progress);
  const json = new URL("docs/evaluation/campaigns.json", ROOT);
  const before = writtenBefore(json);
  const { text, figures } = campaignMarkdown(results, context, (now) => worseThan(before, now));
  process.stdout.write(text);
  if (!write) return;
  keep("campaigns", text, { ...context, seeds: results.plan.seeds, figures });
  for (const [name, svg] of Object.entries(campaignPlots(results)))
    writeFileSync(new URL(`docs/evaluation/${name}`, ROOT), svg);
}

async function evaluateAccountModel(): Promise<void> {
  const evaluation = await evaluateAccounts(ROOT, quick ? null : FAMILY_PLAN, progress);
  const { text, figures } = accountsMarkdown(evaluation);
  process.stdout.write(text);
  if (!write) return;
  const { seed, real, families } = evaluation;
  keep("accounts", text, { ...context, seed, figures, real, families });
}

async function evaluateFalseAlarms(): Promise<void> {
  const options = { seeds: quick ? TUNING_SEEDS.slice(0, 1) : CALIBRATION_SEEDS, eventsPerDay: 50_000 };
  const figures = await evaluateCalibration({ ...options, root: ROOT, progress });
  const text = calibrationMarkdown(figures, context, options);
  process.stdout.write(text);
  if (write) keep("calibration", text, { ...context, ...options, figures });
}

/** Keeps a report and its figures in docs/evaluation. */
function keep(name: string, text: string, figures: object): void {
  writeFileSync(new URL(`docs/evaluation/${name}.md`, ROOT), text);
  writeFileSync(new URL(`docs/evaluation/${name}.json`, ROOT), `${JSON.stringify(figures, null, 2)}\n`);
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
  const json = new URL("docs/evaluation/simulated-day.json", ROOT);
  const before = writtenBefore(json);
  const { text, figures } = markdown(evaluation, (now) => worseThan(before, now));
  process.stdout.write(text);
  if (write) keep("simulated-day", text, { ...context, policy: policy.id, seeds: days.seeds, figures });
}
