import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { notEvaluable } from "../decide/decision.ts";
import { createDecisionLineWriter, type DecisionLineWriter } from "../decide/decision-line.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { DecisionRow } from "../nouns/decision.ts";
import { isEngagement, kindWord } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import type { Policy } from "../nouns/policy.ts";
import { verdictWord } from "../nouns/verdict.ts";
import { csvCell } from "../report/accounts-csv.ts";
import { type Output, openOutput } from "./output.ts";

/** Where decisions go, in the format that the name of the file asks for. */
export interface DecisionOutput {
  /** Both rows may be reused at once. `policy`: that made the decision. */
  add(row: EventRow, decision: DecisionRow, policy: Policy): void;
  /** Resolves when what was added is with the operating system: call it between runs of events. */
  drain(): Promise<void>;
  /** Writes the rest; of Parquet all of it. Rejects with `cannot_write`. */
  close(): Promise<void>;
}

/** Bytes of decisions gathered before they are written. */
const BUFFER_BYTES = 256 * 1024;

/**
 * Decisions as CSV where the name says `.csv` (also `.csv.gz`, `.csv.zst`), as Parquet where it says `.parquet`, else as JSON
 * lines. Throws `unknown_format` for names of formats that are not written.
 */
export function openDecisionOutput(path: string | undefined): DecisionOutput {
  const name = (path ?? "").toLowerCase();
  const ending = extname(name.replace(/\.(gz|zst)$/, ""));
  if ([".xlsx", ".xls", ".avro", ".orc"].includes(ending) || /\.parquet\.(gz|zst)$/.test(name))
    throw new TouchstoneError(
      "unknown_format",
      `\`${path}\`: decisions are written as .ndjson, .csv (also .gz, .zst) or .parquet`,
    );
  if (ending === ".csv") return csvOutput(openOutput(path));
  if (ending === ".parquet") return parquetOutput(path!);
  return lineOutput(openOutput(path));
}

function lineOutput(output: Output): DecisionOutput {
  /** Nearly always one; a folder that had several policies has as many. */
  const writers = new Map<Policy, DecisionLineWriter>();
  const pending: Promise<void>[] = [];
  let buffer = Buffer.alloc(BUFFER_BYTES);
  let used = 0;
  const flush = (): void => {
    if (used > 0) pending.push(output.write(buffer.subarray(0, used)));
    buffer = Buffer.alloc(BUFFER_BYTES);
    used = 0;
  };
  const drain = async (): Promise<void> => {
    await Promise.all(pending.splice(0));
  };
  return {
    add(row, decision, policy) {
      let writeLine = writers.get(policy);
      if (writeLine === undefined) {
        writeLine = createDecisionLineWriter(policy, { about: true });
        writers.set(policy, writeLine);
      }
      let end = writeLine(row, decision, buffer, used);
      while (end < 0) {
        if (used > 0) flush();
        else buffer = Buffer.alloc(buffer.length * 2);
        end = writeLine(row, decision, buffer, used);
      }
      used = end;
    },
    drain,
    async close() {
      flush();
      await drain();
      await output.close();
    },
  };
}

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const PAYEE_KIND = keyColumn("payee_kind");

const HEADER = "event,type,at,actor,target_kind,target_id,verdict,score,reasons,not_evaluable,late,policy";
/** Marks the file as UTF-8 for spreadsheets, which take Chinese for another encoding without it. */
const BYTE_ORDER_MARK = "\ufeff";

/** A row a decision: reasons and rules that were not evaluable by name, with blanks between them. RFC 4180. */
function csvOutput(output: Output): DecisionOutput {
  const pending: Promise<void>[] = [];
  let rows: string[] = [`${BYTE_ORDER_MARK}${HEADER}`];
  let characters = 0;
  const flush = (): void => {
    if (rows.length > 0) pending.push(output.write(`${rows.join("\r\n")}\r\n`));
    rows = [];
    characters = 0;
  };
  const drain = async (): Promise<void> => {
    await Promise.all(pending.splice(0));
  };
  return {
    add(row, decision, policy) {
      const kind = isEngagement(row.kind) ? TARGET_KIND : PAYEE_KIND;
      const reasons = Array.from(decision.reasonRule.subarray(0, decision.reasonCount), (rule) => {
        return policy.rules[rule]!.name;
      });
      const text = [
        keyText(row, ID) ?? "",
        kindWord(row.kind),
        new Date(row.occurredAtMs).toISOString(),
        keyText(row, ACTOR) ?? "",
        keyText(row, kind) ?? "",
        keyText(row, TARGET) ?? "",
        verdictWord(decision.verdict),
        decision.score,
        reasons.join(" "),
        notEvaluable(decision, policy).join(" "),
        row.late === 1 ? "true" : "false",
        policy.id,
      ]
        .map(csvCell)
        .join(",");
      rows.push(text);
      characters += text.length;
      if (characters >= BUFFER_BYTES) flush();
    },
    drain,
    async close() {
      flush();
      await drain();
      await output.close();
    },
  };
}

/** Columns of the Parquet file, by the keys of a line. */
const COLUMNS: Readonly<Record<string, string>> = {
  event: "VARCHAR",
  type: "VARCHAR",
  at: "TIMESTAMPTZ",
  actor: "VARCHAR",
  target: "STRUCT(kind VARCHAR, id VARCHAR)",
  verdict: "VARCHAR",
  score: "DOUBLE",
  reasons: 'STRUCT("rule" VARCHAR, "value" DOUBLE, baseline DOUBLE)[]',
  not_evaluable: "VARCHAR[]",
  late: "BOOLEAN",
  policy: "VARCHAR",
};
const SELECTED = `event, type, "at", actor, target.kind AS target_kind, target.id AS target_id, verdict, score, reasons,
  coalesce(not_evaluable, []) AS not_evaluable, coalesce(late, false) AS late, policy`;

/** JSON lines in a file of its own first: Parquet is written when all is known, and memory stays bounded. */
function parquetOutput(path: string): DecisionOutput {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-decisions-"));
  const lines = join(folder, "decisions.ndjson");
  const output = lineOutput(openOutput(lines));
  return {
    ...output,
    async close() {
      try {
        await output.close();
        // DuckDB takes a third of a second to load, and all other formats do without it.
        const { linesToParquet } = await import("../store/lines-to-parquet.ts");
        await linesToParquet(lines, path, COLUMNS, SELECTED);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
