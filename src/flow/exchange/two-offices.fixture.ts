import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatVerifier } from "../../ledger/signed-note.ts";
import type { ExchangeAgreement } from "../../nouns/exchange.ts";
import { agreeWith } from "./agree.ts";
import { type ExchangeOffice, openExchangeOffice } from "./exchange-office.ts";
import type { OfferTerms } from "./offer.ts";

/** Two deployments that agreed with each other: a platform and a bank, each with a folder and a clock that can be set. */
export interface TwoOffices {
  readonly folder: string;
  readonly platform: ExchangeOffice;
  readonly bank: ExchangeOffice;
  readonly clock: { nowMs: number };
  file(name: string): string;
  close(): Promise<void>;
}

export const PAIR_KEY: Uint8Array = Buffer.alloc(32, 5);
export const NOW_MS: number = Date.UTC(2026, 10, 30, 9);

export async function twoOffices(agreed: Partial<ExchangeAgreement> = {}): Promise<TwoOffices> {
  const folder = mkdtempSync(join(tmpdir(), "exchange-"));
  const clock = { nowMs: NOW_MS };
  const now = () => clock.nowMs;
  const platform = await openExchangeOffice(join(folder, "platform"), 1, now);
  const bank = await openExchangeOffice(join(folder, "bank"), 1, now);
  await agreeWith(platform, "bank", agreementWith(bank, agreed));
  await agreeWith(bank, "platform", agreementWith(platform, agreed));
  return {
    folder,
    platform,
    bank,
    clock,
    file: (name) => join(folder, name),
    async close() {
      await platform.close();
      await bank.close();
    },
  };
}

export function agreementWith(
  { logKey, witnessKey }: ExchangeOffice,
  agreed: Partial<ExchangeAgreement> = {},
): ExchangeAgreement {
  return {
    log_key: formatVerifier(logKey),
    witness_key: formatVerifier(witnessKey),
    purposes: ["find_bought_engagement", "screen_payees"],
    bases: ["separate_consent", "entrusted_processing"],
    subjects: ["account", "payee"],
    fields: ["pseudonym", "score_band", "reason_codes"],
    retention_days_max: 90,
    exchanges_per_day: 100,
    identifiers_per_day: 1_000_000,
    agreed_by: "李雷",
    valid_until: "2027-12-31",
    ...agreed,
  };
}

export const TERMS: OfferTerms = {
  counterpart: "bank",
  purpose: "screen_payees",
  basis: "separate_consent",
  basis_reference: "C-2026-17, text 3",
  impact_assessment: "PIA-2026-4",
  subject: "payee",
  fields: ["pseudonym", "score_band", "reason_codes"],
  retention_days: 30,
  approved_by: "韩梅梅",
  answerWithinMs: 7 * 86_400_000,
};

/** A list of payees [from, to), with what is told of them where `label` says so. */
export function writeList(file: string, from: number, to: number, label = ""): string {
  const columns = label === "" ? "id" : "id,band,reasons";
  const rows = Array.from({ length: to - from }, (_, i) => `p-${from + i}${label === "" ? "" : `,${label}`}`);
  writeFileSync(file, `${[columns, ...rows].join("\n")}\n`);
  return file;
}
