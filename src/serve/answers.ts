import { setImmediate } from "node:timers/promises";
import type { Answer, Engine, Submission } from "../flow/engine.ts";
import type { Rejection } from "../nouns/codes.ts";
import { REJECTIONS_LISTED_MAX } from "../nouns/limits.ts";
import type { Share } from "./budget.ts";
import type { Metrics } from "./metrics.ts";
import { BrokenOff } from "./problem.ts";
import type { Run } from "./run.ts";

/** Answers to a whole body: totals, and JSON texts in the order of the records. */
export interface BodyAnswers {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Rejections beyond the listed ones. */
  unlisted: number;
  /** One list of JSON objects for each run. */
  readonly texts: string[][];
}

/**
 * Runs → the engine, one after the other so that order is kept and memory bounded, with a breath between two for the
 * other requests. Throws `BrokenOff` with the totals so far when a run or the body behind it fails.
 */
export async function submitRuns(
  engine: Engine,
  runs: AsyncIterable<Run> | Iterable<Run>,
  metrics: Metrics,
  share: Share,
): Promise<BodyAnswers> {
  const body: BodyAnswers = { accepted: 0, duplicates: 0, rejected: 0, unlisted: 0, texts: [] };
  let recordsBefore = 0;
  try {
    for await (const run of runs) {
      const submission = await submitTimed(engine, run.lines, metrics);
      const answers = withRefused(submission.answers, run);
      const texts: string[] = [];
      let textBytes = 0;
      for (const answer of answers) {
        const text = answerText(answer, recordsBefore, body, metrics);
        if (text === null) continue;
        texts.push(text);
        textBytes += text.length;
      }
      share.take(textBytes);
      body.texts.push(texts);
      recordsBefore += run.recordCount;
      await setImmediate();
    }
  } catch (error) {
    const { accepted, duplicates, rejected } = body;
    if (accepted + duplicates + rejected === 0) throw error;
    throw new BrokenOff({ accepted, duplicates, rejected }, error);
  }
  return body;
}

/** Submits lines and records how long it took. */
export async function submitTimed(engine: Engine, lines: Uint8Array, metrics: Metrics): Promise<Submission> {
  if (lines.length === 0) return { answers: [], accepted: 0, duplicates: 0, rejected: 0 };
  const startedAt = process.hrtime.bigint();
  const submission = await engine.submit(lines);
  metrics.submitted(Number(process.hrtime.bigint() - startedAt) / 1e9);
  return submission;
}

/** The JSON text of a decision, verdict first. */
export function decisionText(answer: Answer): string {
  const decision = answer.decision!;
  return JSON.stringify({
    verdict: decision.verdict,
    score: decision.score,
    event: decision.event,
    reasons: decision.reasons,
    policy: decision.policy,
    as_of: decision.as_of,
    not_evaluable: decision.not_evaluable,
    late: decision.late,
    duplicate: answer.duplicate,
  });
}

/** The engine's answers with the records that never reached it put back in their places. */
function withRefused(answers: readonly Answer[], run: Run): readonly Answer[] {
  if (run.refused.size === 0) return answers;
  if (answers.length + run.refused.size !== run.recordCount) {
    throw new Error(`\`${answers.length}\` answers to \`${run.recordCount - run.refused.size}\` lines`);
  }
  let next = 0;
  return Array.from({ length: run.recordCount }, (_, place) => {
    const rejection = run.refused.get(place);
    return rejection === undefined ? answers[next++]! : { rejection: { ...rejection, line: place + 1 } };
  });
}

function answerText(
  answer: Answer,
  recordsBefore: number,
  body: BodyAnswers,
  metrics: Metrics,
): string | null {
  if (answer.rejection === undefined) {
    if (answer.duplicate) body.duplicates++;
    else body.accepted++;
    return decisionText(answer);
  }
  body.rejected++;
  metrics.refused(answer.rejection.code);
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
