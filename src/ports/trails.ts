import type { CampaignRecord } from "../nouns/campaign-record.ts";
import type { Decision } from "../nouns/decision.ts";

/** One event of a trail, with what was decided about it. No address, device or text: a trail says what was done, not from where. */
export interface TrailEvent {
  readonly event: string;
  /** Event type; `unlike` and the like for what was taken back. */
  readonly type: string;
  readonly atMs: number;
  /** Empty: an account that was erased. */
  readonly actor: string;
  /** Of a payment its payee, of kind `payee`. */
  readonly target: { readonly kind: string; readonly id: string };
  /** Null where it is not kept. */
  readonly decision: Decision | null;
}

/** Events, the latest first, as far back as one look reads. */
export interface Trail {
  readonly items: readonly TrailEvent[];
  /** Where the next look goes on; null: the log holds no more. */
  readonly next: string | null;
  /** Events of the log that were looked through, and when the earliest of them came in, ms; 0 where none was. */
  readonly looked: number;
  readonly lookedToMs: number;
}

export interface TrailQuery {
  readonly limit: number;
  readonly before?: string;
}

/** What an account did, and what was done to a target: read from the log backwards, in bounded looks. */
export interface Trails {
  /**
   * Events an account did or payments it made, the latest first. An account that was erased has none. Rejects with `bad_request` for a cursor that is none, and with `overloaded` while
   * too many looks are under way.
   */
  ofActor(actor: string, query: TrailQuery): Promise<Trail>;
  ofTarget(kind: string, id: string, query: TrailQuery): Promise<Trail>;
  /** Campaigns that an account is a member of, or that served it as an owner; the gravest first. */
  campaignsOf(actor: string): Promise<{
    readonly member: readonly CampaignRecord[];
    readonly owner: readonly CampaignRecord[];
  }>;
  /** Whether the account was erased, and the log still names it. */
  isErased(actor: string): boolean;
}
