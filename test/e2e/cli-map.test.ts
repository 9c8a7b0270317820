import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseMapping } from "../../src/ingest/mapping.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const file = (name: string, content: string | Uint8Array): string => scratch.write(name, content);

/** `时间,用户,视频` of two likes, as Chinese Windows saves it (GBK). */
const GBK_LIKES = Buffer.from(
  "yrG85CzTw7unLMrTxrUKMjAyNi8xMS8yMCA4OjAwLNXFyP0sytPGtdK7CjIwMjYvMTEvMjAgODowMSzA7svELMrTxrXSuwo=",
  "base64",
);

describe("touchstone map", () => {
  test("says what a file is and how it would be read, and keeps it in a mapping that audit takes", async () => {
    const likes = file("点赞.csv", GBK_LIKES);
    const kept = scratch.path("mapping.yaml");
    const found = await touchstone(["map", likes, "--yes", "--lang", "zh", "-o", kept]);
    expect(found.code, found.stderr).toBe(0);
    for (const part of [
      "GB18030",
      "表头在第 1 行",
      "`用户`",
      "点赞",
      "张三",
      "2026-11-20 08:00:00",
      "重复：没有",
    ]) {
      expect(found.stdout).toContain(part);
    }
    const mapping = parseMapping(readFileSync(kept, "utf8"), kept);
    expect(mapping.columns).toEqual(["时间", "用户", "视频"]);
    const audited = await touchstone(["audit", likes, "--map", kept, "--json", "--quiet"]);
    expect(JSON.parse(audited.stdout)).toMatchObject({ events: 2, invalid: 0 });
  });

  test("refuses with the cause and the way out where no guess may stand", async () => {
    const path = file(
      "two.csv",
      "time,user_id,member_id,video\n2026-11-20 20:00:01,u1,m1,v1\n2026-11-20 20:00:02,u1,m2,v1\n2026-11-20 20:00:03,u2,m1,v1\n",
    );
    const refused = await touchstone(["map", path, "--yes", "--lang", "en"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("--set actor.id=user_id");
    const answered = await touchstone(["map", path, "--yes", "--lang", "en", "--set", "actor.id=member_id"]);
    expect(answered.code, answered.stderr).toBe(0);
    expect(answered.stdout).toMatch(/actor \(who\)\s+`member_id`/);
  });

  test("a slip in --set is an error of the command line", async () => {
    const { code, stderr } = await touchstone(["map", "x.csv", "--set", "actr.id=user"]);
    expect(code).toBe(2);
    expect(stderr).toContain("actr.id");
  });
});

describe("a file without a mapping", () => {
  test("is audited, and what was assumed stands in the first lines", async () => {
    const { code, stdout, stderr } = await touchstone([
      "audit",
      file("点赞.csv", GBK_LIKES),
      "--json",
      "--quiet",
      "--lang",
      "zh",
    ]);
    expect(code, stderr).toBe(0);
    const [first = "", second = ""] = stderr.split("\n");
    expect(first).toContain("没有给映射");
    expect(second).toContain("行为主体（谁） = `用户`");
    expect(JSON.parse(stdout)).toMatchObject({ events: 2, types: [{ type: "like" }] });
  });

  test.each([
    ["campaigns", ["--json"]],
    ["replay", []],
  ])("%s does the same, in English by the environment", async (command, more) => {
    const path = file(
      "comments.csv",
      "Date,User,Comment\n2026-11-20T08:00:00Z,u1,nice one\n2026-11-20T08:00:05Z,u2,well done\n",
    );
    const { code, stderr } = await touchstone([command, path, "--quiet", ...more], {
      env: { LC_ALL: "en_US.UTF-8" },
    });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("no mapping given");
    expect(stderr).toContain("actor (who) = `User`");
  });

  test("events by the contract are read as ever, without a word of guessing", async () => {
    const path = file(
      "events.csv",
      "id,type,at,actor.id,target.kind,target.id\n1,like,2026-11-20T08:00:00Z,u1,video,v1\n",
    );
    const { code, stderr } = await touchstone(["replay", path, "--quiet"]);
    expect([code, stderr]).toEqual([0, ""]);
  });

  test.each([
    ["no time", "user,video\nu1,v1\nu2,v1\n", "no column can be a time"],
    [
      "rounded ids",
      "time,user,video\n2026-11-20 20:00:01,7.12346E+18,v1\n2026-11-20 20:00:02,7.12346E+18,v1\n",
      "spoilt by a spreadsheet",
    ],
  ])("%s: refused, nothing is decided", async (_, text, why) => {
    const { code, stdout, stderr } = await touchstone([
      "audit",
      file("x.csv", text),
      "--json",
      "--quiet",
      "--lang",
      "en",
    ]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(why);
  });
});
