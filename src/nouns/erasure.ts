/** What erasing an account did, and what is left of it. */
export interface Erasure {
  /** Receiver's clock, ms since 1970. */
  readonly atMs: number;
  /** SHA-256, hex, over `salt` and the id: whoever has the id can tell that this is its erasure, nobody else can. */
  readonly hash: string;
  /** 16 random bytes, hex. */
  readonly salt: string;
  readonly erased: {
    /** Places of the lists of campaigns that held its name, as member or as owner. */
    readonly campaignEntries: number;
    /** Entries of named lists that were it: it is on none of them any more. */
    readonly listEntries: number;
    /** Entries of the ledger that named it: their salts and bodies are gone, their hashes stay. */
    readonly ledgerEntries: number;
  };
  readonly remains: {
    /** Events in the log that name it as actor, owner, target or party of a payment. */
    readonly logEvents: number;
    /** When retention has dropped the latest of them; null = never, as nothing is dropped. */
    readonly logUntilMs: number | null;
    /** Counts of the account as a target, as of follows. */
    readonly countsAsTarget: number;
  };
}
