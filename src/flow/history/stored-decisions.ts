import { decodeDecision } from "../../decide/record.ts";
import { createDecisionRow, type DecisionRow } from "../../nouns/decision.ts";
import type { EventRow } from "../../nouns/event-row.ts";
import type { Policy } from "../../nouns/policy.ts";
import { loadPolicy } from "../../policy/load.ts";
import type { StoredHistory } from "../../ports/stored-history.ts";
import { readStored } from "./read-stored.ts";

/** A policy that decided here, with a row of its size to read decisions into. */
interface Decided {
  readonly policy: Policy;
  readonly row: DecisionRow;
}

/**
 * Every decision of a data folder, in order of the log, with the event it is about and the policy that made it; rows are reused.
 * → how many could not be told, since their policy is not kept here or a repair has cut them out.
 */
export async function storedDecisions(
  folder: StoredHistory,
  visit: (event: EventRow, decision: DecisionRow, policy: Policy) => void,
  progress: (share: number) => void | Promise<void>,
): Promise<number> {
  const known = new Map<string, Decided | null>();
  let untold = 0;
  await readStored(
    folder,
    ({ row, record, policy }) => {
      let decided = known.get(policy);
      if (decided === undefined) {
        decided = readPolicy(folder, policy);
        known.set(policy, decided);
      }
      const ruleCount = decided?.policy.rules.length ?? 0;
      const context =
        record === null || decided === null
          ? null
          : decodeDecision(
              new DataView(record.buffer, record.byteOffset, record.byteLength),
              0,
              ruleCount,
              decided.row,
            );
      if (context === null) {
        untold++;
        return;
      }
      row.late = context.late ? 1 : 0;
      visit(row, decided!.row, decided!.policy);
    },
    progress,
  );
  return untold;
}

function readPolicy(folder: StoredHistory, id: string): Decided | null {
  const source = folder.policySource(id);
  const loaded = source === null ? null : loadPolicy(source, id);
  return loaded?.ok === true
    ? { policy: loaded.policy, row: createDecisionRow(loaded.policy.rules.length) }
    : null;
}
