import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/**
 * What an audit of a CSV costs beside `JSON.parse` of the same rows: processor time of whole processes, start included, and
 * the most memory held. `node evaluate/exports/table-cost.ts --rows 1000000`.
 */
const { values } = parseArgs({ options: { rows: { type: "string", default: "1000000" } } });
const rows = Number(values.rows);
const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "table-cost-"));

const MAPPING = `mapping: 1
fields:
  at: { from: time, zone: Asia/Shanghai }
  type: "{type}"
  actor.id: "{user_id}"
  target.kind: video
  target.id: "{video_id}"
  context.ip: "{ip}"
  context.device: "{device_id}"
events:
  - id: "{user_id}|{video_id}|{time}|{type}"
`;
const TYPES = ["view", "view", "view", "like", "like", "comment", "share", "follow"] as const;
const DAYS_MS = 20 * 86_400_000;
/** Of each process: seconds of the processor and peak memory, on its last line. */
const TELL = `data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();console.error(JSON.stringify({s:(u.userCPUTime+u.systemCPUTime)/1e6,mib:u.maxRSS/1024}))})`;

let state = 12_345;
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

/** A row: few works have most of the acts, a quarter as many people as rows, ids of 19 digits. */
function row(atMs: number): readonly string[] {
  const time = new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
  const id = (lead: number, places: number): string => `${lead}${String(places).padStart(18, "0")}`;
  const user = id(7, Math.floor((random() ** 1.5 * rows) / 4));
  const video = id(8, Math.floor(random() ** 3 * 20_000));
  const type = TYPES[Math.floor(random() * TYPES.length)]!;
  const byte = (): number => 1 + Math.floor(random() * 250);
  const device = Math.floor(random() * 2 ** 32).toString(16);
  return [time, user, video, type, `36.${byte()}.${byte()}.${byte()}`, device.padStart(8, "0")];
}

function cost(args: readonly string[]): { readonly s: number; readonly mib: number } {
  const { stderr, status } = spawnSync(process.execPath, ["--import", TELL, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stderr.trimEnd().split("\n").at(-1)!) as { s: number; mib: number };
}

try {
  const header = ["time", "user_id", "video_id", "type", "ip", "device_id"];
  const made: string[] = [`${header.join(",")}\n`];
  const lines: string[] = [];
  let atMs = Date.UTC(2026, 10, 1);
  for (let i = 0; i < rows; i++) {
    atMs += (random() * 2 * DAYS_MS) / rows;
    const cells = row(Math.floor(atMs));
    made.push(`${cells.join(",")}\n`);
    lines.push(`${JSON.stringify(Object.fromEntries(header.map((name, c) => [name, cells[c]])))}\n`);
  }
  writeFileSync(join(folder, "rows.csv"), made.join(""));
  writeFileSync(join(folder, "rows.ndjson"), lines.join(""));
  writeFileSync(join(folder, "map.yaml"), MAPPING);
  writeFileSync(
    join(folder, "parse-alone.mjs"),
    `import { readFileSync } from "node:fs"; const lines = readFileSync("rows.ndjson", "utf8").split("\\n"); lines.pop();
const from = process.cpuUsage(); let seen = 0; for (const line of lines) if (JSON.parse(line).time) seen++;
const { user, system } = process.cpuUsage(from); console.log((user + system) / 1e6);`,
  );
  const parse = Number(
    execFileSync(process.execPath, ["parse-alone.mjs"], { cwd: folder, encoding: "utf8" }),
  );
  const command = (name: string, ...more: readonly string[]) =>
    cost([join(root, "bin/touchstone.mjs"), name, "rows.csv", "--map", "map.yaml", "--quiet", ...more]);
  const told = (name: string, { s, mib }: { s: number; mib: number }): string =>
    `${name.padEnd(8)} ${s.toFixed(1)} s of the processor, ${(s / parse).toFixed(0)} × JSON.parse, ${mib.toFixed(0)} MiB`;
  console.log(`${rows} rows; JSON.parse of them ${parse.toFixed(2)} s`);
  console.log(told("replay", command("replay", "-o", "decisions.ndjson")));
  console.log(told("audit", command("audit", "--json")));
} finally {
  rmSync(folder, { recursive: true });
}
