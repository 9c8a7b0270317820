import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import type { InputOutcome } from "../flow/event-visitor.ts";
import { readOnceInTimeOrder } from "../flow/offline.ts";
import { openEngine } from "../flow/open-engine.ts";
import { linesOf } from "../ingest/source.ts";
import { type Code, type Rejection, TouchstoneError } from "../nouns/codes.ts";
import { httpAddress } from "./arguments.ts";
import { reportError } from "./exit.ts";
import {
  ENCODING_HELP,
  FILES_HELP,
  FORMAT_HELP,
  findInputs,
  type InputOptions,
  type Inputs,
  STRICT_HELP,
} from "./inputs.ts";
import { LEXICON_HELP, loadRemarks } from "./load-lexicon-file.ts";
import { loadPolicyFile, POLICY_HELP } from "./load-policy-file.ts";
import { createReadOutcomes } from "./nothing-read.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";
import { holdToBorder, openBorder, pseudonymOptions } from "./pseudonyms.ts";
import { createRejectionReport } from "./rejections.ts";
import { collectAnswers, SET_HELP } from "./set-option.ts";

interface Options extends InputOptions {
  readonly data: string;
  readonly to?: string;
  readonly policy: string;
  readonly lexicon?: string;
  readonly rejects?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Submissions under way at once: enough that the disk and the judge never wait for each other. */
const IN_FLIGHT_MAX = 8;
/** Lines handed over at a time: as a file is read. */
const RUN_BYTES = 1024 * 1024;
/** How far behind the newest event one may lie before the inputs are sorted instead of streamed. */
const LATENESS_MS = 60_000;
/** Tries of one run while the server says that it is busy. */
const TRIES_MAX = 30;

interface Taken {
  readonly accepted: number;
  readonly duplicates: number;
  /** Accepted behind the engine's clock. */
  readonly late: number;
  /** `line`: 1-based within the run. */
  readonly rejections: readonly Rejection[];
  /** Rejected lines, listed or not. */
  readonly rejected: number;
}

type Submit = (lines: Uint8Array) => Promise<Taken>;

/** `touchstone ingest`: files or a pipe into a data folder, or into an engine that runs. */
export function register(program: Command): void {
  const command = program
    .command("ingest")
    .description(
      "takes events into a data folder (or a running engine); what it reports as accepted is on disk",
    )
    .argument("<file...>", FILES_HELP)
    .option("--data <folder>", "data folder", "touchstone-data")
    .option(
      "--to <address>",
      "a running engine instead, as in http://127.0.0.1:8787 (token in TOUCHSTONE_TOKEN)",
      httpAddress,
    )
    .option("--policy <file>", POLICY_HELP, "default+payments") // as `up`, so that it need not judge anew
    .option("--lexicon <file>", LEXICON_HELP)
    .option("--map <file>", "mapping of the file's columns to event fields")
    .option("--set <name=value>", SET_HELP, collectAnswers, new Map())
    .option("--format <name>", FORMAT_HELP)
    .option("--encoding <name>", ENCODING_HELP)
    .option("--strict", STRICT_HELP)
    .option("--rejects <file>", "keeps every rejected line's reason, one JSON line each")
    .option("--json", "prints the summary as JSON")
    .option("--quiet", "no progress bar");
  pseudonymOptions(command).action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const strict = options.strict ?? false;
  if (options.to !== undefined) return ingestAll(files, options, remoteSubmit(options.to, strict));
  const folder = resolve(options.data);
  const policy = loadPolicyFile(options.policy);
  const remarks = await loadRemarks(policy, options.lexicon);
  const engine = await openEngine(folder, { policy, ...(remarks === null ? {} : { remarks }) });
  try {
    holdToBorder(folder, (await engine.overview()).eventsTotal, openBorder(options));
    await ingestAll(files, options, async (lines) => {
      const { accepted, duplicates, rejected, late, answers } = await engine.submit(lines, {
        numbersOnly: true,
        strict,
      });
      const rejections = answers.flatMap(({ rejection }) => (rejection === undefined ? [] : [rejection]));
      return { accepted, duplicates, rejected, late, rejections };
    });
  } finally {
    await engine.close();
  }
}

async function ingestAll(files: readonly string[], options: Options, submit: Submit): Promise<void> {
  const rejects = options.rejects === undefined ? null : openOutput(options.rejects);
  const waiting: Promise<void>[] = [];
  const report = createRejectionReport((line) => {
    if (rejects !== null) waiting.push(rejects.write(line));
  });
  const inputs = findInputs(files, options);
  const progress = createProgress("ingesting", inputs.bytesTotal, options.quiet ?? false, "bytes");
  const totals = { accepted: 0, duplicates: 0, rejected: 0, late: 0 };
  const inFlight: Promise<void>[] = [];
  let failure: unknown = null;
  const outcomes = createReadOutcomes();
  const take: RunTaker = {
    async run(lines, lineOf, input) {
      const work = submit(lines).then((taken) => {
        totals.accepted += taken.accepted;
        totals.duplicates += taken.duplicates;
        totals.rejected += taken.rejected;
        totals.late += taken.late;
        for (const rejection of taken.rejections) {
          report.add({ ...rejection, line: lineOf(rejection.line) }, input);
        }
      });
      work.catch(() => {}); // heard below, when its turn comes
      inFlight.push(work);
      if (inFlight.length >= IN_FLIGHT_MAX) await inFlight.shift();
    },
    rejected(rejection, input) {
      totals.rejected++;
      report.add(rejection, input);
    },
    duplicate: () => {
      totals.duplicates++;
    },
    progress: (bytes) => progress.update(bytes, `${totals.accepted} events`),
    inputRead: (outcome) => outcomes.add(outcome),
  };
  try {
    await (inputs.rewindable ? takeInOrder(inputs, take) : takeAsItComes(inputs, take));
  } catch (error) {
    failure = error;
  }
  // What is under way may still succeed; its numbers belong in the summary.
  for (const result of await Promise.allSettled(inFlight))
    if (result.status === "rejected") failure ??= result.reason;
  try {
    await Promise.all(waiting);
    await rejects?.close();
  } catch (error) {
    failure ??= error;
  }
  progress.stop();
  if (options.json)
    process.stdout.write(`${JSON.stringify({ ...totals, invalid_by_code: report.byCode })}\n`);
  else {
    const { accepted, duplicates, rejected, late } = totals;
    process.stdout.write(`${accepted} accepted, ${duplicates} seen before, ${rejected} rejected\n`);
    if (late > 0) process.stderr.write(`touchstone: ${lateText(late, accepted)}\n`);
  }
  failure ??= outcomes.failed();
  if (failure !== null) process.exitCode = reportError(failure);
}

/** What it means that events came late, and what to do instead. */
function lateText(late: number, accepted: number): string {
  return `${late} of the ${accepted} accepted were late: they lie behind the engine's clock by more than the policy's lateness, so they are kept and counted, and what windows measure of them is missing; judge old files by themselves (\`touchstone replay\`, \`touchstone screen\`), or take them in before newer events`;
}

interface RunTaker {
  /** Whole lines, and the line of the input that the n-th of them (from 1) stood at. */
  run(lines: Uint8Array, lineOf: (n: number) => number, input: string): Promise<void>;
  rejected(rejection: Rejection, input: string): void;
  duplicate(): void;
  progress(bytes: number): void;
  inputRead(outcome: InputOutcome): void;
}

/** Files: their events in order of time, so that the order of rows and files makes no difference to the verdicts. */
async function takeInOrder(inputs: Inputs, take: RunTaker): Promise<void> {
  let buffer = Buffer.allocUnsafe(RUN_BYTES);
  let used = 0;
  const waiting: Buffer[] = [];
  const next = (): void => {
    waiting.push(buffer.subarray(0, used));
    buffer = Buffer.allocUnsafe(RUN_BYTES);
    used = 0;
  };
  const drain = async (): Promise<void> => {
    // Sorted lines come from anywhere in the input: a line number would mislead.
    for (const lines of waiting.splice(0)) await take.run(lines, () => 0, "in order of time");
  };
  await readOnceInTimeOrder(() => inputs.open(), inputs.bytesTotal, LATENESS_MS, {
    lines: true,
    event(row) {
      const length = row.end - row.start;
      if (used + length + 1 > buffer.length) next();
      buffer.set(row.bytes.subarray(row.start, row.end), used);
      buffer[used + length] = 0x0a;
      used += length + 1;
    },
    duplicate: take.duplicate,
    rejected: take.rejected,
    progress: take.progress,
    drain,
    inputRead: take.inputRead,
  }).finally(async () => {
    if (used > 0) next();
    await drain();
  });
}

/** A pipe, which may have no end: its lines in the order they come. */
async function takeAsItComes(inputs: Inputs, take: RunTaker): Promise<void> {
  let bytesBefore = 0;
  for await (const source of inputs.open()) {
    for await (const read of source.chunks()) {
      const chunk = linesOf(read);
      for (const rejection of chunk.rejections) take.rejected(rejection, source.name);
      if (chunk.lines.length > 0) await take.run(chunk.bytes, (n) => chunk.lines[n - 1] ?? n, source.name);
      take.progress(bytesBefore + chunk.bytesRead);
    }
    bytesBefore += source.bytesTotal ?? 0;
  }
}

/** Sends runs to an engine over HTTP; waits and repeats while it is busy, since ids make a repeat harmless. */
function remoteSubmit(address: string, strict: boolean): Submit {
  const token = process.env.TOUCHSTONE_TOKEN;
  const url = new URL(strict ? "/v1/events?strict=true" : "/v1/events", address);
  return async (lines) => {
    for (let tries = 1; ; tries++) {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/x-ndjson",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: Buffer.from(lines),
      }).catch((cause: unknown) => {
        throw new TouchstoneError("cannot_connect", `nothing answers at \`${address}\``, { cause });
      });
      const body = (await response.json().catch((cause: unknown) => {
        throw new TouchstoneError("cannot_connect", `what answers at \`${address}\` is no engine`, { cause });
      })) as RemoteAnswer;
      if (response.ok) return taken(body);
      if (body.retry !== true || tries >= TRIES_MAX) {
        throw new TouchstoneError(
          body.code ?? "cannot_connect",
          body.detail ?? `\`${response.status}\` from ${address}`,
        );
      }
      await sleep(Math.min(5_000, 100 * 2 ** tries));
    }
  };
}

interface RemoteAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Not told by engines of an earlier release. */
  readonly late?: number;
  readonly answers: readonly { readonly rejection?: Rejection }[];
  readonly code?: Code;
  readonly detail?: string;
  readonly retry?: boolean;
}

function taken({ accepted, duplicates, rejected, late = 0, answers }: RemoteAnswer): Taken {
  const rejections = answers.flatMap(({ rejection }) => (rejection === undefined ? [] : [rejection]));
  return { accepted, duplicates, rejected, late, rejections };
}
