import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { type AccountAudit, auditAccounts, isUnlike } from "../flow/accounts/account-audit.ts";
import { type AccountModel, decodeAccountModel } from "../flow/accounts/account-card.ts";
import { readAccountFeatures } from "../flow/accounts/account-features.ts";
import type { Language } from "../words/language.ts";
import { accountOptions, accountSession } from "./account-inputs.ts";
import { className, figureLines, percent } from "./account-words.ts";
import { cannotRead } from "./cannot-read.ts";
import { type BatchOptions, runBatches } from "./follower-batches.ts";
import { spokenLanguage } from "./language.ts";
import { openOutput } from "./output.ts";

interface Options extends BatchOptions {
  readonly model?: string;
}

/** Chance of the intervals: the same accounts and model give the same answer. */
const SEED = 1;
/** Accounts a line of the per-account file is written for at a time. */
const LINES_EACH = 10_000;

/** `touchstone followers`: a list of followers by itself, or an account model on it. */
export function register(program: Command): void {
  const command = program
    .command("followers")
    .description(
      "estimates which share of a follower list came in bought batches, and which shares look active, dormant or dead; with a model of your own, shares of its classes",
    )
    .argument("<accounts>", "table with one row an account: CSV, NDJSON, Parquet or .xlsx")
    .option(
      "--model <file>",
      "model from `touchstone train`, or another tree classifier as ONNX; without one the list is judged by its own batches and the shipped model",
    )
    .option(
      "--columns <pairs>",
      "without a model: columns of the list, as in `registered=注册时间,name=昵称`; by their usual names otherwise (registered, followed, active, name, posts, followers, following, picture, bio)",
    )
    .option(
      "--reference <file>",
      "without a model: an ordinary follower list, for one too concentrated to judge by itself",
    )
    .option(
      "-o, --output <file>",
      "writes every account with its probabilities, as CSV, or NDJSON by the name",
    );
  accountOptions(command).action((file: string, options: Options) => {
    const { model } = options;
    return model === undefined ? runBatches(file, options) : runModel(file, { ...options, model });
  });
}

async function runModel(file: string, options: Options & { readonly model: string }): Promise<void> {
  const language = spokenLanguage(options.lang);
  const model = decodeAccountModel(readModel(options.model), options.model);
  const session = accountSession(file, options, { missing: model.card?.missing ?? [] });
  const { accounts, table, warnings } = await readAccountFeatures(session.inputs, model.model.features);
  session.stop();
  for (const warning of warnings) session.warn(warning);
  const audit = auditAccounts(model, table, file, SEED);
  for (const warning of doubts(audit, model, table.rowCount, language)) session.warn(warning);
  if (options.output !== undefined) await writeAccounts(options.output, accounts.accounts, audit);
  const out = openOutput(undefined);
  const { classes, answer, calls } = audit;
  const shares = classes.map((name, c) => {
    const called = calls.reduce((sum, call) => sum + (call === c ? 1 : 0), 0) / calls.length;
    const { share, low, high } = answer?.shares[c] ?? { share: null, low: null, high: null };
    return { class: name, called, share, low, high };
  });
  if (options.json) {
    const about = {
      accounts: table.rowCount,
      shares,
      fit: answer?.fit ?? null,
      strange: answer?.strange ?? null,
      unseen: audit.unseen,
      model: {
        file: options.model,
        training_sha256: model.card?.trainingSha256 ?? null,
        version: model.card?.version ?? null,
        accounts: model.card?.rows ?? null,
        figures: model.card?.figures ?? null,
      },
      warnings: session.warnings,
    };
    await out.write(`${JSON.stringify(about)}\n`);
    return;
  }
  const lines = shares.map(({ class: name, called, share, low, high }) => {
    const shown = className(name, language);
    if (share === null || low === null || high === null) return `  ${shown}: ${percent(called)}`;
    const interval = `${percent(low)} – ${percent(high)}`;
    return language === "zh"
      ? `  ${shown}：${percent(share)}（95 % 区间 ${interval}；模型直接判为此类 ${percent(called)}）`
      : `  ${shown}: ${percent(share)} (95 %: ${interval}; called so by the model: ${percent(called)})`;
  });
  const head =
    language === "zh"
      ? `${table.rowCount} 个账号中与各类特征一致的占比（已按模型误差校正）：`
      : `${table.rowCount} accounts; shares consistent with each class, corrected for the model's own error:`;
  const tail =
    model.card === null
      ? []
      : [
          language === "zh" ? "模型在未见过的账号上：" : "the model on accounts it had not seen:",
          ...figureLines(model.card.figures, language),
        ];
  await out.write(`${[head, ...lines, ...tail].join("\n")}\n`);
}

function readModel(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw cannotRead("model", path, cause);
  }
}

/** What must be said before the shares are believed. */
function doubts(
  audit: AccountAudit,
  model: AccountModel,
  rows: number,
  language: Language,
): readonly string[] {
  const said: string[] = [];
  if (model.card === null) {
    said.push(
      language === "zh"
        ? "该模型未记录自身误差：占比未经校正，也没有区间"
        : "the model does not say how often it is wrong: shares are not corrected and have no intervals",
    );
  }
  if (audit.answer !== null && isUnlike(audit.answer)) {
    const strange = percent(audit.answer.strange);
    said.push(
      language === "zh"
        ? `约 ${strange} 的账号不像训练数据中各类的任何混合：占比不可靠，请用同类账号重新训练`
        : `about ${strange} of these accounts are unlike any mixture of those the model learned from: do not trust the shares; train on accounts of this kind`,
    );
  }
  if (audit.unseen > 0) {
    said.push(
      language === "zh"
        ? `${audit.unseen} / ${rows} 个账号没有任何可用特征`
        : `of ${audit.unseen} of ${rows} accounts nothing the model reads is known`,
    );
  }
  return said;
}

async function writeAccounts(path: string, accounts: readonly string[], audit: AccountAudit): Promise<void> {
  const output = openOutput(path);
  const { classes, probabilities, calls } = audit;
  const json = /\.(ndjson|jsonl)(\.(gz|zst))?$/.test(path);
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  if (!json)
    await output.write(
      `${["account", "class", ...classes.map((name) => `p_${name}`)].map(quoted).join(",")}\n`,
    );
  let lines: string[] = [];
  for (let row = 0; row < accounts.length; row++) {
    const called = classes[calls[row]!]!;
    const p = classes.map((_, c) => Math.round(probabilities[row * classes.length + c]! * 1e4) / 1e4);
    lines.push(
      json
        ? JSON.stringify({
            account: accounts[row],
            class: called,
            probabilities: Object.fromEntries(classes.map((name, c) => [name, p[c]])),
          })
        : [accounts[row]!, called, ...p.map(String)].map(quoted).join(","),
    );
    if (lines.length < LINES_EACH && row + 1 < accounts.length) continue;
    await output.write(`${lines.join("\n")}\n`);
    lines = [];
  }
  await output.close();
}
