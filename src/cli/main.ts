import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { EXIT, reportError } from "./exit.ts";

const VERSION = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;

/** Runs one command line (without `node` and the script) and sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // The reader of a pipe went away (`touchstone replay … | head`): there is nobody left to tell.
    if (error.code === "EPIPE") process.exit(EXIT.ok);
    throw error;
  });
  const program = new Command("touchstone")
    .description(
      "Tells earned engagement from bought engagement: verdicts on events, and true public counts.",
    )
    .version(VERSION)
    .showHelpAfterError("(`touchstone --help` lists the commands)")
    .exitOverride();
  // Each command is loaded when it is asked for: `policy check` should not wait for DuckDB.
  const commands = [
    await import("./up.ts"),
    await import("./audit.ts"),
    await import("./ingest.ts"),
    await import("./replay.ts"),
    await import("./simulate.ts"),
    await import("./policy.ts"),
  ];
  for (const { register } of commands) register(program);
  try {
    await program.parseAsync(["node", "touchstone", ...args]);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else process.exitCode = reportError(error);
  }
}
