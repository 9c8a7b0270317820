import { compoundFile } from "./compound-file.ts";
import { gz, zstFrames } from "./containers.ts";
import { encode } from "./encodings.ts";
import type { SuiteCase, Truth } from "./truth.ts";
import { workbook } from "./xlsx.ts";
import { zip } from "./zip.ts";

interface BadFile {
  readonly name: string;
  readonly about: string;
  readonly file: string;
  readonly bytes: Buffer;
  /** Why nothing can be audited, and patterns of which one must stand in the message. */
  readonly reason: string;
  readonly patterns: readonly string[];
  readonly language?: "zh" | "en";
}

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");
const csv = (rows: readonly (readonly (string | number)[])[]): Buffer =>
  utf8(`${rows.map((row) => row.join(",")).join("\r\n")}\r\n`);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const NO_EVENTS = [
  "0 events",
  "no events",
  "no rows",
  "no (data )?record",
  "nothing",
  "empty",
  "没有(任何)?(事件|数据|记录|行)",
  "0 (条|个|行)",
  "空",
];
const NO_TIME = ["\\btime\\b", "时间", "\\bdate\\b", "日期", "`at`"];
const NO_PERSON = ["\\bwho\\b", "actor", "person", "people", "user", "用户", "账号", "主体", "谁"];
const NOT_ACTS = [
  ...NO_TIME,
  ...NO_PERSON,
  "one row (per|a|for each)",
  "each row",
  "每行",
  "event",
  "事件",
  "互动",
];
const TABLE_WORDS = ["sheet", "table", "表"];

const PAGE = `<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>登录</title></head>
<body><div class="login">请先登录，再导出评论</div><script>var a = {"x": 1, "y": [2, 3]};</script></body></html>
`;
const TABLE_PAGE = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table border="1">
<tr><th>用户ID</th><th>视频ID</th><th>点赞时间</th></tr>
${numbers(300)
  .map(
    (i) =>
      `<tr><td>${10_000 + i}</td><td>${700 + (i % 7)}</td><td>2026-11-1${i % 9} 1${i % 9}:05:0${i % 9}</td></tr>`,
  )
  .join("\n")}
</table></body></html>
`;
const LIKES = csv([
  ["用户ID", "作品ID", "点赞时间"],
  ...numbers(600).map((i) => [
    10_000 + i,
    500 + (i % 9),
    `2026-11-${String(3 + (i % 20)).padStart(2, "0")} 10:${String(i % 60).padStart(2, "0")}:00`,
  ]),
]);
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

const FILES: readonly BadFile[] = [
  {
    name: "bad-locked-book",
    about: "a workbook with a password",
    file: "加密.xlsx",
    bytes: compoundFile(["EncryptionInfo", "EncryptedPackage"], utf8("\u0004\u0000noise of a cipher.")),
    reason: "it is encrypted",
    patterns: ["password", "encrypt", "protected", "密码", "加密", "保护"],
  },
  {
    name: "bad-old-xls",
    about: "a workbook of Excel 97",
    file: "fans.xls",
    bytes: compoundFile(["Workbook"], utf8("\u0009\u0008\u0010\u0000biff noise")),
    reason: "old .xls is not read",
    patterns: ["\\.xls\\b", "xls ", "97", "xlsx", "另存"],
  },
  {
    name: "bad-locked-zip",
    about: "a zip with a password",
    file: "评论.zip",
    bytes: zip([{ name: "评论.csv", bytes: LIKES }], true),
    reason: "the archive is encrypted",
    patterns: ["password", "encrypt", "密码", "加密"],
  },
  {
    name: "bad-zip-of-pictures",
    about: "a zip without any table",
    file: "截图.zip",
    bytes: zip([{ name: "1.png", bytes: Buffer.from("89504e470d0a1a0a", "hex") }]),
    reason: "nothing in it can be read",
    patterns: ["no .*(table|file|csv)", "=1\\.png", "nothing", "没有", "png"],
  },
  {
    name: "bad-html-login",
    about: "a login page saved as .csv",
    file: "export.csv",
    bytes: utf8(PAGE),
    reason: "it is a web page",
    patterns: ["HTML", "web ?page", "网页"],
  },
  {
    name: "bad-html-english",
    about: "an error page saved as .csv",
    file: "comments.csv",
    bytes: utf8(
      "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n</body>\n</html>\n",
    ),
    reason: "it is a web page",
    patterns: ["HTML", "web ?page", "网页"],
    language: "en",
  },
  {
    name: "bad-html-named-xls",
    about: "a web page with a table, named .xls: what many desks call Excel",
    file: "点赞.xls",
    bytes: utf8(TABLE_PAGE),
    reason: "it is a web page",
    patterns: ["HTML", "web ?page", "网页"],
  },
  {
    name: "bad-api-error",
    about: "an API's refusal saved as .json",
    file: "list.json",
    bytes: utf8('{"code":-101,"message":"=账号未登录","ttl":1}'),
    reason: "there are no rows in it",
    patterns: ["no (list|array|rows)", "list", "没有", "=-101", "=账号未登录", "列表", ...NO_EVENTS],
  },
  {
    name: "bad-empty-list",
    about: "an API's answer without rows",
    file: "empty.json",
    bytes: utf8('{"code":0,"message":"success","data":{"total":0,"items":[]}}'),
    reason: "0 rows",
    patterns: NO_EVENTS,
  },
  {
    name: "bad-nothing",
    about: "0 bytes",
    file: "nothing.csv",
    bytes: Buffer.alloc(0),
    reason: "0 bytes",
    patterns: ["empty", "0 bytes", "空", ...NO_EVENTS],
  },
  {
    name: "bad-only-mark",
    about: "a byte-order mark and nothing else",
    file: "mark.csv",
    bytes: Buffer.from("efbbbf", "hex"),
    reason: "empty",
    patterns: NO_EVENTS,
  },
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
    name: "bad-picture",
    about: "a picture named .csv",
    file: "shot.csv",
    bytes: Buffer.concat([
      Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
      Buffer.from(numbers(3000).map((i) => (i * 197) & 255)),
    ]),
    reason: "it is a picture",
    patterns: ["PNG", "picture", "image", "图片", "binary", "二进制", "not text", "不是文本"],
  },
  {
    name: "bad-pdf",
    about: "a PDF named .csv",
    file: "report.csv",
    bytes: Buffer.concat([
      utf8("%PDF-1.7\n%"),
      Buffer.from("e2e3cfd30a", "hex"),
      utf8("1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
      Buffer.from(numbers(2000).map((i) => (i * 91) & 255)),
    ]),
    reason: "it is a PDF",
    patterns: ["PDF", "binary", "二进制", "not text", "不是文本"],
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
  {
    name: "bad-torn-gzip",
    about: "a gzip cut in the middle, 600 rows before the cut or fewer",
    file: "torn.csv.gz",
    bytes: gz(LIKES).subarray(0, 24),
    reason: "the file is cut",
    patterns: ["truncat", "unexpected end", "cut", "incomplete", "damage", "不完整", "截断", "损坏"],
  },
  {
    name: "bad-torn-zstd",
    about: "a zstd frame cut in the first block",
    file: "torn.csv.zst",
    bytes: zstFrames(LIKES).subarray(0, 20),
    reason: "the file is cut",
    patterns: ["truncat", "unexpected end", "cut", "incomplete", "damage", "不完整", "截断", "损坏"],
  },
];

/** Files of which nothing may be audited. */
export function badCases(): SuiteCase[] {
  return FILES.map((bad) => {
    const path = `${bad.name}/${bad.file}`;
    const truth: Truth = {
      name: bad.name,
      about: bad.about,
      paths: [path],
      traits: { container: bad.file.replace(/^[^.]*\./, ""), rows: 0, layout: "none" },
      machine: {
        zone: bad.language === "en" ? "America/New_York" : "Asia/Shanghai",
        language: bad.language ?? "zh",
      },
      // The table page can be read by a program that takes the trouble; then its 300 likes must be right.
      outcome: bad.name === "bad-html-named-xls" ? "either" : "refuse",
      events: bad.name === "bad-html-named-xls" ? 300 : 0,
      people: bad.name === "bad-html-named-xls" ? 300 : 0,
      targets: bad.name === "bad-html-named-xls" ? 7 : 0,
      types: {},
      fromUtc: null,
      toUtc: null,
      precision: "none",
      zone: "local",
      refusedRows: [],
      repeats: 0,
      otherReadings: [],
      mustSay: [],
      shouldSay: [],
      refusal: { reason: bad.reason, patterns: bad.patterns },
      planted: null,
    };
    return { truth, files: [{ path, bytes: bad.bytes }] };
  });
}
