import { readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { readAccountFeatures } from "../flow/accounts/account-features.ts";
import { readLabels, type TrainedAccounts, trainAccounts } from "../flow/accounts/account-training.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Language } from "../words/language.ts";
import { type AccountOptions, accountOptions, accountSession } from "./account-inputs.ts";
import { figureLines, leakText, percent } from "./account-words.ts";
import { wholeNumber } from "./arguments.ts";
import { spokenLanguage } from "./language.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";

interface Options extends AccountOptions {
  readonly labels?: string;
  readonly labelColumn?: string;
  readonly output: string;
  readonly folds: number;
  readonly repeats: number;
  readonly seed: number;
}

/** Warnings about leaks shown on a terminal; the JSON answer holds all. */
const LEAKS_SHOWN = 10;

/** `touchstone train`: an account model from labelled accounts. */
export function register(program: Command): void {
  const command = program
    .command("train")
    .description("learns from labelled accounts which accounts look active, dormant, dead or bought")
    .argument("<accounts>", "table with one row an account: CSV, NDJSON, Parquet or .xlsx")
    .option("--labels <file>", "table of accounts and labels, where the accounts' own table has none")
    .option("--label-column <name>", "column that holds the label")
    .requiredOption("-o, --output <file>", "where the model goes, as ONNX")
    .option("--folds <n>", "parts in cross-validation", wholeNumber(2, 20), 5)
    .option("--repeats <n>", "cross-validations with other parts", wholeNumber(1, 20), 2)
    .option("--seed <n>", "the same seed and data give the same file", wholeNumber(0, 2 ** 32 - 1), 1);
  accountOptions(command).action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const { labels: labelFile, labelColumn } = options;
  if (labelFile === undefined && labelColumn === undefined) {
    throw new TouchstoneError(
      "bad_labels",
      "no labels: give a file of them (--labels) or their column (--label-column)",
    );
  }
  const language = spokenLanguage(options.lang);
  const inTable = labelFile === undefined && labelColumn !== undefined;
  const session = accountSession(file, options, { ...(inTable ? { labelColumn } : {}), twice: true });
  const { accounts, table, views, warnings } = await readAccountFeatures(session.inputs);
  for (const warning of warnings) session.warn(warning);
  let labels = accounts.labels;
  if (labelFile !== undefined) {
    const read = await readLabels(labelFile, accounts, labelColumn);
    for (const warning of read.warnings) session.warn(warning);
    labels = read.labels;
  }
  session.stop();
  const progress = createProgress("training", options.folds * options.repeats + 1, options.quiet ?? false);
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const plan = {
    folds: options.folds,
    repeats: options.repeats,
    seed: options.seed,
    version,
    missing: session.inputs.missing,
  };
  const trained = trainAccounts(table, labels ?? [], plan, (done) => progress.update(done, "models"), views);
  progress.stop();
  try {
    writeFileSync(options.output, trained.bytes);
  } catch (cause) {
    throw new TouchstoneError("cannot_write", `\`${options.output}\`: ${(cause as Error).message}`, {
      cause,
    });
  }
  const out = openOutput(undefined);
  if (options.json) {
    await out.write(`${JSON.stringify(answerOf(trained, options.output, session.warnings))}\n`);
  } else await out.write(`${describe(trained, options.output, language)}\n`);
}

function answerOf(trained: TrainedAccounts, output: string, warnings: readonly string[]) {
  const { classes, rows, unlabelled, measured, topFeatures, leaks, trees } = trained;
  return {
    model: output,
    bytes: trained.bytes.length,
    accounts: rows,
    unlabelled,
    trees,
    classes,
    folds: measured.folds,
    repeats: measured.repeats,
    figures: measured.classes,
    top_features: topFeatures,
    leaks,
    warnings,
  };
}

function describe(trained: TrainedAccounts, output: string, language: Language): string {
  const { rows, unlabelled, measured, topFeatures, leaks, trees } = trained;
  const top = topFeatures.map(({ name, part }) => `  ${percent(part).padStart(7)}  ${name}`);
  const shown = leaks.slice(0, LEAKS_SHOWN).map((leak) => `  ! ${leakText(leak, language)}`);
  const more = leaks.length - shown.length;
  if (language === "zh") {
    return [
      `${output}：由 ${rows} 个账号训练出 ${trees} 棵树${unlabelled > 0 ? `（另有 ${unlabelled} 个账号无标签）` : ""}`,
      `${measured.folds} 折交叉验证，重复 ${measured.repeats} 次，括号内为 95 % 区间：`,
      ...figureLines(measured.classes, language),
      "贡献最大的特征：",
      ...top,
      ...(leaks.length > 0
        ? ["请先核对：", ...shown, ...(more > 0 ? [`  另有 ${more} 条，见 --json`] : [])]
        : []),
    ].join("\n");
  }
  return [
    `${output}: ${trees} trees from ${rows} accounts${unlabelled > 0 ? ` (${unlabelled} more have no label)` : ""}`,
    `cross-validation in ${measured.folds} parts, ${measured.repeats} times, 95 % intervals:`,
    ...figureLines(measured.classes, language),
    "features that gained most:",
    ...top,
    ...(leaks.length > 0
      ? [
          "look at these before believing it:",
          ...shown,
          ...(more > 0 ? [`  and ${more} more, see --json`] : []),
        ]
      : []),
  ].join("\n");
}
