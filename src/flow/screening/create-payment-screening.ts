import { createDecoder } from "../../ingest/json-decoder.ts";
import { createTurns } from "../../kernels/time/in-turn.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { Decision } from "../../nouns/decision.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import { isEngagement, kindWord, PAYMENT_CODE } from "../../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import type { Principal } from "../../nouns/ledger-entry.ts";
import type { PayeeLinkReport } from "../../nouns/payee-link-report.ts";
import {
  type PaymentCase,
  type PaymentStep,
  type ProvenPurpose,
  STATE_OF_VERDICT,
} from "../../nouns/payment-case.ts";
import type { Policy } from "../../nouns/policy.ts";
import type { Records } from "../../ports/records.ts";
import { lackingPapers, type Paper, papersThatAnswer } from "../../screen/payee/merchant-papers.ts";
import { type PayeeRecord, type PayeeRegistry, payersOf } from "../../screen/payee/payee-registry.ts";
import { payeeRisk } from "../../screen/payee/payee-risk.ts";
import type { Submission } from "../engine.ts";
import type { PayeeView, PaymentScreening, PaymentView, ScreenAnswer } from "../screened-payments.ts";
import type { PaymentRemarks } from "./payment-remarks.ts";
import { lastDecision, stateAfter } from "./payment-steps.ts";
import { notScreened } from "./policy-screens.ts";
import { answerOf, remarkOf, screenLines } from "./screen-lines.ts";
import { CASE_STEPS_MAX, PROVEN_DAYS, PROVEN_PURPOSES_MAX, RESTING_MAX } from "./screening-limits.ts";
import { createSettingsDraft, type SettingsDraft } from "./settings-draft.ts";

/** What the screening stands on. */
export interface PaymentScreeningParts {
  /** The policy in force. */
  readonly policy: () => Policy;
  readonly remarks: PaymentRemarks | null;
  readonly registry: PayeeRegistry;
  readonly records: Pick<Records, "get" | "append" | "write">;
  readonly submit: (lines: Uint8Array) => Promise<Submission>;
  readonly decision: (id: string) => Decision | null;
  /** What the link test told of a payee last; null where it told nothing. */
  readonly linkOf: (payee: string) => PayeeLinkReport | null;
  /** The stored line of an event by its id; null where it is unknown or no longer kept. */
  readonly lineOf: (id: string) => Uint8Array | null;
  readonly clock: () => number;
  readonly onWarning: (message: string) => void;
}

type Kept = Pick<Records, "get">;
/** What a step says beside itself. */
type StepDetails = Partial<Pick<PaymentCase, "purpose" | "documents">> & {
  readonly note: string;
  readonly proven?: ProvenPurpose;
};

const PAYEE = keyColumn("payee");
const PAYER = keyColumn("payer");
/** Whoever calls the API without a name: keys have none yet. */
const OVER_HTTP: Principal = { kind: "api_key", name: "http" };

/** Payments that wait, payees and complaints: what people do about them, all of it in the ledger. */
export function createPaymentScreening(parts: PaymentScreeningParts): PaymentScreening {
  const { records, registry, policy, remarks, clock } = parts;
  const decoder = createDecoder();
  /** Each step is decided upon what the one before has left. */
  const inTurn = createTurns();

  const rowOf = (id: string): EventRow | null => {
    const line = parts.lineOf(id);
    if (line === null) return null;
    const row = createEventRow();
    if (decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY) !== null) return null;
    return isEngagement(row.kind) ? null : row;
  };
  const typeOf = (id: string): string | null => {
    const line = parts.lineOf(id);
    if (line === null) return null;
    const row = createEventRow();
    return decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY) === null
      ? kindWord(row.kind)
      : null;
  };
  const paymentRow = (id: string): EventRow => {
    const row = rowOf(id);
    if (row === null || row.kind !== PAYMENT_CODE)
      throw new TouchstoneError(
        "unknown_payment",
        `\`${id.slice(0, 80)}\`; screen it first, or it is no longer kept`,
      );
    return row;
  };
  const caseOf = async (from: Kept, id: string, row: EventRow, decision: Decision): Promise<PaymentCase> => {
    const stored = await from.get(`payment/${id}`);
    if (stored !== null && stored !== "") return JSON.parse(stored) as PaymentCase;
    const opened = STATE_OF_VERDICT[decision.verdict];
    const payee = keyText(row, PAYEE) ?? "";
    return { payment: id, payee, state: opened, opened, purpose: null, documents: [], steps: [] };
  };
  const provenOf = async (from: Kept, payee: string): Promise<ProvenPurpose[]> => {
    const stored = await from.get(`proven/${payee}`);
    const all = stored === null || stored === "" ? [] : (JSON.parse(stored) as ProvenPurpose[]);
    return all.filter(({ untilMs }) => untilMs > clock());
  };
  const decided = (id: string): Decision => {
    const decision = parts.decision(id);
    if (decision === null) throw new TouchstoneError("unknown_payment", `\`${id.slice(0, 80)}\``);
    return decision;
  };
  const view = async (id: string): Promise<PaymentView> => {
    const row = paymentRow(id);
    const decision = decided(id);
    const own = await caseOf(records, id, row, decision);
    const answer = standing(answerOf(row, decision, remarkOf(row, remarks), false), own);
    const event = JSON.parse(new TextDecoder().decode(row.bytes.subarray(row.start, row.end))) as Record<
      string,
      unknown
    >;
    return { answer, case: own, event };
  };

  /** Takes one step in a draft; payments that it lets wait again, where it takes a proof back. */
  const take = async (
    draft: SettingsDraft,
    id: string,
    what: PaymentStep,
    by: Principal,
    more: StepDetails,
  ): Promise<readonly string[] | undefined> => {
    const row = paymentRow(id);
    const before = await caseOf(draft, id, row, decided(id));
    const state = stateAfter(before, what);
    const atMs = clock();
    const { payee } = before;
    const purpose = more.purpose ?? before.purpose;
    const documents = more.documents ?? before.documents;
    const remembers = what === "release" && purpose !== null && by.kind === "person";
    const untilMs = atMs + PROVEN_DAYS * DAY_MS;
    const undone = what === "undo" ? before.steps[lastDecision(before)] : undefined;
    const takesProofBack = undone?.step === "release" && undone.proven === undefined;
    const reopened = takesProofBack ? await reopen(draft, id, by, more.note) : undefined;
    draft.append({
      kind: "payment_step",
      by,
      fields: {
        payment: id,
        payee,
        step: what,
        state,
        purpose,
        documents: [...documents],
        note: more.note,
        ...(remembers ? { proven_until_ms: untilMs } : {}),
      },
    });
    if (remembers) await remember(draft, payee, { purpose, payment: id, by: by.name, atMs, untilMs });
    const proven = more.proven === undefined ? {} : { proven: more.proven };
    const steps = [
      ...before.steps,
      { step: what, state, by: by.name, atMs, note: more.note, ...proven },
    ].slice(-CASE_STEPS_MAX);
    const after = { ...before, state, purpose, documents, steps } satisfies PaymentCase;
    draft.set(`payment/${id}`, JSON.stringify(after));
    if (undone?.proven !== undefined) await rest(draft, undone.proven.payment, payee, id, false);
    if (takesProofBack) await unlearn(draft, payee, id);
    return reopened;
  };
  /** Takes a step with all that follows from it, and its entries of the ledger, in one transaction: nothing is done that it does not tell. */
  const step = (id: string, what: PaymentStep, by: Principal, more: StepDetails): Promise<PaymentView> =>
    inTurn(async () => {
      const draft = createSettingsDraft(records);
      const reopened = await take(draft, id, what, by, more);
      await draft.write(clock());
      return reopened === undefined ? await view(id) : { ...(await view(id)), reopened };
    });
  const restingOn = async (from: Kept, proof: string): Promise<string[]> => {
    const stored = await from.get(`resting/${proof}`);
    return stored === null || stored === "" ? [] : (JSON.parse(stored) as string[]);
  };
  /** Notes that a payment rests on a proof, or rests on it no more; and how many of the payee's do. */
  const rest = async (
    draft: SettingsDraft,
    proof: string,
    payee: string,
    id: string,
    rests: boolean,
  ): Promise<void> => {
    const others = (await restingOn(draft, proof)).filter((one) => one !== id);
    draft.set(`resting/${proof}`, JSON.stringify(rests ? [...others, id] : others));
    const count = (await liftedOf(draft, payee)) + (rests ? 1 : -1);
    draft.set(`lifted/${payee}`, String(Math.max(0, count)));
  };
  const liftedOf = async (from: Kept, payee: string): Promise<number> =>
    Number((await from.get(`lifted/${payee}`)) ?? 0);
  /** What was let through on the strength of a proof goes back with it: each waits again, and the ledger says why. */
  const reopen = async (
    draft: SettingsDraft,
    proof: string,
    by: Principal,
    why: string,
  ): Promise<readonly string[]> => {
    const reopened: string[] = [];
    for (const id of await restingOn(draft, proof)) {
      const stored = await draft.get(`payment/${id}`);
      const own = stored === null || stored === "" ? null : (JSON.parse(stored) as PaymentCase);
      if (own === null || rowOf(id) === null || provenBy(own)?.payment !== proof) continue;
      await take(draft, id, "undo", by, { note: `the proof \`${proof}\` was taken back: ${why}` });
      reopened.push(id);
    }
    return reopened;
  };
  const remember = async (draft: SettingsDraft, payee: string, proven: ProvenPurpose): Promise<void> => {
    const others = (await provenOf(draft, payee)).filter(({ purpose }) => purpose !== proven.purpose);
    draft.set(`proven/${payee}`, JSON.stringify([proven, ...others].slice(0, PROVEN_PURPOSES_MAX)));
  };
  const unlearn = async (draft: SettingsDraft, payee: string, payment: string): Promise<void> => {
    const others = (await provenOf(draft, payee)).filter((proven) => proven.payment !== payment);
    draft.set(`proven/${payee}`, JSON.stringify(others));
  };

  /** A hold of a purpose that the payee has proven is lifted, and the ledger says by which proof. */
  const lifted = async (answer: ScreenAnswer, row: EventRow): Promise<ScreenAnswer> => {
    const { decision, payment } = answer;
    if (decision?.verdict !== "hold") return answer;
    if (answer.duplicate) return standing(answer, await caseOf(records, payment, row, decision));
    const purpose = keyText(row, keyColumn("purpose"));
    const payee = keyText(row, PAYEE) ?? "";
    const proofOf = async (): Promise<ProvenPurpose | undefined> =>
      (await provenOf(records, payee)).find((one) => one.purpose === purpose);
    if (purpose === null || (await proofOf()) === undefined) return answer;
    return inTurn(async () => {
      // Asked again: it may have been taken back while others had their turn.
      const proven = await proofOf();
      if (proven === undefined || (await restingOn(records, proven.payment)).length >= RESTING_MAX)
        return answer;
      const by: Principal = { kind: "policy", name: policy().id };
      const draft = createSettingsDraft(records);
      await take(draft, payment, "release", by, { purpose, note: `proven by ${proven.payment}`, proven });
      await rest(draft, proven.payment, payee, payment, true);
      await draft.write(clock());
      return { ...answer, verdict: "allow", proven };
    });
  };

  const complaintsOf = (record: PayeeRecord): Promise<PayeeView["complaints"]> => {
    const told = record.latestComplaints.map(async (complaint) => {
      const answer = await records.get(`complaint/${record.id}/${complaint.id}`);
      return {
        id: complaint.id,
        atMs: complaint.atMs,
        reason: complaint.reason,
        payment: complaint.payment,
        paid: complaint.payment === null ? null : isPaymentOf(complaint.payment, complaint.payer, record.id),
        answer: answer === null ? null : (JSON.parse(answer) as { text: string; by: string; atMs: number }),
      };
    });
    return Promise.all(told);
  };
  const isPaymentOf = (payment: string, payer: string, payee: string): boolean => {
    const row = rowOf(payment);
    return row !== null && keyText(row, PAYER) === payer && keyText(row, PAYEE) === payee;
  };
  const known = (id: string): PayeeRecord => {
    const record = registry.get(id);
    if (record === null) throw new TouchstoneError("unknown_payee", `\`${id.slice(0, 80)}\``);
    return record;
  };
  const payeeView = async (record: PayeeRecord): Promise<PayeeView> => {
    const link = parts.linkOf(record.id);
    const risk = payeeRisk(record, policy(), link);
    const payers = payersOf(record);
    const all = record.payments + record.refunds;
    const [complaints, proven, letThrough] = await Promise.all([
      complaintsOf(record),
      provenOf(records, record.id),
      liftedOf(records, record.id),
    ]);
    return {
      ...record,
      ...risk,
      link,
      papers: papersThatAnswer(risk.parts.map(({ rule }) => rule)),
      payers,
      novelty: all === 0 ? null : Math.min(1, payers / all),
      complainants: record.complainants.size,
      complaints,
      verdicts: record.verdicts.map((count, rank) => count + moved(rank) * letThrough),
      proven,
    };
  };

  return {
    get screens() {
      return policy().paymentThresholds !== undefined;
    },
    async screen(lines, options) {
      if (policy().paymentThresholds === undefined) throw notScreened(policy().id);
      return await screenLines(lines, options, { ...parts, rowOf, typeOf, lifted });
    },
    get: async (id) => {
      const row = rowOf(id);
      return row?.kind === PAYMENT_CODE && parts.decision(id) !== null ? view(id) : null;
    },
    confirm: (id, confirmed) => step(id, confirmed ? "confirm" : "cancel", OVER_HTTP, { note: "" }),
    prove: (id, { purpose, documents, note }) =>
      step(id, "submit_proof", OVER_HTTP, { purpose, documents, note }),
    review: (id, { decision, by, note }) => step(id, decision, { kind: "person", name: by }, { note }),
    payee: async (id) => {
      const record = registry.get(id);
      return record === null ? null : payeeView(record);
    },
    async payees(limit) {
      const ranked = [...registry.list()]
        .map((record) => ({ record, risk: payeeRisk(record, policy(), parts.linkOf(record.id)).risk ?? -1 }))
        .sort((a, b) => b.risk - a.risk || b.record.lastAtMs - a.record.lastAtMs);
      return Promise.all(ranked.slice(0, limit).map(({ record }) => payeeView(record)));
    },
    latest: (limit) => {
      const kept = registry.latest.slice(0, limit).filter((id) => {
        const row = rowOf(id);
        return row?.kind === PAYMENT_CODE && parts.decision(id) !== null;
      });
      return Promise.all(kept.map(view));
    },
    async apply(payee, application) {
      const lacking = lackingPapers({ ...application, papers: application.papers as readonly Paper[] });
      const reading = remarks?.read(application.goods, {}) ?? { score: 0, label: "empty", spans: [] };
      const { category, papers } = application;
      const fields = { payee, category, papers: [...papers], lacking: lacking.map(({ paper }) => paper) };
      await records.append({ kind: "payee_application", by: OVER_HTTP, fields }, clock());
      const goods = { score: reading.score, label: reading.label, spans: reading.spans };
      return { complete: lacking.length === 0 && reading.label !== "bought_engagement", lacking, goods };
    },
    async answerComplaint(payee, complaint, { text, by }) {
      const record = known(payee);
      if (!record.latestComplaints.some(({ id }) => id === complaint))
        throw new TouchstoneError(
          "unknown_complaint",
          `\`${complaint.slice(0, 80)}\` about \`${payee.slice(0, 80)}\``,
        );
      const atMs = clock();
      const fields = { complaint, payee, text };
      await records.write(
        {
          settings: [[`complaint/${payee}/${complaint}`, JSON.stringify({ text, by, atMs })]],
          entries: [{ kind: "complaint_answer", by: { kind: "person", name: by }, fields }],
        },
        atMs,
      );
      return payeeView(record);
    },
  };
}

/** The proof on which a case stands released; null for any other. */
function provenBy(own: PaymentCase): ProvenPurpose | null {
  return own.steps[lastDecision(own)]?.proven ?? null;
}

/** An answer as its payment stands: a hold that a proof lifted lets it through, for as long as the proof holds. */
function standing(answer: ScreenAnswer, own: PaymentCase): ScreenAnswer {
  const proven = provenBy(own);
  return proven === null ? answer : { ...answer, verdict: "allow", proven };
}

/** A lifted hold counts as let through: one more of the first verdict, one fewer of the third. */
function moved(rank: number): number {
  return rank === 0 ? 1 : rank === 2 ? -1 : 0;
}
