import { type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase } from "./truth.ts";

const tab = { delimiter: "\t" };

/** Honest tables, one for each form of time that tools and spreadsheets write. */
const SPECS: readonly TableSpec[] = [
  // Times.
  { name: "half-day-zh", layout: "likes-zh", rows: 900, time: "half-day-zh", order: "newest" },
  { name: "half-day-glued", layout: "target-link", rows: 700, time: "half-day-zh-glued" },
  { name: "nian-yue-ri", layout: "target-link", rows: 1000, time: "nian-yue-ri", encoding: "utf-8-bom" },
  { name: "nian-yue-ri-half", layout: "fans-zh", rows: 400, time: "nian-yue-ri-half", order: "newest" },
  { name: "nian-yue-ri-shi", layout: "reviews", rows: 500, time: "nian-yue-ri-shi", target: "digits10" },
  { name: "iso-no-zone", layout: "likes-mixed", rows: 800, time: "iso-no-zone" },
  { name: "iso-offset", layout: "mixed-en", rows: 2500, time: "iso-offset", order: "shuffled" },
  { name: "iso-millis", layout: "actor-tiktok", rows: 1200, time: "iso-millis-z", order: "newest" },
  {
    name: "postgres-copy",
    layout: "plays-en",
    rows: 3000,
    time: "postgres",
    style: tab,
    file: "postgres-copy.tsv",
  },
  { name: "warehouse-utc", layout: "likes-en", rows: 2000, time: "utc-word" },
  {
    name: "epoch-seconds",
    layout: "crawler-douyin",
    rows: 1500,
    time: "epoch-s",
    order: "newest",
    file: "search_comments_2026-11-29.csv",
    encoding: "utf-8-bom",
  },
  {
    name: "epoch-millis",
    layout: "crawler-notes",
    rows: 1500,
    time: "epoch-ms",
    person: "hex24",
    target: "hex24",
    encoding: "utf-8-bom",
  },
  { name: "epoch-micros", layout: "likes-en", rows: 1500, time: "epoch-us" },
  { name: "epoch-float-pandas", layout: "plays-en", rows: 1500, time: "epoch-s-float" },
  { name: "excel-serial-csv", layout: "likes-zh", rows: 700, time: "excel-serial" },
  { name: "compact-time", layout: "plays-zh", rows: 1800, time: "compact" },
  { name: "dashed-millis", layout: "mixed-zh", rows: 1500, time: "dashed-millis" },
  { name: "rfc2822", layout: "export-comments", rows: 500, time: "rfc2822", person: "digits10" },
  {
    name: "weibo-ruby",
    layout: "shares-weibo",
    rows: 900,
    time: "weibo",
    order: "newest",
    person: "digits10",
  },
  {
    name: "us-half-day",
    layout: "export-comments",
    rows: 700,
    time: "us-half-day",
    person: "digits10",
    order: "newest",
  },
  {
    name: "us-browser",
    layout: "video-and-comment",
    rows: 900,
    time: "us-browser",
    person: "hex24",
    target: "handle",
  },
  { name: "us-words", layout: "fans-en", rows: 600, time: "us-words", person: "digits10" },
  {
    name: "uk-slashes",
    layout: "fans-en",
    rows: 600,
    time: "uk-slashes",
    zone: "Europe/London",
    person: "digits10",
  },
  {
    name: "roc-year",
    layout: "comments-tw",
    rows: 400,
    time: "tw-roc",
    encoding: "utf-8-bom",
    about: "years of the Republic: 115/11/15 is 2026",
    truth: {
      outcome: "either",
      refusal: { reason: "the year is not of our era", patterns: ["=115/", "year", "民國", "民国", "年"] },
    },
  },
];

/** The tables of a seed by their forms of time. */
export function timeCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => tableCase(spec, seed));
}
