import { TouchstoneError } from "../../nouns/codes.ts";
import type { ExchangeAgreement, ExchangeContract } from "../../nouns/exchange.ts";
import { ANSWER_WITHIN_MS_MAX, CLOCK_AHEAD_MS_MAX } from "../exchange-limits.ts";
import { basisFault } from "./legal-bases.ts";

/**
 * Holds a contract to the law's narrow reading, to what was agreed with the counterpart, and to the clock. Both sides do it, each by
 * its own agreement. Throws `exchange_basis`, `exchange_agreement`, `exchange_expired` or `exchange_message`.
 */
export function checkContract(contract: ExchangeContract, agreement: ExchangeAgreement, nowMs: number): void {
  const fault = basisFault(contract);
  if (fault !== null) throw new TouchstoneError("exchange_basis", fault);
  const { fields } = contract;
  if (!fields.includes("pseudonym") || new Set(fields).size !== fields.length)
    throw new TouchstoneError(
      "exchange_basis",
      `\`fields\` is \`${fields.join(", ")}\`: each once, \`pseudonym\` among them`,
    );
  if (!Object.hasOwn(contract, "impact_assessment") || contract.impact_assessment.trim() === "")
    throw new TouchstoneError("exchange_basis", "`impact_assessment` is empty: its number (PIPL 55)");
  if (contract.approved_by.trim() === "")
    throw new TouchstoneError("exchange_basis", "`approved_by` is empty: the person who approved it");
  checkAgreement(contract, agreement, nowMs);
  const { made_at_ms, answer_until_ms } = contract;
  if (answer_until_ms <= made_at_ms || answer_until_ms - made_at_ms > ANSWER_WITHIN_MS_MAX)
    throw new TouchstoneError(
      "exchange_message",
      "`answer_until_ms` is not within thirty days of `made_at_ms`",
    );
  if (made_at_ms > nowMs + CLOCK_AHEAD_MS_MAX)
    throw new TouchstoneError(
      "exchange_message",
      `made at \`${iso(made_at_ms)}\`, which is to come: look at both clocks`,
    );
  if (nowMs >= answer_until_ms)
    throw new TouchstoneError(
      "exchange_expired",
      `to be answered until \`${iso(answer_until_ms)}\`: ask for a new offer`,
    );
}

function checkAgreement(contract: ExchangeContract, agreement: ExchangeAgreement, nowMs: number): void {
  const refuse = (what: string, value: string, allowed: string): never => {
    throw new TouchstoneError("exchange_agreement", `${what} \`${value}\`: agreed are ${allowed}`);
  };
  const { purposes, bases, subjects, fields, retention_days_max, valid_until } = agreement;
  if (!purposes.includes(contract.purpose)) refuse("purpose", contract.purpose, purposes.join(", "));
  if (!bases.includes(contract.basis)) refuse("basis", contract.basis, bases.join(", "));
  if (!subjects.includes(contract.subject)) refuse("subject", contract.subject, subjects.join(", "));
  const beyond = contract.fields.find((field) => !fields.includes(field));
  if (beyond !== undefined) refuse("field", beyond, fields.join(", "));
  if (contract.retention_days > retention_days_max)
    refuse("days of retention", String(contract.retention_days), `\`${retention_days_max}\``);
  const endMs = Date.parse(`${valid_until}T23:59:59.999Z`);
  if (!(nowMs <= endMs)) refuse("today", iso(nowMs), `\`${valid_until}\` (UTC) and before`);
}

function iso(ms: number): string {
  return Number.isSafeInteger(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
