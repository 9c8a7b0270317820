import { createDecoder } from "../../ingest/json-decoder.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { Decision } from "../../nouns/decision.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import { isEngagement, PAYMENT_CODE } from "../../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import type { NewEntry, Principal } from "../../nouns/ledger-entry.ts";
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
import { type PayeeBook, type PayeeRecord, payersOf } from "../../screen/payee/payee-book.ts";
import { payeeRisk } from "../../screen/payee/payee-risk.ts";
import type { Submission } from "../engine.ts";
import type { PayeeView, PaymentDesk, PaymentView, ScreenAnswer } from "../payment-desk.ts";
import type { PaymentRemarks } from "./payment-remarks.ts";
import { lastDecision, stateAfter } from "./payment-steps.ts";
import { notScreened } from "./policy-screens.ts";
import { answerOf, remarkOf, screenLines } from "./screen-lines.ts";
import { CASE_STEPS_MAX, PROVEN_DAYS, PROVEN_PURPOSES_MAX, RESTING_MAX } from "./screening-limits.ts";

/** What the desk stands on. */
export interface PaymentDeskParts {
  /** The policy in force. */
  readonly policy: () => Policy;
  readonly remarks: PaymentRemarks | null;
  readonly book: PayeeBook;
  readonly records: Pick<Records, "get" | "set" | "append">;
  readonly submit: (lines: Uint8Array) => Promise<Submission>;
  readonly decision: (id: string) => Decision | null;
  /** What the link test told of a payee last; null where it told nothing. */
  readonly linkOf: (payee: string) => PayeeLinkReport | null;
  /** The stored line of an event by its id; null where it is unknown or no longer kept. */
  readonly lineOf: (id: string) => Uint8Array | null;
  readonly clock: () => number;
  readonly onWarning: (message: string) => void;
}

const PAYEE = keyColumn("payee");
const PAYER = keyColumn("payer");
/** Whoever calls the API without a name: keys have none yet. */
const OVER_HTTP: Principal = { kind: "api_key", name: "http" };

/** Payments that wait, payees and complaints: what people do about them, all of it in the ledger. */
export function createPaymentDesk(parts: PaymentDeskParts): PaymentDesk {
  const { records, book, policy, remarks, clock } = parts;
  const decoder = createDecoder();

  const rowOf = (id: string): EventRow | null => {
    const line = parts.lineOf(id);
    const row = createEventRow();
    if (line === null || decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY) !== null)
      return null;
    return isEngagement(row.kind) ? null : row;
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
  const caseOf = (id: string, row: EventRow, decision: Decision): PaymentCase => {
    const stored = records.get(`payment/${id}`);
    if (stored !== null && stored !== "") return JSON.parse(stored) as PaymentCase;
    const opened = STATE_OF_VERDICT[decision.verdict];
    const payee = keyText(row, PAYEE) ?? "";
    return { payment: id, payee, state: opened, opened, purpose: null, documents: [], steps: [] };
  };
  const provenOf = (payee: string): ProvenPurpose[] => {
    const stored = records.get(`proven/${payee}`);
    const all = stored === null || stored === "" ? [] : (JSON.parse(stored) as ProvenPurpose[]);
    return all.filter(({ untilMs }) => untilMs > clock());
  };
  const decided = (id: string): Decision => {
    const decision = parts.decision(id);
    if (decision === null) throw new TouchstoneError("unknown_payment", `\`${id.slice(0, 80)}\``);
    return decision;
  };
  const view = (id: string): PaymentView => {
    const row = paymentRow(id);
    const decision = decided(id);
    const own = caseOf(id, row, decision);
    const answer = standing(answerOf(row, decision, remarkOf(row, remarks), false), own);
    const event = JSON.parse(new TextDecoder().decode(row.bytes.subarray(row.start, row.end))) as Record<
      string,
      unknown
    >;
    return { answer, case: own, event };
  };

  /** Takes one step: the ledger first, then the case, so that nothing is done that it does not tell. */
  const step = (
    id: string,
    what: PaymentStep,
    by: Principal,
    more: Partial<Pick<PaymentCase, "purpose" | "documents">> & {
      readonly note: string;
      readonly proven?: ProvenPurpose;
    },
  ): PaymentView => {
    const row = paymentRow(id);
    const before = caseOf(id, row, decided(id));
    const state = stateAfter(before, what);
    const atMs = clock();
    const { payee } = before;
    const purpose = more.purpose ?? before.purpose;
    const documents = more.documents ?? before.documents;
    const remembers = what === "release" && purpose !== null && by.kind === "person";
    const untilMs = atMs + PROVEN_DAYS * DAY_MS;
    const undone = what === "undo" ? before.steps[lastDecision(before)] : undefined;
    const takesProofBack = undone?.step === "release" && undone.proven === undefined;
    // First, so that a stop in the middle leaves a release that can be taken back again.
    const reopened = takesProofBack ? reopen(id, by, more.note) : [];
    const entry: NewEntry = {
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
    };
    records.append(entry, atMs);
    if (remembers) remember(payee, { purpose, payment: id, by: by.name, atMs, untilMs });
    const proven = more.proven === undefined ? {} : { proven: more.proven };
    const steps = [
      ...before.steps,
      { step: what, state, by: by.name, atMs, note: more.note, ...proven },
    ].slice(-CASE_STEPS_MAX);
    records.set(
      `payment/${id}`,
      JSON.stringify({ ...before, state, purpose, documents, steps } satisfies PaymentCase),
    );
    if (undone?.proven !== undefined) rest(undone.proven.payment, payee, id, false);
    if (!takesProofBack) return view(id);
    unlearn(payee, id);
    return { ...view(id), reopened };
  };
  const restingOn = (proof: string): string[] => {
    const stored = records.get(`resting/${proof}`);
    return stored === null || stored === "" ? [] : (JSON.parse(stored) as string[]);
  };
  /** Notes that a payment rests on a proof, or rests on it no more; and how many of the payee's do. */
  const rest = (proof: string, payee: string, id: string, rests: boolean): void => {
    const others = restingOn(proof).filter((one) => one !== id);
    records.set(`resting/${proof}`, JSON.stringify(rests ? [...others, id] : others));
    records.set(`lifted/${payee}`, String(Math.max(0, liftedOf(payee) + (rests ? 1 : -1))));
  };
  const liftedOf = (payee: string): number => Number(records.get(`lifted/${payee}`) ?? 0);
  /** What was let through on the strength of a proof goes back with it: each waits again, and the ledger says why. */
  const reopen = (proof: string, by: Principal, why: string): readonly string[] => {
    const reopened: string[] = [];
    for (const id of restingOn(proof)) {
      const stored = records.get(`payment/${id}`);
      const own = stored === null || stored === "" ? null : (JSON.parse(stored) as PaymentCase);
      if (own === null || rowOf(id) === null || provenBy(own)?.payment !== proof) continue;
      step(id, "undo", by, { note: `the proof \`${proof}\` was taken back: ${why}` });
      reopened.push(id);
    }
    return reopened;
  };
  const remember = (payee: string, proven: ProvenPurpose): void => {
    const others = provenOf(payee).filter(({ purpose }) => purpose !== proven.purpose);
    records.set(`proven/${payee}`, JSON.stringify([proven, ...others].slice(0, PROVEN_PURPOSES_MAX)));
  };
  const unlearn = (payee: string, payment: string): void => {
    records.set(
      `proven/${payee}`,
      JSON.stringify(provenOf(payee).filter((proven) => proven.payment !== payment)),
    );
  };

  /** A hold of a purpose that the payee has proven is lifted, and the ledger says by which proof. */
  const lifted = (answer: ScreenAnswer, row: EventRow): ScreenAnswer => {
    if (answer.decision?.verdict !== "hold") return answer;
    if (answer.duplicate) return standing(answer, caseOf(answer.payment, row, answer.decision));
    const purpose = keyText(row, keyColumn("purpose"));
    const payee = keyText(row, PAYEE) ?? "";
    const proven = purpose === null ? undefined : provenOf(payee).find((one) => one.purpose === purpose);
    if (proven === undefined || restingOn(proven.payment).length >= RESTING_MAX) return answer;
    const by: Principal = { kind: "policy", name: policy().id };
    step(answer.payment, "release", by, { purpose, note: `proven by ${proven.payment}`, proven });
    rest(proven.payment, payee, answer.payment, true);
    return { ...answer, verdict: "allow", proven };
  };

  const complaintsOf = (record: PayeeRecord): PayeeView["complaints"] =>
    record.latestComplaints.map((complaint) => {
      const answer = records.get(`complaint/${record.id}/${complaint.id}`);
      return {
        id: complaint.id,
        atMs: complaint.atMs,
        reason: complaint.reason,
        payment: complaint.payment,
        paid: complaint.payment === null ? null : isPaymentOf(complaint.payment, complaint.payer, record.id),
        answer: answer === null ? null : (JSON.parse(answer) as { text: string; by: string; atMs: number }),
      };
    });
  const isPaymentOf = (payment: string, payer: string, payee: string): boolean => {
    const row = rowOf(payment);
    return row !== null && keyText(row, PAYER) === payer && keyText(row, PAYEE) === payee;
  };
  const known = (id: string): PayeeRecord => {
    const record = book.get(id);
    if (record === null) throw new TouchstoneError("unknown_payee", `\`${id.slice(0, 80)}\``);
    return record;
  };
  const payeeView = (record: PayeeRecord): PayeeView => {
    const link = parts.linkOf(record.id);
    const risk = payeeRisk(record, policy(), link);
    const payers = payersOf(record);
    const all = record.payments + record.refunds;
    return {
      ...record,
      ...risk,
      link,
      papers: papersThatAnswer(risk.parts.map(({ rule }) => rule)),
      payers,
      novelty: all === 0 ? null : Math.min(1, payers / all),
      complainants: record.complainants.size,
      complaints: complaintsOf(record),
      verdicts: record.verdicts.map((count, rank) => count + moved(rank) * liftedOf(record.id)),
      proven: provenOf(record.id),
    };
  };

  return {
    get screens() {
      return policy().paymentThresholds !== undefined;
    },
    async screen(lines, options) {
      if (policy().paymentThresholds === undefined) throw notScreened(policy().id);
      return await screenLines(lines, options, { ...parts, rowOf, lifted });
    },
    get: (id) => {
      const row = rowOf(id);
      return row?.kind === PAYMENT_CODE && parts.decision(id) !== null ? view(id) : null;
    },
    confirm: (id, confirmed) => step(id, confirmed ? "confirm" : "cancel", OVER_HTTP, { note: "" }),
    prove: (id, { purpose, documents, note }) =>
      step(id, "submit_proof", OVER_HTTP, { purpose, documents, note }),
    review: (id, { decision, by, note }) => step(id, decision, { kind: "person", name: by }, { note }),
    payee: (id) => {
      const record = book.get(id);
      return record === null ? null : payeeView(record);
    },
    payees(limit) {
      const ranked = [...book.list()]
        .map((record) => ({ record, risk: payeeRisk(record, policy(), parts.linkOf(record.id)).risk ?? -1 }))
        .sort((a, b) => b.risk - a.risk || b.record.lastAtMs - a.record.lastAtMs);
      return ranked.slice(0, limit).map(({ record }) => payeeView(record));
    },
    latest: (limit) =>
      book.latest.slice(0, limit).flatMap((id) => {
        const row = rowOf(id);
        return row?.kind === PAYMENT_CODE && parts.decision(id) !== null ? [view(id)] : [];
      }),
    apply(payee, application) {
      const lacking = lackingPapers({ ...application, papers: application.papers as readonly Paper[] });
      const reading = remarks?.read(application.goods, {}) ?? { score: 0, label: "empty", spans: [] };
      const { category, papers } = application;
      const fields = { payee, category, papers: [...papers], lacking: lacking.map(({ paper }) => paper) };
      records.append({ kind: "payee_application", by: OVER_HTTP, fields }, clock());
      const goods = { score: reading.score, label: reading.label, spans: reading.spans };
      return { complete: lacking.length === 0 && reading.label !== "bought_engagement", lacking, goods };
    },
    answerComplaint(payee, complaint, { text, by }) {
      const record = known(payee);
      if (!record.latestComplaints.some(({ id }) => id === complaint))
        throw new TouchstoneError(
          "unknown_complaint",
          `\`${complaint.slice(0, 80)}\` about \`${payee.slice(0, 80)}\``,
        );
      const atMs = clock();
      records.append(
        { kind: "complaint_answer", by: { kind: "person", name: by }, fields: { complaint, payee, text } },
        atMs,
      );
      records.set(`complaint/${payee}/${complaint}`, JSON.stringify({ text, by, atMs }));
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
