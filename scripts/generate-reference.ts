import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { CODES } from "../src/nouns/codes.ts";
import { METRICS } from "../src/serve/metrics.ts";
import { openApiDocument } from "../src/serve/openapi.ts";
import { cliPage } from "./reference-cli.ts";
import { policyTables } from "./reference-policy.ts";

/** Pages of `docs/reference` that are made from the code; a test compares the committed ones with fresh ones. */

const ROOT = new URL("../", import.meta.url);

/** Files that state limits, with what they are about. */
const LIMIT_FILES = [
  { path: "src/nouns/limits.ts", about: "Events and requests" },
  { path: "src/ingest/files/file-limits.ts", about: "Input files" },
  { path: "src/serve/serve-limits.ts", about: "The HTTP door" },
  { path: "src/flow/online-limits.ts", about: "The online flow" },
  { path: "src/client/client-limits.ts", about: "The client" },
  { path: "src/ingest/mapping-limits.ts", about: "Mappings" },
  { path: "src/flow/history/backtest-limits.ts", about: "Backtests" },
  { path: "src/ingest/guess/guess-limits.ts", about: "Files without a mapping" },
  { path: "src/policy/limits.ts", about: "Policies" },
  { path: "src/detect/targets/order-limits.ts", about: "Orders told by their audience" },
  { path: "src/detect/targets/second-tier-limits.ts", about: "The second tier of targets" },
  { path: "src/detect/crews/crew-limits.ts", about: "Crews told by a whole file" },
  { path: "src/detect/audience/audience-limits.ts", about: "Groups within one owner's audience" },
  { path: "src/screen/link/link-limits.ts", about: "The link of payments and steps" },
  { path: "src/flow/links/link-limits.ts", about: "The thread that reads the log for links" },
  {
    path: "src/flow/recent/recent-limits.ts",
    about: "The latest events, shared by the threads that follow the log",
  },
  { path: "src/flow/near-line/detector-limits.ts", about: "Watching for campaigns" },
  { path: "src/flow/nightly/nightly-limits.ts", about: "Nights over weeks" },
  { path: "src/flow/campaigns/campaign-limits.ts", about: "Campaigns kept and corrected" },
  { path: "src/flow/changes/change-limits.ts", about: "The feed of changes" },
  { path: "src/flow/policies/policy-limits.ts", about: "Policies changed while the engine runs" },
  { path: "src/flow/lists/list-limits.ts", about: "Named lists" },
  { path: "src/flow/trails/trail-limits.ts", about: "Looks back for one account or target" },
  { path: "src/flow/erase/erase-limits.ts", about: "Retention and erasure" },
  { path: "src/flow/doctor/doctor-limits.ts", about: "Examining a data folder" },
  { path: "src/report/audit-limits.ts", about: "Audits" },
  {
    path: "src/flow/planted/planted-limits.ts",
    about: "Purchases planted to know what a file would have shown",
  },
  { path: "src/screen/remark/remark-limits.ts", about: "Remarks of payments" },
  { path: "src/screen/payee/payee-limits.ts", about: "Payees" },
  { path: "src/flow/screening/screening-limits.ts", about: "Payments that wait" },
  { path: "src/learn/account-limits.ts", about: "The account model" },
  { path: "src/learn/batches/batch-limits.ts", about: "Batches of followers" },
  { path: "src/exchange/exchange-limits.ts", about: "Exchanges between two deployments" },
  { path: "src/exchange/lookup/lookup-limits.ts", about: "Single look-ups between two deployments" },
];

/** Paths of the files whose limits the reference lists. */
export function limitFiles(): string[] {
  return LIMIT_FILES.map(({ path }) => path);
}

/** Path from the project's root → the page's text. A page that is written by hand has its tables made anew. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ["docs/reference/openapi.json", `${JSON.stringify(await openApiDocument(), null, 2)}\n`],
    ["docs/reference/codes.md", codesPage()],
    ["docs/reference/limits.md", await limitsPage()],
    ["docs/reference/metrics.md", metricsPage()],
    ["docs/reference/cli.md", await cliPage(GENERATED)],
    ["docs/reference/policy.md", await policyPage()],
  ]);
}

const GENERATED = "Made from the code by `node scripts/generate-reference.ts`.";

function codesPage(): string {
  const rows = Object.entries(CODES).map(
    ([code, { kind, status, retry, en, zh }]) =>
      `| \`${code}\` | ${kind} | ${status} | ${retry ? "yes" : "no"} | ${en} | ${zh} |`,
  );
  return `# Codes

${GENERATED} Every error and every refused record carries one. Kind \`data\`: the input is odd, the rest goes on.
Kind \`world\`: something outside failed. Retry: the same request can succeed later.

| code | kind | HTTP status | retry | meaning | 含义 |
|---|---|---|---|---|---|
${rows.join("\n")}
`;
}

async function limitsPage(): Promise<string> {
  const sections: string[] = [];
  for (const { path, about } of LIMIT_FILES) {
    const source = await readFile(new URL(path, ROOT), "utf8");
    const values = (await import(new URL(path, ROOT).href)) as Record<string, unknown>;
    const rows = [...limitReasons(source)].map(([name, reason]) => {
      if (reason === "") throw new Error(`limit without a reason: \`${name}\` in ${path}`);
      return `| \`${name}\` | ${Number(values[name]).toLocaleString("en-US")} | ${reason} |`;
    });
    sections.push(`## ${about}\n\n| limit | value | why |\n|---|---:|---|\n${rows.join("\n")}\n`);
  }
  return `# Limits\n\n${GENERATED} A name ends with its unit.\n\n${sections.join("\n")}`;
}

/** Source of a limits file → the comment above each constant; constants in a row share theirs. */
function limitReasons(source: string): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  let reason = "";
  for (const match of source.matchAll(/\/\*\*(.*?)\*\/|export const (\w+)/gs)) {
    if (match[1] !== undefined) reason = match[1].replace(/\s*\n\s*\*?\s*/g, " ").trim();
    else if (match[2] !== undefined) reasons.set(match[2], reason);
  }
  return reasons;
}

/** The committed page with what stands between its markers replaced by the tables of now. */
async function policyPage(): Promise<string> {
  let page = await readFile(new URL("docs/reference/policy.md", ROOT), "utf8");
  for (const [name, table] of await policyTables()) {
    const [open, close] = [`<!-- generated: ${name} -->`, "<!-- end -->"];
    const start = page.indexOf(open);
    const end = page.indexOf(close, start);
    if (start < 0 || end < 0) throw new Error(`docs/reference/policy.md has no place for \`${name}\``);
    page = `${page.slice(0, start)}${open}\n\n${table}\n\n${page.slice(end)}`;
  }
  return page;
}

function metricsPage(): string {
  const rows = METRICS.map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(", ")} | ${help} |`,
  );
  return `# Metrics

${GENERATED} \`GET /metrics\` answers in the text format of Prometheus.

| metric | type | labels | meaning |
|---|---|---|---|
${rows.join("\n")}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of await referencePages()) await writeFile(new URL(path, ROOT), text);
}
