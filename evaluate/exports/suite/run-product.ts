import { spawn } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Truth } from "./truth.ts";

/** What the program did with one case: nothing here knows how it works inside. */
export interface ProductRun {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
  /** People and targets that stand in the decisions, where they name them; null where they do not. */
  readonly decided: { readonly people: number; readonly targets: number } | null;
}

/** Ten minutes: the largest file has 100,000 rows, and a user who waits longer calls it hung. */
const TIMEOUT_MS = 600_000;
/** An answer of more than this many characters is kept up to here: 64 MiB, far above the largest seen. */
const OUTPUT_CHARS_MAX = 64 * 1024 * 1024;

/**
 * Runs `audit` on a case as its user would: in their zone and language, with the paths as they lie, and
 * with a mapping only where one is given.
 */
export async function runProduct(
  root: string,
  folder: string,
  truth: Truth,
  map?: string,
): Promise<ProductRun> {
  const files = resolve(folder, "files");
  const mapped = map === undefined ? [] : ["--map", resolve(map)];
  const args = ["audit", ...truth.paths, ...mapped, "--json", "--quiet", "--lang", truth.machine.language];
  return { ...(await start(root, files, truth, args)), decided: null };
}

/** People and targets by the decisions of `replay`, for versions whose audit does not count them. */
export async function decidedBy(root: string, folder: string, truth: Truth): Promise<ProductRun["decided"]> {
  const scratch = mkdtempSync(join(tmpdir(), "suite-"));
  try {
    const out = join(scratch, "decisions.ndjson");
    await start(root, resolve(folder, "files"), truth, ["replay", ...truth.paths, "--quiet", "-o", out]);
    return existsSync(out) ? await countDecided(out) : null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function countDecided(file: string): Promise<ProductRun["decided"]> {
  const people = new Set<string>();
  const targets = new Set<string>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const decision: unknown = JSON.parse(line);
    const actor = idIn(decision, "actor");
    const target = idIn(decision, "target");
    if (actor === null || target === null) return null;
    people.add(actor);
    targets.add(target);
  }
  return people.size === 0 ? null : { people: people.size, targets: targets.size };
}

function idIn(decision: unknown, key: string): string | null {
  if (typeof decision !== "object" || decision === null) return null;
  const value = (decision as Record<string, unknown>)[key];
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : null;
}

type Started = Omit<ProductRun, "decided">;

function start(root: string, cwd: string, truth: Truth, args: readonly string[]): Promise<Started> {
  return new Promise((settle) => {
    const began = performance.now();
    const locale = truth.machine.language === "zh" ? "zh_CN.UTF-8" : "en_US.UTF-8";
    const child = spawn(process.execPath, [join(root, "bin/touchstone.mjs"), ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        TZ: truth.machine.zone,
        LANG: locale,
        LC_ALL: locale,
        NO_COLOR: "1",
        FORCE_COLOR: "0",
      },
    });
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (stdout.length < OUTPUT_CHARS_MAX) stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (stderr.length < OUTPUT_CHARS_MAX) stderr += text;
    });
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, TIMEOUT_MS);
    child.on("close", (exitCode, signal) => {
      clearTimeout(timer);
      settle({ exitCode, signal, timedOut, seconds: (performance.now() - began) / 1000, stdout, stderr });
    });
  });
}
