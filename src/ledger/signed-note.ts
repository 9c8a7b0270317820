import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";

/**
 * C2SP signed-note: a text, an empty line, and signature lines `— <key name> base64(key id ‖ signature)`.
 * https://c2sp.org/signed-note
 */
export interface SignedNote {
  /** With its last newline; this is what is signed. */
  readonly body: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** First four bytes of the key's hash, hex. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** What a key signs: `log` = Ed25519 over the note, `witness` = cosignature/v1, which tells the time as well. */
export type KeyUse = "log" | "witness";

/** A public key by its name. */
export interface VerifierKey {
  readonly name: string;
  readonly use: KeyUse;
  readonly keyId: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

export interface SignerKey extends VerifierKey {
  readonly privateKey: KeyObject;
}

/** Signature lines read of one note: more than any quorum needs, few enough to check at once. */
const SIGNATURES_MAX = 64;
/** A note that is larger is none of ours: origin, size, root, extensions, signatures. */
export const NOTE_BYTES_MAX = 64 * 1024;
const ALGORITHMS: Readonly<Record<KeyUse, number>> = { log: 0x01, witness: 0x04 };
const SEED_BYTES = 32;
/** Of DER: what stands before the 32 bytes of an Ed25519 key (RFC 8410). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");
const NAME = /^[^\s+]+$/u;

export function formatNote({ body, signatures }: SignedNote): string {
  return `${body}\n${signatures.map(signatureLine).join("")}`;
}

export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = Buffer.concat([Buffer.from(keyId, "hex"), signature]);
  return `— ${name} ${bytes.toString("base64")}\n`;
}

/** Reads a note; null when it has not the form of one. No signature is checked. */
export function parseNote(text: string): SignedNote | null {
  const split = text.lastIndexOf("\n\n");
  if (split < 0 || text.length > NOTE_BYTES_MAX || hasControls(text)) return null;
  const signatures = parseSignatures(text.slice(split + 2));
  return signatures === null || signatures.length === 0
    ? null
    : { body: text.slice(0, split + 1), signatures };
}

/** Signature lines alone, as a witness answers; null when one is none. */
export function parseSignatures(text: string): readonly NoteSignature[] | null {
  if (text !== "" && !text.endsWith("\n")) return null;
  const lines = text.split("\n").slice(0, -1);
  if (lines.length > SIGNATURES_MAX) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name, base64] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    if (name === undefined || base64 === undefined) return null;
    const bytes = Buffer.from(base64, "base64");
    if (bytes.length < 5 || bytes.toString("base64") !== base64) return null;
    signatures.push({ name, keyId: bytes.subarray(0, 4).toString("hex"), signature: bytes.subarray(4) });
  }
  return signatures;
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20 && text[i] !== "\n") return true;
  return false;
}

/** A key from its 32 secret bytes. Throws for a name that no note can hold. */
export function signerFromSeed(name: string, use: KeyUse, seed: Uint8Array): SignerKey {
  if (!NAME.test(name)) throw new Error(`\`${name}\` is no name of a key: no white space, no \`+\``);
  const der = Buffer.concat([PKCS8_HEAD, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const publicKey = Uint8Array.from(spki.subarray(SPKI_HEAD.length));
  return { name, use, keyId: keyIdOf(name, use, publicKey), publicKey, privateKey };
}

/** `PRIVATE+KEY+<name>+<key id>+base64(algorithm ‖ seed)`, as Go's `sumdb/note` writes it. */
export function formatSigner({ name, use, keyId, privateKey }: SignerKey): string {
  const der = privateKey.export({ format: "der", type: "pkcs8" });
  const seed = der.subarray(PKCS8_HEAD.length);
  return `PRIVATE+KEY+${name}+${keyId}+${Buffer.concat([byte(ALGORITHMS[use]), seed]).toString("base64")}`;
}

/** A secret key as `formatSigner` writes it; null when the text is none. */
export function parseSigner(text: string): SignerKey | null {
  const [, name, keyId, base64] = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text.trim()) ?? [];
  if (name === undefined || base64 === undefined) return null;
  const read = keyBytes(base64);
  if (read === null) return null;
  const key = signerFromSeed(name, read.use, read.bytes);
  return key.keyId === keyId ? key : null;
}

/** `<name>+<key id>+base64(algorithm ‖ public key)`: what may be published. */
export function formatVerifier({ name, use, keyId, publicKey }: VerifierKey): string {
  return `${name}+${keyId}+${Buffer.concat([byte(ALGORITHMS[use]), publicKey]).toString("base64")}`;
}

/** A public key as `formatVerifier` writes it; null when the text is none. */
export function parseVerifier(text: string): VerifierKey | null {
  const [, name, keyId, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text.trim()) ?? [];
  if (name === undefined || keyId === undefined || base64 === undefined) return null;
  const read = keyBytes(base64);
  if (read === null) return null;
  const { use, bytes: publicKey } = read;
  return keyIdOf(name, use, publicKey) === keyId ? { name, use, keyId, publicKey } : null;
}

/** Signs a note's body as its log. */
export function signNote(body: string, key: SignerKey): NoteSignature {
  return { name: key.name, keyId: key.keyId, signature: sign(null, Buffer.from(body), key.privateKey) };
}

/** Whether a key of this log signed the note. Lines of other keys are passed over, as the format asks. */
export function isSignedBy({ body, signatures }: SignedNote, key: VerifierKey): boolean {
  return signatures.some(
    ({ name, keyId, signature }) =>
      name === key.name && keyId === key.keyId && verifyEd25519(Buffer.from(body), signature, key.publicKey),
  );
}

export function verifyEd25519(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: "der", type: "spki" });
  return verify(null, message, key, signature);
}

function keyIdOf(name: string, use: KeyUse, publicKey: Uint8Array): string {
  const named = Buffer.concat([Buffer.from(`${name}\n`), byte(ALGORITHMS[use]), publicKey]);
  return hash("sha256", named, "hex").slice(0, 8);
}

/** base64(algorithm ‖ 32 bytes), in its one form; null for anything else. */
function keyBytes(base64: string): { readonly use: KeyUse; readonly bytes: Uint8Array } | null {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== 1 + SEED_BYTES || bytes.toString("base64") !== base64) return null;
  const use = (["log", "witness"] as const).find((each) => ALGORITHMS[each] === bytes[0]);
  return use === undefined ? null : { use, bytes: Uint8Array.from(bytes.subarray(1)) };
}

function byte(value: number): Uint8Array {
  return Uint8Array.of(value);
}
