import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { openWitnessState } from "../compose/open-witness-state.ts";
import { formatVerifier, parseVerifier, type VerifierKey } from "../ledger/signed-note.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { createWitnessApp } from "../serve/witness-app.ts";
import { lockFolder } from "../store/folder-lock.ts";
import { openKey } from "../store/ledger-key.ts";
import { FOLDER_MODE } from "../store/private-files.ts";
import { wholeNumber } from "./arguments.ts";
import { stopOnSignals } from "./stop-signals.ts";

interface Options {
  readonly data: string;
  readonly log: readonly string[];
  readonly name?: string;
  readonly host: string;
  readonly port: number;
}

/** `touchstone witness`: remembers what a log has signed, and refuses to cosign another history. */
export function register(program: Command): void {
  program
    .command("witness")
    .description(
      "cosigns checkpoints of logs that it knows (C2SP tlog-witness), each only where it goes on from the one before; a log that rewrote its history is refused. Run it where the log's operator has no hand: at a partner's, an expert's, a regulator's",
    )
    .option("--data <folder>", "folder for its key and what it has cosigned", "touchstone-witness")
    .option(
      "--log <key>",
      "verifier key of a log to witness, or a file with it; several: repeat it. Those of before stay",
      (key: string, before: readonly string[]) => [...before, key],
      [] as readonly string[],
    )
    .option(
      "--name <name>",
      "its name, like an address without https://, as in witness.example.com; of a new key",
    )
    .option(
      "--host <address>",
      "address to listen on; requests need no token, logs' signatures are checked",
      "127.0.0.1",
    )
    .option("--port <number>", "port; 0 takes a free one", wholeNumber(0, 65_535), 8788)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const folder = resolve(options.data);
  const texts = options.log.map((text) => (existsSync(text) ? readFileSync(text, "utf8").trim() : text));
  const logs = texts.map(keyOfLog);
  if (options.name !== undefined && !/^[^\s+]+$/u.test(options.name))
    throw new TouchstoneError(
      "cannot_read",
      `\`${options.name}\` is no name of a key: no white space, no \`+\``,
    );
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const lock = lockFolder(folder);
  const stopping = new AbortController();
  stopOnSignals(stopping);
  try {
    const key = openKey(folder, "witness", options.name);
    const state = openWitnessState(folder, logs, texts);
    const app = createWitnessApp({
      state,
      key,
      clock: Date.now,
      onOutcome: ({ checkpoint: { origin, size } }, outcome) => {
        const why = outcome.status === 200 ? "cosigned" : `refused (${outcome.status}): ${outcome.why}`;
        print(`${new Date().toISOString()} ${origin} ${size}: ${why}`);
      },
    });
    const address = await app.listen({ host: options.host, port: options.port }).catch((cause: unknown) => {
      throw new TouchstoneError(
        "cannot_listen",
        `\`${options.host}:${options.port}\`: ${(cause as Error).message}`,
      );
    });
    print(`The witness is up: ${address}`);
    print(`  key  ${formatVerifier(key)}`);
    for (const { name } of logs) print(`  log  ${name}`);
    await new Promise<void>((done) =>
      stopping.signal.addEventListener("abort", () => done(), { once: true }),
    );
    await app.close();
    state.close();
    print("Stopped.");
  } finally {
    lock.release();
  }
}

function keyOfLog(text: string): VerifierKey {
  const key = parseVerifier(text);
  if (key?.use === "log") return key;
  throw new TouchstoneError(
    "cannot_read",
    `\`${text}\` is no verifier key of a log: name+hash+key, as \`up\` prints it`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
