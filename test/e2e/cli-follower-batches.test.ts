import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { touchstone } from "./touchstone.ts";

/** `touchstone followers` without a model, as a brand runs it on an export. */

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2025, 0, 1);
let folder = "";
const at = (name: string): string => join(folder, name);
const iso = (ms: number): string => new Date(ms).toISOString();

/** People over 300 days, and `bought` accounts of one night, one day and one maker. */
function list(honest: number, bought: number): string {
  const people = Array.from({ length: honest }, (_, i) => {
    const followed = START_MS + ((i * 7919) % 3000) * 0.1 * DAY_MS;
    const registered = followed - (20 + ((i * 104_729) % 2500)) * DAY_MS;
    const name = `${["mia", "张伟", "jon", "lee.k", "ana"][i % 5]}${(i * 31) % 7 === 0 ? i % 90 : ""}`;
    return `h${i},${name},${iso(registered)},${iso(followed)},${i % 4 === 0 ? 0 : i % 60},${i % 3 !== 0}`;
  });
  const made = Array.from({ length: bought }, (_, i) => {
    const registered = START_MS + 100 * DAY_MS + ((i * 37) % 360) * 60_000;
    const followed = START_MS + 200 * DAY_MS + ((i * 53) % 900) * 60_000;
    return `m${i},zorika${1000 + i},${iso(registered)},${iso(followed)},0,false`;
  });
  return `用户ID,昵称,注册时间,关注时间,作品数,头像\n${[...people, ...made].join("\n")}\n`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "touchstone-batches-"));
  await writeFile(at("bought.csv"), list(1400, 600));
  await writeFile(at("honest.csv"), list(1400, 0));
  await writeFile(
    at("night.csv"),
    `id,registered_at\n${Array.from({ length: 1507 }, (_, i) => `u${i},${iso(START_MS + i * 20_000)}\n`).join("")}`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe("followers without a model", () => {
  it("tells the share, the batches and the accounts", async () => {
    const run = await touchstone(["followers", at("bought.csv"), "--json", "-o", at("by.csv")]);
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
    const answer = JSON.parse(run.stdout) as {
      outcome: string;
      share: number;
      low: number;
      high: number;
      named: number;
      batches: { counted: boolean; name_stems: string[] }[];
    };
    expect(answer.outcome).toBe("share");
    expect(Math.abs(answer.share - 0.3)).toBeLessThan(0.02);
    expect(answer.low).toBeLessThanOrEqual(0.3);
    expect(answer.high).toBeGreaterThanOrEqual(0.3);
    expect(answer.batches[0]).toMatchObject({ counted: true, name_stems: ["zorika#"] });
    const lines = (await readFile(at("by.csv"), "utf8")).trim().split("\n");
    expect(lines[0]).toBe("account,probability,look");
    const wrong = lines.filter((line) => line.startsWith("h") && Number(line.split(",")[1]) >= 0.9);
    expect(wrong).toHaveLength(0);
    expect(answer.named).toBeGreaterThan(590);
  });

  it.each([
    ["bought.csv", "en", /^\d\d(\.\d)? % of 2,000 followers are inconsistent with earned following/],
    ["bought.csv", "zh", /^2,000 个粉丝中与自然增长不一致的占比/],
    ["honest.csv", "en", /^0 % of 1,400 followers .*\n(?:.*\n)*5 % planted into the rest/],
    ["night.csv", "en", /^cannot tell: (?:.*\n)*not in the list: when they followed; names; profiles/],
    ["night.csv", "zh", /^无法判断：/],
  ])("%s in %s", async (name, lang, said) => {
    const run = await touchstone(["followers", at(name), "--lang", lang]);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(said);
    expect(run.stdout).not.toMatch(/fraud|none found/i);
  });

  it.each([
    [["--columns", "age=昵称"], 1, /write field=column.*\[bad_schema\]/],
    [["--columns", "name=nobody"], 1, /no column `nobody`.*\[bad_schema\]/],
    [["--reference", "nowhere.csv"], 1, /\[cannot_read\]/],
    [["--nothing"], 2, /unknown option/],
  ])("%j ends with %d", async (options, code, said) => {
    const run = await touchstone(["followers", at("honest.csv"), ...options]);
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(said);
  });
});
