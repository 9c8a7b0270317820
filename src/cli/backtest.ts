import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { openStoredHistory } from "../compose/open-stored-history.ts";
import { backtest } from "../flow/history/backtest.ts";
import type { Backtest } from "../nouns/backtest-report.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { backtestText } from "../words/backtest-words.ts";
import { time } from "./arguments.ts";
import { LEXICON_HELP, loadRemarks } from "./load-lexicon-file.ts";
import { loadPolicyFile } from "./load-policy-file.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";

interface Options {
  readonly data: string;
  readonly lexicon?: string;
  readonly from?: number;
  readonly to?: number;
  readonly output?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly lang: "zh" | "en";
}

/** `touchstone backtest`: a policy over stored history, against what was decided. */
export function register(program: Command): void {
  program
    .command("backtest")
    .description(
      "a policy over the events of a data folder, against what was decided then: who would be hit, who let go, by which rule; changes nothing, an engine may be running",
    )
    .argument("<policy>", "policy file, or the name of a shipped one")
    .option("--data <folder>", "data folder, of a running engine or of none", "touchstone-data")
    .option("--lexicon <file>", LEXICON_HELP)
    .option("--from <time>", "compares events from this time on; earlier ones fill the windows", time)
    .option("--to <time>", "compares events before this time", time)
    .option("-o, --output <file>", "writes every event that is decided otherwise, one JSON line each")
    .option("--json", "prints the comparison as JSON")
    .option("--quiet", "no progress bar")
    .addOption(new Option("--lang <language>", "zh or en").choices(["zh", "en"]).default("en"))
    .action(run);
}

async function run(policyName: string, options: Options): Promise<void> {
  const { from, to } = options;
  if (from !== undefined && to !== undefined && from >= to)
    throw new TouchstoneError("bad_request", `\`--from\` is not before \`--to\`: nothing lies between them`);
  const policy = loadPolicyFile(policyName);
  const remarks = await loadRemarks(policy, options.lexicon);
  const folder = openStoredHistory({ kind: "folder", path: resolve(options.data) });
  const changed = options.output === undefined ? null : openOutput(options.output);
  const progress = createProgress("deciding again", 1000, options.quiet === true);
  const pending: Promise<void>[] = [];
  let result: Backtest;
  try {
    result = await backtest(folder, policy, {
      remarks,
      ...(from === undefined ? {} : { fromMs: from }),
      ...(to === undefined ? {} : { toMs: to }),
      ...(changed === null
        ? {}
        : { onChanged: (event) => pending.push(changed.write(`${JSON.stringify(event)}\n`)) }),
      onProgress: async (share) => {
        progress.update(Math.floor(share * 1000));
        await Promise.all(pending.splice(0));
      },
    });
  } finally {
    progress.stop();
    folder.close();
    await changed?.close();
  }
  const output = openOutput(undefined);
  await output.write(
    options.json === true ? `${JSON.stringify(answer(result))}\n` : `${backtestText(result, options.lang)}\n`,
  );
}

/** The comparison under the names of the API. */
function answer(result: Backtest) {
  return {
    policy: result.policy,
    against: result.against,
    events: result.events,
    warming: result.warming,
    verdicts: result.verdicts,
    stricter: result.stricter,
    milder: result.milder,
    stricter_by_fate: result.stricterByFate,
    milder_by_fate: result.milderByFate,
    actors_newly_hit: result.actorsNewlyHit,
    actors_exact: result.actorsExact,
    rules: result.rules,
    targets: result.targets.map(({ publicBefore, publicAfter, ...target }) => ({
      ...target,
      public_before: publicBefore,
      public_after: publicAfter,
    })),
    targets_left_out: result.targetsLeftOut,
  };
}
