import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, Option } from "commander";
import { PAIR_KEY_BYTES_MIN } from "../exchange/contract/pair-key.ts";
import { exchangeRegister, registerCsv } from "../exchange/register/register.ts";
import { agreeWith } from "../flow/exchange/agree.ts";
import { completeAnswer, takeOffer } from "../flow/exchange/answer.ts";
import { type ExchangeOffice, openExchangeOffice } from "../flow/exchange/exchange-office.ts";
import { finishOffer, matchesOf, takeReceipt } from "../flow/exchange/finish.ts";
import { ledgerOfExchanges } from "../flow/exchange/ledger-of-exchanges.ts";
import { lookUp } from "../flow/exchange/look-up.ts";
import { beginOffer, completeOffer } from "../flow/exchange/offer.ts";
import { openDoor } from "../flow/exchange/open-door.ts";
import { resumeExchanges } from "../flow/exchange/resume.ts";
import type { Session } from "../flow/exchange/session.ts";
import { deleteMatches, sweep } from "../flow/exchange/sweep.ts";
import { formatVerifier } from "../ledger/signed-note.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { HOUR_MS } from "../nouns/durations.ts";
import {
  EXCHANGE_BASES,
  EXCHANGE_FIELDS,
  EXCHANGE_PURPOSES,
  EXCHANGE_SUBJECTS,
  type ExchangeBasis,
  type ExchangeField,
  type ExchangePurpose,
  type ExchangeSubject,
} from "../nouns/exchange.ts";
import { listenForExchanges } from "../serve/exchange/exchange-app.ts";
import { BASIS_WORDS, NOT_HIDDEN, PURPOSE_WORDS, STEP_WORDS } from "../words/exchange-words.ts";
import { duration, httpAddress, wholeNumber } from "./arguments.ts";
import { cannotRead } from "./cannot-read.ts";
import { exchangeClient } from "./exchange-client.ts";
import { matchesCsv } from "./exchange-matches.ts";
import { reportError } from "./exit.ts";
import { spokenLanguage } from "./language.ts";
import { stopOnSignals } from "./stop-signals.ts";

interface Common {
  readonly data: string;
  readonly threads: number;
  readonly lang?: string;
}
interface Keyed extends Common {
  readonly key: string;
}
interface OfferOptions extends Keyed {
  readonly to: string;
  readonly ids: string;
  readonly purpose: ExchangePurpose;
  readonly basis: ExchangeBasis;
  readonly reference: string;
  readonly assessment: string;
  readonly subject: ExchangeSubject;
  readonly fields: readonly ExchangeField[];
  readonly retentionDays: number;
  readonly approvedBy: string;
  readonly answerWithin: number;
}

const THREADS_MAX = 64;

/** How a command of an exchange begins: by its name, and with what such commands need in common. */
interface Commands {
  readonly command: (name: string, description: string) => Command;
  readonly keyed: (one: Command) => Command;
  readonly listed: (one: Command) => Command;
  readonly offering: (one: Command) => Command;
}

/** `touchstone exchange …`: find with another deployment what both know, under a contract that both ledgers hold. */
export function register(program: Command): void {
  const exchange = program
    .command("exchange")
    .description("finds with another deployment what both know, under a contract that both ledgers hold");
  const command = (name: string, description: string): Command =>
    exchange
      .command(name)
      .description(description)
      .option("--data <folder>", "data folder that no engine has open", "touchstone-exchange")
      .addOption(
        new Option("--threads <number>", "masking threads")
          .argParser(wholeNumber(1, THREADS_MAX))
          .default(Math.min(availableParallelism(), THREADS_MAX)),
      );
  const keyed = (one: Command): Command =>
    one.requiredOption("--key <file>", "pair key that both sides agreed on: 32 bytes or more");
  const listed = (one: Command): Command =>
    one.requiredOption("--list <file>", "what this side tells: CSV or NDJSON of id, band, reasons");
  const offering = (one: Command): Command =>
    keyed(one)
      .requiredOption("--to <name>", "counterpart, by the name it was agreed with under")
      .requiredOption("--ids <file>", "what this side asks about: CSV or NDJSON of id")
      .addOption(
        new Option("--purpose <code>", "what for").choices([...EXCHANGE_PURPOSES]).makeOptionMandatory(),
      )
      .addOption(
        new Option("--basis <code>", "legal basis").choices([...EXCHANGE_BASES]).makeOptionMandatory(),
      )
      .requiredOption(
        "--reference <text>",
        "consent record, article of the duty, or contract that the basis rests on",
      )
      .requiredOption("--assessment <text>", "number of the impact assessment (PIPL 55)")
      .addOption(
        new Option("--subject <kind>", "what the ids name")
          .choices([...EXCHANGE_SUBJECTS])
          .makeOptionMandatory(),
      )
      .addOption(
        new Option("--fields <names>", "what may cross")
          .argParser(fieldNames)
          .default([...EXCHANGE_FIELDS], EXCHANGE_FIELDS.join(",")),
      )
      .requiredOption(
        "--retention-days <days>",
        "days after which what was learned is deleted",
        wholeNumber(1, 3650),
      )
      .requiredOption("--approved-by <name>", "person who approved it on this side")
      .addOption(
        new Option("--answer-within <time>", "how long the offer may be answered")
          .argParser(duration)
          .default(7 * 24 * HOUR_MS, "7d"),
      );

  const commands: Commands = { command, keyed, listed, offering };
  registerAgreements(commands);
  registerByFile(commands);
  registerOverHttp(commands);
  registerRecords(commands);
}

/** Who the two sides are to each other. */
function registerAgreements({ command }: Commands): void {
  command("identity", "prints the public keys that the other side puts into its agreement").action(
    (options: Common) =>
      withOffice(options, async (office) =>
        say(
          JSON.stringify(
            { log_key: formatVerifier(office.logKey), witness_key: formatVerifier(office.witnessKey) },
            null,
            2,
          ),
        ),
      ),
  );
  command("agree", "keeps an agreement with a counterpart, and notes it in the ledger")
    .argument("<name>", "what the counterpart is called here")
    .argument("<file>", "the agreement, as JSON (see docs/guides/exchange.md)")
    .action((name: string, file: string, options: Common) =>
      withOffice(options, async (office) => {
        const { agreement } = await agreeWith(office, name, readJson(file));
        say(`${name}: ${agreement.log_key}`);
      }),
    );
}

/** An exchange whose messages are carried as files. */
function registerByFile({ command, keyed, listed, offering }: Commands): void {
  offering(command("offer", "asks a counterpart, by a file"))
    .requiredOption("-o, --out <file>", "where the message goes")
    .action((options: OfferOptions & { readonly out: string }) =>
      withOffice(options, async (office) => {
        const session = await offer(office, options);
        handOver(office, session, "offer", options.out);
      }),
    );
  listed(keyed(command("answer", "answers an offer, by a file")))
    .argument("<file>", "the offer")
    .requiredOption("--approved-by <name>", "person who approved it on this side")
    .requiredOption("-o, --out <file>", "where the message goes")
    .action(
      (
        file: string,
        options: Keyed & { readonly list: string; readonly approvedBy: string; readonly out: string },
      ) =>
        withOffice(options, async (office) => {
          const pairKey = readPairKey(options.key);
          const taken = await takeOffer(office, file, options.approvedBy, pairKey);
          const session = await completeAnswer(office, taken, options.list, pairKey);
          handOver(office, session, "answer", options.out);
        }),
    );
  command("finish", "takes an answer, keeps what both know, and writes the receipt")
    .argument("<file>", "the answer")
    .requiredOption("-o, --out <file>", "where the message goes")
    .action((file: string, options: Common & { readonly out: string }) =>
      withOffice(options, async (office) => {
        const session = await finishOffer(office, file);
        handOver(office, session, "receipt", options.out);
      }),
    );
  command("confirm", "takes a receipt, and closes the exchange in the ledger")
    .argument("<file>", "the receipt")
    .action((file: string, options: Common) =>
      withOffice(options, async (office) => tell(await takeReceipt(office, file))),
    );
}

/** An exchange over HTTP, and single look-ups. */
function registerOverHttp({ command, keyed, listed, offering }: Commands): void {
  offering(command("run", "asks a counterpart and finishes, over HTTP (token in TOUCHSTONE_EXCHANGE_TOKEN)"))
    .requiredOption("--with <address>", "the counterpart's door, as in https://exchange.example", httpAddress)
    .action((options: OfferOptions & { readonly with: string }) =>
      withOffice(options, async (office) => {
        const token = exchangeToken();
        const session = await offer(office, options);
        await runWith(office, session, options.with, token);
      }),
    );
  command(
    "continue",
    "goes on with an offer over HTTP that was broken off (token in TOUCHSTONE_EXCHANGE_TOKEN)",
  )
    .argument("<session>", "the exchange, as `touchstone exchange list` shows it")
    .requiredOption("--with <address>", "the counterpart's door, as in https://exchange.example", httpAddress)
    .action((session: string, options: Common & { readonly with: string }) =>
      withOffice(options, async (office) => {
        const token = exchangeToken();
        await resumeExchanges(office, null);
        await runWith(office, known(office, session), options.with, token);
      }),
    );
  keyed(
    command(
      "lookup",
      "asks a counterpart of single ids, under an exchange that is done (token in TOUCHSTONE_EXCHANGE_TOKEN)",
    ),
  )
    .argument("<session>", "the exchange, as `touchstone exchange list` shows it")
    .argument("<id...>", "what is asked, 64 at the most")
    .requiredOption("--with <address>", "the counterpart's door, as in https://exchange.example", httpAddress)
    .action((session: string, ids: string[], options: Keyed & { readonly with: string }) =>
      withOffice(options, async (office) => {
        const peer = exchangeClient(options.with, exchangeToken(), (ms) => sleep(ms));
        const found = await lookUp(office, known(office, session), ids, readPairKey(options.key), peer);
        for (const one of found) process.stdout.write(`${JSON.stringify(one)}\n`);
      }),
    );
  listed(
    keyed(command("serve", "answers counterparts over HTTP, under the standing approval of each agreement")),
  )
    .option("--port <number>", "port; 0 takes a free one", wholeNumber(0, 65535), 8790)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .action((options: Keyed & ServeOptions) => withOffice(options, (office) => serve(office, options)));
  listed(keyed(command("resume", "goes on with what was broken off: offers begun, offers taken"))).action(
    (options: Keyed & { readonly list: string }) =>
      withOffice(options, async (office) => {
        const resumed = await resumeExchanges(office, {
          list: options.list,
          pairKey: readPairKey(options.key),
        });
        for (const session of resumed) tell(session);
      }),
  );
}

/** What exchanges there were, and what they brought. */
function registerRecords({ command }: Commands): void {
  command("list", "lists exchanges and how far each has come").action((options: Common) =>
    withOffice(options, async (office) => office.sessions.all().forEach(tell)),
  );
  command("message", "writes the latest message of an exchange once more")
    .argument("<session>", "the exchange, as `touchstone exchange list` shows it")
    .requiredOption("-o, --out <file>", "where the message goes")
    .action((session: string, options: Common & { readonly out: string }) =>
      withOffice(options, async (office) => {
        const { role, step } = known(office, session);
        const name = role === "answerer" ? "answer" : step === "done" ? "receipt" : "offer";
        handOver(office, known(office, session), name, options.out);
      }),
    );
  command("matches", "prints what an exchange brought, as long as it may be kept")
    .argument("<session>", "the exchange, as `touchstone exchange list` shows it")
    .addOption(
      new Option("--format <name>", "ndjson, or csv in words").choices(["ndjson", "csv"]).default("ndjson"),
    )
    .action((session: string, options: Common & { readonly format: "ndjson" | "csv" }) =>
      withOffice(options, async (office) => {
        const lines = matchesOf(office, session);
        const { subject } = known(office, session).contract;
        process.stdout.write(options.format === "csv" ? matchesCsv(lines, subject, spokenLanguage()) : lines);
      }),
    );
  command("delete", "deletes what an exchange brought, before its time")
    .argument("<session>", "the exchange, as `touchstone exchange list` shows it")
    .action((session: string, options: Common) =>
      withOffice(options, async (office) => {
        matchesOf(office, session);
        await deleteMatches(office, known(office, session), "request");
      }),
    );
  command(
    "register",
    "prints the register of exchanges out of the ledger, to be kept for three years (PIPL 56)",
  )
    .addOption(new Option("--format <name>", "csv or json").choices(["csv", "json"]).default("csv"))
    .action((options: Common & { readonly format: "csv" | "json" }) =>
      withOffice(options, async (office) => {
        const rows = exchangeRegister(await ledgerOfExchanges(office.records));
        process.stdout.write(
          options.format === "csv" ? registerCsv(rows) : `${JSON.stringify(rows, null, 2)}\n`,
        );
      }),
    );
}

interface ServeOptions {
  readonly list: string;
  readonly port: number;
  readonly host: string;
}

/** Opens the folder, sweeps what is due, does the work, and closes. */
async function withOffice(options: Common, work: (office: ExchangeOffice) => Promise<void>): Promise<void> {
  const office = await openExchangeOffice(options.data, options.threads, Date.now);
  try {
    await sweep(office);
    await work(office);
  } finally {
    await office.close();
  }
}

async function offer(office: ExchangeOffice, options: OfferOptions): Promise<Session> {
  const begun = await beginOffer(
    office,
    {
      counterpart: options.to,
      purpose: options.purpose,
      basis: options.basis,
      basis_reference: options.reference,
      impact_assessment: options.assessment,
      subject: options.subject,
      fields: options.fields,
      retention_days: options.retentionDays,
      approved_by: options.approvedBy,
      answerWithinMs: options.answerWithin,
    },
    options.ids,
    readPairKey(options.key),
  );
  return completeOffer(office, begun);
}

/** Sends what is to be sent, however far it had come, and finishes. */
async function runWith(
  office: ExchangeOffice,
  session: Session,
  address: string,
  token: string,
): Promise<void> {
  const client = exchangeClient(address, token, (ms) => sleep(ms));
  const file = (name: "offer" | "answer" | "receipt") => office.sessions.file(session.session, name);
  let done = session;
  if (session.step === "offered") {
    await client.offer(file("offer")).catch((cause: unknown) => {
      // It had arrived before the connection broke.
      if (!(cause instanceof TouchstoneError) || cause.code !== "exchange_replayed") throw cause;
    });
    await client.answer(session.session, file("answer"));
    done = await finishOffer(office, file("answer"));
  }
  await client.receipt(file("receipt"));
  tell(done);
  notHidden();
}

async function serve(office: ExchangeOffice, options: Keyed & ServeOptions): Promise<void> {
  const pairKey = readPairKey(options.key);
  if (!existsSync(options.list))
    throw new TouchstoneError("cannot_read", `\`${options.list}\`: there is no such file`);
  const { data: folder, list } = options;
  const door = openDoor({ office, folder, list, pairKey, onFailure: (cause) => void reportError(cause) });
  const stopping = new AbortController();
  stopOnSignals(stopping);
  const listening = await listenForExchanges(door, Date.now, options.host, options.port);
  say(JSON.stringify({ listening: listening.address }));
  const hourly = setInterval(() => void sweep(office).catch(reportError), HOUR_MS);
  await new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));
  clearInterval(hourly);
  await listening.close();
  await door.idle();
}

function known(office: ExchangeOffice, session: string): Session {
  const found = office.sessions.get(session);
  if (found !== null) return found;
  throw new TouchstoneError("exchange_state", `no exchange \`${session}\` is known here`);
}

/** A copy of a session's message where the person wants it, and what the protocol does not hide. */
function handOver(
  office: ExchangeOffice,
  session: Session,
  name: "offer" | "answer" | "receipt",
  out: string,
): void {
  if (!existsSync(office.sessions.file(session.session, name)))
    throw new TouchstoneError(
      "exchange_state",
      `exchange \`${session.session}\` has no message to hand over`,
    );
  try {
    copyFileSync(office.sessions.file(session.session, name), out);
  } catch (cause) {
    throw new TouchstoneError("cannot_write", `\`${out}\`: ${(cause as Error).message}`, { cause });
  }
  tell(session);
  notHidden();
}

/** One line of JSON an exchange, for scripts; on a terminal's other stream, the same for people. */
function tell(session: Session): void {
  const { contract, role, counterpart, step, items, matches, deleteAtMs } = session;
  const language = spokenLanguage();
  const delete_at = deleteAtMs === null ? null : new Date(deleteAtMs).toISOString();
  say(JSON.stringify({ session: session.session, role, counterpart, step, items, matches, delete_at }));
  const purpose = PURPOSE_WORDS[contract.purpose][language];
  const basis = BASIS_WORDS[contract.basis][language];
  const parts = [counterpart, purpose, `${basis} (${contract.basis_reference})`, STEP_WORDS[step][language]];
  process.stderr.write(`${parts.join(language === "zh" ? "；" : "; ")}\n`);
}

function notHidden(): void {
  const language = spokenLanguage();
  for (const sentence of NOT_HIDDEN) process.stderr.write(`${sentence[language]}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function exchangeToken(): string {
  const token = process.env.TOUCHSTONE_EXCHANGE_TOKEN ?? "";
  if (token !== "") return token;
  throw new TouchstoneError(
    "unauthorized",
    "set TOUCHSTONE_EXCHANGE_TOKEN to the token that the counterpart gave",
  );
}

function fieldNames(text: string): readonly ExchangeField[] {
  const names = text.split(",").map((name) => name.trim());
  return names.map((name) => {
    const field = EXCHANGE_FIELDS.find((each) => each === name);
    if (field !== undefined) return field;
    throw new TouchstoneError(
      "exchange_basis",
      `\`${name}\` cannot cross: only ${EXCHANGE_FIELDS.join(", ")}`,
    );
  });
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw cannotRead("file", file, cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TouchstoneError("exchange_agreement", `\`${file}\` is not JSON`, { cause });
  }
}

/** The file's bytes without the line end that an editor leaves. */
function readPairKey(file: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw cannotRead("key file", file, cause);
  }
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  if (end >= PAIR_KEY_BYTES_MIN) return bytes.subarray(0, end);
  throw new TouchstoneError(
    "cannot_read",
    `key file \`${file}\` holds \`${end}\` bytes: at least ${PAIR_KEY_BYTES_MIN}, as \`openssl rand -hex 32\` gives`,
  );
}
