import { expect, it } from "vitest";
import type { MappingGuess, Refusal } from "./guess.ts";
import { guessMapping } from "./guess-mapping.ts";

/** Twenty rows, 13 hours apart from 3 November 2026 on. */
function table(
  header: string,
  row: (i: number, time: Date) => string,
  about?: string,
): MappingGuess | Refusal {
  const rows = Array.from({ length: 20 }, (_, i) =>
    row(i, new Date(Date.UTC(2026, 10, 3, 8 + 13 * i))).split("|"),
  );
  const sample = { name: "export.csv", columns: header.split("|"), rows, named: true };
  return guessMapping(about === undefined ? sample : { ...sample, about }, new Map(), "Asia/Tokyo");
}
const iso = (time: Date): string => time.toISOString().slice(0, 16).replace("T", " ");
const two = (number: number): string => String(number).padStart(2, "0");
const dayFirst = (time: Date): string => `${two(time.getUTCDate())}/11/2026 08:00`;

// What each of these says would be wrong without a word, were its columns taken for what their names say.
it.each<[string, MappingGuess | Refusal, RegExp]>([
  [
    "a list of works",
    table(
      "user_id|post_id|posted_at|like_count|comment_count",
      (i, t) => `u${i % 3}|p${i}|${iso(t)}|${i * 3}|${i}`,
    ),
    /each row is a work of its own .*`like_count`, `comment_count`/,
  ],
  [
    "a list of works in Chinese",
    table("作者|作品标题|发布时间|点赞|评论", (i, t) => `达人${i % 3}|作品${i}|${iso(t)}|${i * 3}|${i}`),
    /each row is a work of its own/,
  ],
  [
    "days with one count",
    table("date|likes", (i, t) => `${iso(t).slice(0, 10)}|${i * 3}`),
    /sums up a work or a day/,
  ],
  [
    "a running total",
    table("时间|作品ID|累计点赞数", (i, t) => `${iso(t)}|v1|${i * 13}`),
    /sums up a work or a day \(`累计点赞数`/,
  ],
  [
    "dates of which a spreadsheet turned half",
    table("user_id|video_id|liked_at", (i, t) => {
      const day = t.getUTCDate();
      return `u${i}|v1|${day > 12 ? dayFirst(t) : `2026-${two(day)}-11 08:00:00`}`;
    }),
    /a spreadsheet changed half of `liked_at`/,
  ],
  [
    "day first above, month first below",
    table(
      "user_id|video_id|liked_at",
      (i) => `u${i}|v1|${i < 10 ? `1${i}/11/2026 08:00` : `11/${20 + (i % 9)}/2026 08:00`}`,
    ),
    /mixes two orders/,
  ],
  [
    "several acts in a row",
    table("用户ID|直播间ID|点赞时间|点赞次数", (i, t) => `u${i}|r1|${iso(t)}|${i}`),
    /can stand for several acts \(190 in/,
  ],
  [
    "votes for somebody, several in a row",
    table("用户ID|选手|投票时间|票数", (i, t) => `u${i}|选手${i % 4}|${iso(t)}|${i}`),
    /can stand for several acts \(190 in/,
  ],
  [
    "names that differ in case",
    table("username|video_id|liked_at", (i, t) => `${i % 2 ? "Anna" : "anna"}${i >> 1}|v1|${iso(t)}`),
    /10 ids in `username` differ from another in case alone/,
  ],
  [
    "names in two Unicode forms",
    table(
      "username|video_id|liked_at",
      (i, t) => `${i % 2 ? "Jos\u00e9" : "Jose\u0301"}${i >> 1}|v1|${iso(t)}`,
    ),
    /in Unicode form or width alone/,
  ],
  [
    "ids with and without zeros",
    table("user_id|video_id|liked_at", (i, t) => `${i % 2 ? "00" : ""}${1000 + (i >> 1)}|v1|${iso(t)}`),
    /in leading zeros alone/,
  ],
  [
    "links with other parameters",
    table(
      "profile_url|video_id|liked_at",
      (i, t) => `https://x.test/u/${i >> 1}${i % 2 ? `?from=${i}` : ""}|v1|${iso(t)}`,
    ),
    /in parameters of the link alone/,
  ],
  [
    "masked numbers",
    table("手机号|视频ID|点赞时间", (i, t) => `138****${1000 + (i % 7)}|v1|${iso(t)}`),
    /`手机号` is masked \(`138\*\*\*\*1000`\)/,
  ],
  [
    "emoji that an encoding lost",
    table("用户昵称|视频ID|点赞时间", (i, t) => `小${i}${i % 4 ? "" : "?"}|v1|${iso(t)}`),
    /letters of some names in `用户昵称` became question marks \(`小0\?`\)/,
  ],
  [
    "several works in a cell",
    table("user_id|video_ids|liked_at", (i, t) => `u${i}|v${i % 5};v${(i + 1) % 5}|${iso(t)}`),
    /cells of `video_ids` hold several ids/,
  ],
  [
    "faces",
    table(
      "user_id|post_id|reaction_type|created_at",
      (i, t) => `u${i}|p1|${["LIKE", "WOW", "ANGRY"][i % 3]}|${iso(t)}`,
    ),
    /`LIKE`, `WOW`, `ANGRY` in `reaction_type` all count as likes/,
  ],
  [
    "votes for and against",
    table("user_id|post_id|vote|created_at", (i, t) => `u${i}|p1|${[1, -1, 0, 1][i % 4]}|${iso(t)}`),
    /`-1`, `0` are no support, and such rows are left out \(10 of/,
  ],
  [
    "clocks of which some name a zone",
    table("user_id|video_id|liked_at", (i, t) => `u${i}|v1|${iso(t)}:00${i % 2 ? "Z" : ""}`),
    /10 of 20 times in `liked_at` name their zone, the others are read as Asia\/Tokyo/,
  ],
  [
    "a zone in each row, not the same",
    table(
      "user_id|video_id|liked_at|timezone",
      (i, t) => `u${i}|v1|${iso(t)}|${i % 2 ? "UTC" : "Asia/Seoul"}`,
    ),
    /names several zones/,
  ],
])("%s: told", (_name, found, told) => {
  const said =
    "refused" in found ? [found.refused] : [...found.notes, ...found.questions.map(({ ask }) => ask)];
  expect(said.map(({ en }) => en).join("\n")).toMatch(told);
  for (const { zh } of said) expect(zh).toMatch(/[\u4e00-\u9fff]/);
});

it.each<[string, MappingGuess | Refusal, string[]]>([
  [
    "texts passed on are no comments",
    table(
      "user_id|tweet_id|is_retweet|text|created_at",
      (i, t) => `u${i}|t1|${i % 4 === 0}|hello ${i}|${iso(t)}`,
    ),
    ["share", "comment"],
  ],
  [
    "what is not liked is no like",
    table(
      "用户ID|作品ID|互动类型|时间",
      (i, t) => `u${i}|p1|${["点赞", "不喜欢", "未点赞", "撤回收藏"][i % 4]}|${iso(t)}`,
    ),
    ["like", "unfavorite"],
  ],
  [
    "a comment's number of likes sums up nothing else",
    table(
      "评论ID|用户ID|作品ID|评论内容|评论时间|点赞数|回复数",
      (i, t) => `c${i}|u${i}|p${i}|好${i}|${iso(t)}|${i}|1`,
    ),
    ["comment"],
  ],
])("%s", (_name, found, acts) => {
  expect("refused" in found ? found.refused.en : found.events.flatMap((event) => event.acts)).toEqual(acts);
});

it.each([
  [
    "a column",
    table("user_id|video_id|liked_at|timezone", (i, t) => `u${i}|v1|${iso(t)}|America/New_York`),
    "America/New_York",
  ],
  [
    "a line above the table",
    table("user_id|video_id|liked_at", (i, t) => `u${i}|v1|${iso(t)}`, "Likes\nTime zone: UTC-8 (Pacific)"),
    "-08:00",
  ],
  [
    "a line that tells when it was made",
    table("user_id|video_id|liked_at", (i, t) => `u${i}|v1|${iso(t)}`, "made 2026-11-20 10:00 UTC"),
    "Asia/Tokyo",
  ],
])("the zone of clocks by %s", (_name, found, zone) => {
  expect("refused" in found ? "" : found.fields.find(({ path }) => path === "at")?.options?.zone).toBe(zone);
});
