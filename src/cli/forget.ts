import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { forgetInFolder } from "../flow/erase/forget-in-folder.ts";
import { type Code, TouchstoneError } from "../nouns/codes.ts";
import { erasureAnswer } from "../nouns/erasure-words.ts";
import { httpAddress } from "./arguments.ts";
import { openOutput } from "./output.ts";
import { holdToBorder, openBorder, type PseudonymOptions, pseudonymOptions } from "./pseudonyms.ts";

interface Options extends PseudonymOptions {
  readonly data: string;
  readonly at?: string;
  readonly json?: boolean;
  readonly lang: "zh" | "en";
}

/** An erasure as the API tells it, whoever did it. */
type Told = { readonly account: string } & ReturnType<typeof erasureAnswer>;

/** `touchstone forget`: erases accounts on request, and says what is left. */
export function register(program: Command): void {
  const command = program
    .command("forget")
    .description(
      "erases accounts from the lists of campaigns, now and for later looks. It does NOT take their events out of the log, which is append-only: they stay until `up --keep-days` drops them by age, " +
        "or for ever where nothing is dropped. Each answer says what was erased, what remains and until when; the ledger notes it without a name",
    )
    .argument("<account...>", "ids of accounts, as the events have them")
    .option("--data <folder>", "data folder that no engine has open", "touchstone-data")
    .option(
      "--at <address>",
      "a running engine instead, as in http://127.0.0.1:8787 (token in TOUCHSTONE_TOKEN)",
      httpAddress,
    )
    .option("--json", "prints the answers as JSON, one line an account")
    .addOption(new Option("--lang <language>", "zh or en").choices(["zh", "en"]).default("en"));
  pseudonymOptions(command).action(run);
}

async function run(accounts: string[], options: Options): Promise<void> {
  const output = openOutput(undefined);
  const tell = async ({ account, text, ...answer }: Told): Promise<void> => {
    if (options.json) {
      await output.write(`${JSON.stringify({ account, ...answer, text })}\n`);
      return;
    }
    const lines = text.map((sentence) => `  ${sentence[options.lang]}`);
    await output.write(`${[account, ...lines].join("\n")}\n`);
  };
  if (options.at === undefined) for (const told of await inFolder(accounts, options)) await tell(told);
  else for (const account of accounts) await tell(await atEngine(account, options.at));
}

async function inFolder(accounts: readonly string[], options: Options): Promise<readonly Told[]> {
  const folder = resolve(options.data);
  if (!existsSync(folder)) {
    throw new TouchstoneError("cannot_read", `no data folder \`${folder}\`; name it with \`--data\``);
  }
  const border = openBorder(options);
  holdToBorder(folder, 1, border);
  const stored = accounts.map((account) =>
    border?.fields.includes("actor") === true ? border.pseudonymiser.value("actor", account) : account,
  );
  const erasures = await forgetInFolder(folder, stored);
  return erasures.map((erasure, i) => ({ account: accounts[i]!, ...erasureAnswer(erasure) }));
}

async function atEngine(account: string, address: string): Promise<Told> {
  const token = process.env.TOUCHSTONE_TOKEN;
  const url = new URL(`/v1/actors/${encodeURIComponent(account.toWellFormed())}`, address);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: "DELETE", headers }).catch((cause: unknown) => {
    throw new TouchstoneError("cannot_connect", `nothing answers at \`${address}\``, { cause });
  });
  const answer = (await response.json().catch((cause: unknown) => {
    throw new TouchstoneError("cannot_connect", `what answers at \`${address}\` is no engine`, { cause });
  })) as Omit<Told, "account"> & { readonly code?: Code; readonly detail?: string };
  if (response.ok) return { account, ...answer };
  throw new TouchstoneError(
    answer.code ?? "cannot_connect",
    answer.detail ?? `\`${response.status}\` from ${address}`,
  );
}
