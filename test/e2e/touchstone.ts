import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ENTRY = fileURLToPath(new URL("../../bin/touchstone.mjs", import.meta.url));
/** A command that has not ended by then is killed, and the test fails. */
const TIMEOUT_MS = 100_000;
/** An engine serves a whole file of tests; it is killed only so that none is left behind. */
export const ENGINE_TIMEOUT_MS = 600_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  /** Standard input; empty when absent. */
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one command line of the product in a process of its own, to its end. */
export async function touchstone(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawnTouchstone(args, options);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout!.on("data", (piece: Buffer) => stdout.push(piece));
  child.stderr!.on("data", (piece: Buffer) => stderr.push(piece));
  child.stdin!.on("error", () => {}); // a command that refuses its arguments does not wait for its input
  void feed(child, options.input ?? "");
  const { code, signal } = await ended(child);
  return {
    code,
    signal,
    stdout: Buffer.concat(stdout).toString("utf8"),
    stderr: Buffer.concat(stderr).toString("utf8"),
  };
}

/** Starts a command line and leaves it running: standard input is a pipe, output is the caller's to read. */
export function spawnTouchstone(
  args: readonly string[],
  options: RunOptions = {},
  timeoutMs = TIMEOUT_MS,
): ChildProcess {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", LANG: "C", ...options.env },
    stdio: "pipe",
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  child.once("exit", () => clearTimeout(timer));
  return child;
}

/** Waits for a child's end and for all of its output. To be asked for as soon as the child is there: an end that is over is not told again. */
export function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

async function feed(
  child: ChildProcess,
  input: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const stdin = child.stdin!;
  if (typeof input === "string" || input instanceof Uint8Array) {
    stdin.end(input);
    return;
  }
  for await (const piece of input) {
    if (stdin.destroyed) return;
    if (!stdin.write(piece))
      await new Promise((resolve) => stdin.once("drain", resolve).once("close", resolve));
  }
  stdin.end();
}
