import { createDecider } from "../decide/decide.ts";
import { createWindows } from "../measure/windows.ts";
import type { DecisionRow } from "../nouns/decision.ts";
import { createDecisionRow } from "../nouns/decision.ts";
import { PAYMENT_CODE } from "../nouns/event.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { createPlaceholderFilter, type PlaceholderFilter } from "../nouns/placeholders.ts";
import type { Policy } from "../nouns/policy.ts";
import type { WindowState } from "../ports/window-state.ts";
import { createScorer } from "../score/score.ts";
import { EventClock } from "./event-clock.ts";
import { createListMarker, type ListRegistry } from "./lists/list-registry.ts";
import { createRemarkColumns, type PaymentRemarks } from "./screening/payment-remarks.ts";

/** The pure middle of the product: the same object decides online, in replays, audits, backtests and behind an appeal. */
export interface Judge {
  readonly policy: Policy;
  readonly windows: WindowState;
  readonly clock: EventClock;
  /** What was taken for "none" among the identities of the events so far. */
  readonly placeholders: PlaceholderFilter;
  /** Fields of the last event that were taken for "none", as `placeholders.fieldsOf` reads them. */
  readonly cleared: number;
  /** Time the last event was measured at. */
  readonly asOfMs: number;
  /**
   * A decoded event, in log order → its decision, in a row that the next call overwrites. `position`: of the event in its log, where lists have
   * been changed since; absent: now.
   */
  judge(row: EventRow, receivedAtMs: number, position?: number): DecisionRow;
  /** The same for an event that a sequencer has put in order of time, or marked late. */
  judgeOrdered(row: EventRow, late: boolean): DecisionRow;
  /** An event whose decision is known, in log order: all goes on as if it had been judged, for less. */
  enter(row: EventRow, receivedAtMs: number, position: number): void;
}

/**
 * A judge with empty windows. `remarks`: what reads the remarks of payments; without it their scores are not measurable. `windows`: another
 * engine's window state, when the policy's are kept elsewhere. `lists`: what the policy's questions about lists are answered from; without
 * it they are not evaluable.
 */
export function createJudge(
  policy: Policy,
  remarks: PaymentRemarks | null = null,
  windows: WindowState = createWindows(policy),
  lists: ListRegistry | null = null,
): Judge {
  const markListed = createListMarker(policy.listUses, lists);
  const clock = new EventClock(policy.latenessMs);
  const placeholders = createPlaceholderFilter(policy.placeholders);
  const score = createScorer(policy);
  const decide = createDecider(policy);
  const features = new Float64Array(policy.features.length);
  const decision = createDecisionRow(policy.rules.length);
  const readRemark = createRemarkColumns(remarks?.read ?? null);
  /** Columns that follow from the others. */
  const fillIn = (row: EventRow): void => {
    policy.infrastructure.classify(row);
    known.cleared = placeholders.clear(row);
    if (row.kind === PAYMENT_CODE) readRemark(row);
  };
  const decideAt = (row: EventRow, asOfMs: number): DecisionRow => {
    fillIn(row);
    windows.measure(row, asOfMs, features);
    score(row, features, decision);
    decide(decision, row.kind);
    return decision;
  };
  const judge: Judge = {
    policy,
    windows,
    clock,
    placeholders,
    asOfMs: 0,
    cleared: 0,
    judge(row, receivedAtMs, position = Number.MAX_SAFE_INTEGER) {
      markListed?.(row, position, receivedAtMs);
      asOf(clock.asOf(row, receivedAtMs));
      if (clock.restarted) windows.restart(clock.newestMs);
      return decideAt(row, judge.asOfMs);
    },
    judgeOrdered(row, late) {
      markListed?.(row, Number.MAX_SAFE_INTEGER, row.occurredAtMs);
      asOf(clock.ordered(row, late));
      return decideAt(row, judge.asOfMs);
    },
    enter(row, receivedAtMs, position) {
      markListed?.(row, position, receivedAtMs);
      asOf(clock.asOf(row, receivedAtMs));
      if (clock.restarted) windows.restart(clock.newestMs);
      fillIn(row);
      windows.enter(row, judge.asOfMs);
    },
  };
  const known = judge as { asOfMs: number; cleared: number };
  const asOf = (ms: number): void => {
    known.asOfMs = ms;
  };
  return judge;
}
