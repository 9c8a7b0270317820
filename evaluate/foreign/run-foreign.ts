import { writeFileSync } from "node:fs";
import { runContext } from "../../bench/machine.ts";
import { CampaignFinder } from "../../src/flow/campaign-finder.ts";
import { costOf } from "../adversary/cost.ts";
import { findCampaigns } from "./find-campaigns.ts";
import {
  ATTACKS_REPORTED,
  BENT,
  makeWorld,
  PLANTED,
  REPORT_SEEDS,
  SELLERS,
  TUNING_SEEDS,
  WORLDS,
} from "./foreign-plan.ts";
import { foreignMarkdown } from "./foreign-report.ts";
import { type ForeignRow, worldFigures } from "./world-figures.ts";

/**
 * `npm run evaluate -- --foreign [--quick] [--write]`, or `node evaluate/foreign/run-foreign.ts [--seeds=1001,1002] [--world=NAME] [--write]`: detection on worlds that share nothing with `src/simulate` and whose makers have not read the detector: honest as they are, honest and
 * bent as exports are, and with each attack planted. Prints a page; `--write` keeps it as docs/evaluation/foreign.md and foreign.json. `--quick`: one tuning seed.
 */
const SIZE = { people: 8_000, days: 10 } as const;
const named = process.argv.find((arg) => arg.startsWith("--seeds="))?.slice("--seeds=".length);
const seeds =
  named?.split(",").map(Number) ?? (process.argv.includes("--quick") ? TUNING_SEEDS : REPORT_SEEDS);
const context = runContext();
const rows: ForeignRow[] = [];
const only = process.argv.find((arg) => arg.startsWith("--world="))?.slice("--world=".length);

function run(maker: string, attack: string | null, bent: string | null, seed: number): void {
  const made = makeWorld(maker, attack, SIZE, seed);
  const world = bent === null ? made : BENT[bent]!(made, seed);
  const before = process.cpuUsage();
  const campaigns = findCampaigns(world, new CampaignFinder());
  const { user, system } = process.cpuUsage(before);
  const figures = worldFigures(
    world,
    campaigns,
    ({ score, members }) => score >= 0.97 && members.length >= 20,
  );
  const planted = attack === null ? undefined : PLANTED[attack];
  const cost = planted === undefined ? null : costOf(planted, SIZE.days);
  rows.push({
    maker,
    attack,
    bent,
    seed,
    figures,
    cpuSeconds: (user + system) / 1e6,
    yuanPerLike: cost?.yuanPerLike ?? null,
  });
  const { accounts, honestHit, campaigns: found, falseCampaigns } = figures;
  process.stderr.write(
    `${maker}, ${attack ?? bent ?? "honest"}, ${seed}: ${found} campaigns, ${falseCampaigns} false, ` +
      `accounts ${accounts.right} right ${accounts.wrong} wrong ${accounts.missed} missed, honest ${honestHit.hit} of ${honestHit.of}\n`,
  );
}

for (const seed of seeds) {
  for (const maker of Object.keys(WORLDS)) {
    if (only !== undefined && only !== maker) continue;
    run(maker, null, null, seed);
    if (maker === "feeds, broad") continue; // attacks drown in it as in the personal one
    for (const attack of [...ATTACKS_REPORTED, ...Object.keys(SELLERS[maker] ?? {})]) {
      run(maker, attack, null, seed);
    }
  }
}
for (const bent of Object.keys(BENT)) {
  for (const maker of Object.keys(WORLDS)) {
    if (only !== undefined && only !== maker) continue;
    run(maker, null, bent, seeds[0]!);
  }
}
const page = foreignMarkdown(rows, context, SIZE);
process.stdout.write(page);
if (process.argv.includes("--write")) {
  const folder = new URL("../../docs/evaluation/", import.meta.url);
  writeFileSync(new URL("foreign.md", folder), page);
  writeFileSync(new URL("foreign.json", folder), `${JSON.stringify({ ...context, rows }, null, 1)}\n`);
}
