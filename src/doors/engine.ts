/** `touchstone`: the engine inside your own process. One process owns a data folder. */
import { loadRemarks } from "../cli/load-lexicon-file.ts";
import { loadPolicyFile } from "../cli/load-policy-file.ts";
import type { Engine } from "../flow/engine.ts";
import { type OpenOptions, openEngine } from "../flow/open-engine.ts";
import type { EngagementEvent, PaymentEvent } from "../nouns/event.ts";
import type { Policy } from "../nouns/policy.ts";

export type {
  Answer,
  Engine,
  Overview,
  Readiness,
  RejectedEvent,
  Submission,
  SubmitOptions,
  TargetQuality,
} from "../flow/engine.ts";
export type { CampaignReviews } from "../flow/reviewed-campaigns.ts";
export { type Code, type Rejection, TouchstoneError } from "../nouns/codes.ts";
export type { TargetCounts } from "../nouns/counts.ts";
export type { Decision, Reason } from "../nouns/decision.ts";
export type { EngagementEvent, PaymentEvent } from "../nouns/event.ts";
export type { Policy } from "../nouns/policy.ts";
export type { Verdict } from "../nouns/verdict.ts";
export type { ChangedTarget, ChangeFeed, ChangePage } from "../ports/change-feed.ts";

export interface EmbedOptions extends Omit<OpenOptions, "policy"> {
  /** A policy, the path of a policy file, or the name of a shipped one. Default: `default`. */
  readonly policy?: Policy | string;
}

/**
 * Opens a data folder, creating it when absent, and brings the engine to where it stood. Campaigns are looked for in threads of
 * their own unless `detection` is false. A policy that screens payments reads their remarks by the shipped lexicon, or by `remarks`. Rejects with a `TouchstoneError`: `folder_in_use`, `bad_policy`, `cannot_read`, `cannot_write`,
 * `storage_failed` or `storage_damaged`.
 */
export async function openTouchstone(folder: string, options: EmbedOptions = {}): Promise<Engine> {
  const { policy: asked = "default", ...more } = options;
  const policy = typeof asked === "string" ? loadPolicyFile(asked) : asked;
  const remarks = more.remarks ?? (await loadRemarks(policy, undefined));
  return openEngine(folder, { detection: true, ...more, ...(remarks === null ? {} : { remarks }), policy });
}

/** Events → the lines that `submit` takes, one a line. */
export function eventLines(events: Iterable<EngagementEvent | PaymentEvent>): Uint8Array {
  return Buffer.from(Array.from(events, (event) => `${JSON.stringify(event)}\n`).join(""));
}
