import type { Command } from "commander";
import { askedColumns } from "../flow/accounts/follower-columns.ts";
import { CampaignFinder } from "../flow/campaign-finder.ts";
import { type CopiedTexts, createCopiedTexts } from "../flow/copied-texts.ts";
import type { EventVisitor } from "../flow/event-visitor.ts";
import { FileEvents } from "../flow/file-events.ts";
import { createJudge, type Judge } from "../flow/judge.ts";
import { heldBytesFor, readInTimeOrder } from "../flow/offline.ts";
import { OrderFinder } from "../flow/order-finder.ts";
import { measurePower } from "../flow/planted/measure-power.ts";
import { createPatterns, type Patterns } from "../flow/planted/patterns.ts";
import { PLANTED_EVENTS_MAX } from "../flow/planted/planted-limits.ts";
import type { PaymentRemarks } from "../flow/screening/payment-remarks.ts";
import { createValueNotes, type ValueNotes } from "../flow/value-notes.ts";
import type { Source } from "../ingest/source.ts";
import type { AuditReport } from "../nouns/audit-report.ts";
import type { EventRow } from "../nouns/event-row.ts";
import type { PlaceholderFilter } from "../nouns/placeholders.ts";
import type { Policy } from "../nouns/policy.ts";
import { verdictCode } from "../nouns/verdict.ts";
import { type AccountTally, createAccountTally } from "../report/account-tally.ts";
import { accountsCsv } from "../report/accounts-csv.ts";
import { renderAuditJson } from "../report/json.ts";
import { maskIdentifier } from "../report/mask-identifier.ts";
import { type AuditMeta, createTally, type Tally } from "../report/tally.ts";
import { renderAuditTerminal } from "../report/terminal.ts";
import { KIND_WORDS } from "../words/kind-words.ts";
import type { Language } from "../words/language.ts";
import type { Zone } from "../words/zone.ts";
import { followersOf, type ListedFollowers, watchFollowers } from "./audit-followers.ts";
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
  STRICT_HELP,
  totalBytes,
} from "./inputs.ts";
import { languageOption, spokenLanguage } from "./language.ts";
import { LEXICON_HELP, loadRemarks } from "./load-lexicon-file.ts";
import { loadPolicyFile } from "./load-policy-file.ts";
import { createReadOutcomes, type ReadOutcomes } from "./nothing-read.ts";
import { openOutput } from "./output.ts";
import { createProgress, type Progress } from "./progress.ts";
import { pseudonymOptions } from "./pseudonyms.ts";
import { reportZone, zoneOf } from "./report-zone.ts";
import { collectAnswers, SET_HELP } from "./set-option.ts";

/** Verdicts from here on are not counted publicly. */
const HOLD = verdictCode("hold");

interface Options extends InputOptions {
  readonly policy: string;
  readonly lexicon?: string;
  readonly output?: string;
  readonly accounts?: string;
  readonly followers?: string;
  readonly columns?: string;
  readonly zone?: Zone;
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
    .option(
      "--accounts <file>",
      "writes the accounts with unusual events, by name, as CSV for a spreadsheet (UTF-8 with a byte order mark)",
    )
    .option(
      "--followers <file>",
      "follower list of the audited account: batches in it, and active, dormant and dead followers (a file of follows alone is read as one by itself)",
    )
    .option(
      "--columns <pairs>",
      "columns of the follower list, as in `id=user_no,registered=created,name=nick`; by their usual names otherwise",
    )
    .option(
      "--zone <name>",
      "time zone of the report, as in Asia/Shanghai or +08:00 (default: the mapping's, else the machine's)",
      zoneOf,
    )
    .option("--map <file>", "mapping of the file's columns to event fields (see examples/mappings)")
    .option("--set <name=value>", SET_HELP, collectAnswers, new Map())
    .option("--policy <file>", "policy file, or the name of a shipped one", "default")
    .option("--lexicon <file>", LEXICON_HELP)
    .option("--format <name>", FORMAT_HELP)
    .option("--encoding <name>", ENCODING_HELP)
    .option("--strict", STRICT_HELP)
    .option("--json", "prints the whole answer as JSON on standard output")
    .addOption(languageOption())
    .option("--show-identifiers", "shows actors, addresses and devices unmasked")
    .option("--quiet", "no progress bar");
  pseudonymOptions(command).action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const lang = spokenLanguage(options.lang);
  const policy = loadPolicyFile(options.policy);
  const inputs = findInputs(files, { ...options, engagementOnly: true });
  const hidden = options.pseudonymise !== undefined && options.pseudonymiseFields.includes("actor");
  const asked = options.columns === undefined ? { columns: new Map() } : askedColumns(options.columns);
  const watched =
    options.followers === undefined ? null : await watchFollowers(options.followers, !hidden, asked);
  const progress = createProgress("auditing", inputs.bytesTotal, options.quiet ?? false, "bytes");
  const absent = new Map<string, readonly string[]>();
  const sources = new Map<string, Source>();
  const open = (): AsyncGenerator<Source> =>
    inputs.open((source, file) => {
      sources.set(file, source);
      absent.set(file, source.absentFields);
    });
  const accounts = options.accounts === undefined ? null : createAccountTally;
  const see = watched?.see ?? null;
  const remarks = await loadRemarks(policy, options.lexicon);
  const start = (): Audit =>
    startAudit(policy, remarks, progress, accounts?.() ?? null, see, options.strict ?? false);
  let passed = start();
  const begin = (): EventVisitor => {
    passed = start();
    return passed.visitor;
  };
  const heldBytes = heldBytesFor(inputs.bytesTotal);
  await readInTimeOrder(open, inputs.rewindable, policy.latenessMs, begin, heldBytes);
  passed.letGo();
  passed.outcomes.failIfNothing();
  // The report shows the clocks that the reader of the file saw in it.
  const zone = reportZone(options.zone, inputs.zone());
  const findings = (shown?: (identifier: string) => string) => [
    ...[...sources.values()].flatMap((source) => source.findings()),
    ...passed.notes.findings(passed.placeholders, shown),
  ];
  tellFindings(passed.notes.findings(passed.placeholders), "audit");
  // Orders first: what they look at is gone before the graph of the whole file is made.
  const orders = passed.orders.finish();
  const meta: AuditMeta = {
    findings: findings(options.showIdentifiers ? undefined : maskIdentifier),
    campaigns: passed.finder.finish(),
    orders,
    copiedTexts: passed.texts.finish(),
    dataLimits: passed.finder.shape().limits,
    zone,
    files: await Promise.all(inputs.files.map(describeFile)),
    reportedAtMs: Date.now(),
    // A field is absent from the whole only where no input can carry it.
    absentFields: [...absent.values()].reduce((all, fields) => all.filter((field) => fields.includes(field))),
    showIdentifiers: options.showIdentifiers ?? false,
  };
  const first = passed.tally.finish(meta);
  const power = await measurePower(
    first,
    policy,
    passed.patterns,
    inputs.rewindable ? open : null,
    passed.again(),
  );
  const followers = watched?.finish() ?? (await followersOf(first, asked));
  progress.stop();
  const report = passed.tally.finish({ ...meta, power, followers: followers?.report ?? null });
  await write(report, passed.accounts, followers, options, { lang, zone });
  const failed = passed.outcomes.failed();
  if (failed !== null) process.exitCode = reportError(failed);
}

/** The files asked for, then the answer. */
async function write(
  report: AuditReport,
  accounts: AccountTally | null,
  followers: ListedFollowers | null,
  options: Options,
  { lang, zone }: { readonly lang: Language; readonly zone: Zone },
): Promise<void> {
  if (options.output !== undefined) {
    const { renderAuditHtml } = await import("../report/html.ts");
    const page = openOutput(options.output);
    await page.write(renderAuditHtml(report, { lang }));
    await page.close();
  }
  if (options.accounts !== undefined && accounts !== null) {
    const { rows, left } = accounts.accounts();
    const file = openOutput(options.accounts);
    for (const piece of accountsCsv(
      rows,
      report.campaigns,
      report.copied_texts,
      { lang, zone },
      followers?.rows,
    ))
      await file.write(piece);
    await file.close();
    if (left > 0) {
      const words = {
        zh: `账号过多：另有 ${left} 个异常事件的账号未写入`,
        en: `too many accounts: those of ${left} more unusual events are not in it`,
      };
      process.stderr.write(`touchstone: ${options.accounts}: ${words[lang]}\n`);
    }
  }
  const standard = openOutput(undefined);
  if (options.json) for (const piece of renderAuditJson(report)) await standard.write(piece);
  else {
    const color = process.stdout.isTTY && process.env.NO_COLOR === undefined;
    await standard.write(renderAuditTerminal(report, { width: process.stdout.columns ?? 100, color, lang }));
    const said = { zh: ["报告", KIND_WORDS.account.zh, "："], en: ["report", "accounts", ": "] }[lang];
    if (options.output !== undefined) process.stderr.write(`${said[0]}${said[2]}${options.output}\n`);
    if (options.accounts !== undefined) process.stderr.write(`${said[1]}${said[2]}${options.accounts}\n`);
  }
}

interface Audit {
  readonly tally: Tally;
  readonly finder: CampaignFinder;
  readonly orders: OrderFinder;
  readonly texts: CopiedTexts;
  /** What was taken for "none" among the identities of the events. */
  readonly placeholders: PlaceholderFilter;
  readonly notes: ValueNotes;
  readonly outcomes: ReadOutcomes;
  readonly patterns: Patterns;
  readonly accounts: AccountTally | null;
  readonly visitor: EventVisitor;
  /** All events were given: the windows go, before what is looked for in the whole file takes memory. */
  letGo(): void;
  /** Gives the file's events to another visitor; null where they are not kept. */
  again(): ((visitor: EventVisitor) => Promise<void>) | null;
}

/** An audit that has seen nothing yet. */
function startAudit(
  policy: Policy,
  remarks: PaymentRemarks | null,
  progress: Progress,
  accounts: AccountTally | null,
  see: ((row: EventRow) => void) | null,
  strict: boolean,
): Audit {
  let judge: Judge | null = createJudge(policy, remarks);
  const tally = createTally(policy);
  const held = new FileEvents();
  const finder = new CampaignFinder(held);
  const orders = new OrderFinder(held);
  const texts = createCopiedTexts();
  const outcomes = createReadOutcomes();
  const notes = createValueNotes(Date.now());
  const patterns = createPatterns();
  let events = 0;
  let again: ReturnType<Audit["again"]> = null;
  return {
    again: () => again,
    letGo() {
      judge = null;
    },
    tally,
    finder,
    orders,
    texts,
    placeholders: judge.placeholders,
    notes,
    outcomes,
    patterns,
    accounts,
    visitor: {
      strict,
      keptMax: PLANTED_EVENTS_MAX,
      expects: (total) => held.expect(total),
      kept(given) {
        again = given;
      },
      event(row, late) {
        const decision = judge!.judgeOrdered(row, late);
        tally.add(row, decision);
        accounts?.add(row, decision.verdict);
        see?.(row);
        texts.add(row);
        notes.see(row);
        orders.reach(row.occurredAtMs);
        finder.add(row, decision.verdict < HOLD, orders.neededFromMs);
        orders.add(row);
        patterns.add(row);
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
