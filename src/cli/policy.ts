import type { Command } from "commander";
import { loadPolicy } from "../policy/load.ts";
import type { Language } from "../words/language.ts";
import { EXIT } from "./exit.ts";
import { spokenLanguage } from "./language.ts";
import { policyPath, readPolicy } from "./load-policy-file.ts";
import { toldDiagnostic } from "./told-diagnostic.ts";

/** `touchstone policy check FILE…`: is it valid, and if not, where. */
export function register(program: Command): void {
  const policy = program.command("policy").description("work with policy files");
  policy
    .command("check")
    .description("checks policies without running them; exit code 3 when one has errors")
    .argument("<file...>", "policy files, or names of shipped ones (default, payments, velocity)")
    .option("--json", "one JSON object a file on standard output")
    .action((files: string[], options: { json?: boolean; lang?: string }) => {
      const language = spokenLanguage(options.lang);
      let invalid = 0;
      for (const name of files)
        invalid += checkOne(policyPath(name), options.json ?? false, language) ? 0 : 1;
      process.exitCode = invalid > 0 ? EXIT.invalid : EXIT.ok;
    });
}

function checkOne(path: string, json: boolean, language: Language): boolean {
  const text = readPolicy(path);
  const loaded = loadPolicy(text, path);
  const diagnostics = loaded.ok ? loaded.warnings : loaded.diagnostics;
  if (json) {
    const policy = loaded.ok
      ? { id: loaded.policy.id, features: loaded.policy.features.length, rules: loaded.policy.rules.length }
      : null;
    process.stdout.write(`${JSON.stringify({ file: path, ok: loaded.ok, policy, diagnostics })}\n`);
    return loaded.ok;
  }
  for (const diagnostic of diagnostics)
    process.stdout.write(`${toldDiagnostic(diagnostic, text, language)}\n\n`);
  if (loaded.ok) {
    const { id, features, rules } = loaded.policy;
    process.stdout.write(
      language === "zh"
        ? `${path}：通过，${id}，${features.length} 个特征，${rules.length} 条规则\n`
        : `${path}: ok, ${id}, ${features.length} features, ${rules.length} rules\n`,
    );
  } else {
    const errors = diagnostics.filter(({ severity }) => severity === "error").length;
    process.stdout.write(
      language === "zh"
        ? `${path}：${errors} 处错误，未运行任何内容\n`
        : `${path}: ${errors} error(s), nothing was run\n`,
    );
  }
  return loaded.ok;
}
