import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { proposeMapping } from "./propose-mapping.ts";
import { createSampleSiblings } from "./sample-siblings.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-guess-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Forty likes with the columns given. */
function likes(header: string, row: (i: number) => string): string {
  return `${header}${Array.from({ length: 40 }, (_, i) => row(i)).join("\n")}\n`;
}
const at = (i: number): string => `2026-11-15T08:${String(i).padStart(2, "0")}:07Z`;

/** A file below the folder → its events as they would be read. */
async function eventsOf(path: string, content: string, answers: ReadonlyMap<string, string> = new Map()) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  const looked = await proposeMapping(file, answers, "UTC");
  if (looked.kind !== "proposal")
    throw new Error(looked.kind === "refused" ? looked.refusal.refused.en : looked.kind);
  return looked.proposal.lines.map((line) => JSON.parse(line));
}

describe("what folders say of a file's rows", () => {
  it.each([
    ["CSV", "csv", likes("user_id,liked_at\n", (i) => `8350541959000005${100 + i},${at(i)}`)],
    [
      "JSON lines",
      "ndjson",
      likes("", (i) => JSON.stringify({ user_id: `8350541959000005${100 + i}`, liked_at: at(i) })),
    ],
  ])("%s: the work that is named by the folder alone is the target", async (_, ending, content) => {
    const events = await eventsOf(`video_id=1000000007/part-0.${ending}`, content);
    expect(events).toHaveLength(40);
    for (const { target } of events) expect(target.id).toBe("1000000007");
    expect(new Set(events.map(({ actor }) => actor.id)).size).toBe(40);
  });

  it("a file without a header line is refused until a person says who acted; its folder may be named", async () => {
    const content = likes("", (i) => `8350541959000005${100 + i},${at(i)}`);
    const path = "video_id=7/bare.csv";
    await expect(eventsOf(path, content)).rejects.toThrow("no header line");
    const answers = new Map([
      ["actor.id", "c1"],
      ["target.id", "video_id"],
    ]);
    const events = await eventsOf(path, content, answers);
    expect(new Set(events.map(({ target }) => target.id))).toEqual(new Set(["7"]));
    expect(events[0].actor.id).toBe("8350541959000005100");
  });

  it("a day does not take the place of the time, nor a folder that of the file's own column", async () => {
    const content = likes("user_id,liked_at,video_id\n", (i) => `u83505419${100 + i},${at(i)},77${i % 3}`);
    const events = await eventsOf("dt=2026-11-15/video_id=5/part-0.csv", content);
    expect(events.map((event) => new Date(event.at).getTime())).toEqual(
      Array.from({ length: 40 }, (_, i) => Date.parse(at(i))),
    );
    expect(new Set(events.map(({ target }) => target.id))).toEqual(new Set(["770", "771", "772"]));
  });
});

const save = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

it("files of one export are guessed together: what one cannot tell, another does", async () => {
  const header = "user_id,video_id,like_time\n";
  const row = (i: number, time: string) => `u${i},v${i % 3},${time}\n`;
  const rows = (days: readonly string[]) =>
    days.map((day, i) => row(i, `${day}/2026 10:0${i % 10}`)).join("");
  const doubtful = save(
    "likes_a.csv",
    header + rows(Array.from({ length: 30 }, (_, i) => `0${1 + (i % 9)}/11`)),
  );
  const plain = save(
    "likes_b.csv",
    header + rows(Array.from({ length: 30 }, (_, i) => `${13 + (i % 9)}/11`)),
  );
  const other = save("comments.csv", "author,text,when\nu1,hi,2026-11-20 10:00:00\n");
  const orderOf = async (files: readonly string[]) => {
    const looked = await proposeMapping(doubtful, new Map(), "UTC", {}, createSampleSiblings(files, {}));
    if (looked.kind !== "proposal") return looked.kind;
    const { guess, lines } = looked.proposal;
    return [guess.questions.map(({ name }) => name), lines.length, lines[0]?.slice(0, 60)];
  };
  // The first of the month or the eleventh: a file with days up to 9 alone is asked about.
  expect(await orderOf([doubtful, other])).toEqual([["order", "zone"], 0, undefined]);
  expect(await orderOf([doubtful, other, plain])).toEqual([["zone"], 30, expect.stringContaining("u0")]);
});

it("parts of one export are of one target; files named by ids are not", async () => {
  const text = (from: number) =>
    likes("user_id,followed_at\n", (i) => `${from + i},2026-11-15T08:${String(i).padStart(2, "0")}:07Z`);
  const targets = async (names: readonly string[]) => {
    const files = names.map((name, i) => save(name, text(1000 * (i + 1))));
    const siblings = createSampleSiblings(files, {});
    const looked = await Promise.all(
      files.map((file) => proposeMapping(file, new Map(), "UTC", {}, siblings)),
    );
    const ids = looked.map((one) =>
      one.kind === "proposal" ? JSON.parse(one.proposal.lines[0]!).target.id : one.kind,
    );
    return new Set(ids).size;
  };
  expect(await targets(["fans 1.csv", "fans 2.csv"])).toBe(1);
  expect(await targets(["fans_2026-11-03.csv", "fans_2026-11-04.csv"])).toBe(1);
  expect(await targets(["fans_83505419.csv", "fans_83505420.csv"])).toBe(2);
  expect(await targets(["anna.csv", "berta.csv"])).toBe(2);
});

/** Ten likes on 3 November 2026 in UTC, by the columns given; `id`: a number of 19 digits. */
function ten(header: string, row: (i: number, id: bigint, time: Date) => string, end = ""): string {
  const lines = Array.from({ length: 10 }, (_, i) =>
    row(i, 7100000000000000000n + BigInt(i * 7919) * 1000003n, new Date(Date.UTC(2026, 10, 3, 9, 15 + i, 7))),
  );
  return `${header}${lines.join("\n")}${end}`;
}
const clock = (time: Date): string => time.toISOString().slice(11, 16);
const iso = (time: Date): string => time.toISOString();

it.each<[string, string, string]>([
  [
    "short years first",
    "csv",
    ten("user_id,video_id,liked_at\n", (i, id, t) => `${id},v${i % 3},26-11-03 ${clock(t)}`),
  ],
  [
    "short years with points",
    "csv",
    ten("user_id,video_id,liked_at\n", (i, id, t) => `${id},v${i % 3},03.11.26 ${clock(t)}`),
  ],
  [
    "German clocks",
    "csv",
    ten(
      "Nutzer-ID;Video-ID;Zeitpunkt des Likes\n",
      (i, id, t) => `${id};v${i % 3};3. November 2026 um ${clock(t)} Uhr`,
    ),
  ],
  [
    "French days",
    "csv",
    ten(
      "utilisateur;vidéo;date du j'aime\n",
      (i, id, t) => `u${id};v${i % 3};mardi 3 novembre 2026 à ${clock(t).replace(":", "h")}`,
    ),
  ],
  [
    "Spanish days",
    "csv",
    ten(
      "usuario;vídeo;fecha me gusta\n",
      (i, id, t) => `u${id};v${i % 3};3 de nov. de 2026 a las ${clock(t)}`,
    ),
  ],
  [
    "a time in parts",
    "csv",
    ten(
      "user_id,video_id,year,month,day,hour,minute\n",
      (i, id, t) => `${id},v${i % 3},2026,11,3,9,${t.getUTCMinutes()}`,
    ),
  ],
  [
    "full-width commas",
    "csv",
    ten("用户ID，视频ID，点赞时间\n", (i, id, t) => `${id}，v${i % 3}，2026-11-03 ${clock(t)}`),
  ],
  [
    "marks of bills",
    "csv",
    ten("用户ID,视频ID,点赞时间\n", (i, id, t) => `\`${id},\`${i % 3},\`2026-11-03 ${clock(t)}`),
  ],
  [
    "links with parameters of sharing",
    "csv",
    ten(
      "Username,Post URL,Liked At\n",
      (i, id, t) => `u${id},https://www.instagram.com/p/C${i % 3}/?igsh=${i}&utm_source=x,${iso(t)}`,
    ),
  ],
  [
    "links as formulas",
    "csv",
    ten(
      "用户ID,视频,点赞时间\n",
      (i, id, t) =>
        `="${id}","=HYPERLINK(""https://x.test/v/${i % 3}"",""第${i}条"")",2026-11-03 ${clock(t)}`,
    ),
  ],
  [
    "quotes escaped by backslashes",
    "csv",
    ten(
      "user_id,note,video_id,liked_at\n",
      (i, id, t) => `${id},"he said \\"wow, no\\"",v${i % 3},2026-11-03 ${clock(t)}`,
    ),
  ],
  [
    "objects one behind the other",
    "json",
    ten(
      "",
      (i, id, t) => `{"user":{"id":${id}},"video":{"id":"v${i % 3}"},"liked_at":"${iso(t)}"}`,
    ).replaceAll("\n", ""),
  ],
  [
    "a page called a workbook",
    "xls",
    `<html><head><style>td{mso-number-format:"\\@"}</style></head><body><table border=0><tr><td><table><caption>导出</caption>${ten(
      "<tr><th>用户<br>ID<th>视频ID<th colspan=2>点赞时间",
      (i, id, t) => `<tr><td>&nbsp;${id}<td>v${i % 3}<td>2026-11-03 ${clock(t)}<td></td></tr>`,
      "</table></table>",
    )}`,
  ],
  [
    "cells over several rows of a page",
    "xls",
    ten(
      "<table><tr><td>用户ID</td><td>点赞时间</td><td>视频ID</td></tr>",
      (i, id, t) =>
        `<tr><td>${id}</td><td>2026-11-03 ${clock(t)}</td>${i % 3 === 0 && i < 9 ? `<td rowspan="3">v${i / 3}</td>` : i === 9 ? "<td>v0</td>" : ""}</tr>`,
      "</table>",
    ),
  ],
  [
    "a workbook of Excel 2003 in XML",
    "xls",
    ten(
      '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row><Cell><Data>用户ID</Data></Cell><Cell><Data>备注</Data></Cell><Cell><Data>视频ID</Data></Cell><Cell><Data>点赞时间</Data></Cell></Row>',
      (i, id, t) =>
        `<Row><Cell><Data ss:Type="String">${id}</Data></Cell><Cell ss:Index="3"><Data>v${i % 3}</Data></Cell><Cell><Data ss:Type="DateTime">2026-11-03T${clock(t)}:00.000</Data></Cell></Row>`,
      "</Table></Worksheet></Workbook>",
    ),
  ],
  ...(
    [
      ["a call around JSON", "/**/jQuery_17({$})", "txt"],
      ["a variable of JavaScript", "window.YTD.like.part0 = {$};\n", "js"],
      ["a guard before JSON", ")]}'\n{$}", "json"],
    ] as const
  ).map(([name, around, ending]): [string, string, string] => {
    const rows = ten("", (i, id, t) => `{"user_id":${id},"video_id":"v${i % 3}","liked_at":"${iso(t)}"},`);
    return [name, ending, around.replace("{$}", `[${rows.slice(0, -1)}]`)];
  }),
  [
    "NaN among JSON lines",
    "ndjson",
    ten("", (i, id, t) => `{"user_id":${id},"score":NaN,"video_id":"v${i % 3}","liked_at":"${iso(t)}"}`),
  ],
  ...(
    [
      ["line ends of two machines", (i: number) => (i % 3 === 0 ? "\r" : i % 3 === 1 ? "\n" : "\r\n")],
      ["a header of another machine", (i: number) => (i === 0 ? "\r" : "\n")],
      ["returns below line feeds", (i: number) => (i < 5 ? "\n" : "\r")],
      ["line separators of Unicode", () => "\u2028"],
    ] as const
  ).map(([name, endOf]): [string, string, string] => {
    const lines = ten("用户ID,视频ID,点赞时间\n", (i, id, t) => `${id},v${i % 3},2026-11-03 ${clock(t)}`);
    return [
      name,
      "csv",
      lines
        .split("\n")
        .map((line, i) => `${line}${endOf(i)}`)
        .join(""),
    ];
  }),
  [
    "blanks before quotes",
    "csv",
    ten(
      '"user_id", "note", "video_id", "liked_at"\n',
      (i, id, t) => `"${id}", "well, ${i}", "v${i % 3}", "2026-11-03 ${clock(t)}"`,
    ),
  ],
  [
    "carets",
    "txt",
    ten("user_id^video_id^liked_at\n", (i, id, t) => `${id}^v${i % 3}^2026-11-03 ${clock(t)}`),
  ],
  [
    "Korean names",
    "csv",
    ten("사용자ID,동영상ID,좋아요 시간\n", (i, id, t) => `${id},v${i % 3},2026-11-03 ${clock(t)}`),
  ],
  [
    "Japanese names",
    "csv",
    ten("ユーザーID,動画ID,いいね日時\n", (i, id, t) => `${id},v${i % 3},2026/11/03 ${clock(t)}`),
  ],
  [
    "MongoDB",
    "json",
    ten(
      "",
      (i, id, t) =>
        `{"_id":{"$oid":"a${i}"},"user_id":{"$numberLong":"${id}"},"video_id":"v${i % 3}","liked_at":{"$date":"${iso(t)}"}}`,
    ),
  ],
])("%s: ten people, three targets, on the day", async (name, ending, content) => {
  const events = await eventsOf(`odd/${name.replaceAll(" ", "-")}-likes.${ending}`, content);
  const different = (of: (event: (typeof events)[number]) => unknown) => new Set(events.map(of)).size;
  expect([events.length, different(({ actor }) => actor.id), different(({ target }) => target.id)]).toEqual([
    10, 10, 3,
  ]);
  // Clocks without a zone are Chinese ones in a Chinese table, here those of UTC otherwise.
  const minutes = events.map((event) => new Date(event.at).toISOString().replace("T01", "T09").slice(0, 16));
  expect(minutes).toEqual(events.map((_, i) => `2026-11-03T09:${15 + i}`));
});

it.each([
  ["above the table", "csv", "Showing 10 of 20,000 likes\n\n", "", /holds 10 rows of 20000/],
  ["in Chinese", "csv", "仅展示前 10 条，共 20000 条\n", "", /holds 10 rows of 20000/],
  ["all of it", "csv", "Showing 10 of 10 likes\n", "", null],
  [
    "a creator's figures",
    "csv",
    "达人：甲\n粉丝总数：20000 人，播放总数：90000 次\nTotal followers: 20,000\n",
    "",
    null,
  ],
  ["in an answer", "json", '{"code":0,"data":{"total":731,"list":[', "]}}", /holds 10 rows of 731/],
  ["an answer with more pages", "json", '{"has_more":true,"list":[', "]}", /holds 10 rows, and more follow/],
])("a file that says it is a part: %s", async (name, ending, before, after, told) => {
  const rows =
    ending === "csv"
      ? ten("user_id,video_id,liked_at\n", (_, id, t) => `${id},v1,${iso(t)}`)
      : ten("", (_, id, t) => `{"user_id":"${id}","video_id":"v1","liked_at":"${iso(t)}"},`).slice(0, -1);
  const path = join(folder, `part-${name}.${ending}`);
  writeFileSync(path, `${before}${rows}${after}`);
  const looked = await proposeMapping(path, new Map(), "UTC");
  const notes = looked.kind === "proposal" ? looked.proposal.guess.notes.map(({ en }) => en) : [looked.kind];
  if (told === null) expect(notes).toEqual([]);
  else expect(notes.join()).toMatch(told);
});

it.each<[string, string, string, string]>([
  [
    "ids rounded, with a decimal comma",
    "csv",
    ten("用户ID,视频ID,点赞时间\n", (_, __, t) => `"7,12346E+18",v1,${iso(t)}`),
    "spoilt by a spreadsheet",
  ],
  [
    "minutes and seconds",
    "csv",
    ten("用户ID,视频ID,点赞时间\n", (i, id) => `${id},v1,15:0${i}.0`),
    "the day and the hour are lost",
  ],
  [
    "a second table below",
    "csv",
    ten(
      "用户ID,视频ID,点赞时间\n",
      (_, id, t) => `${id},v1,${iso(t)}`,
      `\n\n${ten("用户ID,视频ID,收藏时间\n", (_, id, t) => `${id},v2,${iso(t)}`)}`,
    ),
    "two tables",
  ],
  [
    "unquoted commas",
    "csv",
    ten("user_id,comment,created_at\n", (_, id, t) => `${id},well, it is,${iso(t)}`),
    "belongs in double quotes",
  ],
  [
    "blanks between columns",
    "txt",
    ten("user_id video_id liked_at\n", (_, id, t) => `${id} v1 ${iso(t)}`),
    "blanks seem to stand between",
  ],
  [
    "lines in quotes as a whole",
    "csv",
    ten('"用户ID,视频ID,点赞时间"\n', (_, id, t) => `"${id},v1,${iso(t)}"`),
    "each line stands in quotes",
  ],
  [
    "a log around JSON",
    "log",
    ten(
      "",
      (_, id, t) =>
        `2026-11-03 09:00:00 INFO {"user_id": "${id}", "video_id": "v1", "liked_at": "${iso(t)}"}`,
    ),
    "other text stands around",
  ],
  [
    "UTF-8 read as Latin-1",
    "csv",
    Buffer.from(ten("用户ID,评论内容,评论时间\n", (_, id, t) => `${id},好看,${iso(t)}`)).toString("latin1"),
    "should read `用户ID`",
  ],
  [
    "UTF-8 read as GBK",
    "csv",
    ten("鐢ㄦ埛ID,璇勮鍐呭,created\n", (_, id, t) => `${id},x,${iso(t)}`),
    "should read `用户ID`",
  ],
  [
    "a column a key",
    "json",
    JSON.stringify({
      user_id: [1, 2, 3],
      video_id: [1, 1, 1],
      liked_at: ["2026-11-03", "2026-11-03", "2026-11-03"],
    }),
    "a column under each name",
  ],
  [
    "a row a key",
    "json",
    JSON.stringify({
      data: Object.fromEntries(
        [7, 8, 9].map((id) => [`u${id}`, { liked_at: "2026-11-03 09:00", video_id: "v1" }]),
      ),
    }),
    "each row under a key of its own",
  ],
  [
    "rows without names",
    "json",
    JSON.stringify([
      ["user_id", "liked_at"],
      [1, "2026-11-03"],
    ]),
    "lists without names",
  ],
  [
    "Excel 2003 in XML",
    "xls",
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
    "Excel 2003",
  ],
  [
    "rows inside works",
    "json",
    '{"videos":[{"id":"v1","likes":[{"user_id":"u1","time":"2026-11-03 09:00"},{"user_id":"u2","time":"2026-11-03 09:01"}]},{"id":"v2","likes":[{"user_id":"u1","time":"2026-11-03 09:02"},{"user_id":"u3","time":"2026-11-03 09:03"}]}]}',
    "lists `videos.likes` of 2 objects (`id` `v1`, `v2`",
  ],
  [
    "a list under each key",
    "json",
    JSON.stringify(
      Object.fromEntries(
        ["v1", "v2", "v3"].map((key) => [
          key,
          [
            { user_id: "u1", time: "2026-11-03 09:00" },
            { user_id: "u2", time: "2026-11-03 09:01" },
          ],
        ]),
      ),
    ),
    "3 lists, each under a key of its own",
  ],
  [
    "ids with exponents",
    "ndjson",
    ten("", (i, id, t) => `{"user_id":${i % 5 ? id : "7.1e18"},"video_id":"v1","liked_at":"${iso(t)}"}`),
    "spoilt by a spreadsheet",
  ],
  ["YAML", "yml", "- user_id: 1\n  liked_at: 2026-11-03 08:00:00\n- user_id: 2\n", "is YAML"],
  ["RTF", "rtf", "{\\rtf1\\ansi user_id}", "is a document"],
  ["contacts", "vcf", "BEGIN:VCARD\nFN:x\n", "holds contacts"],
  [
    "a web archive",
    "xls",
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n',
    "is a web archive",
  ],
  ["dicts of Python", "txt", "{'user_id': 'u1', 'liked_at': '2026-11-03'}\n".repeat(3), "Python's way"],
  ["objects of JavaScript", "json", "[{user_id: 'u1', liked_at: '2026-11-03'}]", "JavaScript's way"],
  [
    "sentences",
    "txt",
    "今天和客户开会，讨论了投放。\n大家觉得数据偏低。\n下周再看一次。\n",
    "holds sentences",
  ],
  ["a letter", "txt", "Dear all,\n\nthe likes look odd, please check them.\nBest, Anna\n", "holds sentences"],
  [
    "nobody named",
    "csv",
    ten("点赞时间,用户ID,视频ID\n", (_, __, t) => `${iso(t)},,v1`),
    "`用户ID` is empty in every row",
  ],
  [
    "nobody named in JSON",
    "ndjson",
    '{"user_id":null,"video_id":"v1","liked_at":"2026-11-03 09:00"}\n'.repeat(9),
    "`user_id` is empty",
  ],
  [
    "no time at all",
    "csv",
    ten("点赞时间,用户ID,视频ID\n", (_, id) => `,${id},v1`),
    "`点赞时间` is empty in every row",
  ],
  [
    "statements of SQL",
    "sql",
    "INSERT INTO likes (user_id, liked_at) VALUES\n(1, '2026-11-03');\n",
    "statements of SQL",
  ],
  ["rows of XML", "xml", '<?xml version="1.0"?><i><d p="1,1">x</d><d p="2,1">y</d></i>', "name it by `rows`"],
])("%s: refused with the cause", async (name, ending, content, cause) => {
  await expect(eventsOf(`bad/${name.replaceAll(" ", "-")}.${ending}`, content)).rejects.toThrow(cause);
});
