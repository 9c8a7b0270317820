import { createHash } from "node:crypto";
import { createTurns, type InTurn } from "../../kernels/time/in-turn.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { NewEntry, Principal } from "../../nouns/ledger-entry.ts";
import type { Policy } from "../../nouns/policy.ts";
import { POLICY_ACTIVATION, POLICY_HISTORY } from "../../nouns/record-settings.ts";
import { formatDiagnostic } from "../../policy/diagnostic.ts";
import { loadPolicy } from "../../policy/load.ts";
import type {
  CandidateState,
  PolicyRefusal,
  PolicyRollout,
  PolicyState,
  PolicyVersion,
  Proposed,
} from "../../ports/policy-rollout.ts";
import type { Records } from "../../ports/records.ts";
import { createPayeeRegistry, type PayeeRegistry } from "../../screen/payee/payee-registry.ts";
import type { DecisionStore } from "../decision-store.ts";
import { checkKeepDays } from "../erase/retention.ts";
import { createJudge } from "../judge.ts";
import type { KeptThread } from "../kept-thread.ts";
import type { ListRegistry } from "../lists/list-registry.ts";
import type { PaymentRemarks } from "../screening/payment-remarks.ts";
import { paymentsDropped } from "../screening/policy-screens.ts";
import type { CandidateRequest, HandedOver } from "./candidate-messages.ts";
import type { SpawnCandidate } from "./candidate-thread.ts";
import type { LiveJudge } from "./live-judge.ts";
import { CANDIDATE_FAILURES_MAX, EARLIER_SHOWN_MAX, HAND_OVER_EVENTS_MAX } from "./policy-limits.ts";
import { catchUp } from "./take-over.ts";

export interface PolicyRolloutParts {
  readonly judge: LiveJudge;
  readonly records: Records;
  readonly remarks: PaymentRemarks | null;
  readonly lists: ListRegistry;
  readonly payees: PayeeRegistry;
  readonly decisions: DecisionStore;
  readonly decidedTo: () => number;
  /** Does a work between the events that have come in and the next: none of those is decided before it has ended. */
  readonly between: <T>(work: () => Promise<T>) => Promise<T>;
  /** Policies in force so far, the latest first. */
  readonly history: readonly PolicyVersion[];
  /** Starts the thread that reads the log for a candidate; null where there is no folder to read. */
  readonly spawn: SpawnCandidate | null;
  /** Days that events are kept; a policy whose windows are longer is refused. Null = for ever. */
  readonly keepDays: number | null;
  readonly clock: () => number;
  readonly onWarning: (message: string) => void;
  /** A policy that decided here, by id. */
  readonly policyById: (id: string) => Policy | null;
  /** Told of a policy whose source the records keep from now on. */
  readonly onKept: (policy: Policy) => void;
  /** Told of a policy that has come into force. */
  readonly onInForce: (policy: Policy) => void;
}

interface Candidate {
  readonly policy: Policy;
  mode: CandidateState["mode"];
  by: Principal;
  readonly startedAtMs: number;
  readonly thread: KeptThread<CandidateRequest>;
  report: Omit<CandidateState, "id" | "mode" | "by" | "startedAtMs">;
  failures: number;
  /** It was asked to hand over. */
  asked: boolean;
}

/** The rollout of policies, and what its engine tells it. */
export interface RunningPolicies extends PolicyRollout {
  /** Entries of lists that were changed. */
  readonly listsChanged: (change: Omit<Extract<CandidateRequest, { kind: "lists" }>, "kind">) => void;
  readonly forget: (account: string) => void;
  readonly stop: () => Promise<void>;
}

/** A rollout: the policy in force, the one beside it, and whoever must be told. */
interface RolloutState {
  readonly parts: PolicyRolloutParts;
  readonly judge: LiveJudge;
  readonly records: Records;
  candidate: Candidate | null;
  history: readonly PolicyVersion[];
  readonly inTurn: InTurn;
  refused: PolicyRefusal | null;
  stopped: boolean;
  waiters: (() => void)[];
}

/** Policies over a running engine. At most one candidate reads the log beside it. */
export function createPolicyRollout(parts: PolicyRolloutParts): RunningPolicies {
  const { judge, records } = parts;
  /** As the records hold it: each scrape of the metrics asks, and would wait for the thread that stores counts. */
  const { history } = parts;
  const rollout: RolloutState = {
    parts,
    judge,
    records,
    candidate: null,
    history,
    inTurn: createTurns(),
    refused: null,
    stopped: false,
    waiters: [],
  };
  return {
    state: () => state(rollout),
    propose: (text, mode, by) => propose(rollout, text, mode, by),
    activate: (id, by) => activate(rollout, id, by),
    withdraw: (by) => withdrawNow(rollout, by),
    settled: () =>
      new Promise((resolve) => {
        if (rollout.candidate?.mode === "activate") rollout.waiters.push(resolve);
        else resolve();
      }),
    listsChanged: (change) => rollout.candidate?.thread.post({ kind: "lists", ...change }),
    forget: (account) => rollout.candidate?.thread.post({ kind: "forget", account }),
    stop: () => stop(rollout),
  };
}

async function begin(
  rollout: RolloutState,
  policy: Policy,
  mode: CandidateState["mode"],
  by: Principal,
): Promise<void> {
  if (rollout.parts.spawn === null || rollout.stopped) {
    throw new TouchstoneError(
      "not_ready",
      "no data folder is read here: open the engine with another policy",
    );
  }
  if (policy.paymentThresholds !== undefined && rollout.parts.remarks === null) {
    throw new TouchstoneError(
      "bad_policy",
      "the policy screens payments, and the engine was started with one that does not, so that no lexicon is loaded; restart it with this policy",
    );
  }
  if (rollout.parts.keepDays !== null) checkKeepDays(rollout.parts.keepDays, policy);
  const atMs = rollout.parts.clock();
  const before = rollout.candidate;
  const entries: NewEntry[] = before?.mode === "shadow" ? [noteOf(before, "stop")] : [];
  if (mode === "shadow") entries.push(noteOf({ policy, by, report: NOTHING_COMPARED }, "start"));
  await rollout.records.write({ settings: [[`policy/${policy.id}`, policy.source]], entries }, atMs);
  rollout.parts.onKept(policy);
  // The one before may have come into force meanwhile, or was refused: it is noted as what it was when it was asked to make room.
  if (rollout.candidate !== null) drop(rollout, rollout.candidate);
  if (rollout.stopped) throw new TouchstoneError("not_ready", "the engine is stopping");
  const compareFrom = rollout.parts.decidedTo();
  const own: Candidate = {
    policy,
    mode,
    by,
    startedAtMs: atMs,
    failures: 0,
    asked: false,
    report: { ...NOTHING_COMPARED, behind: compareFrom },
    thread: rollout.parts.spawn(
      () => ({
        policy: policy.source,
        lexicon: rollout.parts.remarks?.source ?? null,
        lists: rollout.parts.lists.entries(),
        compareFrom,
      }),
      {
        onAnswer(answer) {
          if (rollout.candidate !== own) return;
          if (answer.kind === "state") return void takeOver(rollout, own, answer.state);
          own.report = answer.report;
          askWhenNear(own);
        },
        onFailed(reason) {
          if (rollout.candidate !== own) return;
          own.asked = false;
          own.failures++;
          rollout.parts.onWarning(`the thread of policy \`${policy.id}\` failed: ${reason}`);
          if (own.failures >= CANDIDATE_FAILURES_MAX) refuse(rollout, own, `its thread failed: ${reason}`);
        },
      },
    ),
  };
  rollout.candidate = own;
  rollout.refused = null;
}

/** Asks for the windows once little is left to read. */
function askWhenNear(own: Candidate): void {
  if (own.mode !== "activate" || own.asked || own.report.behind > HAND_OVER_EVENTS_MAX) return;
  own.asked = true;
  own.thread.post({ kind: "hand_over" });
}

/** The windows are filled: the rest of the log is read here, and then the policy is in force. */
async function takeOver(rollout: RolloutState, own: Candidate, state: HandedOver): Promise<void> {
  try {
    const next = createJudge(own.policy, rollout.parts.remarks, undefined, rollout.parts.lists);
    for (const [slot, part] of state.windows.entries()) next.windows.restoreSlot(slot, part);
    next.clock.restore(state.clock);
    const payees = createPayeeRegistry();
    payees.restore(state.payees);
    const over = () => rollout.candidate !== own || rollout.stopped;
    const near = await catchUp(rollout.parts, next, payees, state.position, over);
    if (near === null) return;
    await rollout.parts.between(async () => {
      if ((await catchUp(rollout.parts, next, payees, near, over)) === null) return;
      const from = rollout.judge.policy.id;
      rollout.judge.replaceBy(next);
      rollout.parts.payees.restore(payees.snapshot());
      await finish(rollout, own, from);
    });
  } catch (error) {
    if (rollout.candidate === own)
      refuse(rollout, own, error instanceof Error ? error.message : String(error));
  }
}

/** What says that the policy is in force is on disk before the next event is decided. */
async function finish(rollout: RolloutState, own: Candidate, from: string): Promise<void> {
  const { policy, by } = own;
  const atMs = rollout.parts.clock();
  rollout.candidate = null;
  void own.thread.stop();
  try {
    const entry = { kind: "policy", by, fields: { from, to: policy.id, sha256: policy.sha256 } } as const;
    const later = historyWith(rollout.history, { id: policy.id, sinceMs: atMs, by: by.name });
    const activation = JSON.stringify({ ...(await activationOf(rollout.records)), to: policy.id });
    const settings = [
      ["policy", policy.id],
      [POLICY_HISTORY, JSON.stringify(later)],
      [POLICY_ACTIVATION, activation],
    ] as const;
    await rollout.records.write({ settings, entries: [entry] }, atMs);
    rollout.history = later;
  } catch (error) {
    // It decides all the same: its source is kept, and each decision names it. The next start writes the entry.
    rollout.parts.onWarning(
      `policy \`${policy.id}\` is in force, and that could not be written down: ${error}`,
    );
  }
  rollout.parts.onInForce(policy);
  wake(rollout);
}

function refuse(rollout: RolloutState, own: Candidate, reason: string): void {
  rollout.refused = { id: own.policy.id, reason, atMs: rollout.parts.clock() };
  rollout.parts.onWarning(
    `policy \`${own.policy.id}\` did not come into force, \`${rollout.judge.policy.id}\` goes on: ${reason}`,
  );
  drop(rollout, own);
}

function drop(rollout: RolloutState, own: Candidate): void {
  rollout.candidate = null;
  void own.thread.stop();
  wake(rollout);
}

async function withdraw(rollout: RolloutState): Promise<void> {
  const own = rollout.candidate;
  if (own === null) return;
  if (own.mode === "shadow") await rollout.records.append(noteOf(own, "stop"), rollout.parts.clock());
  if (rollout.candidate === own) drop(rollout, own);
}

function wake(rollout: RolloutState): void {
  for (const tell of rollout.waiters.splice(0)) tell();
}

async function proposed(
  rollout: RolloutState,
  policy: Policy,
  warnings: readonly string[],
  mode: CandidateState["mode"],
  by: Principal,
): Promise<Proposed> {
  const dropped = paymentsDropped(rollout.judge.policy, policy);
  if (dropped !== null) {
    warnings = [...warnings, dropped];
    if (mode === "activate") rollout.parts.onWarning(dropped);
  }
  if (policy.id === rollout.judge.policy.id) {
    // Already so: whoever asks twice has what was asked for.
    if (mode === "activate") await withdraw(rollout);
    return { id: policy.id, warnings };
  }
  const own = rollout.candidate;
  if (own?.policy.id === policy.id) {
    if (own.mode === "shadow" && mode === "activate")
      await rollout.records.append(noteOf(own, "stop"), rollout.parts.clock());
    own.mode = mode;
    own.by = by;
    if (rollout.candidate === own) askWhenNear(own);
  } else await begin(rollout, policy, mode, by);
  return { id: policy.id, warnings };
}

function state(rollout: RolloutState): PolicyState {
  const version = (id: string): PolicyVersion =>
    rollout.history.find((one) => one.id === id) ?? { id, sinceMs: 0, by: "" };
  return {
    inForce: version(rollout.judge.policy.id),
    candidate:
      rollout.candidate === null
        ? null
        : {
            id: rollout.candidate.policy.id,
            mode: rollout.candidate.mode,
            by: rollout.candidate.by.name,
            startedAtMs: rollout.candidate.startedAtMs,
            ...rollout.candidate.report,
          },
    refused: rollout.refused,
    earlier: rollout.history.filter(({ id }) => id !== rollout.judge.policy.id).slice(0, EARLIER_SHOWN_MAX),
  };
}

async function propose(
  rollout: RolloutState,
  text: string,
  mode: CandidateState["mode"],
  by: Principal,
): Promise<Proposed> {
  const loaded = loadPolicy(text, "policy");
  if (!loaded.ok) {
    const listed = loaded.diagnostics.map((one) => formatDiagnostic(one, text)).join("\n");
    const mistakes = loaded.diagnostics.filter(({ severity }) => severity === "error").length;
    const reason = `the policy has ${mistakes === 1 ? "one mistake" : `${mistakes} mistakes`}; \`${rollout.judge.policy.id}\` goes on`;
    const sha = createHash("sha256").update(text).digest("hex").slice(0, 8);
    rollout.refused = { id: `#${sha}`, reason: `${reason}\n\n${listed}`, atMs: rollout.parts.clock() };
    throw new TouchstoneError("bad_policy", `${reason}\n\n${listed}`);
  }
  const warnings = loaded.warnings.map((one) => formatDiagnostic(one, text));
  return rollout.inTurn(() => proposed(rollout, loaded.policy, warnings, mode, by));
}

function activate(rollout: RolloutState, id: string, by: Principal): Promise<Proposed> {
  return rollout.inTurn(async () => {
    const policy =
      rollout.candidate?.policy.id === id ? rollout.candidate.policy : rollout.parts.policyById(id);
    if (policy === null) {
      throw new TouchstoneError("not_found", `no policy \`${id.slice(0, 80)}\` decided here; send its text`);
    }
    return proposed(rollout, policy, [], "activate", by);
  });
}

function withdrawNow(rollout: RolloutState, by: Principal): Promise<boolean> {
  return rollout.inTurn(async () => {
    if (rollout.candidate === null) return false;
    rollout.candidate.by = by;
    await withdraw(rollout);
    return true;
  });
}

async function stop(rollout: RolloutState): Promise<void> {
  rollout.stopped = true;
  const own = rollout.candidate;
  rollout.candidate = null;
  wake(rollout);
  rollout.waiters = [];
  await own?.thread.stop();
}

/** A report before anything was compared. */
const NOTHING_COMPARED: Candidate["report"] = {
  position: 0,
  behind: 0,
  events: 0,
  stricter: 0,
  milder: 0,
  verdicts: [],
  rules: [],
  samples: [],
};

/** The entry about the start or the end of a comparison. */
function noteOf({ policy, report, by }: Pick<Candidate, "policy" | "report" | "by">, what: "start" | "stop") {
  const { events, stricter, milder } = report;
  const fields = { do: what, policy: policy.id, sha256: policy.sha256, events, stricter, milder };
  return { kind: "policy_shadow", by, fields } satisfies NewEntry;
}

/** Policies in force so far, the latest first. */
export async function historyOf(records: Pick<Records, "get">): Promise<readonly PolicyVersion[]> {
  const kept = await records.get(POLICY_HISTORY);
  return kept === null ? [] : (JSON.parse(kept) as PolicyVersion[]);
}

/** A history with a policy that has come into force; each stands once, where it was last. */
export function historyWith(
  history: readonly PolicyVersion[],
  version: PolicyVersion,
): readonly PolicyVersion[] {
  return [version, ...history.filter(({ id }) => id !== version.id)].slice(0, EARLIER_SHOWN_MAX + 1);
}

/** The policy that the latest start was given, and the one that was put in force since; see `policyAtStart`. */
export async function activationOf(
  records: Pick<Records, "get">,
): Promise<{ readonly given?: string; readonly to?: string }> {
  const kept = await records.get(POLICY_ACTIVATION);
  return kept === null ? {} : (JSON.parse(kept) as { given?: string; to?: string });
}

/**
 * Which policy a start goes on with: the one it is given, or the one that was put in force over the API since the same one was given
 * last. Whoever gives another one means it.
 */
export async function policyAtStart(
  records: Pick<Records, "get" | "set">,
  given: Policy,
  byId: (id: string) => Policy | null,
): Promise<Policy> {
  const before = await activationOf(records);
  const kept =
    before.given === given.id && before.to !== undefined && before.to !== given.id ? byId(before.to) : null;
  if (kept !== null) return kept;
  if (before.given !== given.id || before.to !== undefined)
    await records.set(POLICY_ACTIVATION, JSON.stringify({ given: given.id }));
  return given;
}
