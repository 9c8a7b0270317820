/**
 * Setting that says whether every retraction of the log is written down by the position it took back: `no` in records of before
 * that was done, until a start has read the log through.
 */
export const RETRACTIONS_KNOWN = "retractions_known";
/** Setting that lists erased accounts, by hash, that the log still names. */
export const FORGOTTEN_ACTORS = "forgotten_actors";
/** Setting that says how many days of events the engine kept when it last started; absent = all. */
export const KEEP_DAYS = "keep_days";
/** Setting with the totals of decided events up to a position, written before the log lets go of what they count. */
export const TOTALS_BEFORE_DROP = "totals_before_drop";
/** Setting with the time that retention last went by, ms: a clock that has jumped ahead since is not believed at once. */
export const DROP_CLOCK = "drop_clock";
/** Setting that counts the transactions ever written to the records. */
export const WRITES = "writes";
/** Setting with what tells the log's run before the applied position from any other: JSON of position and fingerprint. */
export const LOG_MARK = "log_mark";
/** Setting with the latest signed checkpoint of the ledger: a second history is never signed beside it. */
export const LEDGER_CHECKPOINT = "ledger_checkpoint";
/** Setting with a random word made once: positions in another folder's changes are told by it. */
export const CHANGES_EPOCH = "changes_epoch";
/** Setting with the policy that the latest start was given, and the one put in force since: JSON of ids. */
export const POLICY_ACTIVATION = "policy_activation";
/** Setting with the policies that were in force, the latest first, each with when and by whom: JSON. */
export const POLICY_HISTORY = "policy_history";
