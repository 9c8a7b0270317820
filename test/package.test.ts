import { spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What somebody who installs the package has: an empty folder, `npm install`, nothing of the clone. */
const ROOT = path.resolve(import.meta.dirname, "..");
const folder = mkdtempSync(path.join(tmpdir(), "touchstone-package-"));
const installed = path.join(folder, "node_modules/touchstone");

/** Runs in the empty folder; `npx` and `npm` are those of this Node. */
function run(command: string, ...args: string[]) {
  const env = { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` };
  const done = spawnSync(command, args, { cwd: folder, encoding: "utf8", env, timeout: 240_000 });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

beforeAll(() => {
  const packed = spawnSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(packed.status, packed.stderr).toBe(0);
  writeFileSync(path.join(folder, "package.json"), '{"name":"somebody","private":true,"type":"module"}\n');
  const [file] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const done = run("npm", "install", `./${file}`, "--prefer-offline", "--no-audit", "--no-fund");
  expect(done.status, done.stderr).toBe(0);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the installed package", () => {
  it("holds what runs, and no source, test or fixture", () => {
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(
      files.filter((file) => /(^|\/)(src|test)\/|\.(test|fixture|conformance)\.|[^d]\.ts$/.test(file)),
    ).toEqual([]);
    for (const file of ["LICENSE", "README.md", "policies/default.yaml", "examples/mappings/README.md"])
      expect(existsSync(path.join(installed, file)), file).toBe(true);
  });

  it("runs its commands", () => {
    expect(run("npx", "touchstone", "--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const lines = Array.from({ length: 3 }, (_, i) =>
      JSON.stringify({
        id: `e${i}`,
        type: "like",
        at: 1_764_000_000_000 + i,
        actor: { id: `u${i}` },
        target: { kind: "video", id: "v" },
      }),
    );
    writeFileSync(path.join(folder, "likes.ndjson"), `${lines.join("\n")}\n`);
    const audit = run("npx", "touchstone", "audit", "likes.ndjson", "--json");
    expect(JSON.parse(audit.stdout)).toMatchObject({ events: 3, invalid: 0 });
  });

  it("embeds an engine in ten lines, as the example says", () => {
    copyFileSync(path.join(installed, "examples/code/embed.mjs"), path.join(folder, "embed.mjs"));
    const { status, stdout, stderr } = run(process.execPath, "embed.mjs");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toContain("allow []");
    expect(stdout).toContain("public: 1");
  });

  it("checks a policy without an engine", () => {
    copyFileSync(path.join(installed, "examples/code/check-policy.mjs"), path.join(folder, "check.mjs"));
    const whole = run(process.execPath, "check.mjs", path.join(installed, "policies/default.yaml"));
    expect(whole).toMatchObject({ status: 0, stdout: expect.stringMatching(/^default@.* is whole\n$/) });
    writeFileSync(path.join(folder, "bad.yaml"), "name: x\nversion: 1\nfeatures: {}\nrulez: []\n");
    const bad = run(process.execPath, "check.mjs", "bad.yaml");
    expect(bad.status).toBe(1);
    expect(bad.stderr).toContain("rulez");
  });

  it("serves, and its client sends, looks up and follows", async () => {
    const server = spawn(
      process.execPath,
      [path.join(installed, "bin/touchstone.mjs"), "up", "--no-demo", "--port", "0", "--data", "served"],
      { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
    );
    try {
      let url = "";
      for await (const line of createInterface({ input: server.stdout })) {
        url = /is up: (\S+)/.exec(line)?.[1] ?? "";
        if (url !== "") break;
      }
      writeFileSync(
        path.join(folder, "client.mjs"),
        `import { createClient } from "touchstone/client";
const client = createClient({ url: ${JSON.stringify(url)} });
const events = Array.from({ length: 1201 }, (_, i) => ({ id: "c" + i, type: "view", at: Date.now() - 2000 + i,
  actor: { id: "u" + i }, target: { kind: "video", id: "w" } }));
let allowed = 0;
for await (const answer of client.sendAll(events)) if (answer.decision?.verdict === "allow") allowed++;
const [{ counts }] = await client.counts([{ kind: "video", id: "w" }]);
const decision = await client.decision("c7");
for await (const { kind, value } of client.live()) {
  console.log(JSON.stringify({ allowed, raw: counts[0].raw, event: decision.event, kind, total: value.events_total }));
  break;
}
await client.close();
`,
      );
      const { stdout, stderr } = run(process.execPath, "client.mjs");
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toEqual({
        allowed: 1201,
        raw: 1201,
        event: "c7",
        kind: "overview",
        total: 1201,
      });
    } finally {
      server.kill("SIGTERM");
      await new Promise((resolve) => server.once("exit", resolve));
    }
  });

  it("gives its types to who uses them", () => {
    mkdirSync(path.join(folder, "typed"), { recursive: true });
    writeFileSync(
      path.join(folder, "typed/use.ts"),
      `import { openTouchstone, type Decision } from "touchstone";
import { createClient } from "touchstone/client";
import { loadPolicy } from "touchstone/policy";
export async function verdict(url: string): Promise<Decision["verdict"] | null> {
  const decision = await createClient({ url }).decision("e1");
  return decision?.verdict ?? null;
}
const loaded = loadPolicy("", "p.yaml");
export const id: string = loaded.ok ? loaded.policy.id : "";
export const engine = await openTouchstone("data");
// @ts-expect-error: a number is no address
createClient({ url: 1 });
`,
    );
    const compiler = path.join(ROOT, "node_modules/ts7/bin/tsc");
    const options =
      "--noEmit --strict --module nodenext --target es2024 --skipLibCheck false --types node".split(" ");
    const types = ["--typeRoots", path.join(ROOT, "node_modules/@types")];
    const { stdout } = run(
      process.execPath,
      compiler,
      ...options,
      ...types,
      path.join(folder, "typed/use.ts"),
    );
    expect(
      stdout.split("\n").filter((line) => line.includes("touchstone") || line.includes("use.ts")),
    ).toEqual([]);
  });

  it("says what it needs on a Node that is too old", ({ skip }) => {
    const old = ["/usr/bin/node", "/usr/local/bin/node"].find(
      (node) =>
        existsSync(node) &&
        Number(spawnSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout.split(".")[0]) <
          22,
    );
    if (old === undefined) return skip("this machine has no Node below 22");
    const { status, stderr } = run(old, path.join(installed, "bin/touchstone.mjs"), "--version");
    expect(status).toBe(1);
    expect(stderr).toMatch(/needs Node 22\.18 or newer, this is `\d+/);
  });
});
