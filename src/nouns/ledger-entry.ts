import { CAMPAIGN_STATUSES } from "./campaign-record.ts";
import { EXCHANGE_BASES, EXCHANGE_FIELDS, EXCHANGE_PURPOSES, EXCHANGE_SUBJECTS } from "./exchange.ts";
import { PAYMENT_STATES, PAYMENT_STEPS } from "./payment-case.ts";
import type { ObjectSchema, ValueOf } from "./plain-schema.ts";
import { LIST_SUBJECTS } from "./subject-list.ts";

/**
 * Who did it. `policy`: a threshold of the policy; `person`: a reviewer by the name they signed in with; `system`: the engine, by
 * the name of its part; `api_key`: a program, by the name of its key (`http` as long as keys have no names).
 */
export const PRINCIPAL_KINDS = ["policy", "person", "system", "api_key"] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];
export interface Principal {
  readonly kind: PrincipalKind;
  /** Id of the policy, name of the person, part of the system, name of the key. Not in the leaf: the body holds it. */
  readonly name: string;
}

/** The terms of an exchange, the same in both ledgers (PIPL 23, 55, 56: the record that is kept three years). */
const EXCHANGE_TERMS = {
  session: { type: "string" },
  counterpart: { type: "string" },
  purpose: { type: "string", enum: EXCHANGE_PURPOSES },
  basis: { type: "string", enum: EXCHANGE_BASES },
  basis_reference: { type: "string" },
  impact_assessment: { type: "string" },
  subject: { type: "string", enum: EXCHANGE_SUBJECTS },
  fields: { type: "array", items: { type: "string", enum: EXCHANGE_FIELDS } },
  retention_days: { type: "integer", minimum: 1 },
  approved_by: { type: "string", description: "on this side" },
  contract_sha256: { type: "string", description: "of the contract's canonical JSON" },
} as const;

/**
 * Adding a kind of entry: its schema here, its name in both languages in `src/words/ledger-words.ts` (the compiler asks for
 * it), and `ACCOUNTS_NAMED` or `TEXTS_SAID` below where it names accounts or holds free text. Nothing else: store, tree, proofs, `verify`, pages and API take it
 * as it is. A schema that is used is only ever widened (a new field is not required), since old entries stay what they were.
 */
export const LEDGER_SCHEMAS = {
  /** Another policy is in force from here on. */
  policy: object({
    from: { anyOf: [{ type: "string" }, { type: "null" }] },
    to: { type: "string" },
    sha256: { type: "string", description: "of the policy's source" },
  }),
  /** A policy was begun, or ended, to be compared with the one in force; at the end with how many events it would have decided otherwise. */
  policy_shadow: object({
    do: { type: "string", enum: ["start", "stop"] },
    policy: { type: "string" },
    sha256: { type: "string", description: "of the policy's source" },
    events: { type: "integer", minimum: 0 },
    stricter: { type: "integer", minimum: 0 },
    milder: { type: "integer", minimum: 0 },
  }),
  /** Entries of a named list were added, changed or removed. */
  list_change: object({
    list: { type: "string" },
    changes: {
      type: "array",
      items: object({
        do: { type: "string", enum: ["add", "remove"] },
        kind: { type: "string", enum: LIST_SUBJECTS },
        value: { type: "string" },
        expires_at_ms: { anyOf: [{ type: "integer" }, { type: "null" }] },
        note: { type: "string" },
      }),
    },
  }),
  /** A campaign was confirmed, dismissed or opened again. */
  campaign_review: object(
    {
      campaign: { type: "string" },
      status: { type: "string", enum: CAMPAIGN_STATUSES },
      note: { type: "string", description: "why, in the reviewer's words" },
      score: { type: "number" },
      score_min: { type: "number", description: "threshold, where the policy decided" },
      members: { type: "integer", minimum: 0 },
      events: { type: "integer", minimum: 0 },
    },
    ["score_min"],
  ),
  /** What carrying out a review moved of the counts. */
  correction: object({
    campaign: { type: "string" },
    cause: { type: "string" },
    targets: {
      type: "array",
      items: object({
        kind: { type: "string" },
        id: { type: "string" },
        type: { type: "string" },
        public: { type: "integer" },
        held: { type: "integer" },
        rejected: { type: "integer" },
      }),
    },
    events: { type: "integer", minimum: 0 },
    moved: { type: "integer", minimum: 0 },
    first: { type: "integer", minimum: 0 },
    last: { type: "integer", minimum: 0 },
    sha256: { type: "string", description: "of the events' positions in decimal, each followed by \\n" },
  }),
  /** Engagement that its actors took back. */
  retraction: object({
    retractions: {
      type: "array",
      items: object({
        event: { type: "string" },
        kind: { type: "string" },
        id: { type: "string" },
        type: { type: "string" },
        bucket: { type: "string", enum: ["public", "held", "rejected"] },
        change: { type: "integer" },
      }),
    },
  }),
  /** A payment was confirmed, proven, released, refused, or such a decision taken back. */
  payment_step: object(
    {
      payment: { type: "string" },
      payee: { type: "string" },
      step: { type: "string", enum: PAYMENT_STEPS },
      state: { type: "string", enum: PAYMENT_STATES },
      purpose: { anyOf: [{ type: "string" }, { type: "null" }] },
      documents: {
        type: "array",
        items: object({ kind: { type: "string" }, sha256: { type: "string" } }),
      },
      note: { type: "string" },
      proven_until_ms: { type: "integer", description: "until when the purpose counts as proven" },
    },
    ["proven_until_ms"],
  ),
  /** A payee applied, or handed in papers. */
  payee_application: object({
    payee: { type: "string" },
    category: { type: "string" },
    papers: { type: "array", items: { type: "string" } },
    lacking: { type: "array", items: { type: "string" } },
  }),
  /** Somebody answered a complaint about a payee. */
  complaint_answer: object({
    complaint: { type: "string" },
    payee: { type: "string" },
    text: { type: "string" },
  }),
  /** An account's name was erased; the entry names nobody. */
  erasure: object(
    {
      account_sha256: { type: "string", description: "SHA-256 over `salt` and the id, as text" },
      salt: { type: "string" },
      campaign_entries: { type: "integer", minimum: 0 },
      log_events: { type: "integer", minimum: 0 },
      log_until_ms: { anyOf: [{ type: "integer" }, { type: "null" }] },
      counts_as_target: { type: "integer", minimum: 0 },
      ledger_entries: {
        type: "array",
        items: { type: "integer", minimum: 0 },
        description: "entries whose salt and body were erased",
      },
    },
    ["ledger_entries"],
  ),
  /** A counterpart of exchanges was agreed with; the agreement's keys and its hash. */
  exchange_agreed: object({
    counterpart: { type: "string" },
    log_key: { type: "string" },
    witness_key: { type: "string" },
    agreed_by: { type: "string" },
    valid_until: { type: "string" },
    agreement_sha256: { type: "string" },
  }),
  /** An exchange is asked for: written before anything leaves. */
  exchange_offered: object({
    ...EXCHANGE_TERMS,
    items: { type: "integer", minimum: 0, description: "identifiers as sent, padding included" },
  }),
  /** An exchange is answered: written before the answer leaves. */
  exchange_answered: object({
    ...EXCHANGE_TERMS,
    offer_sha256: { type: "string" },
    offered_items: { type: "integer", minimum: 0 },
    items: { type: "integer", minimum: 0, description: "rows as sent, padding included" },
  }),
  /** Both sides hold what crossed; in either ledger the same fields. */
  exchange_done: object({
    session: { type: "string" },
    contract_sha256: { type: "string" },
    answer_sha256: { type: "string" },
    matches: { type: "integer", minimum: 0 },
    delete_at_ms: { type: "integer", minimum: 0, description: "when what was learned is deleted" },
  }),
  /** Single identifiers were looked up under an exchange that is done; in either ledger the same fields, each as it happened there. */
  exchange_looked_up: object({
    session: { type: "string" },
    contract_sha256: { type: "string" },
    items: { type: "integer", minimum: 1 },
  }),
  /** An exchange ended before it was done. */
  exchange_ended: object({
    session: { type: "string" },
    counterpart: { type: "string" },
    why: { type: "string", enum: ["not_answered", "not_confirmed", "refused"] },
    code: { type: "string", description: "of the refusal; empty where time ran out" },
  }),
  /** What an exchange had brought was deleted. */
  exchange_deleted: object({
    session: { type: "string" },
    rows: { type: "integer", minimum: 0 },
    why: { type: "string", enum: ["retention", "request"] },
  }),
  /** What `doctor --repair` did. */
  repair: object({ done: { type: "array", items: { type: "string" } } }),
  /** An entry of a ledger of before it was a transparency log, as it stood: `body` is its JSON text, `hash` and `previous` its chain. */
  chain_entry: object({
    sequence: { type: "integer", minimum: 0 },
    at_ms: { type: "integer" },
    kind: { type: "string" },
    body: { type: "string" },
    hash: { type: "string" },
    previous: { type: "string" },
  }),
  /** The chain of before ends here: how long it was, its last hash, and its first entry that was not what its hash says. */
  chain_end: object({
    entries: { type: "integer", minimum: 0 },
    hash: { type: "string" },
    broken_at: { anyOf: [{ type: "integer" }, { type: "null" }] },
  }),
} as const satisfies { readonly [kind: string]: ObjectSchema };

export type LedgerKind = keyof typeof LEDGER_SCHEMAS;
/** What an entry of a kind says, beside who did it. */
export type LedgerFields<K extends LedgerKind> = ValueOf<(typeof LEDGER_SCHEMAS)[K]>;
/** An entry to be appended: `records.append({ kind: "repair", by, fields: { done } }, atMs)`. */
export type NewEntry = {
  readonly [K in LedgerKind]: {
    readonly kind: K;
    readonly by: Principal;
    readonly fields: LedgerFields<K>;
  };
}[LedgerKind];

/** An entry as it is stored. Leaf and hash never change; an erasure takes salt and body. */
export interface LedgerEntry {
  /** From 0, without a gap. */
  readonly sequence: number;
  readonly atMs: number;
  /** One of `LEDGER_SCHEMAS`, or of a later release. */
  readonly kind: string;
  /** What kind of principal did it; `body` names it. */
  readonly by: PrincipalKind;
  /** SHA-256(salt ‖ body), hex. */
  readonly commitment: string;
  /** Hex; null once it was erased. */
  readonly salt: string | null;
  /** Canonical JSON of the fields and of `by`, the principal; null once it was erased. */
  readonly body: string | null;
  /** RFC 6962 hash of the leaf, hex. */
  readonly hash: string;
}

/** Names of accounts that stand in an entry's fields, of kinds that have any: an erasure looks here. */
export const ACCOUNTS_NAMED: {
  readonly [K in LedgerKind]?: (fields: LedgerFields<K>) => readonly string[];
} = {
  correction: ({ targets }) => accountsAmong(targets),
  list_change: ({ changes }) => changes.filter(({ kind }) => kind === "account").map(({ value }) => value),
  retraction: ({ retractions }) => accountsAmong(retractions),
  payment_step: ({ payee }) => [payee],
  payee_application: ({ payee }) => [payee],
  complaint_answer: ({ payee }) => [payee],
};

/** Free texts of an entry's fields, of kinds that have any: an erasure looks for the name in them as a word. */
export const TEXTS_SAID: { readonly [K in LedgerKind]?: (fields: LedgerFields<K>) => readonly string[] } = {
  campaign_review: ({ note }) => [note],
  list_change: ({ changes }) => changes.map(({ note }) => note),
  payment_step: ({ note }) => [note],
  complaint_answer: ({ text }) => [text],
  chain_entry: ({ body }) => [body],
};

function accountsAmong(targets: readonly { readonly kind: string; readonly id: string }[]) {
  return targets.filter(({ kind }) => kind === "account" || kind === "payee").map(({ id }) => id);
}

/** An object all of whose fields are required, but for those named. */
function object<
  const P extends ObjectSchema["properties"],
  const Optional extends readonly (keyof P & string)[] = [],
>(
  properties: P,
  optional?: Optional,
): {
  readonly type: "object";
  readonly properties: P;
  readonly required: readonly Exclude<keyof P & string, Optional[number]>[];
  readonly additionalProperties: false;
} {
  const required = Object.keys(properties).filter((field) => !optional?.includes(field)) as Exclude<
    keyof P & string,
    Optional[number]
  >[];
  return { type: "object", properties, required, additionalProperties: false };
}
