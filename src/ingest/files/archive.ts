import { closeSync, openSync, readSync, statSync } from "node:fs";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { InputOrigin } from "../byte-input.ts";
import { ARCHIVED_BOOK_BYTES_MAX } from "./file-limits.ts";
import { isReadByName } from "./read-by-name.ts";
import { openZip, type ZipParts } from "./workbook/open-zip.ts";

/** A file inside a zip archive. */
export interface ArchivePlace {
  readonly archive: string;
  readonly member: string;
}

/**
 * Paths of files → the same, with each zip archive replaced by the files in it that are read by their names, as `logs.zip/day.csv`, in
 * order of name with numbers as numbers. A workbook is a zip archive and stays one file. Throws `unknown_format` for an archive
 * with a password, or in which nothing is read; what cannot be opened is left to who opens it.
 */
export async function expandArchives(paths: readonly string[]): Promise<readonly string[]> {
  const expanded: string[] = [];
  for (const path of paths) expanded.push(...((await membersOf(path)) ?? [path]));
  return expanded;
}

/** What an archive holds that is read; null for what is no archive of files. */
async function membersOf(path: string): Promise<readonly string[] | null> {
  if (!beginsLikeZip(path)) return null;
  const zip = await openZip(path);
  try {
    if (WORKBOOK_PARTS.some((part) => zip.has(part))) return null;
    const members = zip.names.filter((name) => isReadByName(name) && !/(?:^|\/)__MACOSX\//.test(name));
    if (members.length === 0) throw new TouchstoneError("unknown_format", nothingIn(path, zip));
    return members.sort(NATURAL.compare).map((name) => `${path}/${name}`);
  } finally {
    zip.close();
  }
}
/** Parts by which a zip archive is a workbook, of a kind that is read or of another. */
const WORKBOOK_PARTS = ["xl/workbook.xml", "xl/workbook.bin", "content.xml"];
const NATURAL = new Intl.Collator("en", { numeric: true });

function nothingIn(path: string, zip: ZipParts): string {
  const names = zip.names.slice(0, 3).map((name) => `\`${name}\``);
  const held = names.length === 0 ? "nothing" : names.join(", ");
  return `\`${path}\` is a zip archive in which no file is read by its name (.csv, .txt, .json, .xlsx and the like); it holds ${held}`;
}

/** A path that no file has, but that leads into an archive → where it leads; null for any other. */
export function archivePlace(path: string): ArchivePlace | null {
  if (!/[\\/]/.test(path) || statSync(path, { throwIfNoEntry: false }) !== undefined) return null;
  for (const { index } of path.matchAll(/[\\/]/g)) {
    const archive = path.slice(0, index);
    if (archive !== "" && statSync(archive, { throwIfNoEntry: false })?.isFile() === true)
      return { archive, member: path.slice(index + 1) };
  }
  return null;
}

/** A path into an archive → the stream of that file's bytes; any other origin as it is. Throws `cannot_read`, `unknown_format`. */
export async function memberOrigin(origin: InputOrigin): Promise<InputOrigin> {
  const place = "path" in origin ? archivePlace(origin.path) : null;
  if (place === null || !("path" in origin)) return origin;
  return { stream: memberBytes(await openZip(place.archive), place), name: origin.path };
}

/** A path into an archive → all bytes of that file, for what must be read from its end; null for any other path. Throws `too_long`. */
export async function heldMember(path: string): Promise<Buffer | null> {
  const place = archivePlace(path);
  if (place === null) return null;
  const held: Buffer[] = [];
  let bytes = 0;
  for await (const piece of memberBytes(await openZip(place.archive), place)) {
    held.push(piece);
    bytes += piece.length;
    if (bytes > ARCHIVED_BOOK_BYTES_MAX) {
      const hint = `holds more than ${ARCHIVED_BOOK_BYTES_MAX} bytes: unpack the archive`;
      throw new TouchstoneError("too_long", `\`${path}\` ${hint}`);
    }
  }
  return Buffer.concat(held);
}

/** An archive that holds one file that is read → that file; any other path as it is. Throws `unknown_format` where it holds several. */
export async function onlyMember(path: string): Promise<string> {
  const members = await membersOf(path);
  if (members === null) return path;
  if (members.length === 1) return members[0]!;
  const shown = members.slice(0, 3).map((name) => `\`${name}\``);
  throw new TouchstoneError(
    "unknown_format",
    `\`${path}\` holds ${members.length} files where one is read: name it, as in ${shown.join(", ")}`,
  );
}

async function* memberBytes(zip: ZipParts, { archive, member }: ArchivePlace): AsyncGenerator<Buffer> {
  try {
    const bytes = zip.bytes(member);
    if (bytes === null)
      throw new TouchstoneError("cannot_read", `\`${archive}\` holds no file \`${member}\``);
    yield* bytes;
  } finally {
    zip.close();
  }
}

function beginsLikeZip(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const head = Buffer.alloc(4);
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return false; // who opens it for reading says why it cannot be
  }
  try {
    readSync(file, head, 0, 4, 0);
  } finally {
    closeSync(file);
  }
  return head.equals(ZIP) || head.equals(EMPTY_ZIP);
}
const ZIP = Buffer.from([0x50, 0x4b, 3, 4]);
const EMPTY_ZIP = Buffer.from([0x50, 0x4b, 5, 6]);
