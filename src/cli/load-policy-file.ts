import { isUtf8 } from "node:buffer";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Policy } from "../nouns/policy.ts";
import type { Diagnostic } from "../policy/diagnostic.ts";
import { joinPolicies, loadPolicy } from "../policy/load.ts";
import { cannotRead } from "./cannot-read.ts";
import { spokenLanguage } from "./language.ts";
import { toldDiagnostic } from "./told-diagnostic.ts";

/** Help of `--policy`. */
export const POLICY_HELP =
  "policy file, or the name of a shipped one; two for different events with a plus, as in default+payments";

const POLICIES = new URL("../../policies/", import.meta.url);

/** Path of a policy: a file, or the name of one that is shipped (`default`, `velocity`). Throws `cannot_read` for a name that none has. */
export function policyPath(nameOrFile: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(nameOrFile)) return nameOrFile;
  const path = fileURLToPath(new URL(`${nameOrFile}.yaml`, POLICIES));
  if (existsSync(path)) return path;
  const shipped = readdirSync(POLICIES).flatMap(
    (file) => /^(?!remark-lexicon)(.*)\.yaml$/.exec(file)?.[1] ?? [],
  );
  throw new TouchstoneError(
    "cannot_read",
    `no shipped policy is named \`${nameOrFile}\` (there are ${shipped.sort().join(", ")}); a file of yours is told by its path, as in ./${nameOrFile}.yaml`,
  );
}

/**
 * Reads and compiles the policies of a command: one, or several for different families of events with `+` or commas between them
 * (`default+payments`), joined to one. Each is checked by itself first, so that errors stand at its own lines. Warnings go to stderr. Throws
 * `cannot_read` or `bad_policy` with every diagnostic.
 */
export function loadPolicyFile(names: string): Policy {
  const files = existsSync(names) ? [names] : names.split(/[+,]/).filter((name) => name !== "");
  if (files.length < 2) return loadOne(files[0] ?? names);
  for (const file of files) loadOne(file);
  const text = joinPolicies(files.map((file) => readPolicy(policyPath(file))));
  const loaded = loadPolicy(text, files.join("+"));
  if (loaded.ok) return loaded.policy;
  const problems = listed(loaded.diagnostics, text);
  throw new TouchstoneError("bad_policy", `\`${names}\` do not go together\n\n${problems}\n`);
}

function loadOne(nameOrFile: string): Policy {
  const path = policyPath(nameOrFile);
  const text = readPolicy(path);
  const loaded = loadPolicy(text, path);
  if (!loaded.ok) {
    const problems = listed(loaded.diagnostics, text);
    throw new TouchstoneError(
      "bad_policy",
      `\`${path}\` has ${loaded.diagnostics.length} error(s)\n\n${problems}\n`,
    );
  }
  for (const warning of loaded.warnings) process.stderr.write(`${listed([warning], text)}\n`);
  return loaded.policy;
}

/** Diagnostics as they are printed, in the language of the command. */
function listed(diagnostics: readonly Diagnostic[], text: string): string {
  const language = spokenLanguage();
  return diagnostics.map((diagnostic) => toldDiagnostic(diagnostic, text, language)).join("\n\n");
}

/** A policy file's text. Throws `cannot_read`. */
export function readPolicy(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw cannotRead("policy", path, cause);
  }
  if (isUtf8(bytes)) return bytes.toString("utf8");
  throw new TouchstoneError(
    "bad_policy",
    `\`${path}\` is not UTF-8 (GBK, perhaps): save it as UTF-8; texts and words would else be others than you wrote`,
  );
}
