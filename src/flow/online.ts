import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { createDecisionRow, type Decision } from "../nouns/decision.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { EVENT_TYPES, kindWord } from "../nouns/event.ts";
import { hashText } from "../nouns/hash.ts";
import type { Policy } from "../nouns/policy.ts";
import type { Counter } from "../count/counter.ts";
import { toDecision } from "../decide/decision.ts";
import { explain } from "../decide/explain.ts";
import { decisionStride, decodeDecision, encodeDecision } from "../decide/record.ts";
import { createDecoder } from "../ingest/json-decoder.ts";
import type { EventLog, LogBatch } from "../ports/event-log.ts";
import type { Records } from "../ports/records.ts";
import type { Snapshots } from "../store/snapshot.ts";
import { DecisionStore } from "./decision-store.ts";
import type {
  Answer,
  Engine,
  Overview,
  Readiness,
  RejectedEvent,
  Submission,
  SubmitOptions,
  TargetQuality,
} from "./engine.ts";
import { type LineOutcome, takeIn } from "./intake.ts";
import type { Judge } from "./judge.ts";
import type { KnownIds } from "./known-ids.ts";
import { LiveStatistics } from "./live-statistics.ts";
import { qualityOf } from "./quality.ts";

/** Bytes that may wait to be logged; beyond it a submission is refused as overloaded. */
export const QUEUE_BYTES_MAX = 128 * 1024 * 1024;
/** One turn of the event loop takes in about this much, some 10 ms of work, so that other requests are not kept waiting. */
const RUN_BYTES_MAX = 1024 * 1024;
/** Counts go to the store after this many changed targets or this long, whichever comes first. */
const CHECKPOINT_TARGETS_MAX = 20_000;
const CHECKPOINT_MS = 1_000;
/** Rejections decoded to text for the live page in one run. */
const REJECTIONS_SHOWN_PER_RUN = 5;
/** Retractions listed in one ledger entry. */
const CORRECTIONS_PER_ENTRY = 1_000;

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");

/** What `openEngine` has put together: everything restored up to the end of the log. */
export interface EngineParts {
  readonly judge: Judge;
  readonly counter: Counter;
  readonly known: KnownIds;
  readonly log: EventLog;
  readonly records: Records;
  readonly decisions: DecisionStore;
  readonly snapshots: Snapshots;
  /** Policy of an earlier decision, by id. */
  readonly policyById: (id: string) => Policy | null;
  readonly statistics: LiveStatistics;
  readonly clock: () => number;
  readonly release: () => Promise<void>;
}

interface Waiting {
  readonly lines: Uint8Array;
  readonly numbersOnly: boolean;
  readonly resolve: (submission: Submission) => void;
  readonly reject: (error: unknown) => void;
}

/** The online flow: take in → log → judge → count → answer. */
export class OnlineEngine implements Engine {
  private readonly parts: EngineParts;
  private readonly decoder = createDecoder();
  private readonly row = createEventRow();
  private readonly stride: number;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private inFlight = 0;
  /** Every event before this position is decided. */
  private decidedTo: number;
  private scheduled = false;
  private state: "ready" | "closing" = "ready";
  private tail: Promise<void> = Promise.resolve();
  private checkpointing: Promise<void> | null = null;
  private readonly checkpointTimer: NodeJS.Timeout;

  constructor(parts: EngineParts) {
    this.parts = parts;
    this.stride = decisionStride(parts.judge.policy.rules.length);
    this.decidedTo = parts.known.position;
    this.checkpointTimer = setInterval(() => void this.checkpoint(), CHECKPOINT_MS);
    this.checkpointTimer.unref();
  }

  submit(lines: Uint8Array, options: SubmitOptions = {}): Promise<Submission> {
    if (this.state !== "ready") return Promise.reject(new TouchstoneError("not_ready", "the engine is stopping"));
    const { failure } = this.parts.decisions;
    if (failure !== null) return Promise.reject(failure);
    if (this.waitingBytes + lines.length > QUEUE_BYTES_MAX) {
      return Promise.reject(
        new TouchstoneError("overloaded", `\`${this.waitingBytes}\` bytes wait already; send again in a second`),
      );
    }
    this.waitingBytes += lines.length;
    return new Promise((resolve, reject) => {
      this.waiting.push({ lines, numbersOnly: options.numbersOnly ?? false, resolve, reject });
      this.schedule();
    });
  }

  counts(kind: string, id: string): readonly TargetCounts[] {
    const stored = this.parts.records.counts(kind, id);
    const pending = this.parts.counter.pendingCounts(kind, id);
    return EVENT_TYPES.flatMap((type, index): TargetCounts[] => {
      const before = stored.find((count) => count.type === type);
      const at = index * 3;
      const shown = (before?.public ?? 0) + pending[at]!;
      const held = (before?.held ?? 0) + pending[at + 1]!;
      const rejected = (before?.rejected ?? 0) + pending[at + 2]!;
      if (before === undefined && shown === 0 && held === 0 && rejected === 0) return [];
      return [{ kind, id, type, raw: shown + held + rejected, public: shown, held, rejected }];
    });
  }

  quality(kind: string, id: string): TargetQuality | null {
    const counts = this.counts(kind, id);
    if (counts.length === 0) return null;
    const stored = this.parts.records.quality(kind, id);
    const added = this.parts.counter.pendingQuality(kind, id);
    const names = Object.keys(added) as (keyof QualitySums)[];
    const sums = Object.fromEntries(names.map((name) => [name, (stored?.[name] ?? 0) + added[name]]));
    return qualityOf(kind, id, sums as unknown as QualitySums, counts);
  }

  decision(eventId: string): Decision | null {
    const [low, high] = hashText(eventId);
    const position = this.parts.known.find(low, high);
    return position < 0 ? null : this.decisionAt(position);
  }

  explain(decision: Decision) {
    const policy = this.parts.policyById(decision.policy);
    return policy === null ? [] : explain(decision, policy);
  }

  overview(): Overview {
    const { judge, statistics, records, log } = this.parts;
    const { keysLive, keysEvicted, bytes } = judge.windows.stats();
    return {
      policy: judge.policy.id,
      startedAtMs: statistics.startedAtMs,
      eventTimeMs: Math.max(0, judge.clock.newestMs),
      eventsTotal: log.end("events"),
      duplicatesTotal: statistics.duplicates,
      rejectedLinesTotal: statistics.rejectedLines,
      lateTotal: statistics.late,
      perSecond: statistics.lastMinute(this.parts.clock()),
      verdicts: statistics.verdictTotals(),
      mostAttacked: records.mostAttacked(20),
      latestRejections: statistics.latestRejections(),
      keysLive,
      keysEvicted,
      stateBytes: bytes + this.parts.counter.bytes + this.parts.known.bytes,
      logPosition: log.end("events"),
    };
  }

  readiness(): Readiness {
    if (this.state !== "ready") return { ready: false, reason: "stopping" };
    const { failure } = this.parts.decisions;
    if (failure !== null) return { ready: false, reason: failure.message };
    return { ready: true };
  }

  async close(): Promise<void> {
    if (this.state === "closing") return;
    this.state = "closing";
    clearInterval(this.checkpointTimer);
    while (this.waiting.length > 0 || this.inFlight > 0) {
      await this.tail;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.parts.decisions.settled();
    await this.checkpoint();
    await this.checkpoint(); // what came in while the one before was under way
    this.parts.decisions.stop();
    if (this.parts.decisions.failure === null) await this.snapshot();
    await this.parts.release();
  }

  /** Writes what a start would otherwise have to replay. */
  async snapshot(): Promise<void> {
    const { snapshots, judge, counter, known } = this.parts;
    await snapshots.write(
      { policy: judge.policy.id, position: known.position, newestMs: judge.clock.newestMs },
      [...judge.windows.snapshot(), ...counter.snapshot()],
    );
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
      if (this.waiting.length > 0) this.schedule();
    });
  }

  /** Takes in what waits, up to one run, and logs it. */
  private flush(): void {
    const taken: Waiting[] = [];
    let bytes = 0;
    while (this.waiting.length > 0 && (taken.length === 0 || bytes + this.waiting[0]!.lines.length <= RUN_BYTES_MAX)) {
      const next = this.waiting.shift()!;
      bytes += next.lines.length;
      taken.push(next);
    }
    if (taken.length === 0) return;
    this.waitingBytes -= bytes;
    const { known, log, judge } = this.parts;
    const receivedAtMs = this.parts.clock();
    const first = known.position;
    const run = takeIn(taken.map((waiting) => waiting.lines), this.decoder, known, receivedAtMs);
    const policy = judge.policy.id;
    const { count } = run;
    const logged =
      count === 0
        ? Promise.resolve()
        : log.append("events", { count, bytes: run.bytes, ids: run.ids, policy, receivedAtMs }).then(() => {});
    this.inFlight++;
    this.tail = this.tail.then(() => logged).then(
      () => {
        const batch = { first, count, bytes: run.bytes, ids: run.ids, policy, receivedAtMs };
        const wanted = taken.some((waiting) => !waiting.numbersOnly);
        const decided = count > 0 ? this.decideRun(batch, wanted) : [];
        this.decidedTo = first + count;
        taken.forEach((waiting, part) => {
          waiting.resolve(this.answer(run.outcomes[part]!, first, decided, waiting.numbersOnly));
        });
      },
      (error: unknown) => {
        known.truncateTo(log.end("events"));
        for (const waiting of taken) waiting.reject(error);
      },
    ).finally(() => {
      this.inFlight--;
    });
  }

  /** Judges a durable run in log order; returns its decisions when they are wanted. */
  private decideRun(batch: LogBatch, wanted: boolean): readonly Decision[] {
    const { judge, counter, decisions, statistics } = this.parts;
    const { row, stride } = this;
    const { policy } = judge;
    const ruleCount = policy.rules.length;
    const records = new Uint8Array(batch.count * stride);
    const view = new DataView(records.buffer);
    const answers: Decision[] = [];
    let shown = 0;
    forEachLine(batch.bytes, (start, end, index) => {
      this.decoder.decode(batch.bytes, start, end, row, Number.POSITIVE_INFINITY);
      const decision = judge.judge(row, batch.receivedAtMs);
      encodeDecision(decision, ruleCount, judge.asOfMs, row.late === 1, view, index * stride);
      counter.count(row, decision.verdict, judge.asOfMs);
      statistics.verdict(decision.verdict);
      statistics.late += row.late;
      const show = decision.verdict === 3 && shown < REJECTIONS_SHOWN_PER_RUN;
      if (!wanted && !show) return;
      const made = toDecision(decision, policy, {
        event: keyText(row, ID) ?? "",
        asOfMs: judge.asOfMs,
        late: row.late === 1,
      });
      if (wanted) answers.push(made);
      if (show) {
        shown++;
        statistics.rejection(rejectedEvent(row, made));
      }
    });
    statistics.decided(this.parts.clock(), batch.count);
    decisions.put(batch.first, batch.count, records, policy.id, batch.receivedAtMs);
    if (counter.size >= CHECKPOINT_TARGETS_MAX) void this.checkpoint();
    return answers;
  }

  private answer(
    outcomes: readonly LineOutcome[],
    first: number,
    decided: readonly Decision[],
    numbersOnly: boolean,
  ): Submission {
    const { statistics } = this.parts;
    const tally = { accepted: 0, duplicates: 0, rejected: 0 };
    const answers: Answer[] = [];
    for (const outcome of outcomes) {
      tally[outcome.kind === "duplicate" ? "duplicates" : outcome.kind]++;
      if (numbersOnly) {
        if (outcome.kind === "rejected") answers.push({ rejection: outcome.rejection });
        continue;
      }
      if (outcome.kind === "rejected") {
        answers.push({ rejection: outcome.rejection });
        continue;
      }
      const decision = decided[outcome.position - first] ?? this.decisionAt(outcome.position);
      if (decision === null) throw new Error(`no decision at position \`${outcome.position}\``);
      answers.push(outcome.kind === "duplicate" ? { decision, duplicate: true } : { decision });
    }
    statistics.duplicates += tally.duplicates;
    statistics.rejectedLines += tally.rejected;
    return { answers, ...tally };
  }

  private decisionAt(position: number): Decision | null {
    const { decisions } = this.parts;
    const stored = decisions.at(position);
    const line = decisions.lineAt(position);
    if (stored === null || line === null) return null;
    const policy = this.parts.policyById(stored.policy);
    if (policy === null) return null;
    const row = createEventRow();
    this.decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY);
    const decision = createDecisionRow(policy.rules.length);
    const { record } = stored;
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const context = decodeDecision(view, 0, policy.rules.length, decision);
    if (context === null) throw new TouchstoneError("storage_damaged", `decision at position \`${position}\``);
    return toDecision(decision, policy, { event: keyText(row, ID) ?? "", ...context });
  }

  /**
   * Brings the counts to the store. Only what is decided durably may be counted durably: under another policy the events
   * between would be decided otherwise at the next start, and counted twice.
   */
  private checkpoint(): Promise<void> {
    this.checkpointing ??= this.storeCounts().finally(() => {
      this.checkpointing = null;
    });
    return this.checkpointing;
  }

  private async storeCounts(): Promise<void> {
    const { counter, records, decisions } = this.parts;
    if (counter.size === 0) return;
    const position = this.decidedTo;
    const { deltas, quality, corrections } = counter.take();
    do await decisions.settled();
    while (decisions.failure !== null && this.state === "ready");
    if (decisions.failure !== null) return;
    const entries = [];
    for (let at = 0; at < corrections.length; at += CORRECTIONS_PER_ENTRY) {
      entries.push({ kind: "retraction", body: corrections.slice(at, at + CORRECTIONS_PER_ENTRY) });
    }
    records.applyCounts(deltas, quality, position, entries, this.parts.clock());
    counter.stored();
  }
}

function rejectedEvent(row: EventRow, decision: Decision): RejectedEvent {
  return {
    type: kindWord(row.kind),
    actor: keyText(row, ACTOR) ?? "",
    target: { kind: keyText(row, TARGET_KIND) ?? "", id: keyText(row, TARGET) ?? "" },
    decision,
  };
}

/** Calls with the bounds of each line of a run whose lines all end in \n. */
export function forEachLine(bytes: Uint8Array, visit: (start: number, end: number, index: number) => void): void {
  let index = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    visit(start, end, index++);
    start = end + 1;
  }
}
