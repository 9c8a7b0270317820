/** The thread of a candidate policy: reads the log beside the engine, fills its windows, and counts what it would decide otherwise. */
import { setTimeout as after, setImmediate as nextTurn } from "node:timers/promises";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { followLog } from "../../compose/follow-log.ts";
import { recordVerdict } from "../../decide/record.ts";
import { createDecoder } from "../../ingest/json-decoder.ts";
import { isEngagement } from "../../nouns/event.ts";
import { createEventRow } from "../../nouns/event-row.ts";
import { loadPolicy } from "../../policy/load.ts";
import type { LogBatch } from "../../ports/event-log.ts";
import { createPayeeRegistry } from "../../screen/payee/payee-registry.ts";
import { createJudge } from "../judge.ts";
import { ListRegistry } from "../lists/list-registry.ts";
import type { PaymentRemarks } from "../screening/payment-remarks.ts";
import { readThrough, ThreadGate } from "../thread-gate.ts";
import { lowerPriority } from "../thread-priority.ts";
import type { CandidateAnswer, CandidateRequest, CandidateStart } from "./candidate-messages.ts";
import { CANDIDATE_PIECE_BYTES, CANDIDATE_REPORT_MS, HAND_OVER_EVENTS_MAX } from "./policy-limits.ts";
import { createShadowTally } from "./shadow-tally.ts";

/** Of 0 to 19: behind the engine, before what only looks. */
const NICENESS = 5;

if (parentPort === null) throw new Error("this file runs as a worker thread only");
const port = parentPort;
const start = workerData as CandidateStart;
lowerPriority(NICENESS);

const loaded = loadPolicy(start.policy, "policy");
if (!loaded.ok) throw new Error("the policy was checked before");
const { policy } = loaded;
const lists = new ListRegistry(start.lists);
const judge = createJudge(policy, await remarksOf(start.lexicon), undefined, lists);
const payees = createPayeeRegistry();
const tally = createShadowTally(policy);
const reader = readThrough(new ThreadGate(start.gate), () => followLog(start.store));
const decoder = createDecoder();
const row = createEventRow();
let position = reader.bounds("events").begin;
let decisions: LogBatch | null = null;
let handOver = false;

report(decided());
for (let toldMs = performance.now(); ; ) {
  const end = decided();
  // Lists were changed before the first event that meets the change was logged: all of them are heard by now.
  for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port))
    hear(got.message);
  if (position < end) {
    read(end);
    await nextTurn();
  } else {
    report(end);
    toldMs = performance.now();
    if (!handOver) await after(CANDIDATE_REPORT_MS / 10);
  }
  if (performance.now() - toldMs >= CANDIDATE_REPORT_MS) {
    report(end);
    toldMs = performance.now();
  }
  if (handOver && end - position <= HAND_OVER_EVENTS_MAX) {
    handOver = false;
    const { slots } = judge.windows;
    const windows = Array.from({ length: slots }, (_, slot) => judge.windows.snapshotSlot(slot));
    const payeesNow = payees.snapshot().slice();
    const state = { position, windows, clock: judge.clock.numbers(), payees: payeesNow };
    const buffers = [...windows, payeesNow].map(({ buffer }) => buffer as ArrayBuffer);
    port.postMessage({ kind: "state", state } satisfies CandidateAnswer, buffers);
  }
}

/** Position after the last decided event. */
function decided(): number {
  return Math.min(reader.bounds("events").end, reader.bounds("decisions").end);
}

function hear(request: CandidateRequest): void {
  if (request.kind === "hand_over") handOver = true;
  else if (request.kind === "forget") {
    lists.forget(request.account);
    payees.forget(request.account);
    tally.forget(request.account);
  } else {
    for (const { entry, until } of request.ended) lists.end(entry, until);
    for (const entry of request.added) lists.add(entry);
  }
}

/** The next piece of the log. */
function read(end: number): void {
  const from = position;
  for (const run of reader.runs("events", position, end, CANDIDATE_PIECE_BYTES)) {
    let at = run.first;
    for (let begin = 0; begin < run.bytes.length; at++) {
      const stop = run.bytes.indexOf(0x0a, begin);
      const line = begin;
      begin = stop + 1;
      if (at < position || at >= end) continue;
      if (decoder.decode(run.bytes, line, stop, row, Number.POSITIVE_INFINITY) !== null) continue;
      const decision = judge.judge(row, run.receivedAtMs, at);
      const before = verdictAt(at);
      if (!isEngagement(row.kind)) payees.see(row, before ?? decision.verdict, decision);
      if (before !== null && at >= start.compareFrom) tally.add(row, before, decision, judge.asOfMs);
    }
    position = Math.max(position, Math.min(end, run.first + run.count));
  }
  // All of it was dropped meanwhile, or cut out by a repair.
  if (position === from) position = end;
}

/** What was decided at a position; null where it was cut out. */
function verdictAt(at: number): number | null {
  if (decisions === null || at < decisions.first || at >= decisions.first + decisions.count)
    decisions = reader.at("decisions", at);
  if (decisions === null) return null;
  const stride = decisions.bytes.length / decisions.count;
  const begin = (at - decisions.first) * stride;
  return recordVerdict(decisions.bytes.subarray(begin, begin + stride));
}

function report(end: number): void {
  const progress = { position, behind: Math.max(0, end - position) };
  port.postMessage({
    kind: "report",
    report: { ...progress, ...tally.differences() },
  } satisfies CandidateAnswer);
}

async function remarksOf(lexicon: string | null): Promise<PaymentRemarks | null> {
  if (lexicon === null) return null;
  const [{ compileLexicon }, { createRemarkReader }] = await Promise.all([
    import("../../screen/remark/compile-lexicon.ts"),
    import("../../screen/remark/create-remark-reader.ts"),
  ]);
  const compiled = compileLexicon(lexicon, "lexicon");
  if (!compiled.ok) throw new Error("the lexicon was checked before");
  const { id, sha256 } = compiled.lexicon;
  return { id, sha256, source: lexicon, read: createRemarkReader(compiled.lexicon) };
}
