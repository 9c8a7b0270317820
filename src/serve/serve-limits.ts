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
/** A stop waits so long for requests under way; then their connections are cut. What was taken in is stored either way. */
export const CLOSE_GRACE_MS = 5_000;
/** Shortest bearer token: 16 characters of base64 are 96 bits. */
export const TOKEN_CHARS_MIN = 16;
/** Identifiers are shown up to here on the live page; the API gives them whole. */
export const SHOWN_ID_CHARS_MAX = 64;
/** Items of a page of a list when the caller does not say, and at the most: 500 campaigns are about 400 kB. */
export const LIST_ITEMS_DEFAULT = 50;
export const LIST_ITEMS_MAX = 500;
/** Longest cursor of a list. Ours are a campaign's id or a number. */
export const CURSOR_CHARS_MAX = 256;
/** Campaigns listed of one target. A target sold to more buyers is a case for the list of campaigns. */
export const TARGET_CAMPAIGNS_MAX = 100;
/** Owners of a campaign that are named; a record keeps as many. */
export const CAMPAIGN_OWNERS_MAX = 100;
/** A reviewer's name and note, characters: a name, and a page of text. Both are kept for good. */
export const REVIEWER_CHARS_MAX = 100;
export const REVIEW_NOTE_CHARS_MAX = 2000;
/** Largest body of a review: a note of 2,000 characters, each escaped as twelve bytes, and a name. */
export const REVIEW_BODY_BYTES_MAX = 32 * 1024;
/** Campaigns that changed between two messages of a stream and are told of; the list has them all. */
export const STREAM_CAMPAIGNS_MAX = 100;
/** Campaigns on the live page; the list of campaigns has them all. */
export const CAMPAIGNS_SHOWN_MAX = 8;
/** Rows of the lists on a campaign's page, of events fewer as each takes two lines; and the part of a campaign its pictures draw. */
export const PAGE_ROWS_MAX = 25;
export const PAGE_EVENTS_MAX = 12;
export const GRAPH_MEMBERS_MAX = 60;
export const GRAPH_TARGETS_MAX = 30;
/** Events read to draw a campaign's page. What is left out is said beside the picture. */
export const DRAWN_EVENTS_MAX = 5000;
/** Time a page waits for events to draw; its stream brings the rest, a slice a second. */
export const DRAWING_MS_MAX = 100;
/** Campaigns whose drawn events are remembered: 5,000 events of each are about 2 MB. */
export const DRAWN_CAMPAIGNS_MAX = 16;
/** Targets of a campaign whose counts are summed for a page. Of a larger campaign the page says that it is a part. */
export const SUMMED_TARGETS_MAX = 200;
/** Targets named on the live page that rise beyond their own pace; the rest is in the health's JSON. */
export const SURGES_LISTED_MAX = 5;
/** Campaigns on a page of their list, and so the most that are reviewed at once; owners named of each. */
export const CAMPAIGN_ROWS_MAX = 25;
export const LISTED_OWNERS_MAX = 3;
/** A followed list of campaigns in which nothing changed is made anew after so long: a filter that hardly any of 10,000 passes costs 55 ms. */
export const LIST_KEPT_MS = 5_000;
