import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import {
  formatSigner,
  formatVerifier,
  parseSigner,
  type SignerKey,
  signerFromSeed,
} from "../ledger/signed-note.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { FILE_MODE } from "./private-files.ts";
import { syncFolder } from "./sync-folder.ts";

export const KEY_FILE = "signing-key";
export const VERIFIER_FILE = "verifier-key";
const SEED_BYTES = 32;
/** Bytes of chance in a log's own name: no two logs are ever taken for one. */
const NAME_BYTES = 8;

/** What a log is called that nobody named. Its name is part of every checkpoint, and cannot be changed later. */
function ownName(): string {
  return `touchstone-ledger/${randomBytes(NAME_BYTES).toString("hex")}`;
}

/**
 * The Ed25519 key in a folder, made there when it has none: secret, its owner's alone. `use` and `name` are those of a new key. The
 * public part lies beside it, to be copied. Throws `storage_damaged` for a file that is no key.
 */
export function openKey(folder: string, use: SignerKey["use"], name: string = ownName()): SignerKey {
  const file = join(folder, KEY_FILE);
  if (existsSync(file)) {
    const key = parseSigner(readFileSync(file, "utf8"));
    if (key === null || key.use !== use) {
      throw new TouchstoneError(
        "storage_damaged",
        `\`${file}\` holds no signing key of this use; put it back from a backup`,
      );
    }
    writeWhole(join(folder, VERIFIER_FILE), `${formatVerifier(key)}\n`);
    return key;
  }
  const key = signerFromSeed(name, use, randomBytes(SEED_BYTES));
  writeWhole(file, `${formatSigner(key)}\n`);
  writeWhole(join(folder, VERIFIER_FILE), `${formatVerifier(key)}\n`);
  return key;
}

/** Writes a file whole or not at all, durably, for its owner alone. */
export function writeWhole(file: string, bytes: string | Uint8Array): void {
  const handle = openSync(`${file}.new`, "w", FILE_MODE);
  try {
    const whole = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    for (let at = 0; at < whole.length; ) at += writeSync(handle, whole, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
  syncFolder(join(file, ".."));
}

/** The same without holding up the event loop while the disk works; not to be called for one file twice at a time. */
export async function writeWholeLater(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, "w", FILE_MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  if (process.platform === "win32") return; // as in `syncFolder`
  const folder = await open(join(file, ".."), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
