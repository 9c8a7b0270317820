import { setImmediate } from "node:timers/promises";
import type { Answer, Engine, Submission } from "../flow/engine.ts";
import { during } from "../kernels/loop-work.ts";
import type { Code, Rejection } from "../nouns/codes.ts";
import { answerText } from "../nouns/decision-text.ts";
import { REJECTIONS_LISTED_MAX } from "../nouns/limits.ts";
import type { Share } from "./budget.ts";
import type { ByteGate } from "./byte-gate.ts";
import { tooManyRecords } from "./json-body.ts";
import type { Metrics } from "./metrics.ts";
import { BrokenOff } from "./problem.ts";
import type { Run } from "./run.ts";
import { BODY_RECORDS_MAX } from "./serve-limits.ts";

/** Answers to a whole body: totals, and JSON texts in the order of the records. */
export interface BodyAnswers {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Accepted events of which optional values were set aside, that name somebody by a value for "none", that change no count. */
  setAside: number;
  placeholders: number;
  repeats: number;
  /** Accepted behind the clock: little of them is measured. */
  late: number;
  /** Rejections beyond the listed ones. */
  unlisted: number;
  /** One for each run that has answers: JSON objects with `separator` between them, as UTF-8. */
  readonly texts: Uint8Array[];
}

/** What runs on their way to the engine need. */
export interface RunsWay {
  readonly engine: Engine;
  readonly metrics: Metrics;
  /** Memory of this request. */
  readonly share: Share;
  /** What all requests have under way. */
  readonly gate: ByteGate;
  /** Whether an optional value that cannot be read refuses its event. */
  readonly strict: boolean;
  /** Between two answers. */
  readonly separator: "," | "\n";
}

/**
 * Runs → the engine, one after the other so that order is kept and memory bounded, with a breath between two for the
 * other requests. Throws `BrokenOff` with the totals so far when a run or the body behind it fails, or holds more records
 * than a request may.
 */
export async function submitRuns(
  runs: AsyncIterable<Run> | Iterable<Run>,
  { engine, metrics, share, gate, separator, strict }: RunsWay,
): Promise<BodyAnswers> {
  const body: BodyAnswers = {
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    setAside: 0,
    placeholders: 0,
    repeats: 0,
    late: 0,
    unlisted: 0,
    texts: [],
  };
  let recordsBefore = 0;
  try {
    for await (const run of runs) {
      if (recordsBefore + run.recordCount > BODY_RECORDS_MAX) throw tooManyRecords();
      const submission = await submitInTurn(run.lines);
      run.answered?.();
      body.late += submission.late;
      during("answer", () => take(withRefused(submission.answers, run)));
      recordsBefore += run.recordCount;
      await setImmediate();
    }
  } catch (error) {
    const { accepted, duplicates, rejected } = body;
    if (accepted + duplicates + rejected === 0) throw error;
    throw new BrokenOff({ accepted, duplicates, rejected }, error);
  }
  return body;

  /** Puts the answers of one run into the body. */
  function take(answers: readonly Answer[]): void {
    const texts: string[] = [];
    const refused = new Map<Code, number>();
    for (const answer of answers) {
      const text = recordText(answer, recordsBefore, body, refused);
      if (text !== null) texts.push(text);
    }
    for (const [code, count] of refused) metrics.refused(code, count);
    if (texts.length === 0) return;
    const bytes = Buffer.from(texts.join(separator));
    share.take(bytes.length);
    body.texts.push(bytes);
  }

  async function submitInTurn(lines: Uint8Array): Promise<Submission> {
    await gate.enter(lines.length);
    try {
      return await submitTimed(engine, lines, metrics, strict);
    } finally {
      gate.leave(lines.length);
    }
  }
}

/** Submits lines and records how long it took. */
export async function submitTimed(
  engine: Engine,
  lines: Uint8Array,
  metrics: Metrics,
  strict: boolean,
): Promise<Submission> {
  if (lines.length === 0) return { answers: [], accepted: 0, duplicates: 0, rejected: 0, late: 0 };
  const startedAt = process.hrtime.bigint();
  const submission = await engine.submit(lines, { strict, texts: true });
  metrics.submitted(Number(process.hrtime.bigint() - startedAt) / 1e9);
  return submission;
}

/** The JSON text of an answer that holds a decision, verdict first; behind it what of the event did not count. */
export function decisionText(answer: Answer): string {
  const text = answer.text ?? answerText(answer.decision!);
  const { duplicate, repeat, placeholders, setAside } = answer;
  if (!(duplicate || repeat || placeholders || setAside)) return text;
  const set_aside = setAside?.map(({ field, value, hint }) => ({ field, value, hint }));
  return `${text.slice(0, -1)},${JSON.stringify({ duplicate, repeat, placeholders, set_aside }).slice(1)}`;
}

/** The engine's answers with the records that never reached it put back in their places. */
function withRefused(answers: readonly Answer[], run: Run): readonly Answer[] {
  if (run.refused.size === 0) return answers;
  const blank = run.blank?.size ?? 0;
  if (answers.length + run.refused.size + blank !== run.recordCount) {
    throw new Error(`\`${answers.length}\` answers to \`${run.recordCount - run.refused.size}\` lines`);
  }
  let next = 0;
  const all: Answer[] = [];
  for (let place = 0; place < run.recordCount; place++) {
    if (run.blank?.has(place) === true) continue;
    const refused = run.refused.get(place);
    const answer = refused === undefined ? answers[next++]! : { rejection: refused };
    // The engine counts the lines it was given, the sender all it has sent.
    all.push(
      answer.rejection === undefined ? answer : { rejection: { ...answer.rejection, line: place + 1 } },
    );
  }
  return all;
}

function recordText(
  answer: Answer,
  recordsBefore: number,
  body: BodyAnswers,
  refused: Map<Code, number>,
): string | null {
  if (answer.rejection === undefined) {
    if (answer.duplicate) body.duplicates++;
    else body.accepted++;
    if (answer.setAside !== undefined) body.setAside++;
    if (answer.placeholders !== undefined) body.placeholders++;
    if (answer.repeat) body.repeats++;
    return decisionText(answer);
  }
  body.rejected++;
  const { code } = answer.rejection;
  refused.set(code, (refused.get(code) ?? 0) + 1);
  if (body.rejected > REJECTIONS_LISTED_MAX) {
    body.unlisted++;
    return null;
  }
  return rejectionText(answer.rejection, recordsBefore);
}

function rejectionText(rejection: Rejection, recordsBefore: number): string {
  const { code, line, field, value, hint } = rejection;
  return JSON.stringify({ rejection: { code, line: line + recordsBefore, field, value, hint } });
}
