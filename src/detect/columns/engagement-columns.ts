/** Kinds of infrastructure an event may tell, from the most particular to the least. */
export const INFRASTRUCTURE_KINDS = ["device", "ip", "ip_prefix", "asn", "user_agent"] as const;
export type InfrastructureKind = (typeof INFRASTRUCTURE_KINDS)[number];

/** Engagement events of one window as columns. Codes are dense from 0; −1 = the event does not say. Rows in any order of time. */
export interface EventColumns {
  readonly count: number;
  readonly actor: Int32Array;
  readonly target: Int32Array;
  readonly occurredAtMs: Float64Array;
  /** See `kindCode`. */
  readonly kind: Uint8Array;
  /** 1 = the platform itself called the actor there (see `isPlatformCall`). Missing where no event says so. */
  readonly called?: Uint8Array;
  /** What names the event to the caller. */
  readonly sequence: Float64Array | Uint32Array;
  /** By event. A kind whose column is missing was not given at all. */
  readonly infrastructure: Readonly<Partial<Record<InfrastructureKind, Int32Array>>>;
  readonly actorCount: number;
  readonly targetCount: number;
  /** By target. */
  readonly owner: Int32Array;
  readonly ownerCount: number;
  /** By actor; NaN = unknown. */
  readonly registeredAtMs: Float64Array;
  /** By actor. */
  readonly batch: Int32Array;
  /** 64-bit keys by code: low at 2c, high at 2c + 1. */
  readonly actorKeys: Int32Array;
  readonly targetKeys: Int32Array;
  readonly ownerKeys: Int32Array;
}
