import type { Command } from "commander";
import { createJudge } from "../flow/judge.ts";
import { judged, readOnceInTimeOrder } from "../flow/offline.ts";
import { createSetAsideNotes } from "../flow/set-aside-notes.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { openDecisionOutput } from "./decision-output.ts";
import { reportError } from "./exit.ts";
import { tellFindings } from "./findings.ts";
import {
  ENCODING_HELP,
  FILES_HELP,
  FORMAT_HELP,
  findInputs,
  type InputOptions,
  STRICT_HELP,
} from "./inputs.ts";
import { LEXICON_HELP, loadRemarks } from "./load-lexicon-file.ts";
import { loadPolicyFile, POLICY_HELP } from "./load-policy-file.ts";
import { createReadOutcomes } from "./nothing-read.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";
import { pseudonymOptions } from "./pseudonyms.ts";
import { createRejectionReport } from "./rejections.ts";
import { collectAnswers, SET_HELP } from "./set-option.ts";

interface Options extends InputOptions {
  readonly output?: string;
  readonly policy: string;
  readonly lexicon?: string;
  readonly rejects?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `touchstone replay`: files through a policy without a server; the same events and policy give the same bytes. */
export function register(program: Command): void {
  const command = program
    .command("replay")
    .description("decides events from files without a server: one decision line an event, in order of time")
    .argument("<file...>", FILES_HELP)
    .option(
      "-o, --output <file>",
      "where the decisions go, as .ndjson, .csv or .parquet by the name (default: JSON lines on standard output)",
    )
    .option("--policy <file>", POLICY_HELP, "default")
    .option("--lexicon <file>", LEXICON_HELP)
    .option("--map <file>", "mapping of the file's columns to event fields")
    .option("--set <name=value>", SET_HELP, collectAnswers, new Map())
    .option("--format <name>", FORMAT_HELP)
    .option("--encoding <name>", ENCODING_HELP)
    .option("--strict", STRICT_HELP)
    .option("--rejects <file>", "keeps every rejected line's reason, one JSON line each")
    .option("--json", "prints a summary as JSON on standard error")
    .option("--quiet", "no progress bar, no summary");
  pseudonymOptions(command).action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const policy = loadPolicyFile(options.policy);
  const judge = createJudge(policy, await loadRemarks(policy, options.lexicon));
  const output = openDecisionOutput(options.output);
  const rejects = options.rejects === undefined ? null : openOutput(options.rejects);
  const pending: Promise<void>[] = [];
  const report = createRejectionReport((line) => {
    if (rejects !== null) pending.push(rejects.write(line));
  });
  const inputs = findInputs(files, options);
  const outcomes = createReadOutcomes();
  let failure: unknown = null;
  const progress = createProgress("replaying", inputs.bytesTotal, options.quiet ?? false, "bytes");
  const verdicts = new Float64Array(VERDICTS.length);
  let late = 0;
  let duplicates = 0;
  const aside = createSetAsideNotes();
  await readOnceInTimeOrder(
    () => inputs.open(),
    inputs.bytesTotal,
    policy.latenessMs,
    judged(judge, {
      strict: options.strict ?? false,
      decided(row, decision) {
        output.add(row, decision, policy);
        verdicts[decision.verdict] = verdicts[decision.verdict]! + 1;
        late += row.late;
      },
      duplicate: () => {
        duplicates++;
      },
      rejected: (rejection, input) => report.add(rejection, input),
      setAside: aside.setAside,
      progress: (bytes) => progress.update(bytes, `${verdicts.reduce((a, b) => a + b, 0)} events`),
      drain: async () => {
        await Promise.all([output.drain(), ...pending.splice(0)]);
      },
      inputRead: (outcome) => outcomes.add(outcome),
    }),
  ).catch((error: unknown) => {
    failure = error ?? new Error("reading failed"); // what stands before it was decided, and is written
  });
  await output.close();
  await rejects?.close();
  progress.stop();
  if (failure === null) outcomes.failIfNothing();
  const counts = Object.fromEntries(VERDICTS.map((word, code) => [word, verdicts[code]!]));
  const events = verdicts.reduce((a, b) => a + b, 0);
  tellFindings(aside.findings(events), "replay");
  const summary = { events, invalid: report.total, duplicates, late, verdicts: counts, policy: policy.id };
  if (options.json) process.stderr.write(`${JSON.stringify(summary)}\n`);
  else if (!options.quiet) {
    const words = VERDICTS.map((word) => `${counts[word]} ${word}`).join(", ");
    process.stderr.write(
      `${events} events: ${words}; ${duplicates} seen before, ${report.total} rejected, ${late} late\n`,
    );
  }
  failure ??= outcomes.failed();
  if (failure !== null) process.exitCode = reportError(failure);
}
