import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

/**
 * The commands of `docs/start.md`, run in order in a fresh folder; what the page shows of their output is compared. Numbers
 * that a change of the default policy moves are compared by shape only, and what is cut with `…` up to there.
 */

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const TOUCHSTONE = `"${process.execPath}" "${ROOT}bin/touchstone.mjs"`;
/** These would install, run this very test, or listen on every address. */
const LEFT_OUT = /^npm |--host 0\.0\.0\.0|\$TOUCHSTONE_TOKEN/m;

interface Step {
  readonly commands: string;
  /** Lines that the page shows of what the commands before it print. */
  readonly shown: string[];
}

let folder = "";
let port = 0;
const servers: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-start-"));
  for (const name of ["policies", "examples"]) symlinkSync(join(ROOT, name), join(folder, name));
  port = await freePort();
});
afterAll(async () => {
  for (const server of servers) {
    if (server.exitCode === null && server.kill("SIGINT"))
      await new Promise((resolve) => server.once("exit", resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  for (const [, language, text] of page.matchAll(/^```(sh|text|json)\n(.*?)^```$/gms)) {
    if (language === "sh") steps.push({ commands: text!, shown: [] });
    else steps.at(-1)?.shown.push(...text!.trimEnd().split("\n"));
  }
  return steps.filter(({ commands }) => !LEFT_OUT.test(commands));
}

/** All that a step prints; a server is left running, and what it says at first is its output. */
function run({ commands }: Step): Promise<string> {
  const script = commands
    .replaceAll("npx touchstone up", `exec ${TOUCHSTONE} up --port ${port}`)
    .replaceAll("npx touchstone", TOUCHSTONE)
    .replaceAll(":8787", `:${port}`);
  const serves = /touchstone up/.test(commands);
  const child = spawn("bash", ["-euc", script], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  if (serves) servers.push(child);
  let printed = "";
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (piece: Buffer) => {
        printed += piece.toString();
        if (serves && printed.includes("Ctrl-C")) resolve(printed);
      });
    }
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 || serves
        ? resolve(printed)
        : reject(new Error(`\`${commands}\` ended with ${code}:\n${printed}`)),
    );
  });
}

/** The part of a line that must stand in the output as it is. */
function shapeOf(line: string): string {
  const stable = line
    .replace(/…$/, "")
    .replace(/"not_evaluable":\[.*$/, "")
    .replace(/#[0-9a-f]{8}/g, "#");
  const moves = /\d+ events: |rules that apply|: ok, default@/.test(stable);
  return (moves ? stable.replace(/\d+/g, "0") : stable).replace(/\s+/g, " ").trim();
}

test("every command of docs/start.md works as printed, and prints what is shown", {
  timeout: 180_000,
}, async () => {
  const steps = stepsOf(readFileSync(join(ROOT, "docs/start.md"), "utf8"));
  expect(steps.length).toBeGreaterThan(10);
  let printed = "";
  for (const step of steps) {
    printed += `${await run(step)}\n`;
    if (step.shown.length === 0) continue;
    const shapes = printed.split("\n").map(shapeOf).join("\n");
    for (const line of step.shown.map(shapeOf)) expect(shapes, step.commands).toContain(line);
    printed = "";
  }
});
