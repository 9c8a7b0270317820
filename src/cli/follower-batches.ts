import { askedColumns } from "../flow/accounts/follower-columns.ts";
import { readFollowerTable } from "../flow/accounts/follower-table.ts";
import { type FollowerAnswer, judgeFollowers } from "../learn/batches/judge-followers.ts";
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
/** Accounts at or above are said to be of a batch. */
const NAMED = 0.9;
const LINES_EACH = 10_000;

/** `touchstone followers` without a model: batches of registration, arrival, names and profiles in the list itself. */
export async function runBatches(file: string, options: BatchOptions): Promise<void> {
  const language: Language = spokenLanguage(options.lang);
  // Of events and friends a list by itself makes no use.
  const session = accountSession(file, { ...options, events: [] }, {});
  const asked = {
    ...(options.idColumn === undefined ? {} : { idColumn: options.idColumn }),
    columns: options.columns === undefined ? new Map() : askedColumns(options.columns),
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
  const answer = judgeFollowers(table.followers, {
    ...(reference === null ? {} : { reference: reference.followers }),
    seed: SEED,
  });
  if (options.output !== undefined) await writeProbabilities(options.output, table.followers, answer);
  const named = answer.probability.reduce((sum, p) => sum + (p >= NAMED ? 1 : 0), 0);
  const out = openOutput(undefined);
  if (options.json) {
    const about = { ...jsonOf(answer), named, columns: table.columns, warnings: session.warnings };
    await out.write(`${JSON.stringify(about)}\n`);
    return;
  }
  await out.write(`${followerLines(answer, named, language).join("\n")}\n`);
}

function jsonOf({ accounts, outcome, share, low, high, known, power, batches }: FollowerAnswer) {
  const known_ = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    accounts,
    outcome,
    share,
    low,
    high,
    known,
    power:
      power === null
        ? null
        : {
            tries: power.tries,
            usual_seen: power.usualSeen,
            careful_seen: power.carefulSeen,
            usual_from: power.usualFrom,
            careful_from: power.carefulFrom,
          },
    batches: batches.map(({ batch, weight, size, excess }) => ({
      counted: size !== null,
      noticed_by: batch.seed,
      from: batch.burst === null ? null : new Date(batch.burst.fromMs).toISOString(),
      to: batch.burst === null ? null : new Date(batch.burst.toMs).toISOString(),
      accounts: size?.count ?? excess,
      probability: weight.probability,
      evidence_nats: {
        registered: weight.registered,
        followed: weight.followed,
        names: weight.names,
        profiles: weight.profiles,
      },
      registered_within_ms: known_(weight.registeredWithinMs),
      name_stems: weight.nameMarks?.stems ?? [],
      name_shapes: weight.nameMarks?.shapes ?? [],
      random_letters: weight.nameMarks?.scrambled ?? false,
      empty_part: known_(weight.profile?.emptyPart ?? Number.NaN),
    })),
  };
}

async function writeProbabilities(
  path: string,
  followers: readonly { readonly id: string }[],
  answer: FollowerAnswer,
): Promise<void> {
  const output = openOutput(path);
  const json = /\.(ndjson|jsonl)(\.(gz|zst))?$/.test(path);
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lineOf = (row: number): string => {
    const account = followers[row]!.id;
    const probability = Math.round(answer.probability[row]! * 1e4) / 1e4;
    return json ? JSON.stringify({ account, probability }) : `${quoted(account)},${probability}`;
  };
  if (!json) await output.write("account,probability\n");
  for (let from = 0; from < followers.length; from += LINES_EACH) {
    const to = Math.min(followers.length, from + LINES_EACH);
    const lines = Array.from({ length: to - from }, (_, i) => lineOf(from + i));
    await output.write(`${lines.join("\n")}\n`);
  }
  await output.close();
}
