/** State of an engine or a watch at one moment: a JSON header that says which, and the bytes. */
export interface Snapshot {
  readonly header: Readonly<Record<string, unknown>>;
  readonly parts: readonly Uint8Array[];
}

/** Port: where snapshots are kept. They save a start from reading a log again, and are never the only copy of anything. */
export interface Snapshots {
  /** The newest sound snapshot, or null. A damaged, cut or foreign one is passed over for the one before. */
  read(): Promise<Snapshot | null>;
  /**
   * Writes a snapshot so that it is there whole or not at all; the one before is kept beside it. The parts must stay as they are
   * until it resolves. Writes wait for each other. Rejects with `storage_full` or `cannot_write`; the ones before stay.
   */
  write(header: Snapshot["header"], parts: Snapshot["parts"]): Promise<void>;
}
