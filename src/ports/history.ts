/** Port: events of the past, for audits, backtests and nightly detection. DuckDB over Parquet embedded. */
export interface HistoryRow {
  readonly atMs: number;
  /** Order of arrival, breaks ties. */
  readonly sequence: number;
  /** The event's canonical JSON line. */
  readonly line: string;
}

export interface History {
  /** Adds rows; durable after `flush`. */
  add(rows: readonly HistoryRow[]): Promise<void>;
  flush(): Promise<void>;
  /**
   * Rows with fromMs ≤ atMs < toMs, in order of time, then sequence, in runs of bounded size. Works beyond memory. Holds every
   * row whose `add` resolved before the first step, flushed or not.
   */
  scan(fromMs: number, toMs: number): AsyncIterable<readonly HistoryRow[]>;
  close(): Promise<void>;
}
