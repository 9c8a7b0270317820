/** Look-ups in one request: a screen of payees. */
export const LOOKUPS_PER_REQUEST_MAX = 64;
/** Look-ups of a counterpart within a minute: some 2 CPU-s of this side; who asks more has a list, and lists go by an exchange. */
export const LOOKUPS_PER_MINUTE_MAX = 600;
/** Rows of a table of look-ups: some 10 ms each when it is made, ten minutes at the most; larger lists go by an exchange. */
export const LOOKUP_ROWS_MAX = 65_536;
/** Rows made in one turn of the event loop, some 40 ms: other requests are let in between. */
export const LOOKUP_ROWS_A_TURN = 4;
