import { Claims } from "../count/claims.ts";
import { Counter } from "../count/counter.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Policy } from "../nouns/policy.ts";
import { RETRACTIONS_KNOWN, TOTALS_BEFORE_DROP } from "../nouns/record-settings.ts";
import { loadPolicy } from "../policy/load.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { Records } from "../ports/records.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import type { Snapshot, Snapshots } from "../ports/snapshots.ts";
import { createPayeeBook } from "../screen/payee/payee-book.ts";
import { DecisionStore } from "./decision-store.ts";
import { createDesk } from "./desk/desk.ts";
import type { DeskLimits } from "./desk/desk-limits.ts";
import type { EngineParts } from "./engine-parts.ts";
import { type EngineSnapshotHeader, STATE_VERSION } from "./engine-snapshots.ts";
import { ForgottenActors } from "./erase/forgotten-actors.ts";
import { checkKeepDays } from "./erase/retention.ts";
import { createJudge } from "./judge.ts";
import { ListBook } from "./lists/list-book.ts";
import { LiveStatistics } from "./live-statistics.ts";
import { OnlineEngine } from "./online.ts";
import type { SpawnCandidate } from "./policies/candidate-thread.ts";
import { keepHistory, policyAtStart } from "./policies/create-policy-desk.ts";
import { createLiveJudge, type LiveJudge } from "./policies/live-judge.ts";
import type { RecentEvents } from "./recent/recent-events.ts";
import { type ReplayInput, replayLog } from "./replay-log.ts";
import { restoreIds } from "./restore-ids.ts";
import type { PaymentRemarks } from "./screening/payment-remarks.ts";
import { paymentsDropped } from "./screening/policy-screens.ts";
import { storesDisagree } from "./store-agreement.ts";
import { SYSTEM_SCHEDULER } from "./system-scheduler.ts";
import { WindowSlots } from "./window-slots.ts";

/** What an engine stands on, opened already. */
export interface EngineStores {
  readonly log: EventLog;
  /** Where decided events are put for the threads that follow the log; absent or null where none does. */
  readonly recent?: RecentEvents | null;
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
  /** What makes things happen later. Default: the machine's timers. */
  readonly scheduler?: Scheduler;
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
  const { clock = Date.now, scheduler = SYSTEM_SCHEDULER, remarks = null, onWarning = () => {} } = options;
  // Before anything is written: a start on stores that do not belong together would bury what is missing.
  refuseStrangers(log, records);
  const newest = await snapshots.read();
  const snapshot = newest !== null && isOfForm(newest, onWarning) ? newest : null;
  const { policy, next } = policiesAtStart(records, snapshot, options);
  if (options.keepDays !== undefined) checkKeepDays(options.keepDays, policy);
  const statistics = new LiveStatistics(clock());
  const policies = policyArchive(records, policy, clock(), onWarning);
  keepLexicon(records, remarks, clock());
  records.lists.dropEnded(log.begin("events"));
  const lists = new ListBook(records.lists.all());
  const judge = createLiveJudge(createJudge(policy, remarks, undefined, lists));
  const payees = createPayeeBook();
  const claims = new Claims(records.campaigns, await records.campaigns.claimRange());
  const from = snapshot !== null && isOfNow(snapshot, policy, log, records) ? snapshot : null;
  const keysMax = from === null ? policy.keysMax : (from.header as unknown as EngineSnapshotHeader).keysMax;
  const counter = new Counter(keysMax, claims);
  const decisions = new DecisionStore(log, scheduler);
  const ids = restoreIds(log, options.idsMax ?? IDS_MAX_DEFAULT, snapshot);
  const start =
    from === null
      ? startOfLog(log, records, statistics)
      : startOfSnapshot(from, { judge, counter, payees, statistics });
  await ids.readUpTo(start.position);
  await replayLog({
    ...start,
    knownTo: Math.max(start.position, start.snapshotAt),
    ids,
    judge,
    counter,
    payees,
    decisions,
    log,
    records,
    statistics,
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
    policy: inForce(judge),
    clock,
    scheduler,
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
    known: ids.known,
    log,
    recent: stores.recent ?? null,
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
    scheduler,
    onWarning,
    forgotten,
    keepDays: options.keepDays ?? null,
    clockTrusted: options.clockTrusted ?? false,
    snapshotAt: start.snapshotAt,
    ...(options.snapshotEvents === undefined ? {} : { snapshotEvents: options.snapshotEvents }),
    onDropped: options.onDropped ?? (() => {}),
    diskTrouble: stores.diskTrouble,
    release: stores.release,
  });
}

/** Stores that do not belong together are not opened: a start would bury what is missing. */
function refuseStrangers(log: EventLog, records: Records): void {
  const disagreement = storesDisagree(log, records);
  if (disagreement === null) return;
  throw new TouchstoneError(
    "storage_damaged",
    `${disagreement.en}. Put back the file that was there, or restore the folder whole from a backup; \`touchstone doctor DATA\` says more, and \`--repair\` goes on without what is missing`,
  );
}

/** From where a start reads the log, and what it knows already. */
type Start = Pick<ReplayInput, "position" | "windowSlots" | "countedTo"> & { readonly snapshotAt: number };

function startOfLog(log: EventLog, records: Records, statistics: LiveStatistics): Start {
  const before = totalsBeforeDrop(records);
  if (before !== null) statistics.carryOver(before.totals);
  const position = log.begin("events");
  return { position, windowSlots: null, countedTo: before?.position ?? 0, snapshotAt: -1 };
}

/** Puts into place what a snapshot holds. */
function startOfSnapshot(
  snapshot: Snapshot,
  { judge, counter, payees, statistics }: Pick<EngineParts, "judge" | "counter" | "payees" | "statistics">,
): Start {
  const header = snapshot.header as unknown as EngineSnapshotHeader;
  const { slots } = judge.windows;
  const parts = snapshot.parts.slice(header.idPieces);
  counter.restore(parts.slice(slots, -1));
  payees.restore(parts.at(-1)!);
  judge.clock.restore(header.clock);
  statistics.carryOver(header.totals);
  const windowSlots = new WindowSlots(judge.windows, header.slotsAt, parts.slice(0, slots));
  return { position: header.windowsFrom, windowSlots, countedTo: 0, snapshotAt: header.position };
}

/** What the desk asks of the policy, as it is at the time of asking. */
function inForce(judge: LiveJudge): { readonly id: string; readonly campaigns: Policy["campaigns"] } {
  return {
    get id() {
      return judge.policy.id;
    },
    get campaigns() {
      return judge.policy.campaigns;
    },
  };
}

/** Whether a snapshot has the form that is written now. */
function isOfForm({ header }: Snapshot, onWarning: (message: string) => void): boolean {
  if (header.state === STATE_VERSION) return true;
  onWarning(
    `the snapshot is of another release's form (\`${header.state}\`, this one's is \`${STATE_VERSION}\`): the log is read instead, this once`,
  );
  return false;
}

/** Whether a start can go on from a snapshot: of this policy, and of nothing that is not on disk. */
function isOfNow({ header }: Snapshot, policy: Policy, log: EventLog, records: Records): boolean {
  const position = Number(header.position);
  return (
    header.policy === policy.id &&
    records.get(RETRACTIONS_KNOWN) === "yes" &&
    position <= records.appliedPosition() &&
    position <= log.end("decisions")
  );
}

/** Totals that the log alone no longer gives, once its first events were dropped. */
function totalsBeforeDrop(records: Records): { position: number; totals: readonly number[] } | null {
  const stored = records.get(TOTALS_BEFORE_DROP);
  return stored === null ? null : (JSON.parse(stored) as { position: number; totals: readonly number[] });
}

/**
 * The policy that a start goes on with, and the one that shall take its place: where the one asked for is not the snapshot's, a start
 * would read the whole log before it answers.
 */
function policiesAtStart(
  records: Records,
  snapshot: Snapshot | null,
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
function policyArchive(
  records: Records,
  current: Policy,
  atMs: number,
  onWarning: (message: string) => void,
): (id: string) => Policy | null {
  const loaded = new Map<string, Policy | null>([[current.id, current]]);
  records.set(`policy/${current.id}`, current.source);
  const byId = (id: string): Policy | null => {
    let policy = loaded.get(id);
    if (policy === undefined) {
      const source = records.get(`policy/${id}`);
      const result = source === null ? null : loadPolicy(source, id);
      policy = result?.ok === true ? result.policy : null;
      loaded.set(id, policy);
    }
    return policy;
  };
  if (records.get("policy") !== current.id) {
    const from = records.get("policy");
    const dropped = paymentsDropped(from === null ? null : byId(from), current);
    if (dropped !== null) onWarning(dropped);
    const fields = { from, to: current.id, sha256: current.sha256 };
    records.append({ kind: "policy", by: { kind: "system", name: "start" }, fields }, atMs);
    records.set("policy", current.id);
    keepHistory(records, { id: current.id, sinceMs: atMs, by: "start" });
  }
  return byId;
}

/** Keeps the lexicon beside the policies, so that an old decision about a remark can be made again; the ledger says when it changed. */
function keepLexicon(records: Records, remarks: PaymentRemarks | null, atMs: number): void {
  if (remarks === null || records.get("lexicon") === remarks.id) return;
  records.set(`lexicon/${remarks.id}`, remarks.source);
  const fields = { from: records.get("lexicon"), to: remarks.id, sha256: remarks.sha256 };
  records.append({ kind: "policy", by: { kind: "system", name: "start" }, fields }, atMs);
  records.set("lexicon", remarks.id);
}
