/** `touchstone/policy`: the checker of policy files, without an engine. */
export type { Policy } from "../nouns/policy.ts";
export { type Diagnostic, formatDiagnostic } from "../policy/diagnostic.ts";
export { type LoadResult, loadPolicy } from "../policy/load.ts";
