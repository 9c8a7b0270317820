// Makes package-lock.json whole for every platform. npm drops packages of other platforms that a registry mirror does not carry,
// and `npm ci` then refuses the lock everywhere; their versions are those their parents pin. Every package gets the hash that the
// registry publishes, so that no install takes what it cannot check. Run after changing dependencies: `node scripts/complete-lock.mjs`.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const systems = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "openharmony",
  "win32",
  "aix",
  "netbsd",
  "openbsd",
  "sunos",
];
const processors = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el"];

let added = 0;
for (const [place, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (`node_modules/${name}` in lock.packages || `${place}/node_modules/${name}` in lock.packages) continue;
    const words = name.split(/[-/]/);
    const os = systems.find((system) => words.includes(system));
    const cpu = processors.find((processor) => words.includes(processor));
    if (os === undefined || cpu === undefined)
      throw new Error(`no platform in the name of \`${name}\`, needed by ${place}`);
    const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : undefined;
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[~^]/, ""),
      cpu: [cpu],
      ...(parent.dev ? { dev: true } : {}),
      ...(libc === undefined ? {} : { libc }),
      optional: true,
      os: [os],
    };
    added++;
  }
}
let hashed = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
  if (!place.includes("node_modules/") || entry.integrity !== undefined || entry.link) continue;
  if (entry.resolved?.startsWith("file:")) continue;
  const asked = `${name}@${entry.version}`;
  const { status, stdout, stderr } = spawnSync("npm", ["view", asked, "dist.integrity", "--json"], {
    encoding: "utf8",
  });
  if (status !== 0 || stdout.trim() === "") throw new Error(`no hash of \`${asked}\`: ${stderr}`);
  const integrity = JSON.parse(stdout);
  if (!/^sha512-/.test(integrity)) throw new Error(`\`${asked}\` has the hash \`${integrity}\``);
  entry.integrity = integrity;
  hashed++;
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.error(`${added} packages of other platforms added, ${hashed} hashes filled in`);
