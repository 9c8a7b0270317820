import type { Command } from "commander";
import { CampaignFinder } from "../flow/campaign-finder.ts";
import { readInTimeOrder } from "../flow/offline.ts";
import type { Source } from "../ingest/source.ts";
import type { CampaignReport } from "../nouns/campaign.ts";
import { FORMAT_HELP, type InputOptions, openInput, STANDARD_INPUT, totalBytes } from "./inputs.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";
import { createRejectionReport } from "./rejections.ts";

interface Options extends InputOptions {
  readonly json?: boolean;
  readonly lang?: string;
  readonly quiet?: boolean;
}

/** How far behind the newest event one may lie before the inputs are sorted instead of streamed. */
const LATENESS_MS = 60_000;
/** Targets of a campaign listed on a terminal. */
const TARGETS_SHOWN = 5;

/** `touchstone campaigns`: who acts together beyond chance, in files. */
export function register(program: Command): void {
  program
    .command("campaigns")
    .description("finds groups of accounts that act together beyond chance, with the evidence")
    .argument("<file...>", "NDJSON, JSON, CSV or Parquet, plain, gzip or zstd; `-` is standard input")
    .option("--map <file>", "mapping of the file's columns to event fields (see examples/mappings)")
    .option("--format <name>", FORMAT_HELP)
    .option("--json", "prints the campaigns as JSON on standard output, members and events included")
    .option("--lang <language>", "zh or en", "en")
    .option("--quiet", "no progress bar")
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const progress = createProgress("reading", totalBytes(files), options.quiet ?? false);
  async function* inputs(): AsyncGenerator<Source> {
    for (const file of files) yield await openInput(file, options);
  }
  let finder = new CampaignFinder();
  let rejections = createRejectionReport(() => {});
  let events = 0;
  await readInTimeOrder(inputs, !files.includes(STANDARD_INPUT), LATENESS_MS, () => {
    finder = new CampaignFinder();
    rejections = createRejectionReport(() => {});
    events = 0;
    return {
      event(row) {
        finder.add(row);
        events++;
      },
      duplicate: () => {},
      rejected: (rejection, input) => rejections.add(rejection, input),
      progress: (bytes) => progress.update(bytes, `${events} events`),
      drain: async () => {},
    };
  });
  const campaigns = finder.finish();
  progress.stop();
  const output = openOutput(undefined);
  if (options.json) await output.write(`${JSON.stringify(campaigns)}\n`);
  else {
    const language = options.lang === "zh" ? "zh" : "en";
    const head = `${campaigns.length} campaigns in ${events} events`;
    await output.write(
      `${[head, ...campaigns.map((campaign) => describe(campaign, language))].join("\n\n")}\n`,
    );
  }
}

function describe(campaign: CampaignReport, language: "zh" | "en"): string {
  const { id, score, window, members, targets, events, reasons } = campaign;
  const shown = targets.slice(0, TARGETS_SHOWN).map((target) => `${target.kind}/${target.id}`);
  const more = targets.length > TARGETS_SHOWN ? ` and ${targets.length - TARGETS_SHOWN} more` : "";
  return [
    `${id}  score ${score.toFixed(2)}  ${members.length} members, ${targets.length} targets, ${events.length} events`,
    `  ${window.from} – ${window.to}`,
    `  ${shown.join(", ")}${more}`,
    ...reasons.map(({ text }) => `  · ${text[language]}`),
  ].join("\n");
}
