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
    return [guess.questions.map(({ name }) => name), lines.length, lines[0]!.slice(0, 60)];
  };
  // The first of the month or the eleventh: a file with days up to 9 alone is refused.
  expect(await orderOf([doubtful, other])).toBe("refused");
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
