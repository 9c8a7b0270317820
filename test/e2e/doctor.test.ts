import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();

test("`doctor` tells a sound folder from a damaged one by its exit code, in both languages, and mends it", async () => {
  const folder = scratch.path("data");
  const engine = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
  // Of 120 likes 15 are given again by accounts whose first one stands: 105 count.
  for (let run = 0; run < 4; run++) {
    const lines = Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({
        id: `e${run}-${i}`,
        type: "like",
        at: Date.now(),
        actor: { id: `a${run * 25 + i}` },
        target: { kind: "video", id: "v" },
      }),
    );
    expect((await engine.post(lines.join("\n"))).status).toBe(200);
  }
  const refused = await touchstone(["doctor", folder, "--repair"]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("[folder_in_use]") });
  expect(await engine.stop()).toBe(0);

  const sound = await touchstone(["doctor", folder]);
  expect(sound.stdout).toMatch(/every count is what the log says/);
  expect([0, 5]).toContain(sound.code); // 5 where the test's disk is short of room

  cpSync(folder, scratch.path("whole"), { recursive: true });
  const db = new DatabaseSync(join(folder, "events.sqlite"));
  db.exec("UPDATE events SET bytes = zeroblob(length(bytes)) WHERE first = 30");
  db.close();
  const damaged = await touchstone(["doctor", folder, "--lang", "zh"]);
  expect(damaged.code).toBe(4);
  expect(damaged.stdout).toMatch(/BAD {2}事件日志：数据流 `events` 位置 `30` 至 `59` 损坏/);
  const mended = await touchstone(["doctor", folder, "--repair"]);
  expect(mended.stdout).toMatch(/repair: log: cut out of stream `events`: positions `30` to `59`/);
  expect([0, 5]).toContain(mended.code);
  const again = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
  expect((await again.get("/v1/decisions/e2-5")).status).toBe(200);
  expect((await again.get("/v1/decisions/e1-5")).status).toBe(404);
  expect(await again.stop()).toBe(0);

  rmSync(folder, { recursive: true });
  cpSync(scratch.path("whole"), folder, { recursive: true });
  rmSync(join(folder, "records.sqlite"));
  const start = await touchstone([
    "up",
    "--data",
    folder,
    "--port",
    "0",
    "--no-demo",
    "--policy",
    "velocity",
  ]);
  expect(start.code).toBe(1);
  expect(start.stderr).toMatch(/records\.sqlite` is missing.*doctor.*\[storage_damaged\]/);
  expect((await touchstone(["doctor", folder])).code).toBe(4);
  await touchstone(["doctor", folder, "--repair"]);
  const last = await startEngine(folder, ["--no-demo", "--policy", "velocity"]);
  const { counts } = (await (await last.get("/v1/targets/video/v/counts")).json()) as {
    counts: readonly { readonly raw: number }[];
  };
  expect(counts[0]?.raw).toBe(105);
  expect(await last.stop()).toBe(0);
});

test.each([
  [["doctor", "/no/such/folder"], /no data folder/],
  [["doctor", "/"], /neither events\.sqlite nor records\.sqlite/],
])("`%s` says what is wrong", async (args, words) => {
  const { code, stderr } = await touchstone(args);
  expect(code).toBe(1);
  expect(stderr).toMatch(words);
});
