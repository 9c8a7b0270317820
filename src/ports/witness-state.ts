/** Port: what a witness remembers of each log, so that it never cosigns two histories, whatever ends it. */
export interface WitnessState {
  /** The log's key, as a verifier key; null: none is witnessed under this origin. */
  keyOf(origin: string): string | null;
  /** The latest checkpoint cosigned of a log, and when, POSIX seconds; null: none yet. */
  latest(origin: string): { readonly checkpoint: string; readonly timeSeconds: number } | null;
  /** Keeps a checkpoint as the latest; on disk when it returns. Reading before it and this are one step: nothing comes between. */
  keep(origin: string, checkpoint: string, timeSeconds: number): void;
  close(): void;
}
