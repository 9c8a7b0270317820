/** What can be wrong with a ledger that is verified. */
export const LOG_FAULT_CODES = [
  "no_checkpoint",
  "checkpoint_unreadable",
  "checkpoint_not_signed",
  "checkpoint_forks",
  "entry_missing",
  "entries_cut_off",
  "entries_reordered",
  "entry_altered",
  "tile_missing",
  "tile_altered",
  "body_missing",
  "body_altered",
] as const;
export type LogFaultCode = (typeof LOG_FAULT_CODES)[number];

/** What is wrong with a ledger. `entry`: the first that it concerns; null where it concerns no one entry. */
export interface LogFault {
  readonly code: LogFaultCode;
  readonly entry: number | null;
  /** What was found in place of what, for a person to look into. */
  readonly detail: string;
}
