import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EXCHANGE_BASES, EXCHANGE_FIELDS, EXCHANGE_REASONS, SCORE_BANDS } from "../../nouns/exchange.ts";
import { decodeLabel, encodeLabel } from "./label.ts";
import { type AskedOfBasis, basisFault, LEGAL_BASES } from "./legal-bases.ts";

const REFERENCES = { legal_duty: "非银行支付机构监督管理条例 第三十二条" } as const;

describe("a legal basis", () => {
  const fits = (basis: (typeof EXCHANGE_BASES)[number]): AskedOfBasis => {
    const { purposes, subjects, fields, retentionDaysMax } = LEGAL_BASES[basis];
    const reference = basis === "legal_duty" ? REFERENCES.legal_duty : "C-1";
    return {
      basis,
      basis_reference: reference,
      purpose: purposes[0]!,
      subject: subjects[0]!,
      fields,
      retention_days: retentionDaysMax,
    };
  };

  it.each(EXCHANGE_BASES)("%s carries what it says, and not a day, field or reference more", (basis) => {
    const asked = fits(basis);
    expect(basisFault(asked)).toBeNull();
    expect(basisFault({ ...asked, retention_days: asked.retention_days + 1 })).toContain("days of retention");
    expect(basisFault({ ...asked, basis_reference: " " })).toContain("needs a reference");
  });

  it.each<[string, Partial<AskedOfBasis>, string | null]>([
    ["consent to answer an authority", { basis: "separate_consent", purpose: "answer_authority" }, "purpose"],
    [
      "joint handling of payees",
      { basis: "joint_handling", purpose: "find_bought_engagement", subject: "payee" },
      "subject",
    ],
    [
      "a contract, with reasons",
      { basis: "contract_necessity", purpose: "handle_complaint" },
      "field `reason_codes`",
    ],
    [
      "a duty without its article",
      { basis: "legal_duty", basis_reference: "the payment rules" },
      "reference",
    ],
    ["a duty with its article", { basis: "legal_duty", basis_reference: "支付条例第32条" }, null],
    [
      "a duty with its article in English",
      { basis: "legal_duty", basis_reference: "Payment Rules, Article 32" },
      null,
    ],
    [
      "the fraud law, for payees",
      { basis: "legal_duty", basis_reference: "反电信网络诈骗法第十八条" },
      "18(4)",
    ],
    ["the fraud law by its short name", { basis: "legal_duty", basis_reference: "反诈法 第18条" }, "18(4)"],
    [
      "the fraud law in English",
      { basis: "legal_duty", basis_reference: "Anti-Telecom Fraud Law, art. 18" },
      "18(4)",
    ],
    [
      "the fraud law, for an authority",
      { basis: "legal_duty", purpose: "answer_authority", basis_reference: "反诈法 第18条" },
      null,
    ],
  ])("%s", (_, asked, fault) => {
    const all: AskedOfBasis = {
      basis: "separate_consent",
      basis_reference: "C-1",
      purpose: "screen_payees",
      subject: "account",
      fields: EXCHANGE_FIELDS,
      retention_days: 1,
      ...asked,
    };
    if (fault === null) expect(basisFault(all)).toBeNull();
    else expect(basisFault(all)).toContain(fault);
  });
});

describe("a label", () => {
  const label = fc.record({
    band: fc.option(fc.constantFrom(...SCORE_BANDS)),
    reasons: fc.subarray([...EXCHANGE_REASONS]),
  });

  it("is read as it was written, as far as the fields go", () => {
    fc.assert(
      fc.property(label, fc.subarray([...EXCHANGE_FIELDS]), (written, fields) => {
        expect(decodeLabel(encodeLabel(written, fields), fields)).toEqual({
          band: fields.includes("score_band") ? written.band : null,
          reasons: fields.includes("reason_codes") ? written.reasons : [],
        });
      }),
    );
  });

  it.each([
    ["a band of none", [9, 0, 0, 0, 0, 0, 0, 0]],
    ["a reason of none", [1, 0, 0, 0, 128, 0, 0, 0]],
    ["a byte beyond", [1, 0, 0, 0, 0, 0, 0, 1]],
  ])("with %s is none", (_, bytes) => {
    expect(decodeLabel(Uint8Array.from(bytes), EXCHANGE_FIELDS)).toBeNull();
  });

  it("that says a field the contract does not name is none", () => {
    const all = encodeLabel({ band: "high", reasons: ["complaints"] }, EXCHANGE_FIELDS);
    expect(decodeLabel(all, ["pseudonym", "score_band"])).toBeNull();
    expect(decodeLabel(all, ["pseudonym", "reason_codes"])).toBeNull();
  });
});
