/**
 * Our log and our witness, each against tools that we did not write: Debian's `spicy` and `litewitness` (packages `torchwood`, or
 * `litetlog`). They are looked for on the PATH and in the folder that TOUCHSTONE_TLOG_TOOLS names; without them their part skips and says so.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCheckpoint, signCheckpoint } from "../src/ledger/checkpoint.ts";
import { cosignedAt } from "../src/ledger/cosignature.ts";
import { leafText } from "../src/ledger/leaf.ts";
import { consistencyProof } from "../src/ledger/proofs.ts";
import {
  formatVerifier,
  parseSignatures,
  parseSigner,
  parseVerifier,
  signerFromSeed,
  type VerifierKey,
} from "../src/ledger/signed-note.ts";
import { subtreeReader } from "../src/ledger/tile-reader.ts";
import { rootOf } from "../src/ledger/tree-hash.ts";
import { formatAddCheckpoint } from "../src/ledger/witness.ts";
import { parseWitnesses, type Witness } from "../src/ledger/witness-list.ts";
import { repairOf } from "../src/ports/ledger-entries.fixture.ts";
import type { LedgerLog } from "../src/ports/ledger-log.ts";
import type { Records } from "../src/ports/records.ts";
import { createWitnessApp } from "../src/serve/witness-app.ts";
import { cosignersOver } from "../src/store/ask-witnesses.ts";
import { openKey } from "../src/store/ledger-key.ts";
import { openLedgerLog } from "../src/store/ledger-log.ts";
import { openRecords } from "../src/store/sqlite-records.ts";
import { readTile } from "../src/store/tile-files.ts";
import { openWitnessState } from "../src/store/witness-state.ts";

const SIZES = [300, 417, 1000];
let folder: string;
let records: Records;
let log: LedgerLog;
/** The log's checkpoints, as it grew. */
const checkpoints: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-witness-"));
  records = openRecords(join(folder, "records.sqlite"));
  log = await openLedgerLog(folder, records);
  let before = 0;
  for (const size of SIZES) {
    const more = Array.from({ length: size - before }, (_, i) => repairOf(`${i}`));
    await records.applyCounts([], [], 0, more, 1_790_000_000_000 + size);
    before = size;
    await log.publish();
    checkpoints.push(log.checkpoint()!);
  }
});
afterAll(() => {
  records.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A request for checkpoint `at` by someone who knows the witness at `old`. */
function request(old: number, note: string): string {
  const { size } = parseCheckpoint(note)!;
  const subtree = subtreeReader((tile) => readTile(join(folder, "ledger"), tile), size);
  return formatAddCheckpoint(old, old > size ? [] : consistencyProof(old, size, subtree), note);
}

/** A tree of as many entries as the last checkpoint's, of another history, under the log's own key. */
function fork(size: number): string {
  const key = parseSigner(readFileSync(join(folder, "ledger", "signing-key"), "utf8"))!;
  const root = rootOf(Array.from({ length: size }, (_, i) => Buffer.alloc(32, i)));
  return signCheckpoint({ origin: key.name, size, root }, key);
}

/** A tool of Debian's; null where it is not installed. */
function tool(...names: string[]): string | null {
  const folders = [
    process.env.TOUCHSTONE_TLOG_TOOLS ?? "",
    ...(process.env.PATH ?? "").split(delimiter),
    "/usr/sbin",
  ];
  for (const name of names) {
    for (const each of folders) if (each !== "" && existsSync(join(each, name))) return join(each, name);
  }
  return null;
}
const SPICY = tool("spicy", "spicy-torchwood", "spicy-litetlog");
const LITEWITNESS = tool("litewitness");
const MISSING =
  "not installed: Debian's packages torchwood and litetlog have it; name their folder in TOUCHSTONE_TLOG_TOOLS";
if (SPICY === null) console.log(`skipped: spicy is ${MISSING}`);
if (LITEWITNESS === null) console.log(`skipped: litewitness is ${MISSING}`);

interface RunningWitness {
  readonly url: string;
  readonly key: VerifierKey;
  /** Ends it as kill −9 would, and starts it anew on what it kept. */
  again(): Promise<string>;
  stop(): Promise<void>;
}

async function ours(): Promise<RunningWitness> {
  const place = mkdtempSync(join(tmpdir(), "touchstone-witness-own-"));
  const key = openKey(place, "witness", "witness.example/ours");
  const start = async () => {
    const state = openWitnessState(place, [parseVerifier(log.verifierKey)!], [log.verifierKey]);
    const app = createWitnessApp({ state, key, clock: () => Date.now(), onOutcome: () => {} });
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    const end = async () => {
      await app.close();
      state.close();
    };
    return { url, end };
  };
  let running = await start();
  return {
    url: running.url,
    key,
    again: async () => {
      await running.end();
      running = await start();
      return running.url;
    },
    stop: async () => {
      await running.end();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

async function theirs(): Promise<RunningWitness> {
  const place = mkdtempSync(join(tmpdir(), "touchstone-litewitness-"));
  const at = (name: string) => join(place, name);
  const name = "witness.example/lite";
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at("key")]);
  const agent = spawn("ssh-agent", ["-D", "-a", at("agent")], { stdio: "ignore" });
  await expect.poll(() => existsSync(at("agent")), { timeout: 20_000 }).toBe(true);
  execFileSync("ssh-add", ["-q", at("key")], { env: { ...process.env, SSH_AUTH_SOCK: at("agent") } });
  const blob = Buffer.from(readFileSync(at("key.pub"), "utf8").split(" ")[1]!, "base64");
  const print = execFileSync("ssh-keygen", ["-lf", at("key.pub")])
    .toString()
    .split(" ")[1]!;
  const control = tool("witnessctl")!;
  const origin = parseVerifier(log.verifierKey)!.name;
  execFileSync(control, ["add-log", "-db", at("db"), "-origin", origin]);
  execFileSync(control, ["add-key", "-db", at("db"), "-origin", origin, "-key", log.verifierKey]);
  const port = await freePort();
  const start = () =>
    spawn(
      LITEWITNESS!,
      [
        "-db",
        at("db"),
        "-name",
        name,
        "-key",
        print,
        "-ssh-agent",
        at("agent"),
        "-listen",
        `127.0.0.1:${port}`,
      ],
      { stdio: "ignore" },
    );
  let running = start();
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await expect.poll(answers, { timeout: 20_000 }).toBe(true);
  // Its key by its own name, as a cosigner's verifier key.
  const probe = signerFromSeed(name, "witness", Buffer.alloc(32));
  const key = { ...probe, publicKey: Uint8Array.from(blob.subarray(-32)) };
  const text = await fetch(`${url}/add-checkpoint`, { method: "POST", body: request(0, checkpoints[0]!) });
  const keyId = parseSignatures(await text.text())![0]!.keyId;
  return {
    url,
    key: { ...key, keyId },
    again: async () => {
      running.kill("SIGKILL");
      running = start();
      await expect.poll(answers, { timeout: 20_000 }).toBe(true);
      return url;
    },
    stop: async () => {
      running.kill("SIGKILL");
      agent.kill("SIGKILL");
      rmSync(place, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

describe.each([
  ["touchstone witness", ours, true],
  ["litewitness", theirs, LITEWITNESS !== null],
] as const)("%s", (_, start, there) => {
  test.skipIf(!there)(
    "cosigns what goes on from what it cosigned, and nothing else, across kill −9",
    async () => {
      const witness = await start();
      let { url } = witness;
      const ask = async (old: number, note: string, body = request(old, note)) => {
        const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body });
        return {
          status: response.status,
          type: response.headers.get("content-type"),
          text: await response.text(),
        };
      };
      const cosigned = (note: string, text: string) => {
        const { body } = parseCheckpoint(note)!.note;
        return cosignedAt({ body, signatures: parseSignatures(text)! }, witness.key);
      };
      try {
        const first = await ask(start === ours ? 0 : 300, checkpoints[0]!);
        expect(first.status).toBe(200);
        expect(cosigned(checkpoints[0]!, first.text)).toBeGreaterThan(1_790_000_000);
        const grown = await ask(300, checkpoints[1]!);
        expect([grown.status, cosigned(checkpoints[1]!, grown.text) === null]).toEqual([200, false]);
        // Asked again for the same, it says the same.
        expect((await ask(417, checkpoints[1]!)).status).toBe(200);
        const stale = await ask(300, checkpoints[2]!);
        expect([stale.status, stale.type, stale.text]).toEqual([409, "text/x.tlog.size", "417\n"]);
        expect((await ask(300, checkpoints[0]!)).status).toBe(409);
        // The specification says 409; litewitness takes it for a proof that is wrong.
        expect([409, 422]).toContain((await ask(417, fork(417))).status);
        expect((await ask(417, fork(1000))).status).toBe(422);
        expect((await ask(418, checkpoints[1]!)).status).toBe(400);
        expect((await ask(417, "", "no request")).status).toBe(400);
        const other = signerFromSeed(log.verifierKey.split("+")[0]!, "log", Buffer.alloc(32, 4));
        const { size, root, origin } = parseCheckpoint(checkpoints[2]!)!;
        expect((await ask(417, signCheckpoint({ size, root, origin }, other))).status).toBe(403);
        const stranger = signerFromSeed("stranger/ledger", "log", Buffer.alloc(32, 4));
        expect((await ask(0, signCheckpoint({ size, root, origin: stranger.name }, stranger))).status).toBe(
          404,
        );
        url = await witness.again();
        expect((await ask(417, fork(1000))).status).toBe(422);
        const last = await ask(417, checkpoints[2]!);
        expect([last.status, cosigned(checkpoints[2]!, last.text) === null]).toEqual([200, false]);
        expect([409, 422]).toContain((await ask(1000, fork(1000))).status);
      } finally {
        await witness.stop();
      }
    },
    120_000,
  );
});

describe("spicy", () => {
  test.skipIf(SPICY === null)(
    "accepts entries by their proofs; refuses a changed byte and a foreign key",
    async () => {
      const verify = (key: string, entry: string) =>
        spawnSync(SPICY!, ["-verify", key, entry], { encoding: "utf8" }).status;
      const foreign = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
      for (const index of [0, 417, 999]) {
        const entry = join(folder, `entry-${index}`);
        writeFileSync(entry, leafText((await records.entries(index, 1))[0]!));
        // Its files are of before tlog-proof had a first line of its own: `tail -n +2`.
        writeFileSync(`${entry}.spicy`, log.proof(index)!.replace(/^.*\n/, ""));
        expect(verify(log.verifierKey, entry), `entry ${index}`).toBe(0);
        expect(verify(foreign, entry)).not.toBe(0);
        writeFileSync(entry, leafText((await records.entries(index, 1))[0]!).replace("system", "person"));
        expect(verify(log.verifierKey, entry)).not.toBe(0);
      }
    },
  );
});

test("a log asks its witness by itself, and its checkpoint carries the cosignature; a ledger set back is refused and told", async () => {
  const place = mkdtempSync(join(tmpdir(), "touchstone-asked-"));
  const warnings: string[] = [];
  const own = openRecords(join(place, "records.sqlite"));
  await own.append(repairOf("1"), 1);
  const unwitnessed = await openLedgerLog(place, own);
  const state = openWitnessState(place, [parseVerifier(unwitnessed.verifierKey)!], [unwitnessed.verifierKey]);
  const signer = signerFromSeed("witness.example/asked", "witness", Buffer.alloc(32, 8));
  const app = createWitnessApp({ state, key: signer, clock: () => Date.now(), onOutcome: () => {} });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const text = `# a policy\nwitness w ${formatVerifier(signer)} ${url}\nquorum w\n`;
  const { witnesses } = parseWitnesses(text) as { witnesses: readonly Witness[] };
  expect(parseWitnesses(`log x\nwitness w nokey ${url}`)).toEqual({ wrongLine: 2 });
  const asked = () =>
    openLedgerLog(
      place,
      own,
      (message) => warnings.push(message),
      cosignersOver(witnesses, (m) => warnings.push(m)),
    );
  const cosigned = (one: LedgerLog) => cosignedAt(parseCheckpoint(one.checkpoint()!)!.note, signer) !== null;
  try {
    let witnessed = await asked();
    await witnessed.publish();
    await expect.poll(() => cosigned(witnessed), { timeout: 20_000 }).toBe(true);
    await own.append(repairOf("2"), 2);
    await witnessed.publish();
    await expect.poll(() => cosigned(witnessed), { timeout: 20_000 }).toBe(true);
    // A new process asks from the beginning, is told how far the witness has come, and goes on from there.
    witnessed = await asked();
    expect(cosigned(witnessed)).toBe(true);
    await own.append(repairOf("3"), 3);
    await witnessed.publish();
    await expect.poll(() => cosigned(witnessed), { timeout: 20_000 }).toBe(true);
    expect(warnings).toEqual([]);
    state.keep(
      parseVerifier(unwitnessed.verifierKey)!.name,
      checkpoints[2]!.replace(/^.*/, unwitnessed.verifierKey.split("+")[0]!),
      0,
    );
    await own.append(repairOf("4"), 4);
    await witnessed.publish();
    await expect.poll(() => warnings.join(), { timeout: 20_000 }).toMatch(/did not cosign.*409: 1000/);
    expect(cosigned(witnessed)).toBe(false);
    witnessed.stop();
  } finally {
    await app.close();
    state.close();
    own.close();
    rmSync(place, { recursive: true, force: true });
  }
});
