// Checks a policy file without an engine, as an editor or a pipeline would: `node examples/code/check-policy.mjs policy.yaml`
import { readFileSync } from "node:fs";
import { formatDiagnostic, loadPolicy } from "touchstone/policy";

const file = process.argv[2] ?? "policy.yaml";
const text = readFileSync(file, "utf8");
const loaded = loadPolicy(text, file);
const told = loaded.ok ? loaded.warnings : loaded.diagnostics;
for (const diagnostic of told) console.error(formatDiagnostic(diagnostic, text));
console.log(loaded.ok ? `${loaded.policy.id} is whole` : `${told.length} error(s)`);
process.exitCode = loaded.ok ? 0 : 1;
