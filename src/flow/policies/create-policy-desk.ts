import { createHash } from "node:crypto";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { NewEntry, Principal } from "../../nouns/ledger-entry.ts";
import type { Policy } from "../../nouns/policy.ts";
import { POLICY_ACTIVATION, POLICY_HISTORY } from "../../nouns/record-settings.ts";
import { formatDiagnostic } from "../../policy/diagnostic.ts";
import { loadPolicy } from "../../policy/load.ts";
import type {
  CandidateState,
  PolicyDesk,
  PolicyRefusal,
  PolicyVersion,
  Proposed,
} from "../../ports/policy-desk.ts";
import type { Records } from "../../ports/records.ts";
import { createPayeeBook, type PayeeBook } from "../../screen/payee/payee-book.ts";
import type { DecisionStore } from "../decision-store.ts";
import { checkKeepDays } from "../erase/retention.ts";
import { createJudge } from "../judge.ts";
import type { KeptThread } from "../kept-thread.ts";
import type { ListBook } from "../lists/list-book.ts";
import type { PaymentRemarks } from "../screening/payment-remarks.ts";
import { paymentsDropped } from "../screening/policy-screens.ts";
import type { CandidateRequest, HandedOver } from "./candidate-messages.ts";
import type { SpawnCandidate } from "./candidate-thread.ts";
import type { LiveJudge } from "./live-judge.ts";
import { CANDIDATE_FAILURES_MAX, EARLIER_SHOWN_MAX, HAND_OVER_EVENTS_MAX } from "./policy-limits.ts";
import { catchUp } from "./take-over.ts";

export interface PolicyDeskParts {
  readonly judge: LiveJudge;
  readonly records: Records;
  readonly remarks: PaymentRemarks | null;
  readonly lists: ListBook;
  readonly payees: PayeeBook;
  readonly decisions: DecisionStore;
  readonly decidedTo: () => number;
  /** Starts the thread that reads the log for a candidate; null where there is no folder to read. */
  readonly spawn: SpawnCandidate | null;
  /** Days that events are kept; a policy whose windows are longer is refused. Null = for ever. */
  readonly keepDays: number | null;
  readonly clock: () => number;
  readonly onWarning: (message: string) => void;
  /** A policy that decided here, by id. */
  readonly policyById: (id: string) => Policy | null;
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

/** The desk of policies, and what its engine tells it. */
export interface RunningPolicies extends PolicyDesk {
  /** Entries of lists that were changed. */
  readonly listsChanged: (change: Omit<Extract<CandidateRequest, { kind: "lists" }>, "kind">) => void;
  readonly forget: (account: string) => void;
  readonly stop: () => Promise<void>;
}

/** Policies over a running engine. At most one candidate reads the log beside it. */
export function createPolicyDesk(parts: PolicyDeskParts): RunningPolicies {
  const { judge, records } = parts;
  let candidate: Candidate | null = null;
  /** As the records hold it: each scrape of the metrics asks, and would wait for the thread that stores counts. */
  let history = historyOf(records);
  let refused: PolicyRefusal | null = null;
  let stopped = false;
  let waiters: (() => void)[] = [];

  function begin(policy: Policy, mode: CandidateState["mode"], by: Principal): Candidate {
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
    withdrawQuietly();
    records.set(`policy/${policy.id}`, policy.source);
    const compareFrom = parts.decidedTo();
    const own: Candidate = {
      policy,
      mode,
      by,
      startedAtMs: parts.clock(),
      failures: 0,
      asked: false,
      report: {
        position: 0,
        behind: compareFrom,
        events: 0,
        stricter: 0,
        milder: 0,
        verdicts: [],
        rules: [],
        samples: [],
      },
      thread: parts.spawn(
        () => ({
          policy: policy.source,
          lexicon: parts.remarks?.source ?? null,
          lists: records.lists.all(),
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
    if (mode === "shadow") note(own, "start");
    return own;
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
      const payees = createPayeeBook();
      payees.restore(state.payees);
      const still = () => candidate !== own || stopped;
      await catchUp(parts, next, payees, state.position, still, () => {
        const from = judge.policy.id;
        judge.replaceBy(next);
        parts.payees.restore(payees.snapshot());
        finish(own, from);
      });
    } catch (error) {
      if (candidate === own) refuse(own, error instanceof Error ? error.message : String(error));
    }
  }

  /** In the turn of the swap: what says that the policy is in force is on disk before the next event is decided. */
  function finish(own: Candidate, from: string): void {
    const { policy, by } = own;
    const atMs = parts.clock();
    candidate = null;
    void own.thread.stop();
    try {
      records.append({ kind: "policy", by, fields: { from, to: policy.id, sha256: policy.sha256 } }, atMs);
      records.set("policy", policy.id);
      keepHistory(records, { id: policy.id, sinceMs: atMs, by: by.name });
      history = historyOf(records);
      const activation = activationOf(records);
      records.set(POLICY_ACTIVATION, JSON.stringify({ ...activation, to: policy.id }));
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
    candidate = null;
    void own.thread.stop();
    wake();
  }

  function withdrawQuietly(): void {
    const own = candidate;
    if (own === null) return;
    candidate = null;
    if (own.mode === "shadow") note(own, "stop");
    void own.thread.stop();
    wake();
  }

  function note(own: Candidate, what: "start" | "stop"): void {
    const { policy, report, by } = own;
    const { events, stricter, milder } = report;
    const fields = { do: what, policy: policy.id, sha256: policy.sha256, events, stricter, milder };
    records.append({ kind: "policy_shadow", by, fields } satisfies NewEntry, parts.clock());
  }

  function wake(): void {
    for (const tell of waiters.splice(0)) tell();
  }

  function proposed(
    policy: Policy,
    warnings: readonly string[],
    mode: CandidateState["mode"],
    by: Principal,
  ): Proposed {
    const dropped = paymentsDropped(judge.policy, policy);
    if (dropped !== null) {
      warnings = [...warnings, dropped];
      if (mode === "activate") parts.onWarning(dropped);
    }
    if (policy.id === judge.policy.id) {
      // Already so: whoever asks twice has what was asked for.
      if (mode === "activate") withdrawQuietly();
      return { id: policy.id, warnings };
    }
    if (candidate?.policy.id === policy.id) {
      if (candidate.mode === "shadow" && mode === "activate") note(candidate, "stop");
      candidate.mode = mode;
      candidate.by = by;
      askWhenNear(candidate);
    } else begin(policy, mode, by);
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
    propose(text, mode, by) {
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
      return proposed(loaded.policy, warnings, mode, by);
    },
    activate(id, by) {
      const policy = candidate?.policy.id === id ? candidate.policy : parts.policyById(id);
      if (policy === null) {
        throw new TouchstoneError(
          "not_found",
          `no policy \`${id.slice(0, 80)}\` decided here; send its text`,
        );
      }
      return proposed(policy, [], "activate", by);
    },
    withdraw(by) {
      if (candidate === null) return false;
      candidate.by = by;
      withdrawQuietly();
      return true;
    },
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

/** Policies in force so far, the latest first. */
export function historyOf(records: Pick<Records, "get">): readonly PolicyVersion[] {
  const kept = records.get(POLICY_HISTORY);
  return kept === null ? [] : (JSON.parse(kept) as PolicyVersion[]);
}

/** Notes a policy that has come into force; each stands once, where it was last. */
export function keepHistory(records: Pick<Records, "get" | "set">, version: PolicyVersion): void {
  const others = historyOf(records).filter(({ id }) => id !== version.id);
  records.set(POLICY_HISTORY, JSON.stringify([version, ...others].slice(0, EARLIER_SHOWN_MAX + 1)));
}

/** The policy that the latest start was given, and the one that was put in force since; see `policyAtStart`. */
export function activationOf(records: Pick<Records, "get">): {
  readonly given?: string;
  readonly to?: string;
} {
  const kept = records.get(POLICY_ACTIVATION);
  return kept === null ? {} : (JSON.parse(kept) as { given?: string; to?: string });
}

/**
 * Which policy a start goes on with: the one it is given, or the one that was put in force over the API since the same one was given
 * last. Whoever gives another one means it.
 */
export function policyAtStart(
  records: Pick<Records, "get" | "set">,
  given: Policy,
  byId: (id: string) => Policy | null,
): Policy {
  const before = activationOf(records);
  const kept =
    before.given === given.id && before.to !== undefined && before.to !== given.id ? byId(before.to) : null;
  if (kept !== null) return kept;
  if (before.given !== given.id || before.to !== undefined)
    records.set(POLICY_ACTIVATION, JSON.stringify({ given: given.id }));
  return given;
}
