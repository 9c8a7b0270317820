import { askedColumns } from "../flow/accounts/follower-columns.ts";
import { type JudgedFollowers, reportFollowers } from "../flow/accounts/follower-report.ts";
import { readFollowerTable } from "../flow/accounts/follower-table.ts";
import type { Language } from "../words/language.ts";
import { type AccountOptions, accountSession } from "./account-inputs.ts";
import { followerLines } from "./follower-words.ts";
import { spokenLanguage } from "./language.ts";
import { openOutput } from "./output.ts";

export interface BatchOptions extends AccountOptions {
  readonly columns?: string;
  readonly reference?: string;
  readonly output?: string;
}

/** Chance of the interval and of the planted tries: the same list gives the same answer. */
const SEED = 1;
const LINES_EACH = 10_000;

/** `touchstone followers` without a model of one's own: batches in the list itself, and what the shipped model says of its profiles. */
export async function runBatches(file: string, options: BatchOptions): Promise<void> {
  const language: Language = spokenLanguage(options.lang);
  // Of events and friends a list by itself makes no use.
  const session = accountSession(file, { ...options, events: [] }, {});
  const asked = {
    ...(options.columns === undefined ? { columns: new Map() } : askedColumns(options.columns)),
    ...(options.idColumn === undefined ? {} : { idColumn: options.idColumn }),
    missing: options.missing ?? [],
    rejected: session.inputs.rejected,
    progress: session.inputs.progress,
  };
  const table = await readFollowerTable(file, asked);
  const reference =
    options.reference === undefined ? null : await readFollowerTable(options.reference, asked);
  session.stop();
  if (options.neighbours !== undefined || options.events !== undefined) {
    session.warn(
      language === "zh"
        ? "没有 --model 时不读取 --neighbours 和 --events"
        : "--neighbours and --events are read with a --model only: left out",
    );
  }
  for (const [column, count] of table.odd) {
    session.warn(
      language === "zh"
        ? `列 \`${column}\`：${count} 个值无法读取，按缺失处理`
        : `column \`${column}\`: ${count} values could not be read and count as missing`,
    );
  }
  const judged = reportFollowers(table.followers, {
    ...(reference === null ? {} : { reference: reference.followers }),
    seed: SEED,
  });
  if (options.output !== undefined) await writeAccounts(options.output, table.followers, judged);
  const out = openOutput(undefined);
  if (options.json) {
    const about = { ...judged.report, columns: table.columns, warnings: session.warnings };
    await out.write(`${JSON.stringify(about)}\n`);
    return;
  }
  await out.write(`${followerLines(judged.report, language).join("\n")}\n`);
}

async function writeAccounts(
  path: string,
  followers: readonly { readonly id: string }[],
  judged: JudgedFollowers,
): Promise<void> {
  const output = openOutput(path);
  const json = /\.(ndjson|jsonl)(\.(gz|zst))?$/.test(path);
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lineOf = (row: number): string => {
    const account = followers[row]!.id;
    const probability = Math.round(judged.probability[row]! * 1e4) / 1e4;
    const look = judged.looks[row] ?? null;
    return json
      ? JSON.stringify({ account, probability, look })
      : `${quoted(account)},${probability},${look ?? ""}`;
  };
  if (!json) await output.write("account,probability,look\n");
  for (let from = 0; from < followers.length; from += LINES_EACH) {
    const to = Math.min(followers.length, from + LINES_EACH);
    const lines = Array.from({ length: to - from }, (_, i) => lineOf(from + i));
    await output.write(`${lines.join("\n")}\n`);
  }
  await output.close();
}
