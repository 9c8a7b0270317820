import { resolve } from "node:path";
import { Argument, type Command } from "commander";
import { openStoredHistory } from "../compose/open-stored-history.ts";
import { readStored } from "../flow/history/read-stored.ts";
import { storedDecisions } from "../flow/history/stored-decisions.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { EventRow } from "../nouns/event-row.ts";
import type { StoredHistory } from "../ports/stored-history.ts";
import { csvCell } from "../report/accounts-csv.ts";
import { time } from "./arguments.ts";
import { openDecisionOutput } from "./decision-output.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";

interface Options {
  readonly data: string;
  readonly from?: number;
  readonly to?: number;
  readonly output?: string;
  readonly quiet?: boolean;
}

const KINDS = ["events", "decisions", "counts"] as const;
type Exported = (typeof KINDS)[number];

/** Bytes gathered before they are written. */
const BUFFER_BYTES = 1024 * 1024;
const NEWLINE = Buffer.from("\n");
/** Marks the file as UTF-8 for spreadsheets. */
const BYTE_ORDER_MARK = "\ufeff";

/** `touchstone export`: what a data folder holds, for other tools, for a replay, for another folder. */
export function register(program: Command): void {
  program
    .command("export")
    .description(
      "writes what a data folder holds: events as they came in, decisions, or counts; an engine may be running",
    )
    .addArgument(new Argument("<what>", "what to write: events, decisions or counts").choices([...KINDS]))
    .option("--data <folder>", "data folder, of a running engine or of none", "touchstone-data")
    .option(
      "-o, --output <file>",
      "where it goes, by the name: .ndjson; decisions and counts also .csv, decisions also .parquet; .gz and .zst compress (default: JSON lines on standard output)",
    )
    .option("--from <time>", "events from this time on", time)
    .option("--to <time>", "events before this time", time)
    .option("--quiet", "no progress bar")
    .action(run);
}

async function run(what: Exported, options: Options): Promise<void> {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options;
  if (from >= to)
    throw new TouchstoneError("bad_request", "`--from` is not before `--to`: nothing lies between them");
  if (what === "counts" && (options.from !== undefined || options.to !== undefined))
    throw new TouchstoneError("bad_request", "counts have no time: leave out `--from` and `--to`");
  const folder = openStoredHistory({ kind: "folder", path: resolve(options.data) });
  const progress = createProgress("writing", 1000, options.quiet === true || options.output === undefined);
  const asked = {
    from,
    to,
    output: options.output,
    progress: (share: number) => progress.update(share * 1000),
  };
  try {
    if (what === "events") await writeEvents(folder, asked);
    else if (what === "decisions") await writeDecisions(folder, asked);
    else await writeCounts(folder, options.output);
  } finally {
    progress.stop();
    folder.close();
  }
}

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly output: string | undefined;
  readonly progress: (share: number) => void;
}

function within({ occurredAtMs }: EventRow, { from, to }: Asked): boolean {
  return occurredAtMs >= from && occurredAtMs < to;
}

/** Each line as it came in: sent to another engine, it is the same event. */
async function writeEvents(folder: StoredHistory, asked: Asked): Promise<void> {
  if (/\.(csv|parquet|xlsx)(\.(gz|zst))?$/i.test(asked.output ?? "")) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${asked.output}\`: events are written as they came in, one JSON line each: name it .ndjson, or export decisions`,
    );
  }
  const output = openOutput(asked.output);
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (bytes === 0) return;
    const together = Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
    await output.write(together);
  };
  await readStored(
    folder,
    ({ row }) => {
      if (!within(row, asked)) return;
      pieces.push(row.bytes.slice(row.start, row.end), NEWLINE); // a copy: the run's bytes are lent
      bytes += row.end - row.start + 1;
    },
    async (share) => {
      asked.progress(share);
      if (bytes >= BUFFER_BYTES) await flush();
    },
  );
  await flush();
  await output.close();
}

async function writeDecisions(folder: StoredHistory, asked: Asked): Promise<void> {
  const output = openDecisionOutput(asked.output);
  const untold = await storedDecisions(
    folder,
    (row, decision, policy) => {
      if (within(row, asked)) output.add(row, decision, policy);
    },
    async (share) => {
      asked.progress(share);
      await output.drain();
    },
  );
  await output.close();
  if (untold > 0)
    process.stderr.write(
      `${untold} decisions are left out: the policy that made them is not kept in this folder\n`,
    );
}

const COLUMNS = ["kind", "id", "type", "raw", "public", "held", "rejected"] as const;

async function writeCounts(folder: StoredHistory, path: string | undefined): Promise<void> {
  if (/\.(parquet|xlsx)$/i.test(path ?? ""))
    throw new TouchstoneError("unknown_format", `\`${path}\`: counts are written as .ndjson or .csv`);
  const asTable = /\.csv(\.(gz|zst))?$/i.test(path ?? "");
  const output = openOutput(path);
  let text = asTable ? `${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n` : "";
  for (const counts of folder.counts()) {
    if (asTable) text += `${COLUMNS.map((column) => csvCell(counts[column])).join(",")}\r\n`;
    else text += `${JSON.stringify(Object.fromEntries(COLUMNS.map((column) => [column, counts[column]])))}\n`;
    if (text.length < BUFFER_BYTES) continue;
    await output.write(text);
    text = "";
  }
  if (text !== "") await output.write(text);
  await output.close();
}
