import { Claims } from "../count/claims.ts";
import { Counter } from "../count/counter.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Policy } from "../nouns/policy.ts";
import { KEEP_DAYS, RETRACTIONS_KNOWN, TOTALS_BEFORE_DROP } from "../nouns/record-settings.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { Records } from "../ports/records.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import type { Snapshot, Snapshots } from "../ports/snapshots.ts";
import { createPayeeRegistry } from "../screen/payee/payee-registry.ts";
import type { CampaignLimits } from "./campaigns/campaign-limits.ts";
import { createCampaignReviews } from "./campaigns/campaign-reviews.ts";
import { DecisionStore } from "./decision-store.ts";
import type { EngineParts } from "./engine-parts.ts";
import { type EngineSnapshotHeader, STATE_VERSION } from "./engine-snapshots.ts";
import { ForgottenActors } from "./erase/forgotten-actors.ts";
import { checkKeepDays } from "./erase/retention.ts";
import { createJudge } from "./judge.ts";
import { ListRegistry } from "./lists/list-registry.ts";
import { LiveStatistics } from "./live-statistics.ts";
import { OnlineEngine } from "./online.ts";
import type { SpawnCandidate } from "./policies/candidate-thread.ts";
import { historyOf } from "./policies/create-policy-rollout.ts";
import { createLiveJudge, type LiveJudge } from "./policies/live-judge.ts";
import { keepPolicies, policiesAtStart, STARTING } from "./policies/policies-at-start.ts";
import type { RecentEvents } from "./recent/recent-events.ts";
import { type ReplayInput, replayLog } from "./replay-log.ts";
import { restoreIds } from "./restore-ids.ts";
import type { PaymentRemarks } from "./screening/payment-remarks.ts";
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
  /** Other limits of campaigns than those of `campaign-limits.ts`. */
  readonly campaignLimits?: Partial<CampaignLimits>;
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
  await refuseStrangers(log, records);
  const newest = await snapshots.read();
  const snapshot = newest !== null && isOfForm(newest, onWarning) ? newest : null;
  const { policy, next, archive } = await policiesAtStart(records, snapshot, options);
  if (options.keepDays !== undefined) checkKeepDays(options.keepDays, policy);
  const statistics = new LiveStatistics(clock());
  await keepPolicies(records, archive, { policy, remarks }, clock(), onWarning);
  await records.set(KEEP_DAYS, options.keepDays === undefined ? "" : String(options.keepDays));
  const lists = await listsAtStart(records, log);
  const judge = createLiveJudge(createJudge(policy, remarks, undefined, lists));
  const payees = createPayeeRegistry();
  const claims = new Claims(records.campaigns, await records.campaigns.claimRange());
  const from = snapshot !== null && (await isOfNow(snapshot, policy, log, records)) ? snapshot : null;
  const keysMax = from === null ? policy.keysMax : (from.header as unknown as EngineSnapshotHeader).keysMax;
  const counter = new Counter(keysMax, claims);
  const decisions = new DecisionStore(log, scheduler);
  const ids = restoreIds(log, options.idsMax ?? IDS_MAX_DEFAULT, snapshot);
  const start =
    from === null
      ? await startOfLog(log, records, statistics)
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
  const forgotten = await ForgottenActors.stored(records);
  const around = { log, records, counter, decisions, clock, scheduler, onWarning, forgotten };
  const campaigns = createCampaignReviews({
    ...around,
    claims,
    policy: inForce(judge),
    unsettled: await records.campaigns.unsettled(),
    limits: options.campaignLimits ?? {},
  });
  const { recent = null, ledger, spawnCandidate = null, diskTrouble, release } = stores;
  const engine = new OnlineEngine({
    ...around,
    judge,
    remarks,
    payees,
    lists,
    known: ids.known,
    recent,
    appliedPosition: await records.appliedPosition(),
    ledger,
    snapshots,
    policyById: archive.byId,
    keepPolicy: archive.keep,
    policyHistory: await historyOf(records),
    statistics,
    campaigns,
    spawnCandidate,
    ...keptWithin(options),
    snapshotAt: start.snapshotAt,
    diskTrouble,
    release,
  });
  if (next !== null) await engine.policies.propose(next.source, "activate", STARTING);
  return engine;
}

/** What the options say of how long something is kept, and how often. */
function keptWithin({ keepDays, clockTrusted = false, snapshotEvents, onDropped }: RestoreOptions) {
  const often = snapshotEvents === undefined ? {} : { snapshotEvents };
  return { keepDays: keepDays ?? null, clockTrusted, onDropped: onDropped ?? (() => {}), ...often };
}

/** The lists as the events of the log may still meet them. */
async function listsAtStart({ lists }: Records, log: EventLog): Promise<ListRegistry> {
  await lists.dropEnded(log.begin("events"));
  return new ListRegistry(await lists.all());
}

/** Stores that do not belong together are not opened: a start would bury what is missing. */
async function refuseStrangers(log: EventLog, records: Records): Promise<void> {
  const disagreement = await storesDisagree(log, records);
  if (disagreement === null) return;
  throw new TouchstoneError(
    "storage_damaged",
    `${disagreement.en}. Put back the file that was there, or restore the folder whole from a backup; \`touchstone doctor DATA\` says more, and \`--repair\` goes on without what is missing`,
  );
}

/** From where a start reads the log, and what it knows already. */
type Start = Pick<ReplayInput, "position" | "windowSlots" | "countedTo"> & { readonly snapshotAt: number };

async function startOfLog(log: EventLog, records: Records, statistics: LiveStatistics): Promise<Start> {
  const before = await totalsBeforeDrop(records);
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

/** What reviews of campaigns ask of the policy, as it is at the time of asking. */
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
async function isOfNow(
  { header }: Snapshot,
  policy: Policy,
  log: EventLog,
  records: Records,
): Promise<boolean> {
  const position = Number(header.position);
  return (
    header.policy === policy.id &&
    (await records.get(RETRACTIONS_KNOWN)) === "yes" &&
    position <= (await records.appliedPosition()) &&
    position <= log.end("decisions")
  );
}

/** Totals that the log alone no longer gives, once its first events were dropped. */
async function totalsBeforeDrop(
  records: Records,
): Promise<{ position: number; totals: readonly number[] } | null> {
  const stored = await records.get(TOTALS_BEFORE_DROP);
  return stored === null ? null : (JSON.parse(stored) as { position: number; totals: readonly number[] });
}
