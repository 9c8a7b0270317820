import { readFileSync } from "node:fs";
import { Command } from "commander";
import { USAGE_WORDS } from "../words/help-words.ts";
import type { Language } from "../words/language.ts";
import { localise } from "./localise.ts";

const VERSION = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;

interface CommandModule {
  readonly register: (program: Command) => void;
}

/** In the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  up: () => import("./up.ts"),
  audit: () => import("./audit.ts"),
  map: () => import("./map.ts"),
  ingest: () => import("./ingest.ts"),
  consume: () => import("./consume.ts"),
  replay: () => import("./replay.ts"),
  screen: () => import("./screen.ts"),
  backtest: () => import("./backtest.ts"),
  export: () => import("./export.ts"),
  campaigns: () => import("./campaigns.ts"),
  links: () => import("./links.ts"),
  train: () => import("./train.ts"),
  followers: () => import("./followers.ts"),
  doctor: () => import("./doctor.ts"),
  backup: () => import("./backup.ts"),
  verify: () => import("./verify.ts"),
  witness: () => import("./witness.ts"),
  forget: () => import("./forget.ts"),
  exchange: () => import("./exchange.ts"),
  simulate: () => import("./simulate.ts"),
  policy: () => import("./policy.ts"),
};

/**
 * The command line with all its commands, or with `only` one where that is the name of a command: `policy check` need not
 * load DuckDB and the HTTP server. Throws `CommanderError` where commander would end the process.
 */
export async function createProgram(only?: string, language: Language = "en"): Promise<Command> {
  const program = new Command("touchstone")
    .description(
      "Tells earned engagement from bought engagement: verdicts on events, and true public counts.",
    )
    .version(VERSION)
    .showHelpAfterError(
      language === "zh"
        ? USAGE_WORDS["(`touchstone --help` lists the commands)"]!
        : "(`touchstone --help` lists the commands)",
    )
    .exitOverride();
  for (const command of needed(only)) (await command()).register(program);
  localise(program, language);
  return program;
}

/** The version needs no command; help, and a word that is none, need all of them. */
function needed(only: string | undefined): readonly (() => Promise<CommandModule>)[] {
  if (only === "--version" || only === "-V") return [];
  const one = only !== undefined && Object.hasOwn(COMMANDS, only) ? COMMANDS[only] : undefined;
  return one === undefined ? Object.values(COMMANDS) : [one];
}
