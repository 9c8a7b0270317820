import type { Command, Option } from "commander";
import { InvalidArgumentError } from "commander";

const PREFIX = "TOUCHSTONE_";
/** Variables that are no option: secrets do not belong on a command line, where every process of the machine sees them. */
const SECRETS = ["TOUCHSTONE_TOKEN", "TOUCHSTONE_OPERATIONS_TOKEN"];

/**
 * Lets every option of a command that takes a value be set by a variable as well: `--keep-days` by `TOUCHSTONE_KEEP_DAYS`.
 * The command line wins. An empty variable is as good as none, as compose files leave them.
 */
export function settableByEnvironment(command: Command, environment: NodeJS.ProcessEnv): Command {
  for (const option of command.options) {
    if (option.required) option.env(variableOf(option)); // for the help; it reads none of an option that is there already
  }
  return command.hook("preAction", () => {
    for (const option of command.options) {
      const text = option.required ? (environment[variableOf(option)] ?? "") : "";
      const key = option.attributeName();
      if (text === "" || command.getOptionValueSource(key) === "cli") continue;
      command.setOptionValueWithSource(key, parsedValue(command, option, text), "env");
    }
  });
}

/** The value that a variable's text gives an option, by the option's own parser. Ends the command where it is none. */
function parsedValue(command: Command, option: Option, text: string): unknown {
  if (option.parseArg === undefined) return text;
  try {
    return option.parseArg(text, option.defaultValue as never);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const name = variableOf(option);
    return command.error(`error: variable '${name}' value '${text}' is invalid. ${error.message}`, {
      code: "commander.invalidArgument",
      exitCode: 1,
    });
  }
}

/** `--keep-days` → `TOUCHSTONE_KEEP_DAYS`. */
function variableOf(option: Option): string {
  return PREFIX + option.name().replaceAll("-", "_").toUpperCase();
}

/** A switch's variable → whether it is on, or the default where it is not set. Throws for a word that says neither. */
export function switchFrom(environment: NodeJS.ProcessEnv, name: string, byDefault: boolean): boolean {
  const text = (environment[name] ?? "").trim().toLowerCase();
  if (text === "") return byDefault;
  if (["1", "true", "yes", "on"].includes(text)) return true;
  if (["0", "false", "no", "off"].includes(text)) return false;
  throw new InvalidArgumentError(`\`${name}=${text}\`; write true or false.`);
}

/** Variables of ours that set nothing: most likely one letter is wrong. */
export function unknownVariables(
  command: Command,
  switches: readonly string[],
  environment: NodeJS.ProcessEnv,
): readonly string[] {
  const known = new Set([...command.options.map(variableOf), ...switches, ...SECRETS]);
  return Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !known.has(name));
}
