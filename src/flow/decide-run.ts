import { createAnswerTextWriter } from "../decide/answer-text.ts";
import { toDecision } from "../decide/decision.ts";
import { decisionStride, encodeDecision } from "../decide/record.ts";
import type { Decision } from "../nouns/decision.ts";
import { isEngagement, kindWord } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import type { RejectedEvent } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { Run } from "./intake.ts";
import { REJECTIONS_SHOWN_PER_RUN } from "./online-limits.ts";
import { toldOf } from "./told-decisions.ts";

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const REJECT = 3;

/** What of an accepted event did not count, or was not measured. */
export interface Note {
  readonly placeholders: readonly string[];
  readonly repeat: boolean;
  /** It lay behind the clock by more than the lateness, and its windows were not read. */
  readonly late: boolean;
}

/** A run that is decided, before its decisions are stored. */
export interface DecidedRun {
  readonly first: number;
  /** In the order of the run; empty where nobody asked for them. */
  readonly decisions: readonly Decision[];
  readonly texts: readonly string[];
  /** By position; of few events. */
  readonly notes: ReadonlyMap<number, Note>;
  /** One record an event, as the decision log keeps them. */
  readonly records: Uint8Array;
}

/** What is to be told of a run. */
export interface Wanted {
  readonly decisions: boolean;
  readonly texts: boolean;
}

type Parts = Pick<EngineParts, "judge" | "counter" | "payees" | "statistics" | "clock" | "onWarning">;

/** Judges a durable run in log order, and counts what it decides. */
export type RunDecider = (run: Run, first: number, receivedAtMs: number, wanted: Wanted) => DecidedRun;

export function createRunDecider(parts: Parts): RunDecider {
  let { policy } = parts.judge;
  let write = createAnswerTextWriter(policy);
  return (run, first, receivedAtMs, wanted) => {
    // Policies change while the engine runs, between two runs.
    if (policy !== parts.judge.policy) {
      policy = parts.judge.policy;
      write = createAnswerTextWriter(policy);
    }
    return decideRun(parts, write, run, first, receivedAtMs, wanted);
  };
}

function decideRun(
  { judge, counter, payees, statistics, clock, onWarning }: Parts,
  write: ReturnType<typeof createAnswerTextWriter>,
  run: Run,
  first: number,
  receivedAtMs: number,
  wanted: Wanted,
): DecidedRun {
  const { policy } = judge;
  const ruleCount = policy.rules.length;
  const stride = decisionStride(ruleCount);
  const records = new Uint8Array(run.count * stride);
  const view = new DataView(records.buffer);
  const decisions: Decision[] = [];
  const texts: string[] = [];
  const notes = new Map<number, Note>();
  const { steps } = judge.clock;
  let shown = 0;
  for (let index = 0; index < run.rows.length; index++) {
    const row = run.rows[index]!;
    const decision = judge.judge(row, receivedAtMs, first + index);
    encodeDecision(decision, ruleCount, judge.asOfMs, row.late === 1, view, index * stride);
    if (!isEngagement(row.kind)) payees.see(row, decision.verdict, decision);
    const { repeats } = counter;
    counter.count(row, decision.verdict, first + index);
    const repeat = counter.repeats > repeats;
    const late = row.late === 1;
    if (judge.cleared !== 0 || repeat || late)
      notes.set(first + index, { placeholders: judge.placeholders.fieldsOf(judge.cleared), repeat, late });
    statistics.verdict(decision.verdict);
    statistics.late += row.late;
    const show = decision.verdict === REJECT && shown < REJECTIONS_SHOWN_PER_RUN;
    if (wanted.texts) texts.push(write(row, decision, judge.asOfMs));
    if (!wanted.decisions && !show) continue;
    const context = { event: keyText(row, ID) ?? "", asOfMs: judge.asOfMs, late: row.late === 1 };
    const told = toldOf(row, policy, toDecision(decision, policy, context));
    if (wanted.decisions) decisions.push(told);
    if (!show) continue;
    shown++;
    statistics.rejection(rejectedEvent(row, told));
  }
  if (judge.clock.steps > steps) onWarning(stepTold(judge.clock.state()));
  statistics.decided(clock(), run.count);
  return { first, decisions, texts, notes, records };
}

function rejectedEvent(row: EventRow, decision: Decision): RejectedEvent {
  return {
    type: kindWord(row.kind),
    actor: keyText(row, ACTOR) ?? "",
    target: { kind: keyText(row, TARGET_KIND) ?? "", id: keyText(row, TARGET) ?? "" },
    decision,
  };
}

function stepTold({ steppedFromMs, steppedToMs }: ReturnType<Parts["judge"]["clock"]["state"]>): string {
  const at = (ms: number | null): string => new Date(ms ?? 0).toISOString();
  return `the receiver's clock stepped back from ${at(steppedFromMs)} to ${at(steppedToMs)}: the windows began anew, and features are not measurable until their window has passed`;
}
