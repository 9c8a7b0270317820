/** Every stated limit of the client, with its reason. */

/** Events of one request. A batch of 500 keeps an engine busy for some 10 ms, and a lost answer costs little to repeat. */
export const BATCH_EVENTS_MAX = 500;
/** How long an event waits for company before it is sent, ms. */
export const BATCH_DELAY_MS = 10;
/** Requests under way at once. One would leave the engine idle between two; more than two gain nothing on one machine. */
export const REQUESTS_MAX = 2;
/** Events that wait for an answer. 20,000 of half a kilobyte are 10 MB; who sends more is told so at once. */
export const PENDING_EVENTS_MAX = 20_000;
/** Attempts of one request. With the waits below some two minutes: an engine restarts in less. */
export const ATTEMPTS_MAX = 10;
/** First wait before a request is repeated, ms; each further one is twice as long, up to `RETRY_DELAY_MS_MAX`. */
export const RETRY_DELAY_MS = 200;
export const RETRY_DELAY_MS_MAX = 20_000;
/** Longest wait for one answer, ms. */
export const REQUEST_MS_MAX = 30_000;
/** Longest message of a stream, characters: an overview is some 20 k. */
export const STREAM_MESSAGE_CHARS_MAX = 4_000_000;
