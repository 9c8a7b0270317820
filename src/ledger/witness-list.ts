import { parseVerifier, type VerifierKey } from "./signed-note.ts";

/** A witness that a log asks for cosignatures. */
export interface Witness {
  readonly key: VerifierKey;
  /** Submission prefix: requests go to `<url>/add-checkpoint`. */
  readonly url: string;
}

/**
 * The witnesses of a C2SP `tlog-policy` file: its lines `witness <name> <key> <url>`. Other lines say who is believed, and are passed over.
 * A line that is none of the format's is told by its number, from 1.
 */
export function parseWitnesses(
  text: string,
): { readonly witnesses: readonly Witness[] } | { readonly wrongLine: number } {
  const witnesses: Witness[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const [word = "", , vkey = "", url] = line.trim().split(/[ \t]+/);
    if (word === "" || word.startsWith("#") || ["log", "group", "quorum"].includes(word)) continue;
    const key = parseVerifier(vkey);
    const address = url === undefined ? null : URL.parse(url);
    const isWeb = address !== null && ["http:", "https:"].includes(address.protocol);
    if (word !== "witness" || key?.use !== "witness" || !isWeb) return { wrongLine: i + 1 };
    witnesses.push({ key, url: url!.replace(/\/+$/, "") });
  }
  return { witnesses };
}
