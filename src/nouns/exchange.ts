import type { ObjectSchema, PlainSchema, ValueOf } from "./plain-schema.ts";

/** What an identifier names: an account of the platform, or a payee (收款方) of the payment provider. */
export const EXCHANGE_SUBJECTS = ["account", "payee"] as const;
export type ExchangeSubject = (typeof EXCHANGE_SUBJECTS)[number];

/** All that may cross. There is no field for anything else: no identifier, no remark, no amount, no event. */
export const EXCHANGE_FIELDS = ["pseudonym", "score_band", "reason_codes"] as const;
export type ExchangeField = (typeof EXCHANGE_FIELDS)[number];

/** A score in quarters: below 0.25, 0.5, 0.75, and above. A finer one would tell more than a reviewer needs. */
export const SCORE_BANDS = ["low", "medium", "high", "very_high"] as const;
export type ScoreBand = (typeof SCORE_BANDS)[number];

/** Why a subject is told of. Their order is their bit in a label: add at the end, at most 32. */
export const EXCHANGE_REASONS = [
  "in_campaign",
  "in_known_pool",
  "automated_client",
  "shared_devices",
  "bought_engagement",
  "sells_engagement",
  "brushing_remarks",
  "many_new_payers",
  "fixed_small_amounts",
  "personal_code_as_shop",
  "automated_code_shop",
  "licence_missing",
  "dormant_then_burst",
  "complaints",
  "payments_before_engagement",
] as const;
export type ExchangeReason = (typeof EXCHANGE_REASONS)[number];

export const EXCHANGE_PURPOSES = [
  "find_bought_engagement",
  "screen_payees",
  "handle_complaint",
  "answer_authority",
] as const;
export type ExchangePurpose = (typeof EXCHANGE_PURPOSES)[number];

export const EXCHANGE_BASES = [
  "separate_consent",
  "legal_duty",
  "entrusted_processing",
  "joint_handling",
  "contract_necessity",
] as const;
export type ExchangeBasis = (typeof EXCHANGE_BASES)[number];

const TEXT_200 = "[^\\p{Cc}]{1,200}";
const HEX_32 = "[0-9a-f]{32}";
const HEX_64 = "[0-9a-f]{64}";

/**
 * What is agreed of one exchange before anything crosses (PIPL 23: who, what for, how, which kinds; 55: the assessment made
 * before; 24: nothing is decided by it alone). Both sides sign it, both ledgers name its hash.
 */
export const CONTRACT_SCHEMA = object({
  session: { type: "string", pattern: HEX_32 },
  /** Names of the two logs, as in their keys: who asks, and who tells. */
  offerer: { type: "string", pattern: TEXT_200 },
  answerer: { type: "string", pattern: TEXT_200 },
  purpose: { type: "string", enum: EXCHANGE_PURPOSES },
  basis: { type: "string", enum: EXCHANGE_BASES },
  /** Consent record, duty with its article, or contract number. */
  basis_reference: { type: "string", pattern: TEXT_200 },
  /** The personal information protection impact assessment, by its number (PIPL 55 and 56). */
  impact_assessment: { type: "string", pattern: TEXT_200 },
  subject: { type: "string", enum: EXCHANGE_SUBJECTS },
  fields: { type: "array", items: { type: "string", enum: EXCHANGE_FIELDS } },
  retention_days: { type: "integer", minimum: 1 },
  /** PIPL 24: what is learned may propose a measure; a person decides. */
  decisions: { type: "string", enum: ["proposals_only"] },
  approved_by: { type: "string", pattern: TEXT_200 },
  made_at_ms: { type: "integer", minimum: 0 },
  answer_until_ms: { type: "integer", minimum: 0 },
  /** A value that only holders of the same pair key get for this session. */
  key_check: { type: "string", pattern: HEX_32 },
});
export type ExchangeContract = ValueOf<typeof CONTRACT_SCHEMA>;

/** A run of bytes behind the header. */
const PART = object({
  items: { type: "integer", minimum: 0 },
  item_bytes: { type: "integer", minimum: 1 },
  sha256: { type: "string", pattern: HEX_64 },
});
export type ExchangePart = ValueOf<typeof PART>;

const HASHES = { type: "array", items: { type: "string" } } as const;
/** What a side shows of its ledger: a signed checkpoint, that it goes on from those shown before, and that the exchange is in it. */
const SHOWN_LEDGER = object({
  checkpoint: { type: "string" },
  goes_on_from: { type: "array", items: object({ size: { type: "integer", minimum: 0 }, path: HASHES }) },
  sequence: { type: "integer", minimum: 0 },
  leaf: { type: "string" },
  salt: { type: "string", pattern: HEX_32 },
  body: { type: "string" },
  path: HASHES,
});
export type ShownLedger = ValueOf<typeof SHOWN_LEDGER>;

/** Headers of the three messages. `cosignature`: a signature line on the checkpoint that the other side showed last. */
export const MESSAGE_SCHEMAS = {
  offer: object({
    contract: CONTRACT_SCHEMA,
    parts: { type: "array", items: PART },
    ledger: SHOWN_LEDGER,
  }),
  answer: object({
    session: { type: "string", pattern: HEX_32 },
    offer_sha256: { type: "string", pattern: HEX_64 },
    approved_by: { type: "string", pattern: TEXT_200 },
    parts: { type: "array", items: PART },
    ledger: SHOWN_LEDGER,
    cosignature: { type: "string" },
  }),
  receipt: object({
    session: { type: "string", pattern: HEX_32 },
    answer_sha256: { type: "string", pattern: HEX_64 },
    matches: { type: "integer", minimum: 0 },
    parts: { type: "array", items: PART },
    ledger: SHOWN_LEDGER,
    cosignature: { type: "string" },
  }),
} as const satisfies { readonly [kind: string]: ObjectSchema };
export type MessageKind = keyof typeof MESSAGE_SCHEMAS;
export type MessageHeader<K extends MessageKind> = ValueOf<(typeof MESSAGE_SCHEMAS)[K]>;

/** What was agreed with a counterpart: its keys, what it may ask, how much. Kept in the folder, its hash in the ledger. */
export const AGREEMENT_SCHEMA = object(
  {
    /** Public keys of its ledger and of its witness, as `touchstone exchange identity` prints them. */
    log_key: { type: "string", pattern: TEXT_200 },
    witness_key: { type: "string", pattern: TEXT_200 },
    purposes: { type: "array", items: { type: "string", enum: EXCHANGE_PURPOSES } },
    bases: { type: "array", items: { type: "string", enum: EXCHANGE_BASES } },
    subjects: { type: "array", items: { type: "string", enum: EXCHANGE_SUBJECTS } },
    fields: { type: "array", items: { type: "string", enum: EXCHANGE_FIELDS } },
    retention_days_max: { type: "integer", minimum: 1 },
    exchanges_per_day: { type: "integer", minimum: 1 },
    identifiers_per_day: { type: "integer", minimum: 1 },
    agreed_by: { type: "string", pattern: TEXT_200 },
    valid_until: { type: "string", pattern: "\\d{4}-\\d\\d-\\d\\d" },
    /** SHA-256, hex, of the token that the counterpart shows over HTTP. Without one it cannot come that way. */
    token_sha256: { type: "string", pattern: HEX_64 },
  },
  ["token_sha256"],
);
export type ExchangeAgreement = ValueOf<typeof AGREEMENT_SCHEMA>;

function object<
  const P extends { readonly [field: string]: PlainSchema },
  const Optional extends readonly (keyof P & string)[] = [],
>(properties: P, optional?: Optional) {
  const required = Object.keys(properties).filter((field) => !optional?.includes(field)) as Exclude<
    keyof P & string,
    Optional[number]
  >[];
  return { type: "object", properties, required, additionalProperties: false } as const;
}
