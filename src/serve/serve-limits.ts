/** Every stated limit of the HTTP door, with its reason. Those of an event itself are in `nouns/limits.ts`. */

/** Size at which lines read so far are handed to the engine: about 3,000 events, 10 ms of its work, one group commit. */
export const SUBMISSION_BYTES_MAX = 1024 * 1024;
/** Memory all requests together may hold in bodies read whole and answers not yet sent; past it a request is told to wait. */
export const BUFFERED_BYTES_MAX = 256 * 1024 * 1024;
/** Bytes of a refused body still read, so that the client sees the answer in place of a reset connection. */
export const DRAIN_BYTES_MAX = 16 * 1024 * 1024;
/** Largest window of a zstd body, as a power of two: 8 MiB, what `zstd -19` and below write. A frame may ask for 2 GiB. */
export const ZSTD_WINDOW_LOG_MAX = 23;
/** Open event streams (live pages, `GET /v1/stream`). Each costs one write a second. */
export const STREAM_CLIENTS_MAX = 64;
/** Unread bytes at which a stream's client is dropped: about 20 seconds of updates. */
export const STREAM_BACKLOG_BYTES_MAX = 512 * 1024;
/** Open connections; beyond it new ones are refused. */
export const CONNECTIONS_MAX = 2048;
/** A request that has not arrived whole by then is cut: 64 MiB at 2 Mbit/s. */
export const REQUEST_TIMEOUT_MS = 300_000;
/** Shortest bearer token: 16 characters of base64 are 96 bits. */
export const TOKEN_CHARS_MIN = 16;
/** Identifiers are shown up to here on the live page; the API gives them whole. */
export const SHOWN_ID_CHARS_MAX = 64;
