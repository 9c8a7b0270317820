import type { Command } from "commander";
import { toDecision } from "../decide/decision.ts";
import { createJudge } from "../flow/judge.ts";
import { judged, readOnceInTimeOrder } from "../flow/offline.ts";
import { readRemark } from "../flow/screening/payment-remarks.ts";
import { createSetAsideNotes } from "../flow/set-aside-notes.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { DecisionRow } from "../nouns/decision.ts";
import { PAYMENT_CODE } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import type { Language } from "../words/language.ts";
import { PAYMENT_VERDICT_WORDS } from "../words/payment-words.ts";
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
import { spokenLanguage } from "./language.ts";
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

/** Bytes gathered before they are written. */
const BUFFER_CHARS = 64 * 1024;
const ID = keyColumn("id");

/** `touchstone screen`: payments from files, screened without a server; the same files, policy and lexicon give the same bytes. */
export function register(program: Command): void {
  const command = program
    .command("screen")
    .description("screens payments from files without a server: one line a payment, in order of time")
    .argument("<file...>", FILES_HELP)
    .option("-o, --output <file>", "where the answers go (default: standard output)")
    .option("--policy <file>", POLICY_HELP, "payments")
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
  if (policy.paymentThresholds === undefined) {
    throw new TouchstoneError(
      "bad_policy",
      `\`${policy.id}\` has no rules for payments; name one that has, as \`payments\``,
    );
  }
  const remarks = await loadRemarks(policy, options.lexicon);
  const judge = createJudge(policy, remarks);
  const output = openOutput(options.output);
  const rejects = options.rejects === undefined ? null : openOutput(options.rejects);
  const pending: Promise<void>[] = [];
  const report = createRejectionReport((line) => {
    if (rejects !== null) pending.push(rejects.write(line));
  });
  const inputs = findInputs(files, options);
  const outcomes = createReadOutcomes();
  const progress = createProgress("screening", inputs.bytesTotal, options.quiet ?? false, "bytes");
  const verdicts = new Float64Array(VERDICTS.length);
  let text = "";
  let duplicates = 0;
  const aside = createSetAsideNotes();
  let others = 0;
  let failure: unknown = null;
  const payments = (): number => verdicts.reduce((a, b) => a + b, 0);

  /** One line of the answer: `{"payment","verdict","score","reasons","spans",…}`; spans are `[from, to, label, reading, how]`. */
  const lineOf = (row: EventRow, decision: DecisionRow, asOfMs: number): string => {
    const payment = keyText(row, ID) ?? "";
    const { verdict, score, reasons, not_evaluable } = toDecision(decision, policy, {
      event: payment,
      asOfMs,
      late: row.late === 1,
    });
    const reading = remarks === null ? null : readRemark(row, remarks.read);
    const spans = (reading?.spans ?? []).map(({ from, to, label, reading: as, how }) => [
      from,
      to,
      label,
      as,
      how,
    ]);
    const remark =
      reading === null
        ? {}
        : { remark: { score: Math.round(reading.score * 1e4) / 1e4, label: reading.label } };
    const late = row.late === 1 ? { late: true } : {};
    return JSON.stringify({
      payment,
      verdict,
      score,
      reasons,
      spans,
      ...remark,
      policy: policy.id,
      not_evaluable,
      ...late,
    });
  };

  await readOnceInTimeOrder(
    () => inputs.open(),
    inputs.bytesTotal,
    policy.latenessMs,
    judged(judge, {
      strict: options.strict ?? false,
      decided(row, decision, asOfMs) {
        if (row.kind !== PAYMENT_CODE) {
          others++;
          return;
        }
        text += `${lineOf(row, decision, asOfMs)}\n`;
        verdicts[decision.verdict]!++;
        if (text.length < BUFFER_CHARS) return;
        pending.push(output.write(Buffer.from(text)));
        text = "";
      },
      duplicate: () => {
        duplicates++;
      },
      rejected: (rejection, input) => report.add(rejection, input),
      setAside: aside.setAside,
      progress: (bytes) => progress.update(bytes, `${payments()} payments`),
      drain: async () => {
        await Promise.all(pending.splice(0));
      },
      inputRead: (outcome) => outcomes.add(outcome),
    }),
  ).catch((error: unknown) => {
    failure = pointed(error ?? new Error("reading failed"), options); // what stands before it was screened, and is written
  });
  if (text !== "") await output.write(Buffer.from(text));
  await output.close();
  await rejects?.close();
  progress.stop();
  tellFindings(aside.findings(payments() + others), "screen");
  if (failure === null) outcomes.failIfNothing();
  const counts = Object.fromEntries(VERDICTS.map((word, code) => [word, verdicts[code]!]));
  const summary = {
    payments: payments(),
    other_events: others,
    invalid: report.total,
    duplicates,
    verdicts: counts,
    policy: policy.id,
  };
  if (options.json) process.stderr.write(`${JSON.stringify(summary)}\n`);
  else if (!options.quiet) {
    process.stderr.write(`${summaryText(summary, spokenLanguage(options.lang))}\n`);
  }
  failure ??= outcomes.failed();
  if (failure === null && payments() === 0 && duplicates === 0) {
    const words = NO_PAYMENTS[spokenLanguage(options.lang)];
    failure = new TouchstoneError("nothing_read", `${words.none(others)}${words.statement}`);
  }
  if (failure !== null) process.exitCode = reportError(failure);
}

interface Summary {
  readonly payments: number;
  readonly other_events: number;
  readonly invalid: number;
  readonly duplicates: number;
  readonly verdicts: Readonly<Record<string, number>>;
}

/** The last line of a run, for people. */
function summaryText(summary: Summary, lang: Language): string {
  const { payments, other_events: others, invalid, duplicates, verdicts } = summary;
  const each = VERDICTS.map((word) => ({ word, count: verdicts[word] ?? 0 }));
  if (lang === "zh") {
    const words = each.map(({ word, count }) => `${PAYMENT_VERDICT_WORDS[word].zh} ${count}`).join("、");
    return `付款 ${payments} 笔：${words}；此前已见 ${duplicates} 笔，拒收 ${invalid} 行，其他事件 ${others} 条`;
  }
  const words = each.map(({ word, count }) => `${count} ${word}`).join(", ");
  return `${payments} payments: ${words}; ${duplicates} seen before, ${invalid} rejected, ${others} other events`;
}

/** What to do where a file could not be taken for a statement. */
const NO_PAYMENTS = {
  zh: {
    none: (others: number): string => `没有一条是付款（其他事件 ${others} 条）。`,
    statement:
      "请确认文件有付款方与收款方（或“收/支”与交易对方）、金额和时间，列名不同时用 `--set payer=列名`、`--set payee.id=列名`、`--set amount_minor=列名`、`--set at=列名` 指明；也可以照 examples/mappings/payments/csv-statement.yaml 写一个映射，再加 --map 文件；微信支付、支付宝的商户账单在同一目录有现成的映射。",
  },
  en: {
    none: (others: number): string => `nothing of it was a payment (${others} other events); `,
    statement:
      "a statement has payer and payee (or one side and which way the money went), an amount and a time; where the columns are called otherwise, name them: `--set payer=COLUMN`, `--set payee.id=COLUMN`, `--set amount_minor=COLUMN`, `--set at=COLUMN`; or give a copy of examples/mappings/payments/csv-statement.yaml by --map: bills of WeChat Pay, Alipay and PayPal have mappings in the same folder",
  },
} as const;

/** What a file without a mapping could not be taken for, with the way out for a statement. */
function pointed(error: unknown, { map, lang }: Options): unknown {
  if (!(error instanceof TouchstoneError) || error.code !== "bad_schema" || map !== undefined) return error;
  if (error.detail.includes("\n  --set ")) return error; // the columns are known; something else was asked
  return new TouchstoneError("bad_schema", `${error.detail}\n${NO_PAYMENTS[spokenLanguage(lang)].statement}`);
}
