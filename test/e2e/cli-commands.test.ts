import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { madeEvent, ndjson, parsedLines } from "./made-events.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();

describe("the command line", () => {
  test("tells about every command, on standard output", async () => {
    const { code, stdout, stderr } = await touchstone(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const commands = ["up", "audit", "ingest", "replay", "simulate", "policy"];
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, "m"));
    // each command's own page is read in-process by src/cli/localise.test.ts
    const page = await touchstone(["audit", "--help"]);
    expect(page).toMatchObject({ code: 0, stderr: "" });
    expect(page.stdout).toContain("Usage: touchstone audit");
    expect((await touchstone(["policy", "check", "--help"])).stdout).toContain(
      "Usage: touchstone policy check",
    );
    expect((await touchstone(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.runIf(process.platform === "linux")(
    "begins sparing of memory where files are large, with all it was given",
    async () => {
      const TELL = `--import=data:text/javascript,${encodeURIComponent("console.error('FLAGS',JSON.stringify([process.execArgv,process.env.MALLOC_MMAP_THRESHOLD_??null]))")}`;
      const begun = async (bytes: number, env = {}) => {
        const file = scratch.path(`large-${bytes}.csv`);
        writeFileSync(file, "");
        truncateSync(file, bytes);
        const { code, stderr } = await touchstone(["audit", file, "--lang", "en", "--no-such"], {
          env: { NODE_OPTIONS: TELL, ...env },
        });
        expect(stderr).toContain("--no-such");
        expect(code).toBe(2);
        return [...stderr.matchAll(/^FLAGS (.*)$/gm)].map(([, told]) => JSON.parse(told!) as unknown);
      };
      const LARGE = 128 * 1024 * 1024;
      expect(await begun(LARGE - 1)).toEqual([[[], null]]);
      expect(await begun(LARGE)).toEqual([
        [[], null],
        [["--max-semi-space-size=16"], "4194304"],
      ]);
      // A value of one's own stands. A small one would map each allocation by itself, for seconds.
      expect(await begun(LARGE, { MALLOC_MMAP_THRESHOLD_: "1048576" })).toEqual([[[], "1048576"]]);
    },
  );

  test.each([
    ["an unknown option", ["replay", "--polcy", "x", "-"], "--polcy"],
    ["an unknown command", ["rpelay", "-"], "replay"],
    ["a missing argument", ["audit"], "file"],
    ["a number out of range", ["up", "--port", "70000"], "70000"],
    ["a duration that is none", ["simulate", "--duration", "soon"], "soon"],
    ["an address that is none", ["ingest", "x.ndjson", "--to", "nonsense"], "nonsense"],
    ["a time that is none", ["simulate", "--start", "tomorrow"], "tomorrow"],
  ])("%s is exit code 2, and named", async (_what, args, word) => {
    const { code, stdout, stderr } = await touchstone(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(word);
  });

  test.each([
    ["a policy that is not there", ["replay", "-", "--policy", "nowhere.yaml"], "cannot_read"],
    ["a mapping that is not there", ["audit", "package.json", "--map", "nowhere.yaml"], "cannot_read"],
    ["a format that is none", ["audit", "package.json", "--format", "xml"], "unknown_format"],
    [
      "an output that cannot be written",
      ["simulate", "--events", "1000", "-o", "/nowhere/x.ndjson"],
      "cannot_write",
    ],
    [
      "an engine that does not answer",
      ["ingest", scratch.write("one.ndjson", ndjson([madeEvent({ id: "e" })])), "--to", "http://127.0.0.1:9"],
      "cannot_connect",
    ],
    ["an attack that is none", ["simulate", "--events", "1000", "--attacks", "magic"], "bad_request"],
    ["a folder of no input", ["replay", "src/nouns"], "empty_input"],
    ["a file of which nothing can be read", ["replay", "package.json", "--format", "ndjson"], "nothing_read"],
  ])("%s is exit code 1, with a code and no stack", async (_what, args, code) => {
    const done = await touchstone(args);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(new RegExp(`^touchstone: .*\\[${code}\\]\\n$`, "ms"));
    expect(done.stderr).not.toMatch(/\n {4}at /);
  });
});

describe("simulate", () => {
  const args = ["simulate", "--events", "3000", "--quiet", "--seed"];

  test("the same seed gives the same bytes, another seed others; truth is a file of its own", async () => {
    const truth = scratch.path("truth.ndjson");
    const campaigns = scratch.path("campaigns.ndjson");
    const first = await touchstone([...args, "7", "--truth", truth, "--campaigns", campaigns]);
    const second = await touchstone([...args, "7", "-o", scratch.path("same.ndjson")]);
    const other = await touchstone([...args, "8"]);
    expect([first.code, second.code, other.code]).toEqual([0, 0, 0]);
    expect(readFileSync(scratch.path("same.ndjson"), "utf8")).toBe(first.stdout);
    expect(other.stdout).not.toBe(first.stdout);
    const events = parsedLines<{ id: string }>(first.stdout).map(({ id }) => id);
    const labels = parsedLines<{ event: string; label: string }>(readFileSync(truth, "utf8"));
    expect(labels.map(({ event }) => event)).toEqual(events);
    expect(labels.some(({ label }) => label !== "honest")).toBe(true);
    expect(first.stdout).not.toContain("honest");
    expect(parsedLines(readFileSync(campaigns, "utf8")).length).toBeGreaterThan(0);
  });

  test("its lines are accepted without a complaint", async () => {
    const { stdout } = await touchstone([...args, "9", "--disorder", "50s"]);
    const { code, stderr } = await touchstone(["replay", "-", "--json", "-o", scratch.path("o")], {
      input: stdout,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({
      invalid: 0,
      duplicates: 0,
      late: 0,
      events: parsedLines(stdout).length,
    });
  });
});

describe("policy check", () => {
  const sound = [
    "name: p",
    'version: "1"',
    "features:",
    "  ip_likes_1m: { kind: count, by: ip, on: like, window: 60s }",
    "rules:",
    "  r:",
    "    on: like",
    "    when: ip_likes_1m > 30",
    "    weight: 0.5",
    "    text: { zh: 甲, en: a }",
    "",
  ].join("\n");
  const broken: [what: string, text: string, place: string, marked: string, told: RegExp][] = [
    [
      "an unknown feature",
      sound.replace("when: ip_likes_1m", "when: ip_like_1m"),
      "8:11",
      "ip_like_1m",
      /did you mean `ip_likes_1m`/,
    ],
    [
      "a division by zero",
      sound.replace("ip_likes_1m > 30", "ip_likes_1m / 0 > 30"),
      "8:25",
      "0",
      /division by zero/,
    ],
    [
      "a loop of features",
      sound.replace(
        "rules:",
        "  a: { kind: ratio, of: b, over: ip_likes_1m }\n  b: { kind: ratio, of: a, over: ip_likes_1m }\nrules:",
      ),
      "6:25",
      "a",
      /`a` → `b` → `a`/,
    ],
    ["bad YAML", sound.replace("features:", "features: ]"), "3:11", "]", /./],
    ["a name that stands twice", sound.replace("rules:", "rules:\n  r: 1"), "7:3", "r", /`r` stands twice/],
    ["an unknown setting", sound.replace("weight", "wieght"), "9:5", "wieght", /did you mean `weight`/],
    [
      "a condition that is no truth",
      sound.replace("ip_likes_1m > 30", "ip_likes_1m + 30"),
      "8:11",
      "ip_likes_1m + 30",
      /./,
    ],
    ["a window without a unit", sound.replace("60s", "60"), "4:57", "60", /60s/],
    [
      "a wide character before the place",
      sound.replace("ip_likes_1m > 30", "event.context.ip_kind == '甲乙' || ip_likes > 30"),
      "8:44",
      "ip_likes",
      /no such feature: `ip_likes`/,
    ],
  ];

  test.each(broken)(
    "%s: the place, a caret, a hint, exit code 3",
    async (what, text, place, marked, told) => {
      const file = scratch.write(`${what}.yaml`, text);
      const { code, stdout, stderr } = await touchstone(["policy", "check", file]);
      expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
      const lines = stdout.split("\n");
      const at = lines.findIndex((line) => line.startsWith(`${file}:${place}: error: `));
      expect(at, stdout).toBeGreaterThanOrEqual(0);
      expect(lines.slice(at, at + 4).join("\n")).toMatch(told);
      const [source, caret] = [lines[at + 1]!, lines[at + 2]!];
      expect(caret).toMatch(/^ *\| *\^+$/);
      // a Chinese character is two columns wide on a terminal
      const columns = source.replace(/\p{Script=Han}/gu, "$&\0");
      expect(columns.slice(caret.indexOf("^"), caret.length)).toBe(marked);
    },
  );

  test.each([
    ["nothing at all", ""],
    ["a condition that does not end", sound.replace("> 30", "> (30")],
    ["a list in place of a policy", "- a\n- b\n"],
  ])("%s is told with its line, exit code 3", async (what, text) => {
    const { code, stdout } = await touchstone(["policy", "check", scratch.write(`${what}.yaml`, text)]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/\.yaml:\d+:\d+: error: /);
  });

  test("the shipped ones are sound; one bad among them is exit code 3 with the others still told", async () => {
    const bad = scratch.write("bad.yaml", "name: [");
    const { code, stdout } = await touchstone(["policy", "check", "default", "velocity", bad, "--json"]);
    expect(code).toBe(3);
    const files = parsedLines<{ ok: boolean; policy: { features: number; rules: number } | null }>(stdout);
    expect(files.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(files[0]!.policy!.features).toBeGreaterThanOrEqual(25);
    expect(files[0]!.policy!.rules).toBeGreaterThanOrEqual(20);
    expect(files[1]!.policy!.rules).toBe(2);
  });

  test("a broken policy is told in the same words by every command that runs one, before anything else happens", async () => {
    const file = scratch.path("an unknown feature.yaml");
    const data = scratch.path("never");
    for (const args of [
      ["replay", "-", "--policy", file],
      ["ingest", "-", "--data", data, "--policy", file],
      ["up", "--data", data, "--policy", file],
    ]) {
      const { code, stderr } = await touchstone(args);
      expect(code).toBe(1);
      expect(stderr).toContain("did you mean `ip_likes_1m`");
      expect(stderr).toContain("[bad_policy]");
    }
    expect(() => readFileSync(data)).toThrow("ENOENT");
  });
});
