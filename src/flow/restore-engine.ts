import { Claims } from "../count/claims.ts";
import { Counter } from "../count/counter.ts";
import { decisionStride, encodeDecision, recordVerdict } from "../decide/record.ts";
import { createDecoder } from "../ingest/json-decoder.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { rulesHit } from "../nouns/decision.ts";
import { isEngagement } from "../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import type { Policy } from "../nouns/policy.ts";
import { RETRACTIONS_KNOWN, TOTALS_BEFORE_DROP } from "../nouns/record-settings.ts";
import { loadPolicy } from "../policy/load.ts";
import type { EventLog, LogBatch } from "../ports/event-log.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { Records } from "../ports/records.ts";
import { createPayeeBook, type PayeeBook } from "../screen/payee/payee-book.ts";
import type { Snapshots } from "../store/snapshot.ts";
import { DecisionStore } from "./decision-store.ts";
import { createDesk } from "./desk/desk.ts";
import type { DeskLimits } from "./desk/desk-limits.ts";
import { STATE_VERSION } from "./engine-snapshots.ts";
import { ForgottenActors } from "./erase/forgotten-actors.ts";
import { checkKeepDays } from "./erase/retention.ts";
import { createJudge } from "./judge.ts";
import { KnownIds } from "./known-ids.ts";
import { ListBook } from "./lists/list-book.ts";
import { LiveStatistics } from "./live-statistics.ts";
import { OnlineEngine } from "./online.ts";
import type { SpawnCandidate } from "./policies/candidate-thread.ts";
import { keepHistory, policyAtStart } from "./policies/create-policy-desk.ts";
import { createLiveJudge } from "./policies/live-judge.ts";
import type { PaymentRemarks } from "./screening/payment-remarks.ts";
import { storesDisagree } from "./store-agreement.ts";

/** What an engine stands on, opened already. */
export interface EngineStores {
  readonly log: EventLog;
  readonly records: Records;
  readonly ledger: LedgerLog | null;
  readonly snapshots: Snapshots;
  /** Called when the engine has closed. */
  readonly diskTrouble: () => Promise<string | null>;
  /** Starts the thread of a candidate policy; absent where there is no folder to read. */
  readonly spawnCandidate?: SpawnCandidate;
  readonly release: () => Promise<void>;
}

export interface RestoreOptions {
  readonly policy: Policy;
  /** What reads the remarks of payments; without it no rule about remarks is evaluable. */
  readonly remarks?: PaymentRemarks;
  /** Another policy than the snapshot's is filled from the log beside the engine, which goes on with the earlier one until then. Default: the start fills it. */
  readonly warmBeside?: boolean;
  /** Most event ids remembered to tell a repeat; 24 bytes each. Default 4,194,304 (100 MB at the most). */
  readonly idsMax?: number;
  /** Receiver's clock, ms since 1970. */
  readonly clock?: () => number;
  /** Told of what went wrong without harm: a snapshot that could not be written or read. */
  readonly onWarning?: (message: string) => void;
  /** Told how far a start has come in replaying the log, 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** Events after which a snapshot is written while running; see `online.ts`. */
  readonly snapshotEvents?: number;
  /** Other limits of campaigns than those of `desk-limits.ts`. */
  readonly deskLimits?: Partial<DeskLimits>;
  /** Days that events are kept after they came in; see `checkKeepDays`. Default: for ever. */
  readonly keepDays?: number;
  /** The clock was looked at: drop by it at once, however far it has jumped since the last drop. Default false. */
  readonly clockTrusted?: boolean;
  /** Told of events that were dropped since they are kept no longer. */
  readonly onDropped?: (events: number, begin: number) => void;
}

export const IDS_MAX_DEFAULT = 4_194_304;

/**
 * Brings an engine over opened stores to where it stood: the last snapshot, then the log from there, decided as it was decided.
 * Events that were logged but not decided when the process died are decided now; corrections cut off go on. Rejects with
 * `storage_failed` or `storage_damaged`.
 */
export async function restoreEngine(stores: EngineStores, options: RestoreOptions): Promise<OnlineEngine> {
  const { log, records, snapshots } = stores;
  const clock = options.clock ?? Date.now;
  const onWarning = options.onWarning ?? (() => {});
  // Before anything is written: a start on stores that do not belong together would bury what is missing.
  const disagreement = storesDisagree(log, records);
  if (disagreement !== null) {
    throw new TouchstoneError(
      "storage_damaged",
      `${disagreement.en}. Put back the file that was there, or restore the folder whole from a backup; \`touchstone doctor DATA\` says more, and \`--repair\` goes on without what is missing`,
    );
  }
  const { policy, next } = policiesAtStart(records, await snapshots.read(), options);
  if (options.keepDays !== undefined) checkKeepDays(options.keepDays, policy);
  const statistics = new LiveStatistics(clock());
  const policies = policyArchive(records, policy);
  const remarks = options.remarks ?? null;
  keepLexicon(records, remarks, clock());
  records.lists.dropEnded(log.begin("events"));
  const lists = new ListBook(records.lists.all());
  const judge = createLiveJudge(createJudge(policy, remarks, undefined, lists));
  const payees = createPayeeBook();
  const claims = new Claims(records.campaigns);
  const counter = new Counter(policy.keysMax, claims);
  const known = await knownIds(log, options.idsMax ?? IDS_MAX_DEFAULT);

  const decisions = new DecisionStore(log);
  let position = log.begin("events");
  let snapshotAt = -1;
  let before = totalsBeforeDrop(records);
  const snapshot = await snapshots.read();
  if (
    snapshot !== null &&
    snapshot.header.policy === policy.id &&
    snapshot.header.state === STATE_VERSION &&
    records.get(RETRACTIONS_KNOWN) === "yes" &&
    Number(snapshot.header.position) <= records.appliedPosition()
  ) {
    const counterParts = Counter.SNAPSHOT_PARTS;
    judge.windows.restore(snapshot.parts.slice(0, -counterParts - 1));
    counter.restore(snapshot.parts.slice(-counterParts - 1, -1));
    payees.restore(snapshot.parts.at(-1)!);
    judge.clock.restore(snapshot.header.clock as readonly number[]);
    statistics.carryOver(snapshot.header.totals as readonly number[]);
    position = Number(snapshot.header.position);
    snapshotAt = position;
    before = null;
  }
  if (before !== null) statistics.carryOver(before.totals);
  await replay({
    position,
    judge,
    counter,
    payees,
    decisions,
    log,
    records,
    statistics,
    countedTo: before?.position ?? 0,
    clock,
    onProgress: options.onProgress,
  });
  const forgotten = new ForgottenActors(records);
  const campaigns = createDesk({
    records,
    counter,
    claims,
    log,
    decisions,
    policy: {
      get id() {
        return judge.policy.id;
      },
      get campaigns() {
        return judge.policy.campaigns;
      },
    },
    clock,
    onWarning,
    forgotten,
    limits: options.deskLimits ?? {},
  });
  return new OnlineEngine({
    judge,
    remarks,
    counter,
    payees,
    lists,
    known,
    log,
    records,
    ledger: stores.ledger,
    decisions,
    snapshots,
    policyById: policies,
    statistics,
    campaigns,
    spawnCandidate: stores.spawnCandidate ?? null,
    nextPolicy: next,
    clock,
    onWarning,
    forgotten,
    keepDays: options.keepDays ?? null,
    clockTrusted: options.clockTrusted ?? false,
    snapshotAt,
    ...(options.snapshotEvents === undefined ? {} : { snapshotEvents: options.snapshotEvents }),
    onDropped: options.onDropped ?? (() => {}),
    diskTrouble: stores.diskTrouble,
    release: stores.release,
  });
}

interface ReplayInput {
  readonly position: number;
  readonly judge: ReturnType<typeof createJudge>;
  readonly counter: Counter;
  readonly payees: PayeeBook;
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
 * The log from `position` on, through the same judge. Events before the applied position are in the stored counts already;
 * events that have a stored decision keep it, also under a new policy; the others are decided and stored now.
 */
async function replay(input: ReplayInput): Promise<void> {
  const { judge, counter, payees, decisions, log, records, statistics } = input;
  const decoder = createDecoder();
  const row: EventRow = createEventRow();
  const ruleCount = judge.policy.rules.length;
  const stride = decisionStride(ruleCount);
  const appliedPosition = records.appliedPosition();
  const decidedPosition = log.end("decisions");
  const end = log.end("events");
  const known = records.get(RETRACTIONS_KNOWN) === "yes";
  /** Changes that are in the stored counts already. Records of before retractions were written down learn of them here. */
  const forgetStored = (): void => {
    counter.discard(!known);
    if (known) return;
    const { claims } = counter.take(0);
    records.applyCounts([], [], appliedPosition, [], input.clock(), claims);
    counter.stored();
  };
  for await (const batch of log.read("events", input.position)) {
    const fresh = new Uint8Array(batch.count * stride);
    const view = new DataView(fresh.buffer);
    let decided = 0;
    const stored = batch.first + batch.count <= appliedPosition;
    forEachLine(batch.bytes, (start, lineEnd, index) => {
      const at = batch.first + index;
      if (at < input.position) return;
      decoder.decode(batch.bytes, start, lineEnd, row, Number.POSITIVE_INFINITY);
      const decision = judge.judge(row, batch.receivedAtMs, at);
      let verdict = decision.verdict;
      if (at < decidedPosition) {
        const stored = decisions.at(at);
        if (stored !== null) verdict = recordVerdict(stored.record);
      } else {
        encodeDecision(decision, ruleCount, judge.asOfMs, row.late === 1, view, decided * stride);
        decided++;
      }
      if (isEngagement(row.kind)) counter.count(row, verdict, at);
      else payees.see(row, verdict, rulesHit(decision));
      if (at >= input.countedTo) {
        statistics.verdict(verdict);
        statistics.late += row.late;
      }
      if (at + 1 === appliedPosition) forgetStored();
    });
    if (stored) forgetStored();
    if (decided > 0) {
      const first = Math.max(batch.first, decidedPosition);
      decisions.put(first, decided, fresh.subarray(0, decided * stride), judge.policy.id, batch.receivedAtMs);
    }
    input.onProgress?.((batch.first + batch.count - input.position) / Math.max(1, end - input.position));
  }
  if (!known) records.set(RETRACTIONS_KNOWN, "yes");
  await decisions.settled();
}

/** Totals that the log alone no longer gives, once its first events were dropped. */
function totalsBeforeDrop(records: Records): { position: number; totals: readonly number[] } | null {
  const stored = records.get(TOTALS_BEFORE_DROP);
  return stored === null ? null : (JSON.parse(stored) as { position: number; totals: readonly number[] });
}

/** Ids of the log's latest events, in order. */
async function knownIds(log: EventLog, idsMax: number): Promise<KnownIds> {
  const known = new KnownIds(idsMax);
  const from = Math.max(log.begin("events"), log.end("events") - idsMax);
  let first = true;
  for await (const batch of log.read("events", from)) {
    if (first) known.startAt(batch.first);
    first = false;
    // What was cut out of the log holds its positions: an id of zeros is nobody's.
    while (known.position < batch.first) known.add(0, 0);
    const ids = new Int32Array(batch.ids.slice().buffer);
    for (let i = 0; i < batch.count; i++) {
      const [low, high] = [ids[i * 2]!, ids[i * 2 + 1]!];
      // A repeat is never logged: the same hash again is another id of the same hash.
      if (known.find(low, high) >= 0) known.addCollided(idAt(batch, i), known.position);
      known.add(low, high);
    }
  }
  if (first) known.startAt(log.end("events"));
  while (known.position < log.end("events")) known.add(0, 0);
  return known;
}

/** The id of a run's event, by its place. */
function idAt({ bytes }: LogBatch, place: number): string {
  let start = 0;
  for (let i = 0; i < place; i++) start = bytes.indexOf(0x0a, start) + 1;
  const row = createEventRow();
  createDecoder().decode(bytes, start, bytes.indexOf(0x0a, start), row, Number.POSITIVE_INFINITY);
  return keyText(row, ID) ?? "";
}

const ID = keyColumn("id");

/**
 * The policy that a start goes on with, and the one that shall take its place: where the one asked for is not the snapshot's, a start
 * would read the whole log before it answers.
 */
function policiesAtStart(
  records: Records,
  snapshot: Awaited<ReturnType<Snapshots["read"]>>,
  { policy: given, remarks, warmBeside }: RestoreOptions,
): { readonly policy: Policy; readonly next: Policy | null } {
  const byId = (id: string): Policy | null => {
    const source = records.get(`policy/${id}`);
    const loaded = source === null ? null : loadPolicy(source, id);
    const read = loaded?.ok === true ? loaded.policy : null;
    return read?.paymentThresholds !== undefined && remarks === undefined ? null : read;
  };
  const policy = policyAtStart(records, given, byId);
  if (warmBeside !== true || snapshot === null || snapshot.header.policy === policy.id)
    return { policy, next: null };
  const before = byId(String(snapshot.header.policy));
  return before === null ? { policy, next: null } : { policy: before, next: policy };
}

/** Keeps every policy that ever decided here, so that an old decision can be read and explained. */
function policyArchive(records: Records, current: Policy): (id: string) => Policy | null {
  const loaded = new Map<string, Policy | null>([[current.id, current]]);
  records.set(`policy/${current.id}`, current.source);
  if (records.get("policy") !== current.id) {
    const fields = { from: records.get("policy"), to: current.id, sha256: current.sha256 };
    const atMs = Date.now();
    records.append({ kind: "policy", by: { kind: "system", name: "start" }, fields }, atMs);
    records.set("policy", current.id);
    keepHistory(records, { id: current.id, sinceMs: atMs, by: "start" });
  }
  return (id) => {
    let policy = loaded.get(id);
    if (policy === undefined) {
      const source = records.get(`policy/${id}`);
      const result = source === null ? null : loadPolicy(source, id);
      policy = result?.ok === true ? result.policy : null;
      loaded.set(id, policy);
    }
    return policy;
  };
}

/** Keeps the lexicon beside the policies, so that an old decision about a remark can be made again; the ledger says when it changed. */
function keepLexicon(records: Records, remarks: PaymentRemarks | null, atMs: number): void {
  if (remarks === null || records.get("lexicon") === remarks.id) return;
  records.set(`lexicon/${remarks.id}`, remarks.source);
  const fields = { from: records.get("lexicon"), to: remarks.id, sha256: remarks.sha256 };
  records.append({ kind: "policy", by: { kind: "system", name: "start" }, fields }, atMs);
  records.set("lexicon", remarks.id);
}

/** Calls with the bounds of each line of a run whose lines all end in \n. */
function forEachLine(bytes: Uint8Array, visit: (start: number, end: number, index: number) => void): void {
  let index = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    visit(start, end, index++);
    start = end + 1;
  }
}
