import type { Policy } from "../../nouns/policy.ts";
import { POLICY_HISTORY } from "../../nouns/record-settings.ts";
import { loadPolicy } from "../../policy/load.ts";
import type { Records } from "../../ports/records.ts";
import type { Snapshot } from "../../ports/snapshots.ts";
import type { PaymentRemarks } from "../screening/payment-remarks.ts";
import { paymentsDropped } from "../screening/policy-screens.ts";
import { historyOf, historyWith, policyAtStart } from "./create-policy-rollout.ts";

/** Who puts a start's policy in force. */
export const STARTING = { kind: "system", name: "start" } as const;
/** Before the id of a policy whose source is kept. */
const POLICY_SOURCE = "policy/";

export interface PoliciesGiven {
  readonly policy: Policy;
  readonly remarks?: PaymentRemarks;
  /** See `RestoreOptions`. */
  readonly warmBeside?: boolean;
}

/**
 * The policy that a start goes on with, and the one that shall take its place: where the one asked for is not the snapshot's, a start
 * would read the whole log before it answers.
 */
export async function policiesAtStart(
  records: Records,
  snapshot: Snapshot | null,
  { policy: given, remarks, warmBeside }: PoliciesGiven,
): Promise<{ readonly policy: Policy; readonly next: Policy | null; readonly archive: PolicyArchive }> {
  const archive = await policyArchive(records);
  const byId = (id: string): Policy | null => {
    const read = archive.byId(id);
    return read?.paymentThresholds !== undefined && remarks === undefined ? null : read;
  };
  const policy = await policyAtStart(records, given, byId);
  if (warmBeside !== true || snapshot === null || snapshot.header.policy === policy.id)
    return { policy, next: null, archive };
  const before = byId(String(snapshot.header.policy));
  return before === null ? { policy, next: null, archive } : { policy: before, next: policy, archive };
}

/** Every policy that ever decided here: kept so that an old decision can be read and explained. */
interface PolicyArchive {
  readonly byId: (id: string) => Policy | null;
  readonly keep: (policy: Policy) => void;
}

/** Sources are held in memory, some 20 kB each, and read when they are first asked for: whoever reads a decision back waits for no store. */
async function policyArchive(records: Records): Promise<PolicyArchive> {
  const sources = new Map<string, string>();
  for (const [key, source] of await records.settings(POLICY_SOURCE))
    sources.set(key.slice(POLICY_SOURCE.length), source);
  const loaded = new Map<string, Policy | null>();
  return {
    byId(id) {
      let policy = loaded.get(id);
      if (policy === undefined) {
        const source = sources.get(id);
        const result = source === undefined ? null : loadPolicy(source, id);
        policy = result?.ok === true ? result.policy : null;
        if (source !== undefined) loaded.set(id, policy);
      }
      return policy;
    },
    keep: (policy) => void loaded.set(policy.id, policy),
  };
}

/** Notes the policy and the lexicon that a start goes on with; the ledger says where one is another than before. */
export async function keepPolicies(
  records: Records,
  archive: PolicyArchive,
  { policy, remarks }: { readonly policy: Policy; readonly remarks: PaymentRemarks | null },
  atMs: number,
  onWarning: (message: string) => void,
): Promise<void> {
  await keepInForce(records, archive, policy, atMs, onWarning);
  await keepLexicon(records, remarks, atMs);
}

/** Notes the policy that the start goes on with, and where it is another one than before. */
async function keepInForce(
  records: Records,
  archive: PolicyArchive,
  current: Policy,
  atMs: number,
  onWarning: (message: string) => void,
): Promise<void> {
  const source = [`${POLICY_SOURCE}${current.id}`, current.source] as const;
  const from = await records.get("policy");
  archive.keep(current);
  if (from === current.id) return records.set(...source);
  const dropped = paymentsDropped(from === null ? null : archive.byId(from), current);
  if (dropped !== null) onWarning(dropped);
  const fields = { from, to: current.id, sha256: current.sha256 };
  const history = historyWith(await historyOf(records), { id: current.id, sinceMs: atMs, by: "start" });
  const settings = [source, ["policy", current.id], [POLICY_HISTORY, JSON.stringify(history)]] as const;
  await records.write({ settings, entries: [{ kind: "policy", by: STARTING, fields }] }, atMs);
}

/** Keeps the lexicon beside the policies, so that an old decision about a remark can be made again; the ledger says when it changed. */
async function keepLexicon(records: Records, remarks: PaymentRemarks | null, atMs: number): Promise<void> {
  const from = remarks === null ? null : await records.get("lexicon");
  if (remarks === null || from === remarks.id) return;
  const settings = [
    [`lexicon/${remarks.id}`, remarks.source],
    ["lexicon", remarks.id],
  ] as const;
  const fields = { from, to: remarks.id, sha256: remarks.sha256 };
  await records.write({ settings, entries: [{ kind: "policy", by: STARTING, fields }] }, atMs);
}
