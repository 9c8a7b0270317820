import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { EXIT } from "../src/cli/exit.ts";
import { createProgram } from "../src/cli/program.ts";

/** Columns of the help as it stands on the page. */
const HELP_COLUMNS = 110;

/** Every command's help, and the exit codes with their comments: `docs/reference/cli.md`. */
export async function cliPage(generated: string): Promise<string> {
  const program = await createProgram();
  const sections = commandsOf(program).map(({ title, command }) => {
    command.configureOutput({ getOutHelpWidth: () => HELP_COLUMNS, getOutHasColors: () => false });
    return `## \`${title}\`\n\n\`\`\`text\n${command.helpInformation().trimEnd()}\n\`\`\`\n`;
  });
  return `# Command line

${generated} Run it as \`npx touchstone …\` in the project's folder. Results go to standard output, progress and
messages to standard error, so that every command can stand in a pipe. \`-\` as a file means standard input or output.

## Exit codes

| code | means |
|---:|---|
${await exitRows()}

A rejected line of input is no failure: it is named on standard error, counted in the summary, and kept by \`--rejects FILE\`.

${sections.join("\n")}`;
}

function commandsOf(program: Command): { title: string; command: Command }[] {
  const found: { title: string; command: Command }[] = [];
  const visit = (command: Command, title: string): void => {
    found.push({ title, command });
    for (const child of command.commands) visit(child, `${title} ${child.name()}`);
  };
  visit(program, program.name());
  return found;
}

/** Codes that mean several things share a row. */
async function exitRows(): Promise<string> {
  const source = await readFile(new URL("../src/cli/exit.ts", import.meta.url), "utf8");
  const meanings = new Map<number, string[]>();
  for (const [name, code] of Object.entries(EXIT)) {
    const comment = new RegExp(`/\\*\\* ([^*]*) \\*/\\s*${name}:`).exec(source)?.[1];
    if (comment === undefined) throw new Error(`exit code without a comment: \`${name}\``);
    meanings.set(code, [...(meanings.get(code) ?? []), comment]);
  }
  return [...meanings].map(([code, texts]) => `| ${code} | ${texts.join(" ")} |`).join("\n");
}
