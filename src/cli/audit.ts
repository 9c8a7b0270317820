import type { Command } from "commander";
import { CampaignFinder } from "../flow/campaign-finder.ts";
import { type CopiedTexts, createCopiedTexts } from "../flow/copied-texts.ts";
import { createJudge, type Judge } from "../flow/judge.ts";
import { type EventVisitor, readInTimeOrder } from "../flow/offline.ts";
import { OrderFinder } from "../flow/order-finder.ts";
import { createValueNotes, type ValueNotes } from "../flow/value-notes.ts";
import type { Source } from "../ingest/source.ts";
import type { OrdersReport } from "../nouns/order-report.ts";
import type { Policy } from "../nouns/policy.ts";
import { verdictCode } from "../nouns/verdict.ts";
import { renderAuditJson } from "../report/json.ts";
import { maskIdentifier } from "../report/mask-identifier.ts";
import { createTally, type Tally } from "../report/tally.ts";
import { renderAuditTerminal } from "../report/terminal.ts";
import { reportError } from "./exit.ts";
import { tellFindings } from "./findings.ts";
import {
  ENCODING_HELP,
  FILES_HELP,
  FORMAT_HELP,
  fileSha256,
  findInputs,
  type InputOptions,
  STANDARD_INPUT,
  totalBytes,
} from "./inputs.ts";
import { loadPolicyFile } from "./load-policy-file.ts";
import { createReadOutcomes, type ReadOutcomes } from "./nothing-read.ts";
import { openOutput } from "./output.ts";
import { createProgress, type Progress } from "./progress.ts";
import { pseudonymOptions } from "./pseudonyms.ts";
import { collectAnswers, SET_HELP } from "./set-option.ts";

/** Verdicts from here on are not counted publicly. */
const HOLD = verdictCode("hold");
/** Field without which surges are not judged by their audience: an input that cannot carry it need not be held for that. */
const SHARE_FIELD = "context.parent_share";

const NO_SHARES: OrdersReport = { orders: [], tested: 0, asked: 0, not_measurable: "no_shares" };

interface Options extends InputOptions {
  readonly policy: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly lang?: string;
  readonly showIdentifiers?: boolean;
  readonly quiet?: boolean;
}

/** `touchstone audit`: an export through a policy, ending in a summary, a JSON answer or an HTML report. */
export function register(program: Command): void {
  const command = program
    .command("audit")
    .description(
      "reads an export and reports which engagement is inconsistent with earned engagement, and why",
    )
    .argument("<file...>", FILES_HELP)
    .option("-o, --output <file>", "writes a self-contained HTML report")
    .option("--map <file>", "mapping of the file's columns to event fields (see examples/mappings)")
    .option("--set <name=value>", SET_HELP, collectAnswers, new Map())
    .option("--policy <file>", "policy file, or the name of a shipped one", "default")
    .option("--format <name>", FORMAT_HELP)
    .option("--encoding <name>", ENCODING_HELP)
    .option("--json", "prints the whole answer as JSON on standard output")
    .option("--lang <language>", "zh or en (default: by the environment)")
    .option("--show-identifiers", "shows actors, addresses and devices unmasked")
    .option("--quiet", "no progress bar");
  pseudonymOptions(command).action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const policy = loadPolicyFile(options.policy);
  const inputs = findInputs(files, options);
  const progress = createProgress("auditing", inputs.bytesTotal, options.quiet ?? false);
  const absent = new Map<string, readonly string[]>();
  const sources = new Map<string, Source>();
  let sharesTold = false;
  const open = (): AsyncGenerator<Source> =>
    inputs.open((source, file) => {
      const { absentFields } = source;
      sources.set(file, source);
      absent.set(file, absentFields);
      sharesTold ||= !absentFields.includes(SHARE_FIELD);
    });
  let passed = startAudit(policy, progress, () => sharesTold);
  await readInTimeOrder(open, inputs.rewindable, policy.latenessMs, () => {
    passed = startAudit(policy, progress, () => sharesTold);
    return passed.visitor;
  });
  passed.outcomes.failIfNothing();
  const campaigns = passed.finder.finish();
  const orders = sharesTold ? passed.orders.finish() : NO_SHARES;
  progress.stop();
  const findings = (shown?: (identifier: string) => string) => [
    ...[...sources.values()].flatMap((source) => source.findings()),
    ...passed.notes.findings(passed.judge.placeholders, shown),
  ];
  tellFindings(passed.notes.findings(passed.judge.placeholders), "audit");
  const report = passed.tally.finish({
    findings: findings(options.showIdentifiers ? undefined : maskIdentifier),
    campaigns,
    orders,
    copiedTexts: passed.texts.finish(),
    files: await Promise.all(inputs.files.map(describeFile)),
    reportedAtMs: Date.now(),
    // A field is absent from the whole only where no input can carry it.
    absentFields: [...absent.values()].reduce((all, fields) => all.filter((field) => fields.includes(field))),
    showIdentifiers: options.showIdentifiers ?? false,
  });
  const lang = options.lang === "zh" || options.lang === "en" ? options.lang : environmentLanguage();
  if (options.output !== undefined) {
    const { renderAuditHtml } = await import("../report/html.ts");
    const page = openOutput(options.output);
    await page.write(renderAuditHtml(report, { lang }));
    await page.close();
  }
  const standard = openOutput(undefined);
  if (options.json) for (const piece of renderAuditJson(report)) await standard.write(piece);
  else {
    const color = process.stdout.isTTY && process.env.NO_COLOR === undefined;
    await standard.write(renderAuditTerminal(report, { width: process.stdout.columns ?? 100, color, lang }));
    if (options.output !== undefined) process.stderr.write(`report: ${options.output}\n`);
  }
  const failed = passed.outcomes.failed();
  if (failed !== null) process.exitCode = reportError(failed);
}

interface Audit {
  readonly tally: Tally;
  readonly finder: CampaignFinder;
  readonly orders: OrderFinder;
  readonly texts: CopiedTexts;
  readonly judge: Judge;
  readonly notes: ValueNotes;
  readonly outcomes: ReadOutcomes;
  readonly visitor: EventVisitor;
}

/** An audit that has seen nothing yet. */
function startAudit(policy: Policy, progress: Progress, sharesTold: () => boolean): Audit {
  const judge = createJudge(policy);
  const tally = createTally(policy);
  const finder = new CampaignFinder();
  const orders = new OrderFinder();
  const texts = createCopiedTexts();
  const outcomes = createReadOutcomes();
  const notes = createValueNotes();
  let events = 0;
  return {
    tally,
    finder,
    orders,
    texts,
    judge,
    notes,
    outcomes,
    visitor: {
      event(row, late) {
        const decision = judge.judgeOrdered(row, late);
        tally.add(row, decision);
        texts.add(row);
        notes.see(row);
        finder.add(row, decision.verdict < HOLD);
        if (sharesTold()) orders.add(row);
        events++;
      },
      duplicate: () => tally.addDuplicate(),
      rejected: (rejection, input) => tally.addRejection(rejection, input),
      setAside: (values) => notes.setAside(values),
      progress: (bytes) => progress.update(bytes, `${events} events`),
      drain: async () => {},
      inputRead: (outcome) => outcomes.add(outcome),
    },
  };
}

async function describeFile(path: string) {
  const name = path === STANDARD_INPUT ? "standard input" : path;
  const bytes = totalBytes([path]);
  return { name, sha256: bytes === null ? "" : await fileSha256(path), bytes: bytes ?? 0 };
}

function environmentLanguage(): "zh" | "en" {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return /^zh/i.test(LC_ALL ?? LC_MESSAGES ?? LANG ?? "") ? "zh" : "en";
}
