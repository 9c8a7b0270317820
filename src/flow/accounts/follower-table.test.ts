import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Rejection } from "../../nouns/codes.ts";
import { askedColumns } from "./follower-columns.ts";
import { readFollowerTable } from "./follower-table.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "touchstone-followers-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, text: string, columns?: string) {
  const path = join(folder, name);
  await writeFile(path, text);
  const rejections: Rejection[] = [];
  const table = await readFollowerTable(path, {
    columns: columns === undefined ? new Map() : askedColumns(columns),
    missing: ["-1"],
    rejected: (rejection) => rejections.push(rejection),
  });
  return { ...table, rejections };
}

const AT = Date.UTC(2025, 4, 6, 7, 8, 9);

describe("columns of a follower list", () => {
  it.each([
    [
      "usual.csv",
      "id,registered_at,followed_at,username,posts,has_profile_picture,bio\na,2025-05-06T07:08:09Z,2025-06-01,lily,3,True,\n",
    ],
    [
      "camel.csv",
      "id,registeredAt,followedAt,userName,Number.of.posts,hasPicture,Bio\na,1746515289,2025-06-01,lily,3,1,\n",
    ],
    ["zh.csv", "id,注册时间,关注时间,昵称,作品数,头像,简介\na,2025/5/6 7:08:09,2025年6月1日,lily,3,有,无\n"],
    [
      "list.ndjson",
      '{"id":"a","created_at":1746515289000,"follow_time":"2025-06-01","name":"lily","posts":3,"avatar":"http://x/y.png","bio":""}\n',
    ],
  ])("%s", async (name, text) => {
    const { followers, odd } = await read(name, text);
    expect(followers).toEqual([
      {
        id: "a",
        registeredAtMs: AT,
        lastActiveAtMs: Number.NaN,
        followedAtMs: Date.UTC(2025, 5, 1),
        name: "lily",
        posts: 3,
        followers: Number.NaN,
        following: Number.NaN,
        hasPicture: true,
        hasBio: false,
      },
    ]);
    expect(odd.size).toBe(0);
  });

  it("finds who an account is by usual names in either language, and when it was last active", async () => {
    const { followers } = await read("who.csv", "用户ID,最近活跃时间,作品数\nx9,2025-05-06,3\n");
    expect(followers[0]).toMatchObject({ id: "x9", lastActiveAtMs: Date.UTC(2025, 4, 6) });
  });

  it("takes the columns it is told, counts with units, and what it is told is missing", async () => {
    const { followers } = await read(
      "own.csv",
      "who,born,粉丝数,关注数\na,2025-05-06,1.2万,-1\n",
      "registered=born,name=who",
    );
    expect(followers[0]).toMatchObject({
      name: "a",
      registeredAtMs: Date.UTC(2025, 4, 6),
      followers: 12_000,
    });
    expect(followers[0]!.following).toBeNaN();
  });

  it("counts what is no time, and rejects who comes twice or has no name", async () => {
    const { followers, odd, rejections } = await read(
      "odd.csv",
      "id,registered_at,posts\na,yesterday,3\na,2025-01-01,1\n,2025-01-01,1\nb,12,many\nc,2025-13-45,-4\n",
    );
    expect(followers.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect([...odd]).toEqual([
      ["registered_at", 3],
      ["posts", 2],
    ]);
    expect(rejections.map(({ code, line }) => [code, line])).toEqual([
      ["duplicate_account", 3],
      ["missing_field", 4],
    ]);
  });

  it.each(["registered", "age=born", "registered=", "=x"])("refuses `%s`", (text) => {
    expect(() => askedColumns(text)).toThrow(/write field=column/);
  });

  it("names a column that is not there", async () => {
    await expect(read("none.csv", "id,born\na,1\n", "registered=birth")).rejects.toThrow(/no column `birth`/);
  });
});
