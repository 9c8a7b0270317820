import { describe, expect, it } from "vitest";
import { parseMapping } from "../mapping.ts";
import type { Answers, MappingGuess, Refusal } from "./guess.ts";
import { guessMapping } from "./guess-mapping.ts";
import { mappingText } from "./mapping-text.ts";

/** `a|b` lines → the proposal for them. */
function guess(text: string, name = "export.csv", answers: Answers = new Map()): MappingGuess | Refusal {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split("|"));
  return guessMapping({ name, columns: lines[0]!, rows: lines.slice(1), named: true }, answers);
}

/** What fills a field: a column's name, a template, or `=` and a constant. */
function filled(found: MappingGuess | Refusal, path: string): string | null {
  if ("refused" in found) return `refused: ${found.refused.en}`;
  const value = found.fields.find((field) => field.path === path)?.value;
  if (value === undefined) return null;
  return "from" in value ? value.from : "template" in value ? value.template : `=${value.constant}`;
}
const types = (found: MappingGuess | Refusal): string[] =>
  "refused" in found ? [] : found.events.flatMap(({ acts }) => acts);
const option = (found: MappingGuess | Refusal, name: string) =>
  "refused" in found ? undefined : found.fields.find(({ path }) => path === "at")?.options?.[name];
const asked = (found: MappingGuess | Refusal): string[] =>
  found.questions.filter(({ must }) => must).map(({ name }) => name);

const TOOLS: readonly (readonly [
  tool: string,
  file: string,
  table: string,
  want: {
    at: string;
    actor: string;
    target: string;
    types: string[];
    owner?: string;
    text?: string;
    id?: string;
  },
])[] = [
  [
    "a plain list in Chinese",
    "数据.csv",
    `时间|用户|视频|行为
2026-11-15 00:01:02|张三|v1|点赞
2026-11-15 00:01:03|李四|v1|收藏`,
    { at: "时间", actor: "用户", target: "视频", types: ["like", "favorite"] },
  ],
  [
    "a crawler's comments of a short-video platform, with its own time of collecting and four names of a person",
    "douyin.csv",
    `comment_id|create_time|ip_location|aweme_id|content|user_id|sec_uid|short_user_id|user_unique_id|nickname|like_count|last_modify_ts|parent_comment_id
7300000000000000001|1763640000|广东|7299999999999999999|好看|100001|MS4wLjABAAAAaaa1|0|aa|甲|3|1763650000000|0
7300000000000000002|1763640005|北京|7299999999999999999|真不错！|100002|MS4wLjABAAAAaaa2|0|bb|乙|3|1763650000001|0`,
    {
      at: "create_time",
      actor: "user_id",
      target: "aweme_id",
      types: ["comment"],
      text: "content",
      id: "{comment_id}",
    },
  ],
  [
    "comments of a post as a browser tool exports them: no column names the post",
    "post.csv",
    `Name|Username|Profile ID|Date|Likes|Comment|User Verified|Comment ID|Profile URL|Comment URL
Test User|testuser|12345|2026-06-01 22:41:57|3|Hello there|no|18067525943382979|https://x.test/testuser|https://x.test/p/D/c/1
Another|another1|12346|2026-06-01 22:42:57|0|Nice|no|18067525943382980|https://x.test/another1|https://x.test/p/D/c/2`,
    {
      at: "Date",
      actor: "Profile ID",
      target: "=post",
      types: ["comment"],
      text: "Comment",
      id: "{Comment ID}",
    },
  ],
  [
    "a collector's sheet in Chinese",
    "采集.xlsx",
    `评论者昵称|评论者ID|评论内容|评论时间|评论点赞数|IP属地|作品链接|作品标题|达人昵称|采集时间
甲|u1|好|2026/11/15 8:01|3|上海|https://x.test/v/1|标题一|达人一|2026-11-16 09:00:00
乙|u2|好的|2026/11/15 8:02|0|北京|https://x.test/v/2|标题二|达人二|2026-11-16 09:00:00`,
    {
      at: "评论时间",
      actor: "评论者ID",
      target: "作品链接",
      types: ["comment"],
      text: "评论内容",
      owner: "达人昵称",
    },
  ],
  [
    "stars",
    "stars.json",
    `starred_at|user.login|user.id
2026-06-01T22:41:57Z|aaa|1001
2026-06-01T22:42:57Z|bbb|1002`,
    { at: "starred_at", actor: "user.id", target: "=stars", types: ["favorite"] },
  ],
  [
    "followers with nothing but a name and a day",
    "fans.json",
    `Date|UserName
2026-01-01 00:00:00|fan1
2026-01-02 10:00:00|fan2`,
    { at: "Date", actor: "UserName", target: "=fans", types: ["follow"] },
  ],
  [
    "danmaku",
    "danmaku.csv",
    `弹幕ID|视频BV号|出现时间|发送时间|用户哈希|弹幕内容
1234567890123|BV1x|12.3|1763640000|8b53b65c|哈哈哈
1234567890124|BV1x|14.1|1763640003|9b53b65d|哈哈哈`,
    {
      at: "发送时间",
      actor: "用户哈希",
      target: "视频BV号",
      types: ["danmaku"],
      text: "弹幕内容",
      id: "{弹幕ID}",
    },
  ],
  [
    "an API's threads, flattened",
    "threads.json",
    `id|snippet.videoId|snippet.topLevelComment.id|snippet.topLevelComment.snippet.textDisplay|snippet.topLevelComment.snippet.authorDisplayName|snippet.topLevelComment.snippet.authorChannelId.value|snippet.topLevelComment.snippet.publishedAt|snippet.topLevelComment.snippet.updatedAt|snippet.totalReplyCount
Ugx1|vid1|Ugx1|hello there|@a|UCaaa1|2026-06-01T22:41:57Z|2026-06-01T22:41:57Z|0
Ugx2|vid1|Ugx2|good one|@b|UCbbb2|2026-06-01T22:44:57Z|2026-06-02T22:41:57Z|0`,
    {
      at: "snippet.topLevelComment.snippet.publishedAt",
      actor: "snippet.topLevelComment.snippet.authorChannelId.value",
      target: "snippet.videoId",
      types: ["comment"],
      text: "snippet.topLevelComment.snippet.textDisplay",
    },
  ],
  [
    "one row an impression, with flags",
    "log.csv",
    `用户ID|作品ID|观看时间|观看时长(秒)|点赞|收藏|评论|关注|作者ID
u1|v1|2026-11-20 20:00:01|12|1|0|0|1|a1
u2|v1|2026-11-20 20:00:05|3|0|0|0|0|a1`,
    {
      at: "观看时间",
      actor: "用户ID",
      target: "作品ID",
      types: ["view", "like", "favorite", "comment", "follow"],
      owner: "作者ID",
    },
  ],
  [
    "reviews of a shop's goods",
    "reviews.csv",
    `商品ID|买家昵称|买家ID|评价内容|评价时间|店铺名称|评分
p1|甲|b1|质量好，物流快|2026-11-20 20:00:01|店一|5
p1|乙|b2|不错|2026-11-20 20:03:01|店一|5`,
    { at: "评价时间", actor: "买家ID", target: "商品ID", types: ["comment"], text: "评价内容" },
  ],
  [
    "columns in another order, with a row number, days and hours apart",
    "likes.csv",
    `序号|日期|时间|uid|vid
1|2026-11-20|20:00:01|1001|9001
2|2026-11-20|20:00:05|1002|9001`,
    { at: "{日期} {时间}", actor: "uid", target: "vid", types: ["like"] },
  ],
];

describe("guessMapping", () => {
  it.each(TOOLS)("%s", (_, file, table, want) => {
    const found = guess(table, file);
    expect(filled(found, "at")).toBe(want.at);
    expect(filled(found, "actor.id")).toBe(want.actor);
    expect(filled(found, "target.id")).toBe(want.target);
    expect(types(found)).toEqual(want.types);
    if (want.owner !== undefined) expect(filled(found, "target.owner")).toBe(want.owner);
    if (want.text !== undefined) expect(filled(found, "content.text")).toBe(want.text);
    if (want.id !== undefined && !("refused" in found)) {
      expect(found.events[0]!.fields[0]!.value).toEqual({ template: want.id });
    }
    expect(asked(found)).toEqual([]);
    if ("refused" in found) throw new Error(found.refused.en);
    const columns = table.trim().split("\n")[0]!.split("|");
    const mapping = parseMapping(mappingText(found, {}, file, "en"), file);
    for (const column of mapping.columns) expect(columns).toContain(column);
  });

  it.each([
    ["no time at all", "user|video\nu1|v1\nu2|v1", /no column can be a time/],
    [
      "times that count from when the page was read",
      "用户|评论内容|时间\n甲|好|3小时前\n乙|好|2天前",
      /relative/,
    ],
    ["days without a year", "用户|评论内容|时间\n甲|好|11-20\n乙|好|11-19", /without a year/],
    [
      "only the tool's own time",
      "用户ID|视频ID|采集时间\nu1|v1|2026-11-20 20:00:00\nu2|v1|2026-11-20 20:00:01",
      /when the tool collected/,
    ],
    [
      "only the accounts' age",
      "user_id|registered_at\nu1|2020-11-20 20:00:00\nu2|2021-11-20 20:00:01",
      /accounts were registered/,
    ],
    [
      "rounded ids",
      "time|user|video\n2026-11-20 20:00:01|7.12346E+18|v1\n2026-11-20 20:00:02|7.12346E+18|v1",
      /spoilt by a spreadsheet/,
    ],
    [
      "works and their counts",
      "作品标题|发布时间|点赞数|评论数|达人昵称\n甲|2026-06-01 22:41|30|40|丙\n乙|2026-06-02 22:41|30|40|丙",
      /sums up a work/,
    ],
    [
      "a type in codes",
      "time|user|video|action_type\n2026-11-20 20:00:01|u1|v1|1\n2026-11-20 20:00:02|u2|v1|2",
      /only who exported it/,
    ],
  ])("refuses %s and says why", (_, table, why) => {
    const found = guess(table);
    expect("refused" in found && found.refused.en).toMatch(why);
    expect("refused" in found && found.refused.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it.each(["抖音号", "快手号", "小红书号", "小红书ID", "B站UID", "微博ID", "微博UID", "视频号ID", "粉丝UID"])(
    "knows people by their `%s` and not by a nickname that two share",
    (name) => {
      const rows = Array.from(
        { length: 30 },
        (_, i) => `2026-11-20 20:00:${10 + i}|昵称${i % 29}|7300${i}|v1`,
      );
      const found = guess(`关注时间|粉丝昵称|${name}|作品ID\n${rows.join("\n")}`);
      expect(filled(found, "actor.id")).toBe(name);
      expect(asked(found)).toEqual([]);
    },
  );

  it("leaves `微博ID` to the post where people are known by something else", () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `2026-11-20 20:00:${10 + i}|昵称${i}|730${i % 3}|好看${i}`,
    );
    const found = guess(`评论时间|用户昵称|微博ID|评论内容\n${rows.join("\n")}`);
    expect([filled(found, "actor.id"), filled(found, "target.id")]).toEqual(["用户昵称", "微博ID"]);
  });

  it.each([
    [
      "two people of a row",
      "time|user_id|member_id|video\n2026-11-20 20:00:01|u1|m1|v1\n2026-11-20 20:00:02|u1|m2|v1\n2026-11-20 20:00:03|u2|m1|v1",
      "actor.id",
    ],
    ["day or month first", "Date|User|Post\n1/5/2026 8:00 PM|a1|p1\n1/6/2026 8:00 PM|a2|p1", "order"],
    [
      "two times",
      "start_time|event_time|user|video\n2026-11-20 20:00:01|2026-11-20 20:10:01|u1|v1\n2026-11-20 20:00:02|2026-11-20 20:15:01|u2|v1",
      "at",
    ],
  ])("asks where no guess may stand: %s", (_, table, name) => {
    expect(asked(guess(table))).toEqual([name]);
  });

  it("takes answers before guesses", () => {
    const table = "t|a|b|what\n2026-11-20 20:00:01|u1|v1|x\n2026-11-20 20:00:02|u2|v1|y";
    const answers = new Map([
      ["actor.id", "a"],
      ["target.id", "b"],
      ["type", "comment"],
      ["zone", "+09:00"],
      ["target.kind", "game"],
    ]);
    const found = guess(table, "x.csv", answers);
    expect([filled(found, "actor.id"), filled(found, "target.id"), filled(found, "target.kind")]).toEqual([
      "a",
      "b",
      "=game",
    ]);
    expect(types(found)).toEqual(["comment"]);
    expect(option(found, "zone")).toBe("+09:00");
  });

  it.each([
    ["13/5/2026", "1/6/2026", "dmy"],
    ["5/13/2026", "1/6/2026", "mdy"],
  ])("tells day from month by %s", (first, second, order) => {
    expect(option(guess(`Date|User|Post\n${first} 20:00|a1|p1\n${second} 20:00|a2|p1`), "order")).toBe(order);
  });

  it("tells day from month by the order of the rows", () => {
    const days = ["1/5/2026", "2/5/2026", "3/5/2026", "1/6/2026", "2/6/2026"];
    const rows = days.map((day, i) => `${day} 20:00|a${i}|p1`).join("\n");
    expect(option(guess(`Date|User|Post\n${rows}`), "order")).toBe("dmy");
  });

  it("leaves out what is no engagement and says so", () => {
    const found = guess(
      "时间|用户|视频|行为\n2026-11-15 00:01:02|张三|v1|点赞\n2026-11-15 00:01:03|李四|v1|登录",
    );
    expect("refused" in found ? [] : found.notes.map(({ en }) => en)).toContainEqual(
      expect.stringContaining("`登录`"),
    );
    expect(types(found)).toEqual(["like"]);
  });

  it("keeps control characters of names out of the mapping's comments", () => {
    const found = guess(
      "时间|用户|视频\n2026-11-15 00:01:02|张三|v1\n2026-11-15 00:01:03|李四|v1",
      "a\u001b[31m\nb.csv",
    );
    if ("refused" in found) throw new Error(found.refused.en);
    const text = mappingText(found, {}, "a\u001b[31m\nb.csv", "en");
    expect(text.split("\n")[0]).not.toMatch(/\u001b/);
    expect(() => parseMapping(text, "m.yaml")).not.toThrow();
  });
});

it("rows that tell several acts by a time each become an act for each, and those taken back are left out", () => {
  const several = guess(`粉丝UID|达人UID|关注时间|取关时间
u1|k1|2026-11-03 09:00:01|2026-11-05 09:00:01
u2|k1|2026-11-03 09:00:02|`);
  const text = mappingText(several as MappingGuess, { format: "csv" }, "x.csv", "en");
  expect(types(several)).toEqual(["follow", "unfollow"]);
  expect(text).toContain('when: { "取关时间": { present: true } }');
  expect(text).toContain('at: { from: "取关时间"');
  expect(() => parseMapping(text, "m.yaml")).not.toThrow();
  const withdrawn = guess(`用户ID|视频ID|点赞时间|是否取消
u1|v1|2026-11-03 09:00:01|是
u2|v1|2026-11-03 09:00:02|否`);
  expect("refused" in withdrawn ? null : withdrawn.events[0]!.when).toEqual({
    column: "是否取消",
    not: ["是"],
  });
  expect("refused" in withdrawn ? "" : withdrawn.notes.map(({ en }) => en).join()).toContain("taken back");
});
