import type { LedgerEntry } from "../nouns/ledger-entry.ts";

/**
 * The ledger as a transparency log that strangers verify: signed checkpoints, tiles and proofs in the formats of C2SP. It is
 * made from the records' entries, a moment behind them, and can be made anew from them.
 */
export interface LedgerLog {
  /** The public key that checkpoints are signed with, as `signed-note` writes it. */
  readonly verifierKey: string;
  /** Entries that the latest checkpoint signs. */
  size(): number;
  /** Writes tiles of new entries, then a checkpoint over them. Resolves when both are on disk. Rejects with the store's errors. */
  publish(): Promise<void>;
  /** Breaks off what witnesses are asked. */
  stop(): void;
  /** The latest signed checkpoint, with the cosignatures that witnesses gave; null before the first entry. */
  checkpoint(): string | null;
  /** A tile's file by its path, as in `tile/0/000.p/3`; null for other paths, and beyond the checkpoint. */
  tile(path: string): Uint8Array | null;
  /** Entries from a sequence on, with salts and bodies that were not erased. Also those that no checkpoint signs yet. */
  entries(from: number, limit: number): Promise<readonly LedgerEntry[]>;
  /** Proof that an entry is in the tree of the latest checkpoint, as a `tlog-proof` file; null when it is not yet. */
  proof(sequence: number): string | null;
}
