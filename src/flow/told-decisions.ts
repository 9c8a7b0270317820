import { toDecision } from "../decide/decision.ts";
import { decodeDecision } from "../decide/record.ts";
import { createDecoder } from "../ingest/json-decoder.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { createDecisionRow, type Decision } from "../nouns/decision.ts";
import { kindWord } from "../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { hasKind } from "../nouns/kind-mask.ts";
import type { Policy } from "../nouns/policy.ts";
import type { DecisionStore } from "./decision-store.ts";

const ID = keyColumn("id");

/** Decisions read back from the log, as they were answered. */
export class ToldDecisions {
  private readonly decoder = createDecoder();
  private readonly decisions: DecisionStore;
  private readonly policyById: (id: string) => Policy | null;

  /** `policyById`: of an earlier decision. */
  constructor(decisions: DecisionStore, policyById: (id: string) => Policy | null) {
    this.decisions = decisions;
    this.policyById = policyById;
  }

  /** Id of the event at a position; null where its line is no longer kept. */
  idAt(position: number): string | null {
    const line = this.decisions.lineAt(position);
    if (line === null) return null;
    const row = createEventRow();
    this.decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY);
    return keyText(row, ID);
  }

  /** The decision at a position; null where there is none, or its policy is known no longer. Throws `storage_damaged`. */
  at(position: number): Decision | null {
    const stored = this.decisions.at(position);
    const line = this.decisions.lineAt(position);
    if (stored === null || line === null) return null;
    const policy = this.policyById(stored.policy);
    if (policy === null) return null;
    const row = createEventRow();
    this.decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY);
    const decision = createDecisionRow(policy.rules.length);
    const { record } = stored;
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const context = decodeDecision(view, 0, policy.rules.length, decision);
    if (context === null)
      throw new TouchstoneError("storage_damaged", `decision at position \`${position}\``);
    return toldOf(row, policy, toDecision(decision, policy, { event: keyText(row, ID) ?? "", ...context }));
  }
}

/** A decision as it is answered: of a payment that no rule is about it says so, lest `allow` be taken for a finding. */
export function toldOf(row: EventRow, { rules }: Policy, decision: Decision): Decision {
  if (kindWord(row.kind) !== "payment") return decision;
  const screened = rules.some(({ onMask }) => hasKind(onMask, row.kind));
  return screened ? decision : { ...decision, screened: false };
}
