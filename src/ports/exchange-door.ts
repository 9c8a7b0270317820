/** What the HTTP door of exchanges needs of what stands behind it. Every call is for one counterpart, whose token was shown. */
export interface ExchangeDoor {
  /** Name of the counterpart whose token it is, or null. */
  whose(token: string): string | null;
  /** Takes an offer's bytes; it is answered beside. Rejects with the codes of exchanges; then nothing was kept. */
  takeOffer(counterpart: string, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly session: string }>;
  /** The answer's file once it is there. Rejects with `exchange_state`, or with what went wrong while it was made. */
  answer(counterpart: string, session: string): Promise<{ readonly file: string } | "working">;
  /** Takes a receipt's bytes. */
  takeReceipt(counterpart: string, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly session: string }>;
}
