import type { Counter } from "../count/counter.ts";
import { toDecision } from "../decide/decision.ts";
import { explain } from "../decide/explain.ts";
import { decisionStride, encodeDecision } from "../decide/record.ts";
import { createDecoder } from "../ingest/json-decoder.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { QualitySums, TargetCounts } from "../nouns/counts.ts";
import { type Decision, rulesHit } from "../nouns/decision.ts";
import type { Erasure } from "../nouns/erasure.ts";
import { EVENT_TYPES, isEngagement, kindWord } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import type { PlaceholderCount } from "../nouns/placeholders.ts";
import type { Policy } from "../nouns/policy.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { ListDesk } from "../ports/list-desk.ts";
import type { Records } from "../ports/records.ts";
import type { Snapshots } from "../ports/snapshots.ts";
import type { Trails } from "../ports/trails.ts";
import type { PayeeBook } from "../screen/payee/payee-book.ts";
import { createChangeFeed } from "./changes/create-change-feed.ts";
import { CountFlush } from "./count-flush.ts";
import type { DecisionStore } from "./decision-store.ts";
import type { Desk } from "./desk/desk.ts";
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
import { EngineSnapshots } from "./engine-snapshots.ts";
import { EventRetention } from "./erase/event-retention.ts";
import { forgetActor } from "./erase/forget-actor.ts";
import type { ForgottenActors } from "./erase/forgotten-actors.ts";
import { DAY_MS } from "./erase/retention.ts";
import {
  ACCEPTED,
  DUPLICATE,
  type LineOutcomes,
  REJECTED,
  RowPool,
  type Run,
  sameId,
  takeIn,
} from "./intake.ts";
import type { KnownIds } from "./known-ids.ts";
import { PayeeLinks } from "./links/payee-links.ts";
import { createListDesk } from "./lists/create-list-desk.ts";
import type { ListBook } from "./lists/list-book.ts";
import type { LiveStatistics } from "./live-statistics.ts";
import type { PaymentDesk } from "./payment-desk.ts";
import type { SpawnCandidate } from "./policies/candidate-thread.ts";
import { createPolicyDesk, type RunningPolicies } from "./policies/create-policy-desk.ts";
import type { LiveJudge } from "./policies/live-judge.ts";
import { qualityOf } from "./quality.ts";
import { createPaymentDesk } from "./screening/create-payment-desk.ts";
import type { PaymentRemarks } from "./screening/payment-remarks.ts";
import { StoredIds } from "./stored-ids.ts";
import { ToldDecisions, toldOf } from "./told-decisions.ts";
import { createTrails } from "./trails/create-trails.ts";

/** Bytes that may wait to be logged; beyond it a submission is refused as overloaded. */
export const QUEUE_BYTES_MAX = 128 * 1024 * 1024;
/** One turn of the event loop takes in about this much, some 10 ms of work, so that other requests are not kept waiting. */
const RUN_BYTES_MAX = 1024 * 1024;
/** And at most so many lines: what they hold of ordinary events. Lines of one byte take as long each as others. */
const RUN_LINES_MAX = 4096;
/** Bytes of the queue that only submissions of at most `SMALL_SUBMISSION_BYTES_MAX` may use: bulk loads never lock out single events. */
const QUEUE_BYTES_KEPT = QUEUE_BYTES_MAX / 8;
const SMALL_SUBMISSION_BYTES_MAX = 64 * 1024;
/**
 * Counts go to the store after this many changed targets or this long, whichever comes first. A transaction of so many takes the
 * thread some 30 ms, and a review or an erasure waits for it no longer.
 */
const CHECKPOINT_TARGETS_MAX = 4_000;
const CHECKPOINT_MS = 1_000;
/** Decisions of repeated events are read for so long in one turn of the event loop. */
const ANSWER_SLICE_MS = 5;
/** A write to the log that failed so long ago says nothing of now: the disk is asked instead. */
const LOG_FAILURE_COUNTS_MS = 10_000;
/** Whoever erases an account through the running engine: a program with the API's token; keys have no names yet. */
const STARTING = { kind: "system", name: "start" } as const;
const OVER_HTTP = { kind: "api_key", name: "http" } as const;
/** Rejections decoded to text for the live page in one run. */
const REJECTIONS_SHOWN_PER_RUN = 5;

const NEWLINE = 0x0a;
const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");

/** What `openEngine` has put together: everything restored up to the end of the log. */
export interface EngineParts {
  readonly judge: LiveJudge;
  /** Starts the thread of a candidate policy; null where there is no folder to read. */
  readonly spawnCandidate: SpawnCandidate | null;
  /** A policy that shall take the place of the judge's once it has read the log; null: none. */
  readonly nextPolicy: Policy | null;
  readonly remarks: PaymentRemarks | null;
  readonly counter: Counter;
  readonly payees: PayeeBook;
  /** What the judge is told of lists. */
  readonly lists: ListBook;
  readonly known: KnownIds;
  readonly log: EventLog;
  readonly records: Records;
  readonly ledger: LedgerLog | null;
  readonly decisions: DecisionStore;
  readonly snapshots: Snapshots;
  /** Policy of an earlier decision, by id. */
  readonly policyById: (id: string) => Policy | null;
  readonly statistics: LiveStatistics;
  readonly campaigns: Desk;
  readonly clock: () => number;
  /** Told of what went wrong without harm. */
  readonly onWarning: (message: string) => void;
  readonly forgotten: ForgottenActors;
  /** Days that events are kept after they came in; null = for ever. */
  readonly keepDays: number | null;
  /** The receiver's clock is right, however far it has jumped since the last drop. */
  readonly clockTrusted: boolean;
  /** Position of the snapshot that the start went on from; −1 = there was none. */
  readonly snapshotAt: number;
  /** Events after which a snapshot is written while running. Default 400,000. */
  readonly snapshotEvents?: number;
  /** Told of events that were dropped since they are kept no longer. */
  readonly onDropped: (events: number, begin: number) => void;
  /** Why nothing could be written to the data folder now, or null. */
  readonly diskTrouble: () => Promise<string | null>;
  readonly release: () => Promise<void>;
}

interface Waiting {
  readonly lines: Uint8Array;
  readonly lineCount: number;
  readonly numbersOnly: boolean;
  readonly strict: boolean;
  readonly resolve: (submission: Submission) => void;
  readonly reject: (error: unknown) => void;
}

/** What of an accepted event did not count. */
interface Notes {
  readonly placeholders: readonly string[];
  readonly repeat: boolean;
}

/** The online flow: take in → log → judge → count → answer. */
export class OnlineEngine implements Engine {
  readonly campaigns: Desk;
  readonly ledger: LedgerLog | null;
  readonly payments: PaymentDesk;
  readonly links = new PayeeLinks();
  readonly changes: ReturnType<typeof createChangeFeed>;
  readonly trails: Trails;
  readonly lists: ListDesk;
  readonly policies: RunningPolicies;
  private readonly parts: EngineParts;
  private readonly decoder = createDecoder({ door: true });
  private readonly strictDecoder = createDecoder({ door: true, strict: true });
  private readonly pool = new RowPool();
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  /** Runs on their way to the log, in order: their ids are known and stand nowhere else yet. */
  private readonly flying: { readonly first: number; readonly rows: readonly EventRow[] }[] = [];
  private readonly storedIds: StoredIds;
  private inFlight = 0;
  /** Every event before this position is decided. */
  private decidedTo: number;
  private scheduled = false;
  private state: "ready" | "closing" = "ready";
  private tail: Promise<void> = Promise.resolve();
  /** When and why the log last refused a run; an earlier time once it took one again. */
  private logFailedAtMs = Number.NEGATIVE_INFINITY;
  private logFailure = "";
  private readonly checkpointTimer: NodeJS.Timeout;
  private readonly stored: CountFlush;
  private readonly snapshots: EngineSnapshots;
  private readonly retention: EventRetention;
  private readonly told: ToldDecisions;

  constructor(parts: EngineParts) {
    this.parts = parts;
    this.campaigns = parts.campaigns;
    this.ledger = parts.ledger;
    this.payments = createPaymentDesk({
      policy: () => parts.judge.policy,
      remarks: parts.remarks,
      book: parts.payees,
      records: parts.records,
      submit: (lines) => this.submit(lines),
      decision: (id) => this.decision(id),
      linkOf: (payee) => this.links.of(payee),
      lineOf: (id) => this.lineOf(id),
      clock: parts.clock,
      onWarning: parts.onWarning,
    });
    this.storedIds = new StoredIds(parts.log);
    this.decidedTo = parts.known.position;
    this.told = new ToldDecisions(parts.decisions, parts.policyById);
    const own = { ...parts, decidedTo: () => this.decidedTo };
    this.changes = createChangeFeed({ ...parts, counts: (kind, id) => this.counts(kind, id) });
    this.lists = createListDesk({
      records: parts.records,
      book: parts.lists,
      policy: () => parts.judge.policy,
      nextPosition: () => parts.known.position,
      clock: parts.clock,
      onChanged: (change) => this.policies.listsChanged(change),
    });
    this.policies = createPolicyDesk({
      ...own,
      spawn: parts.spawnCandidate,
      onInForce: () => void this.snapshots.write(),
    });
    this.trails = createTrails({ ...own, decision: (position) => this.told.at(position) });
    this.stored = new CountFlush({ ...own, onStored: this.changes.stored });
    this.checkpointTimer = setInterval(() => void this.stored.flush(), CHECKPOINT_MS);
    this.checkpointTimer.unref();
    this.snapshots = new EngineSnapshots({ ...own, counts: this.stored });
    // A start that read much of the log saves the next one from doing so, whenever this one ends.
    setImmediate(() => {
      if (this.state === "ready") this.snapshots.writeWhenDue();
    });
    this.campaigns.begin(() => this.stored.flushed());
    this.retention = new EventRetention(own);
    if (parts.nextPolicy !== null) this.policies.propose(parts.nextPolicy.source, "activate", STARTING);
  }

  submit(lines: Uint8Array, options: SubmitOptions = {}): Promise<Submission> {
    if (this.state !== "ready")
      return Promise.reject(new TouchstoneError("not_ready", "the engine is stopping"));
    const { failure } = this.parts.decisions;
    if (failure !== null) return Promise.reject(failure);
    const keptBytes = lines.length <= SMALL_SUBMISSION_BYTES_MAX ? 0 : QUEUE_BYTES_KEPT;
    if (this.waitingBytes + lines.length > QUEUE_BYTES_MAX - keptBytes) {
      return Promise.reject(
        new TouchstoneError(
          "overloaded",
          `\`${this.waitingBytes}\` bytes wait already; send again in a second`,
        ),
      );
    }
    this.waitingBytes += lines.length;
    return new Promise((resolve, reject) => {
      const numbersOnly = options.numbersOnly ?? false;
      const strict = options.strict ?? false;
      this.waiting.push({ lines, lineCount: lineCountOf(lines), numbersOnly, strict, resolve, reject });
      this.schedule();
    });
  }

  counts(kind: string, id: string): readonly TargetCounts[] {
    const stored = this.parts.records.counts(kind, id);
    const pending = this.parts.counter.pendingCounts(kind, id);
    const types = this.parts.counter.pendingTypes(kind, id);
    return EVENT_TYPES.flatMap((type, index): TargetCounts[] => {
      const before = stored.find((count) => count.type === type);
      const at = index * 3;
      const shown = (before?.public ?? 0) + pending[at]!;
      const held = (before?.held ?? 0) + pending[at + 1]!;
      const rejected = (before?.rejected ?? 0) + pending[at + 2]!;
      if (before === undefined && ((types >>> index) & 1) === 0) return [];
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
    const position = this.positionOf(eventId);
    return position < 0 ? null : this.told.at(position);
  }

  /** The stored line of an event; null where its id is unknown or its line no longer kept. */
  private lineOf(eventId: string): Uint8Array | null {
    const position = this.positionOf(eventId);
    return position < 0 || position >= this.decidedTo ? null : this.parts.decisions.lineAt(position);
  }

  /** Where an event stands, told by its text, since two ids may have one hash; −1 where it is unknown. */
  private positionOf(eventId: string): number {
    const { known } = this.parts;
    const [low, high] = hashText(eventId);
    const position = known.find(low, high);
    if (position < 0 || this.told.idAt(position) === eventId) return position;
    return known.anyCollided ? known.findCollided(eventId) : -1;
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
      logBegin: log.begin("events"),
      keepDays: this.parts.keepDays,
      dropHeldUntilMs: this.retention.heldUntilMs(),
      clock: judge.clock.state(),
      unmatchedRetractionsTotal: this.parts.counter.unmatchedRetractions,
      repeatsTotal: this.parts.counter.repeats,
      setAside: statistics.setAside,
      placeholders: countsByField(judge.placeholders.counts()),
      evictedEngagementsTotal: this.parts.counter.evictedEngagements,
      campaigns: records.campaigns.totals(),
    };
  }

  async forget(actor: string): Promise<Erasure> {
    if (this.state !== "ready") throw new TouchstoneError("not_ready", "the engine is stopping");
    const { keepDays, payees, records, statistics } = this.parts;
    statistics.forgetActor(actor);
    payees.forget(actor);
    records.lists.forget(actor);
    this.parts.lists.forget(actor);
    this.policies.forget(actor);
    if (records.get(`proven/${actor}`) !== null) records.set(`proven/${actor}`, "");
    const keepMs = keepDays === null ? null : keepDays * DAY_MS;
    return forgetActor({ ...this.parts, keepMs, by: OVER_HTTP }, actor);
  }

  async readiness(): Promise<Readiness> {
    if (this.state !== "ready") return { ready: false, reason: "stopping" };
    const failure = this.parts.decisions.failure ?? this.stored.failure;
    if (failure !== null) return { ready: false, reason: failure.message };
    if (performance.now() - this.logFailedAtMs < LOG_FAILURE_COUNTS_MS)
      return { ready: false, reason: this.logFailure };
    const reason = await this.parts.diskTrouble();
    return reason === null ? { ready: true } : { ready: false, reason };
  }

  async close(): Promise<readonly string[]> {
    if (this.state === "closing") return [];
    this.state = "closing";
    await this.policies.stop();
    await this.campaigns.stop();
    clearInterval(this.checkpointTimer);
    this.snapshots.stop();
    await this.retention.stop();
    while (this.waiting.length > 0 || this.inFlight > 0) {
      await this.tail;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.parts.decisions.settled();
    await this.stored.flush();
    await this.stored.flush(); // what came in while the one before was under way
    const missing = [...this.unwritten(), ...(await this.snapshots.write())];
    await this.stored.noteAll().catch((error: unknown) => {
      missing.push(`what the log knows of the records: ${error}`);
    });
    this.parts.decisions.stop();
    await this.parts.release();
    return missing;
  }

  /** What is decided and not on disk, as a stop tells it. */
  private unwritten(): string[] {
    const { decisions } = this.parts;
    const { behind, failure } = this.stored;
    const missing: string[] = [];
    if (decisions.failure !== null) missing.push(`decisions: ${decisions.failure.message}`);
    if (behind > 0) {
      const why = failure?.message ?? decisions.failure?.message ?? "the store did not take them";
      missing.push(`counts of \`${behind}\` events: ${why}`);
    }
    return missing;
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
    let lineCount = 0;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const full = bytes + next.lines.length > RUN_BYTES_MAX || lineCount + next.lineCount > RUN_LINES_MAX;
      if (full && taken.length > 0) break;
      this.waiting.shift();
      bytes += next.lines.length;
      lineCount += next.lineCount;
      taken.push(next);
    }
    if (taken.length === 0) return;
    const { known, log, judge } = this.parts;
    const receivedAtMs = this.parts.clock();
    const first = known.position;
    const run = takeIn(
      taken.map((waiting) => waiting.lines),
      (part) => (taken[part]!.strict ? this.strictDecoder : this.decoder),
      known,
      this.pool,
      receivedAtMs,
      (position, row) => this.isSameId(position, row),
    );
    if (run.count > 0) this.flying.push({ first, rows: run.rows });
    const policy = judge.policy.id;
    const { count } = run;
    const logged =
      count === 0
        ? Promise.resolve()
        : log
            .append("events", { count, bytes: run.bytes, ids: run.ids, policy, receivedAtMs })
            .then(() => {});
    this.inFlight++;
    this.tail = this.tail
      .then(() => logged)
      .then(
        () => {
          if (count > 0) this.flying.shift();
          const wanted = taken.some((waiting) => !waiting.numbersOnly);
          const notes = new Map<number, Notes>();
          const decided = count > 0 ? this.decideRun(run, first, receivedAtMs, wanted, notes) : [];
          this.waitingBytes -= bytes;
          // A run of nothing new stands at no position of its own.
          if (count > 0) this.decidedTo = first + count;
          this.snapshots.writeWhenDue();
          this.logFailedAtMs = Number.NEGATIVE_INFINITY;
          taken.forEach((waiting, part) => {
            try {
              const submission = this.answer(run.outcomes[part]!, first, decided, notes, waiting.numbersOnly);
              if (submission instanceof Promise) this.answerLater(waiting, submission);
              else waiting.resolve(submission);
            } catch (error) {
              waiting.reject(error);
            }
          });
        },
        (error: unknown) => {
          if (count > 0) this.flying.shift();
          this.waitingBytes -= bytes;
          this.logFailedAtMs = performance.now();
          this.logFailure = error instanceof Error ? error.message : String(error);
          known.truncateTo(log.end("events"));
          this.pool.give(run.rows);
          for (const waiting of taken) waiting.reject(error);
        },
      )
      .finally(() => {
        this.inFlight--;
      });
  }

  /** Judges a durable run in log order; returns its decisions when they are wanted, and notes what of an event did not count. */
  private decideRun(
    run: Run,
    first: number,
    receivedAtMs: number,
    wanted: boolean,
    notes: Map<number, Notes>,
  ): readonly Decision[] {
    const { judge, counter, payees, decisions, statistics } = this.parts;
    const { policy } = judge;
    const ruleCount = policy.rules.length;
    const stride = decisionStride(ruleCount);
    const records = new Uint8Array(run.count * stride);
    const view = new DataView(records.buffer);
    const answers: Decision[] = [];
    const { steps } = judge.clock;
    let shown = 0;
    for (let index = 0; index < run.rows.length; index++) {
      const row = run.rows[index]!;
      const decision = judge.judge(row, receivedAtMs, first + index);
      encodeDecision(decision, ruleCount, judge.asOfMs, row.late === 1, view, index * stride);
      if (!isEngagement(row.kind)) payees.see(row, decision.verdict, rulesHit(decision));
      const { repeats } = counter;
      counter.count(row, decision.verdict, first + index);
      const repeat = counter.repeats > repeats;
      if (judge.cleared !== 0 || repeat)
        notes.set(first + index, { placeholders: judge.placeholders.fieldsOf(judge.cleared), repeat });
      statistics.verdict(decision.verdict);
      statistics.late += row.late;
      const show = decision.verdict === 3 && shown < REJECTIONS_SHOWN_PER_RUN;
      if (!wanted && !show) continue;
      const made = toldOf(
        row,
        policy,
        toDecision(decision, policy, {
          event: keyText(row, ID) ?? "",
          asOfMs: judge.asOfMs,
          late: row.late === 1,
        }),
      );
      if (wanted) answers.push(made);
      if (show) {
        shown++;
        statistics.rejection(rejectedEvent(row, made));
      }
    }
    if (judge.clock.steps > steps) this.tellStep();
    this.pool.give(run.rows);
    statistics.decided(this.parts.clock(), run.count);
    decisions.put(first, run.count, records, policy.id, receivedAtMs);
    if (counter.size >= CHECKPOINT_TARGETS_MAX) void this.stored.flush();
    return answers;
  }

  /** Whether the event at a position has the id of `row`: asked where their hashes are the same. */
  private isSameId(position: number, row: EventRow): boolean {
    for (const { first, rows } of this.flying) {
      if (position >= first && position < first + rows.length) return sameId(rows[position - first]!, row);
    }
    return this.storedIds.isSame(position, row);
  }

  private tellStep(): void {
    const { steppedFromMs, steppedToMs } = this.parts.judge.clock.state();
    const at = (ms: number | null): string => new Date(ms ?? 0).toISOString();
    this.parts.onWarning(
      `the receiver's clock stepped back from ${at(steppedFromMs)} to ${at(steppedToMs)}: the windows began anew, and features are not measurable until their window has passed`,
    );
  }

  /** Answers to one part of a run: at once, or where events were seen before as soon as their decisions are read. */
  private answer(
    { kinds, places, rejections, setAside }: LineOutcomes,
    first: number,
    decided: readonly Decision[],
    notes: ReadonlyMap<number, Notes>,
    numbersOnly: boolean,
  ): Submission | Promise<Submission> {
    // The run that held the first of these ids could not be logged after all: nothing of them is known.
    if (kinds.some((kind, line) => kind === DUPLICATE && places[line]! >= this.decidedTo)) {
      throw new TouchstoneError(
        "storage_failed",
        "the same ids were sent just before and not stored; repeat",
      );
    }
    const rejected = rejections.length;
    const duplicates = kinds.reduce((sum, kind) => sum + (kind === DUPLICATE ? 1 : 0), 0);
    const accepted = kinds.length - rejected - duplicates;
    this.parts.statistics.duplicates += duplicates;
    this.parts.statistics.rejectedLines += rejected;
    for (const [line, values] of setAside) {
      if (kinds[line] !== ACCEPTED) continue;
      const counts = this.parts.statistics.setAside;
      for (const { field } of values) counts[field] = (counts[field] ?? 0) + 1;
    }
    const numbers = { accepted, duplicates, rejected };
    if (numbersOnly) return { ...numbers, answers: rejections.map((rejection): Answer => ({ rejection })) };
    const answerAt = (kind: number, place: number, line: number): Answer => {
      if (kind === REJECTED) return { rejection: rejections[place]! };
      const decision = decided[place - first] ?? this.told.at(place);
      if (decision === null) throw this.noDecision(place);
      if (kind === DUPLICATE) return { decision, duplicate: true };
      const aside = setAside.get(line);
      const note = notes.get(place);
      if (aside === undefined && note === undefined) return { decision };
      return {
        decision,
        ...(aside === undefined ? {} : { setAside: aside }),
        ...(note === undefined || note.placeholders.length === 0 ? {} : { placeholders: note.placeholders }),
        ...(note?.repeat === true ? { repeat: true as const } : {}),
      };
    };
    if (duplicates > 0) return this.answerInSlices(kinds, places, numbers, answerAt);
    return { ...numbers, answers: kinds.map((kind, line) => answerAt(kind, places[line]!, line)) };
  }

  private answerLater(waiting: Waiting, submission: Promise<Submission>): void {
    this.inFlight++;
    void submission.then(waiting.resolve, waiting.reject).finally(() => {
      this.inFlight--;
    });
  }

  /** The first decision of a repeated event is read from the log: up to some ms each where they lie far apart. */
  private async answerInSlices(
    kinds: readonly number[],
    places: readonly number[],
    numbers: Omit<Submission, "answers">,
    answerAt: (kind: number, place: number, line: number) => Answer,
  ): Promise<Submission> {
    const answers: Answer[] = [];
    let pausedAtMs = performance.now();
    for (let line = 0; line < kinds.length; line++) {
      answers.push(answerAt(kinds[line]!, places[line]!, line));
      if (performance.now() - pausedAtMs < ANSWER_SLICE_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      pausedAtMs = performance.now();
    }
    return { ...numbers, answers };
  }

  /** Of an event that was taken for a repeat, and whose first one was dropped meanwhile. */
  private noDecision(position: number): Error {
    if (position < this.parts.log.begin("events"))
      return new TouchstoneError("storage_failed", "the first event of an id was dropped just now; repeat");
    return new Error(`no decision at position \`${position}\``);
  }
}

/** Lines of a submission, blank ones and an unfinished last one included. */
function lineCountOf(lines: Uint8Array): number {
  let count = 1;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function rejectedEvent(row: EventRow, decision: Decision): RejectedEvent {
  return {
    type: kindWord(row.kind),
    actor: keyText(row, ACTOR) ?? "",
    target: { kind: keyText(row, TARGET_KIND) ?? "", id: keyText(row, TARGET) ?? "" },
    decision,
  };
}

function countsByField(counts: readonly PlaceholderCount[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { field, events } of counts) sums[field] = (sums[field] ?? 0) + events;
  return sums;
}
