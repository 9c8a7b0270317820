import { during } from "../kernels/loop-work.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Erasure } from "../nouns/erasure.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { NamedLists } from "../ports/named-lists.ts";
import type { Trails } from "../ports/trails.ts";
import type { RunningReviews } from "./campaigns/campaign-reviews.ts";
import { createChangeFeed } from "./changes/create-change-feed.ts";
import { CountFlush } from "./count-flush.ts";
import { createRunDecider, type DecidedRun, type RunDecider } from "./decide-run.ts";
import type { Engine, Readiness, Submission, SubmitOptions } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import { createEngineQueries, type EngineQueries } from "./engine-queries.ts";
import { EngineSnapshots } from "./engine-snapshots.ts";
import { EventRetention } from "./erase/event-retention.ts";
import { forgetInEngine } from "./erase/forget-in-engine.ts";
import { PayeeLinks } from "./links/payee-links.ts";
import { createNamedLists } from "./lists/create-named-lists.ts";
import {
  CHECKPOINT_MS,
  CHECKPOINT_TARGETS_MAX,
  DECIDE_SLICE_MS,
  LOG_FAILURE_COUNTS_MS,
} from "./online-limits.ts";
import { createPolicyRollout, type RunningPolicies } from "./policies/create-policy-rollout.ts";
import { answerPart, type RunAnswersParts } from "./run-answers.ts";
import { RunClaims } from "./run-claims.ts";
import { type LoggedRun, RunIntake } from "./run-intake.ts";
import type { PaymentScreening } from "./screened-payments.ts";
import { createPaymentScreening } from "./screening/create-payment-screening.ts";
import { SubmissionQueue, type Waiting } from "./submission-queue.ts";
import { ToldDecisions } from "./told-decisions.ts";
import { createTrails } from "./trails/create-trails.ts";

/** The online flow: take in → log → judge → count → answer (`process`); each other duty beside it, in a file of its own. */
export class OnlineEngine implements Engine {
  readonly campaigns: RunningReviews;
  readonly ledger: LedgerLog | null;
  readonly payments: PaymentScreening;
  readonly links = new PayeeLinks();
  readonly changes: ReturnType<typeof createChangeFeed>;
  readonly trails: Trails;
  readonly lists: NamedLists;
  readonly policies: RunningPolicies;
  readonly counts: EngineQueries["counts"];
  readonly quality: EngineQueries["quality"];
  readonly decision: EngineQueries["decision"];
  readonly explain: EngineQueries["explain"];
  readonly overview: EngineQueries["overview"];
  private readonly parts: EngineParts;
  private readonly queue = new SubmissionQueue((taken) => this.begin(taken));
  private readonly intake: RunIntake;
  /** Runs and answers under way. */
  private inFlight = 0;
  /** Every event before this position is decided. */
  private decidedTo: number;
  private state: "ready" | "closing" = "ready";
  /** Resolves when the runs that were begun are answered. */
  private tail: Promise<void> = Promise.resolve();
  /** How long was decided since other requests were read, ms. */
  private decidingMs = 0;
  /** When and why the log last refused a run; an earlier time once it took one again. */
  private logFailedAtMs = Number.NEGATIVE_INFINITY;
  private logFailure = "";
  private readonly endCheckpoints: () => void;
  private readonly stored: CountFlush;
  private readonly claims: RunClaims;
  /** Why runs of the log were left to the next start, at the end of this one. */
  private abandoned: Error | null = null;
  private readonly snapshots: EngineSnapshots;
  readonly retention: EventRetention;
  private readonly answering: RunAnswersParts;
  private readonly decideRun: RunDecider;

  constructor(parts: EngineParts) {
    this.parts = parts;
    this.campaigns = parts.campaigns;
    this.ledger = parts.ledger;
    this.intake = new RunIntake(parts);
    this.decideRun = createRunDecider(parts);
    this.decidedTo = parts.known.position;
    const told = new ToldDecisions(parts.decisions, parts.policyById);
    const own = { ...parts, told, decidedTo: () => this.decidedTo };
    this.answering = { ...own, nowMs: parts.scheduler.nowMs };
    this.changes = createChangeFeed({ ...parts, counts: (kind, id) => this.counts(kind, id) });
    this.lists = createNamedLists({
      records: parts.records,
      registry: parts.lists,
      policy: () => parts.judge.policy,
      between: (work) => this.between(work),
      clock: parts.clock,
      onChanged: (change) => this.policies.listsChanged(change),
    });
    this.policies = createPolicyRollout({
      ...own,
      spawn: parts.spawnCandidate,
      between: (work) => this.between(work),
      history: parts.policyHistory,
      onKept: parts.keepPolicy,
      onInForce: () => void this.snapshots.write(),
    });
    this.trails = createTrails({ ...own, decision: (position) => told.at(position) });
    this.claims = new RunClaims(parts);
    this.stored = new CountFlush({ ...own, onStored: this.changes.stored });
    this.endCheckpoints = parts.scheduler.every(CHECKPOINT_MS, () => void this.stored.flush());
    this.snapshots = new EngineSnapshots({ ...own, counts: this.stored });
    // A start that read much of the log saves the next one from doing so, whenever this one ends.
    setImmediate(() => {
      if (this.state === "ready") this.snapshots.writeWhenDue();
    });
    this.campaigns.begin(() => this.stored.flushed());
    this.retention = new EventRetention({ ...own, applied: () => this.stored.applied });
    const queries = createEngineQueries({ ...own, retention: this.retention });
    this.counts = queries.counts;
    this.quality = queries.quality;
    this.decision = queries.decision;
    this.explain = queries.explain;
    this.overview = queries.overview;
    this.payments = createPaymentScreening({
      policy: () => parts.judge.policy,
      remarks: parts.remarks,
      registry: parts.payees,
      records: parts.records,
      submit: (lines) => this.submit(lines),
      decision: queries.decision,
      linkOf: (payee) => this.links.of(payee),
      lineOf: queries.lineOf,
      clock: parts.clock,
      onWarning: parts.onWarning,
    });
  }

  submit(lines: Uint8Array, options: SubmitOptions = {}): Promise<Submission> {
    if (this.state !== "ready") return Promise.reject(stopping());
    const { failure } = this.parts.decisions;
    return failure === null ? this.queue.push(lines, options) : Promise.reject(failure);
  }

  /** The runs go to the log side by side, and are decided one after the other. */
  private begin(taken: readonly Waiting[]): void {
    this.inFlight++;
    this.tail = this.process(taken, this.tail).finally(() => {
      this.inFlight--;
    });
  }

  /** Does a work after the runs that were begun are decided, and before any that begins from now on; it is given where that one begins. */
  private between<T>(work: (position: number) => Promise<T>): Promise<T> {
    const { position } = this.parts.known;
    const done = this.tail.then(() => work(position));
    const ended = done.then(
      () => undefined,
      () => undefined, // whoever gave the work is told
    );
    this.tail = ended;
    this.answerLater(ended);
    return done;
  }

  /** take in → log → judge → count → answer. `before`: the runs before this one are answered. */
  private async process(taken: readonly Waiting[], before: Promise<void>): Promise<void> {
    const logged = during("intake", () => this.intake.take(taken));
    if (logged.run.count > 0) this.parts.decisions.goAlong();
    await before;
    const failure = await logged.logged;
    this.queue.release(taken);
    if (failure !== null) return this.refuse(taken, logged, failure);
    await this.yieldWhenDue();
    const held = this.claims.isReady(logged) ? null : await this.fetchClaims(taken, logged);
    if (this.abandoned !== null) return this.refuse(taken, logged, this.abandoned);
    const decided = during("decide", () => this.decide(taken, logged));
    held?.();
    during("answer", () => {
      for (const [part, waiting] of taken.entries()) {
        const outcomes = logged.run.outcomes[part]!;
        this.answer(waiting, () => answerPart(this.answering, outcomes, decided, waiting));
      }
    });
  }

  /** Judges and counts a durable run; its decisions go to their log, and counts to the store when many have gathered. */
  private decide(taken: readonly Waiting[], { run, first, receivedAtMs }: LoggedRun): DecidedRun {
    const { judge, counter, decisions, scheduler, recent } = this.parts;
    const beganMs = scheduler.nowMs();
    // Before the judge adds to the rows what it knows: a thread that reads the log finds them as they came.
    if (run.count > 0) recent?.put(first, run.rows, receivedAtMs);
    const told = taken.filter(({ numbersOnly }) => !numbersOnly);
    const wanted = { texts: told.some(({ texts }) => texts), decisions: told.some(({ texts }) => !texts) };
    const decided = this.decideRun(run, first, receivedAtMs, wanted);
    this.intake.release(run);
    // A run of nothing new stands at no position of its own.
    if (run.count === 0) return decided;
    this.decidedTo = first + run.count;
    this.logFailedAtMs = Number.NEGATIVE_INFINITY;
    decisions.put(first, run.count, decided.records, judge.policy.id, receivedAtMs);
    if (counter.size >= CHECKPOINT_TARGETS_MAX) void this.stored.flush();
    this.snapshots.writeWhenDue();
    this.decidingMs += scheduler.nowMs() - beganMs;
    return decided;
  }

  /** Who waits for a run is told when the store fails: it is durable, and sent again it is answered by what was decided meanwhile. */
  private async fetchClaims(taken: readonly Waiting[], logged: LoggedRun): Promise<(() => void) | null> {
    try {
      return await this.claims.fetch(logged, (failure) => {
        for (const { reject } of taken) reject(failure);
      });
    } catch (failure) {
      if (!(failure instanceof TouchstoneError)) throw failure;
      this.abandoned = failure;
      return null;
    }
  }

  private refuse(taken: readonly Waiting[], { run }: LoggedRun, failure: unknown): void {
    this.logFailedAtMs = this.parts.scheduler.nowMs();
    this.logFailure = failure instanceof Error ? failure.message : String(failure);
    this.intake.release(run);
    for (const waiting of taken) waiting.reject(failure);
  }

  /** Requests are read between runs that become durable together. */
  private async yieldWhenDue(): Promise<void> {
    if (this.decidingMs < DECIDE_SLICE_MS) return;
    this.decidingMs = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** What one submission is told never holds up the next. */
  private answer({ resolve, reject }: Waiting, make: () => Submission | Promise<Submission>): void {
    try {
      const submission = make();
      if (submission instanceof Promise) this.answerLater(submission.then(resolve, reject));
      else resolve(submission);
    } catch (error) {
      reject(error);
    }
  }

  private answerLater(answered: Promise<void>): void {
    this.inFlight++;
    void answered.finally(() => {
      this.inFlight--;
    });
  }

  async forget(actor: string): Promise<Erasure> {
    if (this.state !== "ready") throw stopping();
    return forgetInEngine(this.parts, this.policies, actor);
  }

  async readiness(): Promise<Readiness> {
    if (this.state !== "ready") return { ready: false, reason: "stopping" };
    const failure = this.parts.decisions.failure ?? this.stored.failure ?? this.claims.failure;
    if (failure !== null) return { ready: false, reason: failure.message };
    if (this.parts.scheduler.nowMs() - this.logFailedAtMs < LOG_FAILURE_COUNTS_MS)
      return { ready: false, reason: this.logFailure };
    const reason = await this.parts.diskTrouble();
    return reason === null ? { ready: true } : { ready: false, reason };
  }

  async close(): Promise<readonly string[]> {
    if (this.state === "closing") return [];
    this.state = "closing";
    this.claims.stop();
    await this.policies.stop();
    await this.campaigns.stop();
    this.endCheckpoints();
    this.snapshots.stop();
    await this.retention.stop();
    while (this.queue.waits || this.inFlight > 0) {
      await this.tail;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.parts.decisions.settled();
    await this.stored.flush();
    await this.stored.flush(); // what came in while the one before was under way
    const missing = [...this.stored.unwritten(), ...(await this.snapshots.write())];
    await this.stored.noteAll().catch((error: unknown) => {
      missing.push(`what the log knows of the records: ${error}`);
    });
    this.parts.decisions.stop();
    await this.parts.release();
    return missing;
  }
}

function stopping(): TouchstoneError {
  return new TouchstoneError("not_ready", "the engine is stopping");
}
