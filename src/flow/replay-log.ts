import type { Counter } from "../count/counter.ts";
import { decisionStride, encodeDecision, recordVerdict } from "../decide/record.ts";
import { createDecoder } from "../ingest/json-decoder.ts";
import { isEngagement } from "../nouns/event.ts";
import { createEventRow, type EventRow } from "../nouns/event-row.ts";
import { RETRACTIONS_KNOWN } from "../nouns/record-settings.ts";
import type { EventLog, LogBatch } from "../ports/event-log.ts";
import type { Records } from "../ports/records.ts";
import type { PayeeRegistry } from "../screen/payee/payee-registry.ts";
import type { DecisionStore } from "./decision-store.ts";
import type { Judge } from "./judge.ts";
import type { LiveStatistics } from "./live-statistics.ts";
import type { RestoredIds } from "./restore-ids.ts";
import type { WindowSlots } from "./window-slots.ts";

export interface ReplayInput {
  readonly position: number;
  /** Slots of the windows that a snapshot holds as of later positions; null: there is no snapshot. */
  readonly windowSlots: WindowSlots | null;
  /** Events before this position are known to everything but the windows. */
  readonly knownTo: number;
  readonly ids: RestoredIds;
  readonly judge: Judge;
  readonly counter: Counter;
  readonly payees: PayeeRegistry;
  readonly decisions: DecisionStore;
  readonly log: EventLog;
  readonly records: Records;
  readonly statistics: LiveStatistics;
  /** The statistics hold every event before this position already. */
  readonly countedTo: number;
  readonly clock: () => number;
  readonly onProgress: ((done: number) => void) | undefined;
}

/**
 * The log from `position` on. Engagements that have a stored decision only enter the windows; the rest goes through the same judge. Events before the applied position are in the stored counts already;
 * events that have a stored decision keep it, also under a new policy; the others are decided and stored now.
 */
export async function replayLog(input: ReplayInput): Promise<void> {
  const { ids, judge, counter, payees, decisions, log, records, statistics, windowSlots } = input;
  const decoder = createDecoder();
  const row: EventRow = createEventRow();
  const ruleCount = judge.policy.rules.length;
  const stride = decisionStride(ruleCount);
  const appliedPosition = await records.appliedPosition();
  const decidedPosition = log.end("decisions");
  const end = log.end("events");
  const known = (await records.get(RETRACTIONS_KNOWN)) === "yes";
  /** Changes that are in the stored counts already. Records of before retractions were written down learn of them here. */
  const forgetStored = async (): Promise<void> => {
    counter.discard(!known);
    if (known) return;
    const { claims } = counter.take(0);
    await records.applyCounts([], [], appliedPosition, [], input.clock(), claims);
    counter.stored();
  };
  const storedVerdict = storedVerdicts(log);
  for await (const batch of log.read("events", input.position)) {
    ids.take(batch);
    const fresh = new Uint8Array(batch.count * stride);
    const view = new DataView(fresh.buffer);
    let decided = 0;
    const stored = batch.first + batch.count <= appliedPosition;
    for (
      let start = 0, lineEnd = 0, at = batch.first;
      start < batch.bytes.length;
      start = lineEnd + 1, at++
    ) {
      lineEnd = batch.bytes.indexOf(0x0a, start);
      if (at < input.position) continue;
      windowSlots?.restoreUpTo(at);
      decoder.decode(batch.bytes, start, lineEnd, row, Number.POSITIVE_INFINITY);
      if (at < input.knownTo) {
        judge.enter(row, batch.receivedAtMs, at);
        continue;
      }
      let verdict = at < decidedPosition ? storedVerdict(at) : NONE;
      const asked = stored && known && verdict !== NONE ? -1 : counter.unfetched(row, at);
      const release = asked < 0 ? null : await counter.fetch([asked]);
      if (verdict !== NONE && isEngagement(row.kind)) {
        judge.enter(row, batch.receivedAtMs, at);
        counter.count(row, verdict, at, stored && known);
      } else {
        const decision = judge.judge(row, batch.receivedAtMs, at);
        if (verdict === NONE) verdict = decision.verdict;
        if (at >= decidedPosition) {
          encodeDecision(decision, ruleCount, judge.asOfMs, row.late === 1, view, decided * stride);
          decided++;
        }
        if (isEngagement(row.kind)) counter.count(row, verdict, at);
        else payees.see(row, verdict, decision);
      }
      release?.();
      if (at >= input.countedTo) {
        statistics.verdict(verdict);
        statistics.late += row.late;
      }
      if (at + 1 === appliedPosition) await forgetStored();
    }
    if (stored) await forgetStored();
    if (decided > 0) {
      const first = Math.max(batch.first, decidedPosition);
      decisions.put(first, decided, fresh.subarray(0, decided * stride), judge.policy.id, batch.receivedAtMs);
    }
    input.onProgress?.((batch.first + batch.count - input.position) / Math.max(1, end - input.position));
  }
  ids.end();
  windowSlots?.restoreUpTo(Number.POSITIVE_INFINITY);
  if (!known) await records.set(RETRACTIONS_KNOWN, "yes");
  await decisions.settled();
}

/** There is no stored decision: it was cut out of the log by a repair. */
const NONE = -1;

/** The stored verdict at a position, or `NONE`; positions ascend, so that each run is read once. */
function storedVerdicts(log: EventLog): (position: number) => number {
  let run: LogBatch | null = null;
  return (position) => {
    if (run === null || position >= run.first + run.count) run = log.at("decisions", position);
    if (run === null || position < run.first) return NONE;
    return recordVerdict(run.bytes, (position - run.first) * (run.bytes.length / run.count));
  };
}
