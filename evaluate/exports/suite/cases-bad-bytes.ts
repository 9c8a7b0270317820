import { type BadFile, badCasesOf, csv, NO_EVENTS, numbers, utf8 } from "./bad-file.ts";
import { compoundFile } from "./compound-file.ts";
import { gz, zstFrames } from "./containers.ts";
import type { SuiteCase } from "./truth.ts";
import { zip } from "./zip.ts";

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
/** Files that are not what their names say, locked, empty or cut. */
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
    patterns: ["password", "encrypt", "密码", "加密", "zip archive", "压缩包"],
  },
  {
    name: "bad-zip-of-pictures",
    about: "a zip without any table",
    file: "截图.zip",
    bytes: zip([{ name: "1.png", bytes: Buffer.from("89504e470d0a1a0a", "hex") }]),
    reason: "nothing in it can be read",
    patterns: ["zip archive", "压缩包", "no .*(table|file|csv)", "=1\\.png", "nothing", "没有", "png"],
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
    bytes: utf8('{"code":-101,"message":"账号未登录","ttl":1}'),
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
    name: "bad-picture",
    about: "a picture named .csv",
    file: "shot.csv",
    bytes: Buffer.concat([
      Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
      Buffer.from(numbers(3000).map((i) => (i * 197) & 255)),
    ]),
    reason: "it is a picture",
    patterns: ["PNG", "picture", "image", "图片", "binary", "二进制", "not? text", "不是文本"],
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
    patterns: ["PDF", "binary", "二进制", "not? text", "不是文本"],
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

/** The files whose bytes hold no export. */
export function badByteCases(): SuiteCase[] {
  return badCasesOf(FILES);
}
