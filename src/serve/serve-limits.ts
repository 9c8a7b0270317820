/** Every stated limit of the HTTP door, with its reason. Those of an event itself are in `nouns/limits.ts`. */

/** Size at which lines read so far are handed to the engine: about 3,000 events, 10 ms of its work, one group commit. */
export const SUBMISSION_BYTES_MAX = 1024 * 1024;
/**
 * Records of one submission, at most, blank lines included: what 1 MiB of ordinary events holds. Lines of one byte would
 * else be half a million a turn of the event loop, and nobody would be answered for most of a second.
 */
export const SUBMISSION_RECORDS_MAX = 4096;
/**
 * Records of one request, blank lines included. A body of ordinary events at its limit holds 250,000; one of more is nearly
 * all bytes that are no event, and costs 65 kB to send compressed.
 */
export const BODY_RECORDS_MAX = 500_000;
/** Lines of batches that the engine has at once; further ones wait their turn, so that a single event waits for 8 MiB, some 80 ms. */
export const BATCH_BYTES_UNDER_WAY_MAX = 8 * 1024 * 1024;
/** Memory all requests together may hold in bodies, decompressors and answers not yet sent; past it a request is told to wait. */
export const BUFFERED_BYTES_MAX = 256 * 1024 * 1024;
/** The part of it (one of so many) that only small requests may use, so that large ones never lock out single events. */
export const SMALL_SHARE_OF = 8;
/** A request that holds no more is small: a single event, or a batch of 500. */
export const SMALL_REQUEST_BYTES_MAX = 256 * 1024;
/** What a decompressor counts for in its request's share: what gzip and small frames of zstd take. */
export const DECOMPRESSOR_BYTES = 64 * 1024;
/** Bodies decompressed at once; further ones wait. A zstd frame may take 8 MiB for its window: 48 take 400 MB at the most. */
export const DECOMPRESSORS_MAX = 48;
/** Compressed bytes fed at a time: a gzip bomb makes 1 MiB of them. */
export const GZIP_FEED_BYTES = 1024;
/** Bytes that a compressed body may be larger than twice its content: headers of frames, padding, what is not read yet. */
export const FRAME_OVERHEAD_BYTES_MAX = 1024 * 1024;
/** What a piece of a body costs besides its bytes: a chunk of one byte is an object all the same. */
export const PIECE_OVERHEAD_BYTES = 256;
/** Answers this small are held by nobody for long; larger ones count as memory of their request until they are sent. */
export const ANSWER_BYTES_UNCOUNTED = 16 * 1024;
/** An answer is handed to the connection in pieces of this size, so that it shows whether its reader goes on. */
export const ANSWER_PIECE_BYTES = 64 * 1024;
/** Bytes of a refused body still read, so that the client sees the answer in place of a reset connection. */
export const DRAIN_BYTES_MAX = 16 * 1024 * 1024;
/** Largest window of a zstd body, as a power of two: 8 MiB, what `zstd -19` and below write. A frame may ask for 2 GiB. */
export const ZSTD_WINDOW_LOG_MAX = 23;
/** Open event streams (live pages, `GET /v1/stream`). Each costs one write a second. */
export const STREAM_CLIENTS_MAX = 64;
/** Unread bytes at which a stream's client is dropped: about 20 seconds of updates. */
export const STREAM_BACKLOG_BYTES_MAX = 512 * 1024;
/** Followers of `GET /v1/changes`: a few programs that keep a copy of the counts. */
export const CHANGE_FOLLOWERS_MAX = 32;
/** Between two looks for changes, once a follower has them all: counts are stored each second. */
export const CHANGES_INTERVAL_MS = 1_000;
/** A follower hears at least this often that the connection lives: proxies cut what is silent for a minute. */
export const CHANGES_SILENCE_MS = 15_000;
/** Targets of one message. */
export const CHANGES_TARGETS_PER_MESSAGE = 100;
/** Open connections. When all are taken, the one that idles longest makes room for a new one. */
export const CONNECTIONS_MAX = 2048;
/** Connections beyond it, where none idles: over them only health checks and requests of `SMALL_REQUEST_BYTES_MAX` are served. */
export const CONNECTIONS_KEPT = 64;
/** Open connections of the port for operations: a few probes and scrapers. */
export const OPERATIONS_CONNECTIONS_MAX = 64;
/** A request's head has arrived by then, or its connection is cut; so is one over which nothing comes at all. */
export const HEAD_TIMEOUT_MS = 10_000;
/** A request that has not arrived whole by then is cut: 64 MiB at 4.5 Mbit/s. */
export const REQUEST_TIMEOUT_MS = 120_000;
/** While we wait for a body, at least so many bytes come in each such window: 4 kB/s, less than any link between servers. */
export const BODY_WINDOW_MS = 10_000;
export const BODY_WINDOW_BYTES_MIN = 40 * 1024;
/** While an answer waits to be read, at least so many bytes are taken in each such window: 4 kB/s again. */
export const ANSWER_WINDOW_MS = 15_000;
export const ANSWER_WINDOW_BYTES_MIN = 60 * 1024;
/** How often both are looked at, and how often a head's time is. */
export const PACE_TICK_MS = 1_000;
/** What was answered to a client that was too slow gets so long to leave before the connection is closed. */
export const LAST_WORD_MS = 500;
/** A stop waits so long for requests under way; then their connections are cut. What was taken in is stored either way. */
export const CLOSE_GRACE_MS = 5_000;
/** How often the event loop is looked at: often enough to tell a stall of 10 ms, and 0.1 % of a core. */
export const LOOP_TICK_MS = 10;
/** A stall of the event loop that is counted with its cause: the goal for the slowest of a hundred verdicts. */
export const STALL_MS_MIN = 10;
/** Shortest bearer token: 16 characters of base64 are 96 bits. */
export const TOKEN_CHARS_MIN = 16;
/** Wrong tokens that an address may send at once; then one more each two seconds. A person who mistypes needs few. */
export const WRONG_TOKENS_MAX = 10;
export const WRONG_TOKEN_REFILL_MS = 2_000;
/** An address that showed the right token is not held up by wrong ones for so long: behind a proxy stand many callers. */
export const TOKEN_KNOWN_MS = 60_000;
/** Addresses whose tries are remembered, some 200 bytes each. */
export const BRAKED_ADDRESSES_MAX = 10_000;
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
/** Characters of a policy that is proposed: a policy file has at most 1 MiB. */
export const POLICY_CHARS_MAX = 1024 * 1024;
/** Largest body that holds one: each character escaped as six bytes at the worst. */
export const POLICY_BODY_BYTES_MAX = 8 * 1024 * 1024;
/** Entries of a list changed in one request, each way: as many as one entry of the ledger names. */
export const LIST_CHANGES_MAX = 1_000;
/** Largest body of such a request: ids of 1,024 bytes, each byte escaped as six, and notes. */
export const LIST_CHANGE_BODY_BYTES_MAX = 8 * 1024 * 1024;
/** Events of one look at an account or a target: each is explained, some 2 kB. */
export const TRAIL_EVENTS_SHOWN_MAX = 200;
/** Looks for one page that would else be empty: at the most some six seconds. */
export const PAGE_LOOKS_MAX = 4;
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
/** Targets asked of in one call: a screen of a feed is 100. Each is two look-ups, some 30 µs. */
export const BULK_TARGETS_MAX = 200;
/** Largest body that asks for them: ids of 1,024 bytes, each byte escaped as six. */
export const BULK_BODY_BYTES_MAX = 2 * 1024 * 1024;
/** Targets named on the live page that rise beyond their own pace; the rest is in the health's JSON. */
export const SURGES_LISTED_MAX = 5;
/** Campaigns on a page of their list, and so the most that are reviewed at once; owners named of each. */
export const CAMPAIGN_ROWS_MAX = 25;
export const LISTED_OWNERS_MAX = 3;
/** A followed list of campaigns in which nothing changed is made anew after so long: a filter that hardly any of 10,000 passes costs 55 ms. */
export const LIST_KEPT_MS = 5_000;
/** Entries of the ledger in one answer: as many as a tile holds. */
export const LEDGER_ENTRIES_MAX = 256;
export const LEDGER_ENTRIES_DEFAULT = 100;
/** Entries on one page of the ledger. */
export const LEDGER_PAGE_ENTRIES = 50;
/** Ms after which the configured default answers for a payment, where the caller says nothing: a till waits no longer. */
export const SCREEN_DEADLINE_MS = 50;
/** The longest deadline that may be asked for: whoever waits longer has a batch. */
export const SCREEN_DEADLINE_MS_MAX = 60_000;
/** Payments of one screening request: each is answered with its reading, some kB. */
export const SCREEN_RECORDS_MAX = 4096;
/** Bytes of one screening request. */
export const SCREEN_BODY_BYTES_MAX = 8 * 1024 * 1024;
/** Documents of one proof. */
export const PROOF_DOCUMENTS_MAX = 20;
/** Largest request to a witness: 63 hashes and a checkpoint with its signatures. */
export const WITNESS_BODY_BYTES_MAX = 64 * 1024;
/** Payments and payees on the page of payments. */
export const PAYMENT_PAGE_PAYMENTS = 50;
export const PAYMENT_PAGE_PAYEES = 20;
/** Longest that one message of an exchange may take to come in: 64 MB at 110 kB/s. */
export const EXCHANGE_REQUEST_MS_MAX = 600_000;
/** Longest silence on a connection of the exchange's door. */
export const EXCHANGE_IDLE_MS_MAX = 60_000;
/** Body of single look-ups of a counterpart: 64 elements of 33 bytes. */
export const LOOKUP_BODY_BYTES_MAX = 2_112;
