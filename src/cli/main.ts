import { CommanderError } from "commander";
import { EXIT, reportError } from "./exit.ts";
import { spokenLanguage } from "./language.ts";
import { createProgram } from "./program.ts";

/** Runs one command line (without `node` and the script) and sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // The reader of a pipe went away (`touchstone replay … | head`): there is nobody left to tell.
    if (error.code === "EPIPE") process.exit(EXIT.ok);
    throw error;
  });
  const program = await createProgram(args[0], spokenLanguage());
  try {
    await program.parseAsync(["node", "touchstone", ...args]);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else process.exitCode = reportError(error);
  }
}
