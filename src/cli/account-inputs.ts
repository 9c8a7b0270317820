import type { Command } from "commander";
import { readBehaviour } from "../flow/accounts/account-behaviour.ts";
import type { AccountInputs } from "../flow/accounts/account-features.ts";
import type { Source } from "../ingest/source.ts";
import { words } from "./arguments.ts";
import { FORMAT_HELP, openInput, STANDARD_INPUT, totalBytes } from "./inputs.ts";
import { languageOption, spokenLanguage } from "./language.ts";
import { createProgress } from "./progress.ts";
import { createRejectionReport } from "./rejections.ts";

/** Options that say where features of accounts come from; `train` and `followers` share them. */
export interface AccountOptions {
  readonly idColumn?: string;
  readonly neighbours?: string;
  readonly events?: readonly string[];
  readonly map?: string;
  readonly format?: string;
  readonly ignore?: string[];
  readonly missing?: string[];
  readonly json?: boolean;
  readonly lang?: string;
  readonly quiet?: boolean;
}

/** Adds the shared options to a command. */
export function accountOptions(command: Command): Command {
  return command
    .option("--id-column <name>", "column that names the account (default: account, actor, user_id or id)")
    .option("--neighbours <file>", "table of friends or followers: one row for each account and neighbour")
    .option("--events <file...>", "events of the accounts: their behaviour becomes features")
    .option("--map <file>", "mapping of the events' columns to event fields (see examples/mappings)")
    .option("--format <name>", `of the events: ${FORMAT_HELP}`)
    .option("--ignore <names>", "columns left out, with commas between them", words)
    .option("--missing <values>", "values that mean missing, as in `-1,unknown`", words)
    .option("--json", "prints the answer as JSON on standard output")
    .addOption(languageOption())
    .option("--quiet", "no progress bar");
}

/** Warnings go to stderr as they come and into the answer. */
export interface AccountSession {
  readonly inputs: AccountInputs;
  readonly warnings: readonly string[];
  readonly warn: (text: string) => void;
  readonly rejections: { readonly total: number };
  readonly stop: () => void;
}

/** The options' inputs, with progress and rejections on stderr. */
export function accountSession(
  accounts: string,
  options: AccountOptions,
  extra: {
    readonly labelColumn?: string;
    readonly ignore?: readonly string[];
    readonly missing?: readonly string[];
    /** Whether accounts are also looked at as had they only viewed: to learn from, not to judge. */
    readonly twice?: boolean;
  },
): AccountSession {
  const events = options.events ?? [];
  const files = [accounts, ...(options.neighbours === undefined ? [] : [options.neighbours]), ...events];
  const progress = createProgress("reading", totalBytes(files), options.quiet ?? false, "bytes");
  const rejections = createRejectionReport(() => {}, {
    keptBy: { zh: "总数见末尾", en: "the total comes at the end" },
  });
  const warnings: string[] = [];
  const warn = (text: string): void => {
    warnings.push(text);
    process.stderr.write(`touchstone: ${text}\n`);
  };
  const rejected: AccountInputs["rejected"] = (rejection, input) => rejections.add(rejection, input);
  async function* open(): AsyncGenerator<Source> {
    for (const file of events) yield await openInput(file, { ...options, pseudonymiseFields: [] });
  }
  const { labelColumn } = extra;
  return {
    warnings,
    warn,
    rejections,
    stop: () => progress.stop(),
    inputs: {
      accounts,
      ...(options.idColumn === undefined ? {} : { idColumn: options.idColumn }),
      ...(labelColumn === undefined ? {} : { labelColumn }),
      ...(options.neighbours === undefined ? {} : { neighbours: options.neighbours }),
      ignore: [...(options.ignore ?? []), ...(extra.ignore ?? [])],
      missing: [...new Set([...(options.missing ?? []), ...(extra.missing ?? [])])],
      behaviour:
        events.length === 0
          ? null
          : (asked) =>
              readBehaviour(open, !events.includes(STANDARD_INPUT), asked, extra.twice ?? false, {
                rejected,
                progress: (bytes) => progress.update(bytes, "events"),
                warn,
                setAside: (findings) => {
                  for (const { text } of findings) warn(text[spokenLanguage(options.lang)]);
                },
              }),
      rejected,
      progress: (bytes) => progress.update(bytes, "tables"),
    },
  };
}
