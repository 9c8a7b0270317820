/** What the HTTP door of exchanges needs of what stands behind it. Every call is for one counterpart, whose token was shown. */
export interface ExchangeDoor {
  /** Name of the counterpart whose token it is, or null. */
  whose(token: string): string | null;
  /** Takes an offer's bytes; it is answered beside. Rejects with the codes of exchanges; then nothing was kept. */
  takeOffer(counterpart: string, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly session: string }>;
  /** The answer's file once it is there. Rejects with `exchange_state`, or with what went wrong while it was made. */
  answer(counterpart: string, session: string): Promise<{ readonly file: string } | "working">;
  /** The table that look-ups under a closed exchange are held against, once it is made. */
  lookupTable(counterpart: string, session: string): Promise<Uint8Array | "working">;
  /** Answers single look-ups, element by element, and notes them in the ledger. */
  lookUp(counterpart: string, session: string, elements: Uint8Array): Promise<Uint8Array>;
  /** Takes a receipt's bytes. */
  takeReceipt(counterpart: string, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly session: string }>;
}
