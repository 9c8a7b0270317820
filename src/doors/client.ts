/** `touchstone/client`: talks to a running engine. */

export type { ChangeMessage } from "../client/change-stream.ts";
export { type Client, type ClientOptions, createClient, type TargetName } from "../client/client.ts";
export { ClientError } from "../client/client-error.ts";
export type { EventAnswer } from "../client/event-batches.ts";
export type { LiveMessage } from "../client/live-stream.ts";
export type { Rejection } from "../nouns/codes.ts";
export type { TargetCounts } from "../nouns/counts.ts";
export type { Decision, Reason } from "../nouns/decision.ts";
export type { EngagementEvent, PaymentEvent } from "../nouns/event.ts";
export type { Verdict } from "../nouns/verdict.ts";
