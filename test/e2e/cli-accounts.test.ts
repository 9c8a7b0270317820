import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { touchstone } from "./touchstone.ts";

/** `touchstone train` and `touchstone followers` as a person runs them. */

let folder = "";
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "touchstone-accounts-"));
  const rows = Array.from({ length: 240 }, (_, i) => {
    const bought = i % 3 === 0;
    return `u${i},${bought ? "bought" : "real"},${bought ? i % 7 : 5 + (i % 40)},${(i * 37) % 90}`;
  });
  await writeFile(at("accounts.csv"), `account,label,posts,followers\n${rows.join("\n")}\n`);
  const friends = Array.from({ length: 720 }, (_, i) => {
    const account = i % 240;
    return `u${account},f${i},${account % 3 === 0 ? 1 + (i % 5) : 20 + (i % 50)}`;
  });
  await writeFile(at("friends.csv"), `account,friend,groups\n${friends.join("\n")}\n`);
  // Bought accounts like within seconds of each other from one device; the others live their own days.
  const events = Array.from({ length: 960 }, (_, i) => {
    const account = i % 240;
    const bought = account % 3 === 0;
    const ms =
      1_763_700_000_000 +
      (bought ? Math.floor(i / 240) * 3_600_000 + account * 500 : ((i * 7919) % 1440) * 60_000);
    return JSON.stringify({
      id: `e${i}`,
      type: "like",
      at: ms,
      actor: { id: `u${account}` },
      target: { kind: "video", id: bought ? `b${Math.floor(i / 240)}` : `v${(i * 31) % 200}` },
      context: { device: bought ? "d" : `d${account}` },
    });
  });
  await writeFile(at("events.ndjson"), `${events.join("\n")}\n`);
  // The same, with a time of watching that is none.
  const odd = events.map((line, i) =>
    i % 100 === 7 ? line.replace(/\}$/, ',"behavior":{"dwell_ms":"soon"}}') : line,
  );
  await writeFile(at("odd.ndjson"), `${odd.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const QUICK = ["--folds", "2", "--repeats", "1", "--label-column", "label"];

describe("train and followers", () => {
  it("learns from a table, friends and events, and audits with what it learned", async () => {
    const sources = ["--neighbours", at("friends.csv"), "--events", at("events.ndjson")];
    const trained = await touchstone([
      "train",
      at("accounts.csv"),
      ...QUICK,
      ...sources,
      "-o",
      at("m.onnx"),
      "--json",
    ]);
    expect(trained.stderr).toBe("");
    expect(trained.code).toBe(0);
    const answer = JSON.parse(trained.stdout) as {
      accounts: number;
      classes: string[];
      figures: { auc: { mean: number } }[];
      leaks: { feature: string }[];
    };
    expect(answer).toMatchObject({ accounts: 240, classes: ["bought", "real"] });
    expect(answer.figures[0]!.auc.mean).toBeGreaterThan(0.95);
    // All of one class share a device: that is named, not passed over.
    expect(answer.leaks.map(({ feature }) => feature)).toContain("behaviour.device.others_log_max");

    const audit = ["followers", at("accounts.csv"), "--ignore", "label", "--model", at("m.onnx"), ...sources];
    // Values that could not be read are told by whoever learns and by whoever audits: 10 of 960 events.
    const withOdd = [...audit.slice(0, -1), at("odd.ndjson"), "--json"];
    const told = JSON.parse((await touchstone(withOdd)).stdout) as { warnings: string[] };
    expect(told.warnings.join("\n")).toMatch(/10 values of `behavior.dwell_ms` could not be read.*`soon`/s);
    const audited = await touchstone([...audit, "--json", "-o", at("by.ndjson")]);
    expect(audited.code).toBe(0);
    const { shares, accounts } = JSON.parse(audited.stdout) as {
      accounts: number;
      shares: { class: string; share: number; low: number; high: number }[];
    };
    expect(accounts).toBe(240);
    expect(shares[0]!.low).toBeLessThan(1 / 3);
    expect(shares[0]!.high).toBeGreaterThan(1 / 3);
    const lines = (await readFile(at("by.ndjson"), "utf8")).trim().split("\n");
    expect(lines.length).toBe(240);
    expect(JSON.parse(lines[0]!)).toMatchObject({ account: "u0", class: "bought" });

    const chinese = await touchstone([...audit, "--lang", "zh"]);
    expect(chinese.stdout).toMatch(/240 个账号/);
    expect(chinese.stdout).toMatch(/买粉 \(bought\)/);
    const without = await touchstone(audit.slice(0, 6));
    expect(without.code).toBe(1);
    expect(without.stderr).toMatch(/lacks features the model reads: .* \[bad_schema\]/s);
  });

  it("learns from events what views alone tell, so that whoever never likes is not cleared by it", async () => {
    // Likes tell the classes at a glance; looking times tell them less well, and are all there is of those who only view.
    const lines = Array.from({ length: 240 * 8 }, (_, i) => {
      const account = i % 240;
      const turn = Math.floor(i / 240);
      const bought = account % 3 === 0;
      const like = turn < 4;
      return {
        id: `x${i}`,
        type: like ? "like" : "view",
        at: 1_763_700_000_000 + turn * 3_600_000 + ((account * 7919) % 3000) * 1000,
        actor: { id: `u${account}` },
        target: { kind: "video", id: like && bought ? `b${turn}` : `v${(i * 31) % 500}` },
        ...(like ? {} : { behavior: { dwell_ms: (bought ? 1500 : 4000) + ((i * 977) % 4000) } }),
      };
    });
    const write = (name: string, keeps: (type: string) => boolean): Promise<void> =>
      writeFile(
        at(name),
        lines.flatMap((line) => (keeps(line.type) ? [`${JSON.stringify(line)}\n`] : [])).join(""),
      );
    await write("lived.ndjson", () => true);
    await write("viewed.ndjson", (type) => type === "view");
    await writeFile(
      at("who.csv"),
      `account,label\n${Array.from({ length: 240 }, (_, i) => `u${i},${i % 3 === 0 ? "bought" : "real"}\n`).join("")}`,
    );
    const train = ["train", at("who.csv"), ...QUICK, "--events", at("lived.ndjson"), "-o", at("views.onnx")];
    const trained = await touchstone([...train, "--json"]);
    expect(trained.code, trained.stderr).toBe(0);
    // Every account is measured once, however often it is learned from.
    expect(JSON.parse(trained.stdout)).toMatchObject({ accounts: 240 });
    const audit = ["followers", at("who.csv"), "--ignore", "label", "--model", at("views.onnx")];
    const audited = await touchstone([
      ...audit,
      "--events",
      at("viewed.ndjson"),
      "--json",
      "-o",
      at("seen.ndjson"),
    ]);
    expect(audited.code, audited.stderr).toBe(0);
    const answers = (await readFile(at("seen.ndjson"), "utf8")).trim().split("\n");
    const found = answers
      .map((line) => JSON.parse(line) as { account: string; class: string })
      .filter((answer) => answer.class === "bought")
      .map(({ account }) => Number(account.slice(1)) % 3 === 0);
    const right = found.filter(Boolean).length;
    expect(right).toBeGreaterThan(50);
    expect(right / found.length).toBeGreaterThan(0.7);
  });

  it.each([
    [["train", "accounts.csv", "-o", "x.onnx"], 1, /no labels: .*\[bad_labels\]/],
    [["train", "accounts.csv", "--label-column", "label"], 2, /required option '-o, --output/],
    [["train", "nowhere.csv", "--label-column", "label", "-o", "x.onnx"], 1, /\[cannot_read\]/],
    [
      ["train", "accounts.csv", "--label-column", "kind", "-o", "x.onnx"],
      1,
      /no column `kind`.*\[bad_schema\]/,
    ],
    [
      ["train", "accounts.csv", "--labels", "friends.csv", "-o", "x.onnx"],
      1,
      /say which is the label.*\[bad_labels\]/,
    ],
    [
      ["train", "accounts.csv", "--label-column", "label", "--folds", "1", "-o", "x.onnx"],
      2,
      /not a whole number from 2 to 20/,
    ],
    [["followers", "accounts.csv", "--model", "accounts.csv"], 1, /\[bad_model\]/],
    [["followers", "accounts.csv", "--model", "nowhere.onnx"], 1, /\[cannot_read\]/],
  ])("refuses %j", async (args, code, words) => {
    const run = await touchstone(args, { cwd: folder });
    expect(run.stderr).toMatch(words);
    expect(run.code).toBe(code);
    expect(run.stdout).toBe("");
  });
});
