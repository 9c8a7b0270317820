/** Every stated limit of the border, with its reason. A test stands at each limit and one past it. */

/** Longest event line. A full event of the contract takes 400 bytes; 64 KiB leaves room for unknown fields. */
export const EVENT_BYTES_MAX = 64 * 1024;
/** Largest structured CloudEvent: the longest event in base64, and 64 KiB of attributes. */
export const ENVELOPE_BYTES_MAX = 160 * 1024;
/** Deepest nesting of an event. The contract needs 2. */
export const EVENT_DEPTH_MAX = 16;
/** Longest identifier in UTF-8 bytes. Device and user-agent strings of real exports stay under 1 kB. */
export const ID_BYTES_MAX = 1024;
/** Longest comment text in UTF-8 bytes. */
export const TEXT_BYTES_MAX = 16 * 1024;
/** Event times lie in [1970, 2100): what a platform's log can hold, and safe in every format we write. */
export const TIME_MS_MIN = 0;
export const TIME_MS_MAX = 4_102_444_800_000;
/**
 * How far ahead of the receiver's clock an event may lie. Local time written as UTC is up to 14 hours ahead; beyond a day it is
 * no clock at all. Within the bound an event is measured as of the receiver's clock, so a wrong clock harms nobody else.
 */
export const FUTURE_SKEW_MS_MAX = 24 * 3_600_000;
/** Largest body of one HTTP request, after decompression. */
export const BODY_BYTES_MAX = 64 * 1024 * 1024;
/** Most rejections listed one by one in an answer; the rest are counted. */
export const REJECTIONS_LISTED_MAX = 1000;
