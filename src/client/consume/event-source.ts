/** One message of a source: an event, or several as lines. */
export interface SourceMessage {
  readonly data: Uint8Array;
  /** Where it stands in its source, for people: stream and sequence, topic, partition and offset. */
  readonly place: string;
  /** Everything in it is on the engine's disk, or was refused for good: the source need not give it again. */
  ack(): void;
  /** It was not taken in: the source is to give it again later. */
  retry(): void;
  /** It is still being worked at: the source is not to give it to somebody else. */
  working(): void;
}

/** Port: a queue that keeps a message until it is acknowledged. Messages may come again; ids make events count once. */
export interface EventSource {
  /**
   * The next messages, at most `max`, in their order; an empty list where none came within a second or so. Rejects with `ClientError` where the
   * source is gone for good.
   */
  next(max: number): Promise<readonly SourceMessage[]>;
  /** Sends the acknowledgements that are left, and ends. */
  close(): Promise<void>;
}
