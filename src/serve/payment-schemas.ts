import { type TSchema, Type } from "typebox";
import { COMPLAINT_REASONS } from "../nouns/event.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import { PAYMENT_STATES, PAYMENT_STEPS, PROOF_DOCUMENTS } from "../nouns/payment-case.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { linkSummary, servingCampaigns } from "./link-schemas.ts";
import { count, nullable, ref, words } from "./schema-parts.ts";
import {
  LIST_ITEMS_MAX,
  PROOF_DOCUMENTS_MAX,
  REVIEW_NOTE_CHARS_MAX,
  REVIEWER_CHARS_MAX,
  SCREEN_DEADLINE_MS_MAX,
} from "./serve-limits.ts";

/** Shapes of what the API says of payments and payees. */

const instant = Type.String({ format: "date-time" });
const share = Type.Number({ minimum: 0, maximum: 1 });
const id = Type.String({ minLength: 1, maxLength: ID_BYTES_MAX });

const span = Type.Object({
  from: count,
  to: count,
  label: Type.String(),
  term: Type.String(),
  reading: Type.String({ description: "the text as it was understood" }),
  how: Type.String({ description: "the disguise: plain, homophone, shape, split, emoji, initials …" }),
});
const remark = Type.Unsafe<object | null>({
  description: "what was read in the remark; offsets are UTF-16 units of it. Null without a remark",
  anyOf: [
    Type.Object({
      score: share,
      label: Type.String(),
      text: ref("Sentence"),
      spans: Type.Array(span),
      reasons: Type.Array(Type.Object({ rule: Type.String(), text: ref("Sentence") })),
    }),
    { type: "null" },
  ],
});
const proven = Type.Object({
  purpose: Type.String(),
  payment: Type.String(),
  by: Type.String(),
  at: instant,
  until: instant,
});

const screenFields = {
  verdict: words(VERDICTS, {
    description: "allow; challenge: the payer confirms; hold: waits for proof of purpose; reject",
  }),
  score: nullable("number", { minimum: 0, maximum: 1 }),
  payment: Type.String(),
  reasons: Type.Array(ref("Reason")),
  remark,
  ask: Type.Optional(
    Type.Object(
      {
        text: ref("Sentence"),
        confirm: Type.Optional(Type.String({ description: "where the payer's answer goes" })),
        submit: Type.Optional(Type.Array(Type.String())),
        proof: Type.Optional(Type.String({ description: "where the proof goes" })),
      },
      { description: "what to show the payer, and what to hand in" },
    ),
  ),
  notes: Type.Array(
    Type.Object({ code: Type.String(), field: Type.String(), value: Type.String(), text: ref("Sentence") }),
    { description: "what is odd in the payment itself and no error" },
  ),
  policy: nullable("string"),
  as_of: nullable("string", { format: "date-time" }),
  not_evaluable: Type.Array(Type.String()),
  decided: Type.Optional(
    words(VERDICTS, { description: "what was decided, where a proven purpose lifted it" }),
  ),
  proven: Type.Optional(proven),
  screened: Type.Optional(Type.Literal(false, { description: "the policy has no rules for payments" })),
  late: Type.Optional(
    Type.Literal(true, {
      description: "it came behind the engine's clock: what was measured of it is little",
    }),
  ),
  duplicate: Type.Optional(Type.Literal(true)),
  deadline_missed: Type.Optional(
    Type.Literal(true, {
      description: "the default answers; the complete decision is recorded under `complete`",
    }),
  ),
  complete: Type.Optional(Type.String()),
};

const screenedPayment = Type.Object(screenFields, {
  $id: "ScreenedPayment",
  description: "What was decided about one payment, verdict first",
});
const screenedBatch = Type.Object(
  { answers: Type.Array(Type.Unsafe({ anyOf: [ref("ScreenedPayment"), ref("RejectionAnswer")] })) },
  { $id: "ScreenedPayments", description: "one answer for each payment, in order" },
);

const document = Type.Object({
  kind: words(PROOF_DOCUMENTS),
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
});
const payment = Type.Object(
  {
    ...screenFields,
    case: Type.Object({
      payment: Type.String(),
      payee: Type.String(),
      state: words(PAYMENT_STATES),
      text: ref("Sentence"),
      purpose: nullable("string"),
      documents: Type.Array(Type.Object({ kind: Type.String(), sha256: Type.String() })),
      steps: Type.Array(
        Type.Object({
          step: words(PAYMENT_STEPS),
          state: words(PAYMENT_STATES),
          by: Type.String(),
          at: instant,
          note: Type.String(),
        }),
        { description: "oldest first; each is in the ledger" },
      ),
    }),
    event: Type.Object({}, { additionalProperties: true, description: "the payment as it came" }),
    reopened: Type.Optional(
      Type.Array(Type.String(), {
        description:
          "undo of a release: payments that its proof had let through and that wait again, each with its step in the ledger",
      }),
    ),
  },
  { $id: "Payment" },
);

const payee = Type.Object(
  {
    id: Type.String(),
    risk: nullable("number", {
      minimum: 0,
      maximum: 1,
      description: "null until eight payments were seen or the link test told something",
    }),
    risk_beside_text: nullable("number", { minimum: 0, maximum: 1 }),
    parts: Type.Array(
      Type.Object({
        rule: Type.String(),
        part: share,
        payments: Type.Optional(count),
        buyers: Type.Optional(
          Type.Integer({ minimum: 0, description: "the link: buyers whose payment a step followed" }),
        ),
        payers: Type.Optional(
          Type.Integer({ minimum: 0, description: "complaints: payers who had paid and complained" }),
        ),
        of: count,
        from_text: Type.Boolean(),
        text: ref("Sentence"),
      }),
      { description: "what makes the risk: 1 − Π (1 − part), the heaviest first" },
    ),
    proposed: Type.Object({
      measure: Type.String(),
      text: ref("Sentence"),
      decided_by: words(["person"]),
    }),
    link: Type.Unsafe<object | null>({
      anyOf: [linkSummary, { type: "null" }],
      description: "what the payments to it were followed by; steps and curve: `/v1/payees/{id}/links`",
    }),
    campaigns: servingCampaigns,
    recovery: Type.Array(Type.Object({ paper: Type.String(), text: ref("Sentence") }), {
      description: "papers that would answer what stands against it",
    }),
    kind: nullable("string"),
    certified: nullable("boolean"),
    licence: nullable("string"),
    category: nullable("string"),
    code_kind: nullable("string"),
    opened_at: nullable("string", { format: "date-time" }),
    first_at: instant,
    last_at: instant,
    payments: count,
    payers: Type.Integer({ minimum: 0, description: "distinct payers; standard error 4.6 % for many" }),
    novelty: nullable("number", { minimum: 0, maximum: 1, description: "distinct payers by payments" }),
    verdicts: Type.Object({ allow: count, challenge: count, hold: count, reject: count }),
    sums: Type.Array(Type.Object({ currency: Type.String(), payments: count, amount: Type.Number() })),
    amounts: Type.Array(Type.Object({ amount: Type.Number(), currency: Type.String(), payments: count })),
    hours_utc: Type.Array(count, { minItems: 24, maxItems: 24 }),
    days: Type.Array(Type.Object({ day: Type.String(), payments: count })),
    refunds: count,
    paid_out: Type.Object({ payments: count, amount: Type.Number() }),
    complaints: Type.Object({
      complainants: count,
      latest: Type.Array(
        Type.Object({
          id: Type.String(),
          at: instant,
          reason: words(COMPLAINT_REASONS),
          payment: nullable("string"),
          paid: nullable("boolean", {
            description: "whether it names a payment of this payer to this payee",
          }),
          answer: Type.Unsafe<object | null>({
            anyOf: [Type.Object({ text: Type.String(), by: Type.String(), at: instant }), { type: "null" }],
          }),
        }),
      ),
    }),
    proven: Type.Array(proven),
  },
  { $id: "Payee", description: "A payee's portfolio: amounts in the currency's major unit" },
);

const application = Type.Object(
  {
    complete: Type.Boolean(),
    lacking: Type.Array(
      Type.Object({ paper: Type.String(), text: ref("Sentence"), ground: ref("Sentence") }),
    ),
    goods: Type.Object({ score: share, label: Type.String(), spans: Type.Array(span) }),
  },
  { $id: "ApplicationAnswer", description: "what an application lacks, and what its goods read as" },
);

export const PAYMENT_SCHEMAS: readonly TSchema[] = [
  screenedPayment,
  screenedBatch,
  payment,
  payee,
  application,
  Type.Object({ payments: Type.Array(ref("Payment")) }, { $id: "PaymentList" }),
  Type.Object({ payees: Type.Array(ref("Payee")) }, { $id: "PayeeList" }),
];

const note = Type.String({ maxLength: REVIEW_NOTE_CHARS_MAX });
const person = Type.String({ minLength: 1, maxLength: REVIEWER_CHARS_MAX, pattern: "\\S" });

export const PaymentParams = Type.Object({ id });
export const ScreenQuery = Type.Object({
  deadline_ms: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: SCREEN_DEADLINE_MS_MAX,
      description: "after so long the default answers, and says so",
    }),
  ),
  on_deadline: Type.Optional(words(VERDICTS, { description: "that default; `allow` where nothing is said" })),
});
export const ListLimit = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIST_ITEMS_MAX })),
});
export const ConfirmationBody = Type.Object({ confirmed: Type.Boolean() }, { additionalProperties: false });
export const ProofBody = Type.Object(
  {
    purpose: Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }),
    documents: Type.Array(document, { minItems: 1, maxItems: PROOF_DOCUMENTS_MAX }),
    note: Type.Optional(note),
  },
  { additionalProperties: false },
);
export const PaymentReviewBody = Type.Object(
  { decision: words(["release", "refuse", "undo"]), by: person, note: Type.Optional(note) },
  { additionalProperties: false },
);
export const ApplicationBody = Type.Object(
  {
    kind: words(["personal", "merchant"]),
    category: Type.String({ maxLength: 200 }),
    goods: Type.String({ maxLength: 1000 }),
    papers: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
  },
  { additionalProperties: false },
);
export const ComplaintAnswerBody = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: REVIEW_NOTE_CHARS_MAX, pattern: "\\S" }), by: person },
  { additionalProperties: false },
);
