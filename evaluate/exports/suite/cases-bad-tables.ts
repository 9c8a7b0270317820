import {
  type BadFile,
  badCasesOf,
  csv,
  NO_EVENTS,
  NO_PERSON,
  NO_TIME,
  NOT_ACTS,
  numbers,
  TABLE_WORDS,
  utf8,
} from "./bad-file.ts";
import { encode } from "./encodings.ts";
import type { SuiteCase } from "./truth.ts";
import { workbook } from "./xlsx.ts";

const POSTS = csv([
  ["作品ID", "作品标题", "发布时间", "播放量", "点赞量", "评论量", "分享量", "完播率"],
  ...numbers(300).map((i) => [
    `74${String(i).padStart(17, "0")}`,
    `第${i + 1}期`,
    `2026/11/${1 + (i % 27)} 18:00`,
    10_000 + i * 37,
    400 + i,
    30 + (i % 50),
    i % 20,
    `${20 + (i % 40)}%`,
  ]),
]);

/** Tables in which nobody does anything to anything at a time that can be read. */
const FILES: readonly BadFile[] = [
  {
    name: "bad-only-header",
    about: "a header and no row",
    file: "likes.csv",
    bytes: utf8("用户ID,作品ID,点赞时间\r\n"),
    reason: "0 rows",
    patterns: NO_EVENTS,
  },
  {
    name: "bad-total-of-zero",
    about: "a header and a total of 0",
    file: "likes0.csv",
    bytes: encode("用户ID,作品ID,点赞时间\r\n合计,0,\r\n", "gbk"),
    reason: "0 rows",
    patterns: [...NO_EVENTS, "=合计", "total"],
  },
  {
    name: "bad-budget",
    about: "a budget",
    file: "预算.xlsx",
    bytes: workbook(
      [
        {
          name: "预算",
          rows: [
            ["2026 年市场预算"],
            ["月份", "预算（万元）", "实际", "差异"],
            ...numbers(12).map((i) => [`${i + 1}月`, 20 + i, 18 + i, -2]),
          ],
        },
      ],
      { shared: true },
    ),
    reason: "no act of anybody",
    patterns: [...NOT_ACTS, ...TABLE_WORDS],
  },
  {
    name: "bad-posts-csv",
    about: "a list of posts with their counts: each row is a post, not an act",
    file: "作品数据.csv",
    bytes: POSTS,
    reason: "nobody acts in it",
    patterns: NOT_ACTS,
  },
  {
    name: "bad-posts-english",
    about: "a page's insights, one row a post",
    file: "post-insights.csv",
    bytes: csv([
      ["Post ID", "Permalink", "Publish time", "Views", "Reach", "Likes", "Comments", "Shares", "Saves"],
      ...numbers(320).map((i) => [
        18_000_000_000 + i,
        `https://www.instagram.com/p/D${i}x/`,
        `11/${1 + (i % 27)}/2026 10:15`,
        9000 + i,
        7000 + i,
        300 + i,
        12,
        4,
        9,
      ]),
    ]),
    reason: "nobody acts in it",
    patterns: NOT_ACTS,
    language: "en",
  },
  {
    name: "bad-creators",
    about: "a price list of creators",
    file: "达人报价.csv",
    bytes: encode(
      `达人昵称,粉丝数,均赞,报价,备注\r\n${numbers(400)
        .map((i) => `达人${i},${i}.5万,${i * 31},${i * 100},可谈`)
        .join("\r\n")}\r\n`,
      "gbk",
    ),
    reason: "no time, no target",
    patterns: NOT_ACTS,
  },
  {
    name: "bad-fans-no-time",
    about: "followers without a time, as extensions export them",
    file: "followers.csv",
    bytes: csv([
      ["User ID", "Username", "Full name", "Profile link", "Avatar pic", "Followed by you", "Is verified"],
      ...numbers(900).map((i) => [
        5_000_000 + i * 7,
        `user.${i}`,
        `User ${i}`,
        `https://www.instagram.com/user.${i}`,
        "https://a.example/1.jpg",
        "NO",
        "NO",
      ]),
    ]),
    reason: "no column says when",
    patterns: NO_TIME,
    language: "en",
  },
  {
    name: "bad-hourly-counts",
    about: "likes an hour, summed: no person",
    file: "趋势.csv",
    bytes: csv([
      ["时间", "新增点赞", "新增评论", "新增粉丝"],
      ...numbers(400).map((i) => [
        `2026-11-${String(3 + Math.floor(i / 24)).padStart(2, "0")} ${String(i % 24).padStart(2, "0")}:00`,
        i % 90,
        i % 9,
        i % 5,
      ]),
    ]),
    reason: "no column says who",
    patterns: [...NO_PERSON, ...NOT_ACTS],
  },
  {
    name: "bad-attendance",
    about: "the staff's clock: names and times, nothing that was liked",
    file: "考勤.csv",
    bytes: csv([
      ["工号", "姓名", "部门", "打卡时间", "打卡地点"],
      ...numbers(600).map((i) => [
        1000 + (i % 30),
        `员工${i % 30}`,
        "市场部",
        `2026-11-${String(3 + Math.floor(i / 30)).padStart(2, "0")} 09:0${i % 10}`,
        "总部",
      ]),
    ]),
    reason: "no engagement in it",
    patterns: [...NOT_ACTS, "目标", "target", "type", "类型"],
  },
  {
    name: "bad-sentences",
    about: "notes, no table",
    file: "notes.txt",
    bytes: utf8("今天和客户开会，讨论了投放。\n大家觉得数据偏低。\n下周再看一次。\n"),
    reason: "no table",
    patterns: [...NOT_ACTS, "column", "列", "table", "表"],
  },
  {
    name: "bad-times-hashes",
    about: "the time column was too narrow: ######## in each row",
    file: "hash.csv",
    bytes: csv([
      ["用户ID", "作品ID", "点赞时间"],
      ...numbers(500).map((i) => [10_000 + i, 500 + (i % 9), "########"]),
    ]),
    reason: "no time can be read",
    patterns: ["=#{4}"],
  },
  {
    name: "bad-times-scientific",
    about: "milliseconds as 1.76E+12: every time the same",
    file: "sci.csv",
    bytes: csv([
      ["user_id", "video_id", "liked_at"],
      ...numbers(500).map((i) => [10_000 + i, 500 + (i % 9), "1.79539E+12"]),
    ]),
    reason: "times were rounded",
    patterns: ["=1\\.79539E\\+12", "round", "scientific", "精度", "科学计数"],
    language: "en",
  },
  {
    name: "bad-times-relative",
    about: "every time is relative: 3小时前",
    file: "relative.csv",
    bytes: csv([
      ["昵称", "评论内容", "评论时间", "点赞数"],
      ...numbers(400).map((i) => [
        `用户${i}`,
        `第${i}条`,
        i % 3 === 0 ? `${1 + (i % 22)}小时前` : i % 3 === 1 ? `${1 + (i % 50)}分钟前` : `${1 + (i % 6)}天前`,
        i % 9,
      ]),
    ]),
    reason: "times are relative",
    patterns: ["relative", "=小时前", "相对"],
  },
  {
    name: "bad-times-ago",
    about: "every time is relative: 3 hours ago",
    file: "ago.csv",
    bytes: csv([
      ["username", "comment", "date", "likes"],
      ...numbers(400).map((i) => [
        `user.${i}`,
        `no ${i}`,
        i % 2 === 0 ? `${2 + (i % 20)} hours ago` : `${1 + (i % 6)}d`,
        i % 9,
      ]),
    ]),
    reason: "times are relative",
    patterns: ["relative", "=hours ago"],
    language: "en",
  },
];

/** The tables that are no export of acts. */
export function badTableCases(): SuiteCase[] {
  return badCasesOf(FILES);
}
