import type { ExchangeBasis, ExchangeField, ExchangePurpose, ExchangeSubject } from "../../nouns/exchange.ts";

/** What a legal basis carries. A narrow reading: where lawyers differ, the code refuses, and a person may agree on another basis. */
export interface LegalBasis {
  /** Of the Personal Information Protection Law (PIPL) where no other law is named. */
  readonly articles: readonly string[];
  readonly purposes: readonly ExchangePurpose[];
  readonly subjects: readonly ExchangeSubject[];
  readonly fields: readonly ExchangeField[];
  /** PIPL 19: the shortest time that the purpose needs. */
  readonly retentionDaysMax: number;
  /** What `basis_reference` must hold. */
  readonly reference: RegExp;
  readonly referenceHint: string;
}

const ANY: RegExp = /\S/u;
/** A duty is named by its article: 第三十二条, 第32条, Article 32, Art. 32. */
const ARTICLE: RegExp = /第[〇零一二三四五六七八九十百0-9]+条|\bart(?:icle|\.)\s*\d+/iu;
/** The Anti-Telecom and Online Fraud Law, by its names. */
const ANTI_FRAUD_LAW: RegExp = /反电信网络诈骗|反诈法|anti-?\s*(?:telecom|fraud)/iu;
const ALL: readonly ExchangeField[] = ["pseudonym", "score_band", "reason_codes"];

export const LEGAL_BASES: Readonly<Record<ExchangeBasis, LegalBasis>> = {
  // Giving to another handler: separate consent (23); of financial accounts as sensitive data (28) once more (29).
  separate_consent: {
    articles: ["23", "28", "29"],
    purposes: ["find_bought_engagement", "screen_payees", "handle_complaint"],
    subjects: ["account", "payee"],
    fields: ALL,
    retentionDaysMax: 180,
    reference: ANY,
    referenceHint: "the number of the consent record and its text's version",
  },
  // 13(1)(3); payment institutions: 支付条例 32. What authorities ask for, and what a law commands.
  legal_duty: {
    articles: ["13(1)(3)", "非银行支付机构监督管理条例 32"],
    purposes: ["screen_payees", "answer_authority"],
    subjects: ["account", "payee"],
    fields: ALL,
    retentionDaysMax: 365,
    reference: ARTICLE,
    referenceHint: "the law and the article that commands it, as in 非银行支付机构监督管理条例 第三十二条",
  },
  // The receiver works for the giver alone and gives back or deletes when it ends (21).
  entrusted_processing: {
    articles: ["21"],
    purposes: ["find_bought_engagement", "screen_payees", "handle_complaint"],
    subjects: ["account", "payee"],
    fields: ALL,
    retentionDaysMax: 90,
    reference: ANY,
    referenceHint: "the number of the processing contract",
  },
  // 20: jointly liable. Financial accounts would need separate consent all the same (29), so no payees.
  joint_handling: {
    articles: ["20"],
    purposes: ["find_bought_engagement"],
    subjects: ["account"],
    fields: ALL,
    retentionDaysMax: 180,
    reference: ANY,
    referenceHint: "the number of the joint handlers' agreement",
  },
  // 13(1)(2): no more than the contract with the person needs (6), so a band and no reasons.
  contract_necessity: {
    articles: ["13(1)(2)", "6"],
    purposes: ["handle_complaint"],
    subjects: ["account"],
    fields: ["pseudonym", "score_band"],
    retentionDaysMax: 30,
    reference: ANY,
    referenceHint: "the contract with the person, and its clause",
  },
};

/** What is asked of a basis. */
export interface AskedOfBasis {
  readonly basis: ExchangeBasis;
  readonly basis_reference: string;
  readonly purpose: ExchangePurpose;
  readonly subject: ExchangeSubject;
  readonly fields: readonly ExchangeField[];
  readonly retention_days: number;
}

/** Why a basis does not carry what would cross, with what it does carry; null when it carries all of it. */
export function basisFault(asked: AskedOfBasis): string | null {
  const { basis, basis_reference, purpose, subject, fields, retention_days } = asked;
  const carries = LEGAL_BASES[basis];
  const say = (what: string, value: string, allowed: readonly string[]): string =>
    `\`${basis}\` carries no ${what} \`${value}\`: ${allowed.join(", ")}`;
  if (!carries.purposes.includes(purpose)) return say("purpose", purpose, carries.purposes);
  if (!carries.subjects.includes(subject)) return say("subject", subject, carries.subjects);
  const beyond = fields.find((field) => !carries.fields.includes(field));
  if (beyond !== undefined) return say("field", beyond, carries.fields);
  if (retention_days > carries.retentionDaysMax)
    return `\`${basis}\` carries \`${carries.retentionDaysMax}\` days of retention, not \`${retention_days}\``;
  if (!carries.reference.test(basis_reference))
    return `\`${basis}\` needs a reference, \`${basis_reference}\` is none: ${carries.referenceHint}`;
  // 反电信网络诈骗法 18(4): what is gathered against telecom fraud serves nothing else.
  if (basis === "legal_duty" && purpose !== "answer_authority" && ANTI_FRAUD_LAW.test(basis_reference))
    return `\`${basis_reference}\` serves telecom fraud alone (its article 18(4)): name another duty`;
  return null;
}
