import { type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase } from "./truth.ts";

const tab = { delimiter: "\t" };
const semicolon = { delimiter: ";" };

/**
 * Honest tables, each with one or two habits of a tool or of Excel: encodings, delimiters, forms of
 * time and of ids, orders. Sizes from 300 (one post) to 100,000 (a platform's month); a third of the
 * files of 3,000 rows and more hold an order of bought acts.
 */
const SPECS: readonly TableSpec[] = [
  // Excel on Chinese Windows: GBK, times to the minute without leading zeros.
  {
    name: "excel-zh-gbk",
    layout: "creator-desk",
    rows: 800,
    time: "excel-zh",
    encoding: "gbk",
    target: "digits10",
    order: "newest",
  },
  {
    name: "excel-zh-bom",
    layout: "likes-zh",
    rows: 3000,
    time: "excel-zh",
    encoding: "utf-8-bom",
    bought: 150,
  },
  {
    name: "excel-zh-gb18030-emoji",
    layout: "names-only",
    rows: 600,
    time: "excel-zh-seconds",
    encoding: "gb18030",
    file: "kuaishou_comments_3xf8a2.csv",
  },
  {
    name: "excel-unicode-text",
    layout: "creator-desk",
    rows: 900,
    time: "excel-zh",
    encoding: "utf-16le",
    style: tab,
    file: "评论导出.txt",
  },
  {
    name: "utf16le-tab-csv",
    layout: "likes-zh",
    rows: 700,
    time: "dashed",
    encoding: "utf-16le",
    style: tab,
    file: "utf16le-tab-csv.csv",
  },
  { name: "utf16be-comma", layout: "fans-zh", rows: 500, time: "dashed", encoding: "utf-16be" },
  {
    name: "utf16le-semicolon",
    layout: "comments-de",
    rows: 400,
    time: "de-dots",
    encoding: "utf-16le",
    style: semicolon,
  },
  {
    name: "gbk-tab",
    layout: "bili-floors",
    rows: 1200,
    time: "dashed",
    encoding: "gbk",
    style: tab,
    person: "digits10",
    order: "newest",
    file: "V_BV1xx411c7mD.csv",
  },
  {
    name: "gbk-semicolon",
    layout: "shares-weibo",
    rows: 650,
    time: "dashed-minutes",
    encoding: "gbk",
    style: semicolon,
    person: "digits10",
  },
  { name: "big5-comments", layout: "comments-tw", rows: 700, time: "dashed", encoding: "big5" },
  {
    name: "big5-half-day",
    layout: "comments-tw",
    rows: 450,
    time: "half-day-zh",
    encoding: "big5",
    order: "newest",
  },
  {
    name: "cp1252-german",
    layout: "comments-de",
    rows: 900,
    time: "de-dots-seconds",
    encoding: "windows-1252",
    style: semicolon,
  },
  {
    name: "german-bom-minutes",
    layout: "comments-de",
    rows: 600,
    time: "de-dots",
    encoding: "utf-8-bom",
    style: semicolon,
    order: "shuffled",
  },
  // Two times in one row: the post's and the act's.
  {
    name: "two-times-youtube",
    layout: "video-and-comment",
    rows: 1500,
    time: "iso-z",
    person: "hex24",
    target: "handle",
    targets: 60,
  },
  { name: "two-times-broker", layout: "data-broker", rows: 1500, time: "iso-millis-z", order: "by-target" },
  // Ids.
  { name: "ids-openid", layout: "likes-zh", rows: 900, time: "dashed", person: "openid" },
  { name: "ids-case-matters", layout: "likes-mixed", rows: 1200, time: "dashed", person: "cased" },
  { name: "ids-leading-zeros", layout: "likes-en", rows: 1200, time: "iso-z", person: "padded" },
  { name: "ids-uuid", layout: "mixed-en", rows: 1500, time: "iso-z", person: "uuid", target: "uuid" },
  { name: "ids-sec-uid", layout: "fans-zh", rows: 700, time: "dashed", person: "sec-uid" },
  { name: "targets-are-urls", layout: "likes-zh", rows: 800, time: "dashed", target: "url" },
  {
    name: "note-links",
    layout: "note-link",
    rows: 900,
    time: "dashed",
    person: "hex24",
    target: "hex24",
    order: "by-target",
    encoding: "utf-8-bom",
  },
  { name: "stars", layout: "stars", rows: 2000, time: "iso-z", target: "handle", targets: 12, bought: 0 },
  {
    name: "names-as-ids",
    layout: "names-only",
    rows: 500,
    time: "dashed",
    file: "douyin_comments_7412345678901234567.csv",
  },
  // Orders, losses.
  { name: "by-person", layout: "mixed-zh", rows: 4000, time: "dashed", order: "by-person", bought: 160 },
  { name: "shuffled", layout: "mixed-zh", rows: 4000, time: "excel-zh-seconds", order: "shuffled" },
  { name: "by-target", layout: "creator-desk", rows: 3000, time: "dashed", order: "by-target", bought: 120 },
  {
    name: "third-missing",
    layout: "likes-zh",
    rows: 6000,
    time: "dashed",
    missing: 0.3,
    order: "newest",
    bought: 200,
  },
  // Danmaku.
  {
    name: "danmaku-one-video",
    layout: "danmaku-hash",
    rows: 3000,
    time: "dashed",
    person: "hex24",
    file: "danmaku_BV1yy4y1k7Ab.csv",
  },
  {
    name: "danmaku-live",
    layout: "danmaku-live",
    rows: 3000,
    time: "dashed",
    person: "digits10",
    target: "digits10",
    targets: 4,
    encoding: "utf-8-bom",
  },
  // Containers of plain tables.
  { name: "gzip", layout: "likes-en", rows: 5000, time: "iso-z", container: "gz" },
  {
    name: "gzip-members",
    layout: "mixed-en",
    rows: 5000,
    time: "iso-z",
    container: "gz-members",
    bought: 100,
  },
  { name: "zstd-frames", layout: "plays-en", rows: 8000, time: "epoch-ms", container: "zst-frames" },
  {
    name: "zip-one-csv",
    layout: "creator-desk",
    rows: 900,
    time: "excel-zh",
    container: "zip",
    encoding: "gbk",
    truth: { outcome: "either", refusal: { reason: "zip is not read", patterns: ["zip archive", "压缩包"] } },
  },
  // Large ones.
  {
    name: "large-likes",
    layout: "likes-en",
    rows: 30_000,
    time: "iso-z",
    targets: 300,
    bought: 300,
    order: "shuffled",
  },
  {
    name: "large-plays",
    layout: "plays-zh",
    rows: 40_000,
    time: "excel-zh-seconds",
    targets: 300,
    encoding: "gbk",
  },
  {
    name: "large-comments",
    layout: "crawler-douyin",
    rows: 20_000,
    time: "epoch-s",
    targets: 200,
    order: "newest",
  },
  {
    name: "large-events",
    layout: "mixed-en",
    rows: 100_000,
    time: "epoch-ms",
    targets: 800,
    container: "gz",
  },
];

/** The plain tables of a seed. */
export function plainCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => tableCase(spec, seed));
}
