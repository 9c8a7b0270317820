import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { folderSource, type OpenSource, urlSource } from "../compose/ledger-sources.ts";
import { parseBundle, verifyBundle } from "../ledger/bundle.ts";
import { formatVerifier, parseVerifier, type VerifierKey } from "../ledger/signed-note.ts";
import { type LogVerdict, verifyLog } from "../ledger/verify-log.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { faultText } from "../words/verify-words.ts";
import { cannotRead } from "./cannot-read.ts";
import { EXIT } from "./exit.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";

interface Options {
  readonly key?: string;
  readonly checkpoint: readonly string[];
  readonly json?: boolean;
  readonly lang: "zh" | "en";
}

/** `touchstone verify`: whether a ledger is what its checkpoint signs. */
export function register(program: Command): void {
  program
    .command("verify")
    .description(
      "verifies a ledger: every entry, hash and body against the signed checkpoint, and the checkpoint against earlier ones. Names the first entry that was altered, is missing, out of order or cut off. " +
        "Exit code 0: it is what was signed; 4: it is not; 1: it could not be read",
    )
    .argument(
      "<what>",
      "a data folder, a folder of tiles, an address as in http://127.0.0.1:8787 (token in TOUCHSTONE_TOKEN), or a bundle from the ledger's page",
    )
    .option(
      "--key <key>",
      "the log's verifier key, or a file with it, from somewhere else than the log itself",
    )
    .option(
      "--checkpoint <file>",
      "a checkpoint kept from earlier, which the ledger must go on from; several: repeat it",
      (file: string, before: readonly string[]) => [...before, file],
      [] as readonly string[],
    )
    .option("--json", "prints one line of JSON")
    .addOption(new Option("--lang <language>", "zh or en").choices(["zh", "en"]).default("en"))
    .action(run);
}

async function run(what: string, options: Options): Promise<void> {
  const verdict = await verdictOf(what, options);
  const output = openOutput(undefined);
  if (options.json === true) await output.write(`${JSON.stringify(jsonOf(verdict))}\n`);
  else for (const line of linesOf(verdict, options.lang)) await output.write(`${line}\n`);
  process.exitCode = verdict.faults.length === 0 ? EXIT.ok : EXIT.damaged;
}

async function verdictOf(what: string, options: Options): Promise<LogVerdict> {
  const key = options.key === undefined ? undefined : keyFrom(options.key);
  const earlier = options.checkpoint.map(textOf);
  if (/^https?:\/\//.test(what)) {
    const token = process.env.TOUCHSTONE_TOKEN;
    return verdictOn(await urlSource(what, token === "" ? undefined : token), key, earlier);
  }
  const path = resolve(what);
  if (!existsSync(path)) throw new TouchstoneError("cannot_read", `there is no \`${path}\``);
  if (statSync(path).isDirectory()) return verdictOn(folderSource(path), key, earlier);
  const bundle = parseBundle(textOf(path));
  if (bundle === null)
    throw new TouchstoneError(
      "cannot_read",
      `\`${path}\` is no bundle of ledger entries; the page of an entry gives one`,
    );
  return verifyBundle(bundle, key);
}

async function verdictOn(
  source: OpenSource,
  key: VerifierKey | undefined,
  earlier: readonly string[],
): Promise<LogVerdict> {
  const progress = createProgress("verifying", 1, false);
  try {
    return await verifyLog(source, {
      ...(key === undefined ? {} : { key }),
      earlier: source.remembered === null ? earlier : [...earlier, source.remembered],
      onProgress: (entries, size) =>
        progress.update(entries / Math.max(1, size), `${entries} of ${size} entries`),
    });
  } finally {
    progress.stop();
    source.close();
  }
}

function keyFrom(text: string): VerifierKey {
  const key = parseVerifier(existsSync(text) ? textOf(text) : text);
  if (key?.use === "log") return key;
  throw new TouchstoneError(
    "cannot_read",
    `\`${text}\` is no verifier key of a log: name+hash+key, as \`up\` prints it`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw cannotRead("the file", file, cause);
  }
}

function jsonOf({ faults, origin, key, keyGiven, size, bodies }: LogVerdict) {
  return {
    verified: faults.length === 0,
    origin,
    key: key === null ? null : formatVerifier(key),
    key_given: keyGiven,
    entries: size,
    bodies,
    faults,
  };
}

function linesOf(
  { faults, origin, key, keyGiven, size, bodies }: LogVerdict,
  lang: "zh" | "en",
): readonly string[] {
  const lines = faults.map((fault, i) => `${i === 0 ? "" : "  "}${faultText(fault, lang)}`);
  const zh = lang === "zh";
  if (origin !== null)
    lines.push(
      zh ? `日志 ${origin}，检查点签名 ${size} 条` : `log ${origin}, its checkpoint signs ${size} entries`,
    );
  if (bodies !== null) {
    const { verified, erased, unpublished } = bodies;
    lines.push(
      zh
        ? `内容：${verified} 条与承诺一致，${erased} 条已依请求删除，${unpublished} 条尚未签入检查点`
        : `bodies: ${verified} are what was committed to, ${erased} were erased on request, ${unpublished} entries wait for the next checkpoint`,
    );
  } else lines.push(zh ? "未附内容，仅校验了哈希" : "no bodies were there to verify, hashes alone");
  if (key !== null && !keyGiven)
    lines.push(
      zh
        ? `公钥取自该台账本身：${formatVerifier(key)}；请与另处获得的公钥比对（--key）`
        : `the key is the ledger's own word: ${formatVerifier(key)}; compare it with one from elsewhere (--key)`,
    );
  const verdict = faults.length === 0;
  if (zh) lines.push(verdict ? "校验通过。" : "校验未通过。");
  else lines.push(verdict ? "Verified." : "NOT verified.");
  return lines;
}
