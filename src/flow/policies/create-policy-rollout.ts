import { createHash } from "node:crypto";
import { createTurns } from "../../kernels/time/in-turn.ts";
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

/** Policies over a running engine. At most one candidate reads the log beside it. */
export function createPolicyRollout(parts: PolicyRolloutParts): RunningPolicies {
  const { judge, records } = parts;
  let candidate: Candidate | null = null;
  /** As the records hold it: each scrape of the metrics asks, and would wait for the thread that stores counts. */
  let { history } = parts;
  const inTurn = createTurns();
  let refused: PolicyRefusal | null = null;
  let stopped = false;
  let waiters: (() => void)[] = [];

  async function begin(policy: Policy, mode: CandidateState["mode"], by: Principal): Promise<void> {
    if (parts.spawn === null || stopped) {
      throw new TouchstoneError(
        "not_ready",
        "no data folder is read here: open the engine with another policy",
      );
    }
    if (policy.paymentThresholds !== undefined && parts.remarks === null) {
      throw new TouchstoneError(
        "bad_policy",
        "the policy screens payments, and the engine was started with one that does not, so that no lexicon is loaded; restart it with this policy",
      );
    }
    if (parts.keepDays !== null) checkKeepDays(parts.keepDays, policy);
    const atMs = parts.clock();
    const before = candidate;
    const entries: NewEntry[] = before?.mode === "shadow" ? [noteOf(before, "stop")] : [];
    if (mode === "shadow") entries.push(noteOf({ policy, by, report: NOTHING_COMPARED }, "start"));
    await records.write({ settings: [[`policy/${policy.id}`, policy.source]], entries }, atMs);
    parts.onKept(policy);
    // The one before may have come into force meanwhile, or was refused: it is noted as what it was when it was asked to make room.
    if (candidate !== null) drop(candidate);
    if (stopped) throw new TouchstoneError("not_ready", "the engine is stopping");
    const compareFrom = parts.decidedTo();
    const own: Candidate = {
      policy,
      mode,
      by,
      startedAtMs: atMs,
      failures: 0,
      asked: false,
      report: { ...NOTHING_COMPARED, behind: compareFrom },
      thread: parts.spawn(
        () => ({
          policy: policy.source,
          lexicon: parts.remarks?.source ?? null,
          lists: parts.lists.entries(),
          compareFrom,
        }),
        {
          onAnswer(answer) {
            if (candidate !== own) return;
            if (answer.kind === "state") return void takeOver(own, answer.state);
            own.report = answer.report;
            askWhenNear(own);
          },
          onFailed(reason) {
            if (candidate !== own) return;
            own.asked = false;
            own.failures++;
            parts.onWarning(`the thread of policy \`${policy.id}\` failed: ${reason}`);
            if (own.failures >= CANDIDATE_FAILURES_MAX) refuse(own, `its thread failed: ${reason}`);
          },
        },
      ),
    };
    candidate = own;
    refused = null;
  }

  /** Asks for the windows once little is left to read. */
  function askWhenNear(own: Candidate): void {
    if (own.mode !== "activate" || own.asked || own.report.behind > HAND_OVER_EVENTS_MAX) return;
    own.asked = true;
    own.thread.post({ kind: "hand_over" });
  }

  /** The windows are filled: the rest of the log is read here, and then the policy is in force. */
  async function takeOver(own: Candidate, state: HandedOver): Promise<void> {
    try {
      const next = createJudge(own.policy, parts.remarks, undefined, parts.lists);
      for (const [slot, part] of state.windows.entries()) next.windows.restoreSlot(slot, part);
      next.clock.restore(state.clock);
      const payees = createPayeeRegistry();
      payees.restore(state.payees);
      const over = () => candidate !== own || stopped;
      const near = await catchUp(parts, next, payees, state.position, over);
      if (near === null) return;
      await parts.between(async () => {
        if ((await catchUp(parts, next, payees, near, over)) === null) return;
        const from = judge.policy.id;
        judge.replaceBy(next);
        parts.payees.restore(payees.snapshot());
        await finish(own, from);
      });
    } catch (error) {
      if (candidate === own) refuse(own, error instanceof Error ? error.message : String(error));
    }
  }

  /** What says that the policy is in force is on disk before the next event is decided. */
  async function finish(own: Candidate, from: string): Promise<void> {
    const { policy, by } = own;
    const atMs = parts.clock();
    candidate = null;
    void own.thread.stop();
    try {
      const entry = { kind: "policy", by, fields: { from, to: policy.id, sha256: policy.sha256 } } as const;
      const later = historyWith(history, { id: policy.id, sinceMs: atMs, by: by.name });
      const activation = JSON.stringify({ ...(await activationOf(records)), to: policy.id });
      const settings = [
        ["policy", policy.id],
        [POLICY_HISTORY, JSON.stringify(later)],
        [POLICY_ACTIVATION, activation],
      ] as const;
      await records.write({ settings, entries: [entry] }, atMs);
      history = later;
    } catch (error) {
      // It decides all the same: its source is kept, and each decision names it. The next start writes the entry.
      parts.onWarning(`policy \`${policy.id}\` is in force, and that could not be written down: ${error}`);
    }
    parts.onInForce(policy);
    wake();
  }

  function refuse(own: Candidate, reason: string): void {
    refused = { id: own.policy.id, reason, atMs: parts.clock() };
    parts.onWarning(
      `policy \`${own.policy.id}\` did not come into force, \`${judge.policy.id}\` goes on: ${reason}`,
    );
    drop(own);
  }

  function drop(own: Candidate): void {
    candidate = null;
    void own.thread.stop();
    wake();
  }

  async function withdraw(): Promise<void> {
    const own = candidate;
    if (own === null) return;
    if (own.mode === "shadow") await records.append(noteOf(own, "stop"), parts.clock());
    if (candidate === own) drop(own);
  }

  function wake(): void {
    for (const tell of waiters.splice(0)) tell();
  }

  async function proposed(
    policy: Policy,
    warnings: readonly string[],
    mode: CandidateState["mode"],
    by: Principal,
  ): Promise<Proposed> {
    const dropped = paymentsDropped(judge.policy, policy);
    if (dropped !== null) {
      warnings = [...warnings, dropped];
      if (mode === "activate") parts.onWarning(dropped);
    }
    if (policy.id === judge.policy.id) {
      // Already so: whoever asks twice has what was asked for.
      if (mode === "activate") await withdraw();
      return { id: policy.id, warnings };
    }
    const own = candidate;
    if (own?.policy.id === policy.id) {
      if (own.mode === "shadow" && mode === "activate")
        await records.append(noteOf(own, "stop"), parts.clock());
      own.mode = mode;
      own.by = by;
      if (candidate === own) askWhenNear(own);
    } else await begin(policy, mode, by);
    return { id: policy.id, warnings };
  }

  return {
    state() {
      const version = (id: string): PolicyVersion =>
        history.find((one) => one.id === id) ?? { id, sinceMs: 0, by: "" };
      return {
        inForce: version(judge.policy.id),
        candidate:
          candidate === null
            ? null
            : {
                id: candidate.policy.id,
                mode: candidate.mode,
                by: candidate.by.name,
                startedAtMs: candidate.startedAtMs,
                ...candidate.report,
              },
        refused,
        earlier: history.filter(({ id }) => id !== judge.policy.id).slice(0, EARLIER_SHOWN_MAX),
      };
    },
    async propose(text, mode, by) {
      const loaded = loadPolicy(text, "policy");
      if (!loaded.ok) {
        const listed = loaded.diagnostics.map((one) => formatDiagnostic(one, text)).join("\n");
        const mistakes = loaded.diagnostics.filter(({ severity }) => severity === "error").length;
        const reason = `the policy has ${mistakes === 1 ? "one mistake" : `${mistakes} mistakes`}; \`${judge.policy.id}\` goes on`;
        const sha = createHash("sha256").update(text).digest("hex").slice(0, 8);
        refused = { id: `#${sha}`, reason: `${reason}\n\n${listed}`, atMs: parts.clock() };
        throw new TouchstoneError("bad_policy", `${reason}\n\n${listed}`);
      }
      const warnings = loaded.warnings.map((one) => formatDiagnostic(one, text));
      return inTurn(() => proposed(loaded.policy, warnings, mode, by));
    },
    activate: (id, by) =>
      inTurn(async () => {
        const policy = candidate?.policy.id === id ? candidate.policy : parts.policyById(id);
        if (policy === null) {
          throw new TouchstoneError(
            "not_found",
            `no policy \`${id.slice(0, 80)}\` decided here; send its text`,
          );
        }
        return proposed(policy, [], "activate", by);
      }),
    withdraw: (by) =>
      inTurn(async () => {
        if (candidate === null) return false;
        candidate.by = by;
        await withdraw();
        return true;
      }),
    settled: () =>
      new Promise((resolve) => {
        if (candidate?.mode === "activate") waiters.push(resolve);
        else resolve();
      }),
    listsChanged: (change) => candidate?.thread.post({ kind: "lists", ...change }),
    forget: (account) => candidate?.thread.post({ kind: "forget", account }),
    async stop() {
      stopped = true;
      const own = candidate;
      candidate = null;
      wake();
      waiters = [];
      await own?.thread.stop();
    },
  };
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
