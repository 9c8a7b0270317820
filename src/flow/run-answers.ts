import { TouchstoneError } from "../nouns/codes.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { DecidedRun } from "./decide-run.ts";
import type { Answer, Submission } from "./engine.ts";
import { ACCEPTED, DUPLICATE, type LineOutcomes, REJECTED } from "./intake.ts";
import type { LiveStatistics } from "./live-statistics.ts";
import { ANSWER_SLICE_MS } from "./online-limits.ts";
import type { ToldDecisions } from "./told-decisions.ts";

export interface RunAnswersParts {
  readonly told: ToldDecisions;
  readonly statistics: LiveStatistics;
  readonly log: Pick<EventLog, "begin">;
  /** Every event before this position is decided. */
  readonly decidedTo: () => number;
  /** Ms of a stopwatch. */
  readonly nowMs: () => number;
}

/**
 * Answers to one part of a decided run: at once, or where events were seen before as soon as their decisions are read. Throws or
 * rejects with `storage_failed` where what an event repeats is not known after all.
 */
export function answerPart(
  parts: RunAnswersParts,
  { kinds, places, rejections, setAside }: LineOutcomes,
  { first, decisions, texts, notes }: DecidedRun,
  wanted: { readonly numbersOnly: boolean; readonly texts: boolean },
): Submission | Promise<Submission> {
  const { told, statistics } = parts;
  const rejected = rejections.length;
  let duplicates = 0;
  let late = 0;
  if (notes.size > 0) {
    for (let line = 0; line < kinds.length; line++)
      if (kinds[line] === ACCEPTED && notes.get(places[line]!)?.late === true) late++;
  }
  for (let line = 0; line < kinds.length; line++) {
    if (kinds[line] !== DUPLICATE) continue;
    duplicates++;
    // The run that held the first of these ids could not be logged after all: nothing of them is known.
    if (places[line]! >= parts.decidedTo()) throw notStored();
  }
  const accepted = kinds.length - rejected - duplicates;
  statistics.duplicates += duplicates;
  statistics.rejectedLines += rejected;
  for (const [line, values] of setAside) {
    if (kinds[line] === ACCEPTED) statistics.valuesSetAside(values);
  }
  const numbers = { accepted, duplicates, rejected, late };
  if (wanted.numbersOnly)
    return { ...numbers, answers: rejections.map((rejection): Answer => ({ rejection })) };

  const answerAt = (line: number): Answer => {
    const place = places[line]!;
    if (kinds[line] === REJECTED) return { rejection: rejections[place]! };
    const text = wanted.texts && kinds[line] === ACCEPTED ? texts[place - first] : undefined;
    const decision = text === undefined ? (decisions[place - first] ?? told.at(place)) : undefined;
    if (decision === null) throw noDecision(place, parts.log);
    const answer: Answer = text === undefined ? { decision: decision! } : { text };
    if (kinds[line] === DUPLICATE) return { ...answer, duplicate: true };
    const aside = setAside.get(line);
    const note = notes.get(place);
    if (aside === undefined && note === undefined) return answer;
    return {
      ...answer,
      ...(aside === undefined ? {} : { setAside: aside }),
      ...(note === undefined || note.placeholders.length === 0 ? {} : { placeholders: note.placeholders }),
      ...(note?.repeat === true ? { repeat: true as const } : {}),
    };
  };
  if (duplicates > 0) return inSlices(kinds.length, answerAt, numbers, parts.nowMs);
  return { ...numbers, answers: kinds.map((_, line) => answerAt(line)) };
}

/** The first decision of a repeated event is read from the log: up to some ms each where they lie far apart. */
async function inSlices(
  lines: number,
  answerAt: (line: number) => Answer,
  numbers: Omit<Submission, "answers">,
  nowMs: () => number,
): Promise<Submission> {
  const answers: Answer[] = [];
  let pausedAtMs = nowMs();
  for (let line = 0; line < lines; line++) {
    answers.push(answerAt(line));
    if (nowMs() - pausedAtMs < ANSWER_SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    pausedAtMs = nowMs();
  }
  return { ...numbers, answers };
}

function notStored(): TouchstoneError {
  return new TouchstoneError("storage_failed", "the same ids were sent just before and not stored; repeat");
}

/** Of an event that was taken for a repeat, and whose first one was dropped meanwhile. */
function noDecision(position: number, log: Pick<EventLog, "begin">): Error {
  if (position < log.begin("events"))
    return new TouchstoneError("storage_failed", "the first event of an id was dropped just now; repeat");
  return new Error(`no decision at position \`${position}\``);
}
