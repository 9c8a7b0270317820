import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Counter } from "../count/counter.ts";
import { decisionStride, encodeDecision, recordVerdict } from "../decide/record.ts";
import { createDecoder } from "../ingest/json-decoder.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { createEventRow, type EventRow } from "../nouns/event-row.ts";
import type { Policy } from "../nouns/policy.ts";
import { loadPolicy } from "../policy/load.ts";
import type { LogBatch } from "../ports/event-log.ts";
import type { Records } from "../ports/records.ts";
import { lockFolder } from "../store/folder-lock.ts";
import { openSnapshots } from "../store/snapshot.ts";
import { openEventLog } from "../store/sqlite-event-log.ts";
import { openRecords } from "../store/sqlite-records.ts";
import { DecisionStore } from "./decision-store.ts";
import { createDesk } from "./desk.ts";
import type { Engine } from "./engine.ts";
import { createJudge } from "./judge.ts";
import { KnownIds } from "./known-ids.ts";
import { LiveStatistics } from "./live-statistics.ts";
import { OnlineEngine, STATE_VERSION } from "./online.ts";

export interface OpenOptions {
  readonly policy: Policy;
  /** Most event ids remembered to tell a repeat; 24 bytes each. Default 4,194,304 (100 MB at the most). */
  readonly idsMax?: number;
  /** Receiver's clock, ms since 1970. */
  readonly clock?: () => number;
  /** Told of what went wrong without harm: a snapshot that could not be written or read. */
  readonly onWarning?: (message: string) => void;
  /** Told how far a start has come in replaying the log, 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

export const IDS_MAX_DEFAULT = 4_194_304;

/**
 * Opens a data folder, creating it when absent, and brings the engine to where it stood: the last snapshot, then the log
 * from there, decided as it was decided. Events that were logged but not decided when the process died are decided now.
 * Rejects with `folder_in_use`, `storage_failed` or `storage_damaged`.
 */
export async function openEngine(folder: string, options: OpenOptions): Promise<Engine> {
  const { policy } = options;
  const clock = options.clock ?? Date.now;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new TouchstoneError("cannot_write", `data folder \`${folder}\``, { cause: error });
  }
  const lock = lockFolder(folder);
  try {
    const log = await openEventLog(folder);
    const records = openRecords(join(folder, "records.sqlite"));
    const onWarning = options.onWarning ?? (() => {});
    const snapshots = openSnapshots(join(folder, "snapshots"), {
      onIgnored: ({ file, reason }) => onWarning(`snapshot \`${file}\` was passed over: ${reason}`),
    });
    const statistics = new LiveStatistics(clock());
    const policies = policyArchive(records, policy);
    const judge = createJudge(policy);
    const counter = new Counter(policy.keysMax);
    const known = await knownIds(log, options.idsMax ?? IDS_MAX_DEFAULT);

    if (records.appliedPosition() > log.end("events")) {
      throw new TouchstoneError(
        "storage_damaged",
        `the counts in \`${folder}\` know \`${records.appliedPosition()}\` events, its log ends at ${log.end("events")}: restore the folder whole from a backup`,
      );
    }

    const decisions = new DecisionStore(log);
    let position = log.begin("events");
    const snapshot = await snapshots.read();
    if (
      snapshot !== null &&
      snapshot.header.policy === policy.id &&
      snapshot.header.state === STATE_VERSION &&
      Number(snapshot.header.position) <= records.appliedPosition()
    ) {
      const counterParts = Counter.SNAPSHOT_PARTS;
      judge.windows.restore(snapshot.parts.slice(0, -counterParts));
      counter.restore(snapshot.parts.slice(-counterParts));
      judge.clock.newestMs = Number(snapshot.header.newestMs);
      statistics.carryOver(snapshot.header.totals as readonly number[]);
      position = Number(snapshot.header.position);
    }
    await replay({
      position,
      judge,
      counter,
      decisions,
      log,
      records,
      statistics,
      onProgress: options.onProgress,
    });
    return new OnlineEngine({
      judge,
      counter,
      known,
      log,
      records,
      decisions,
      snapshots,
      policyById: policies,
      statistics,
      campaigns: createDesk(),
      clock,
      onWarning,
      release: async () => {
        await log.close();
        records.close();
        lock.release();
      },
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface ReplayInput {
  readonly position: number;
  readonly judge: ReturnType<typeof createJudge>;
  readonly counter: Counter;
  readonly decisions: DecisionStore;
  readonly log: Awaited<ReturnType<typeof openEventLog>>;
  readonly records: Records;
  readonly statistics: LiveStatistics;
  readonly onProgress: ((done: number) => void) | undefined;
}

/**
 * The log from `position` on, through the same judge. Events before the applied position are in the stored counts already;
 * events that have a stored decision keep it, also under a new policy; the others are decided and stored now.
 */
async function replay(input: ReplayInput): Promise<void> {
  const { judge, counter, decisions, log, records, statistics } = input;
  const decoder = createDecoder();
  const row: EventRow = createEventRow();
  const ruleCount = judge.policy.rules.length;
  const stride = decisionStride(ruleCount);
  const appliedPosition = records.appliedPosition();
  const decidedPosition = log.end("decisions");
  const end = log.end("events");
  for await (const batch of log.read("events", input.position)) {
    const fresh = new Uint8Array(batch.count * stride);
    const view = new DataView(fresh.buffer);
    let decided = 0;
    const stored = batch.first + batch.count <= appliedPosition;
    forEachLine(batch.bytes, (start, lineEnd, index) => {
      const at = batch.first + index;
      if (at < input.position) return;
      decoder.decode(batch.bytes, start, lineEnd, row, Number.POSITIVE_INFINITY);
      const decision = judge.judge(row, batch.receivedAtMs);
      let verdict = decision.verdict;
      if (at < decidedPosition) {
        const stored = decisions.at(at);
        if (stored !== null) verdict = recordVerdict(stored.record);
      } else {
        encodeDecision(decision, ruleCount, judge.asOfMs, row.late === 1, view, decided * stride);
        decided++;
      }
      counter.count(row, verdict, judge.asOfMs);
      statistics.verdict(verdict);
      statistics.late += row.late;
      if (at + 1 === appliedPosition) drop(counter);
    });
    if (stored) drop(counter);
    if (decided > 0) {
      const first = Math.max(batch.first, decidedPosition);
      decisions.put(first, decided, fresh.subarray(0, decided * stride), judge.policy.id, batch.receivedAtMs);
    }
    input.onProgress?.((batch.first + batch.count - input.position) / Math.max(1, end - input.position));
  }
  await decisions.settled();
}

/** Forgets changes that are in the stored counts already. */
function drop(counter: Counter): void {
  counter.take();
  counter.stored();
}

/** Ids of the log's latest events, in order. */
async function knownIds(
  log: {
    begin: (s: "events") => number;
    end: (s: "events") => number;
    read: (s: "events", p: number) => AsyncIterable<LogBatch>;
  },
  idsMax: number,
): Promise<KnownIds> {
  const known = new KnownIds(idsMax);
  const from = Math.max(log.begin("events"), log.end("events") - idsMax);
  let first = true;
  for await (const batch of log.read("events", from)) {
    if (first) known.startAt(batch.first);
    first = false;
    const ids = new Int32Array(batch.ids.slice().buffer);
    for (let i = 0; i < batch.count; i++) known.add(ids[i * 2]!, ids[i * 2 + 1]!);
  }
  if (first) known.startAt(log.end("events"));
  return known;
}

/** Keeps every policy that ever decided here, so that an old decision can be read and explained. */
function policyArchive(records: Records, current: Policy): (id: string) => Policy | null {
  const loaded = new Map<string, Policy | null>([[current.id, current]]);
  records.set(`policy/${current.id}`, current.source);
  if (records.get("policy") !== current.id) {
    records.append(
      "policy",
      { from: records.get("policy"), to: current.id, sha256: current.sha256 },
      Date.now(),
    );
    records.set("policy", current.id);
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

/** Calls with the bounds of each line of a run whose lines all end in \n. */
function forEachLine(bytes: Uint8Array, visit: (start: number, end: number, index: number) => void): void {
  let index = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    visit(start, end, index++);
    start = end + 1;
  }
}
