import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TileFile } from "../ledger/tile-tree.ts";
import { decodeBundle, encodeBundle, TILE_WIDTH, type Tile, tilePath } from "../ledger/tiles.ts";
import { HASH_BYTES } from "../ledger/tree-hash.ts";
import { FILE_MODE, FOLDER_MODE } from "./private-files.ts";

/** Files written side by side: as many as Node's pool has threads to wait for the disk. */
const WRITERS = 4;

/** A log's tiles as files under one folder. */
export interface TileFiles {
  /** A tile's bytes; a partial one is cut out of a fuller one where its own file is gone. Null when there is none. */
  read(tile: Tile): Uint8Array | null;
  /** Writes these tiles, each whole or not at all; on disk when it resolves. */
  write(files: readonly TileFile[]): Promise<void>;
}

export function tileFiles(folder: string): TileFiles {
  const made = new Set<string>();

  async function writeOne({ tile, bytes }: TileFile): Promise<void> {
    const file = join(folder, tilePath(tile));
    const parent = dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true, mode: FOLDER_MODE });
    made.add(parent);
    const handle = await open(`${file}.new`, "w", FILE_MODE);
    try {
      await handle.writeFile(bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.new`, file);
    // Whatever asks for a partial tile now is given a part of the whole one.
    if (tile.width === TILE_WIDTH) rmSync(`${file}.p`, { recursive: true, force: true });
  }

  return {
    read: (tile) => readTile(folder, tile),
    async write(files) {
      for (let at = 0; at < files.length; at += WRITERS)
        await Promise.all(files.slice(at, at + WRITERS).map(writeOne));
    },
  };
}

/** Reads a tile under a folder; see `TileFiles.read`. */
export function readTile(folder: string, tile: Tile): Uint8Array | null {
  const file = join(folder, tilePath(tile));
  if (existsSync(file)) return readFileSync(file);
  if (tile.width === TILE_WIDTH) return null;
  const whole = join(folder, tilePath({ ...tile, width: TILE_WIDTH }));
  if (!existsSync(whole)) return null;
  const bytes = readFileSync(whole);
  if (tile.level !== "entries") return bytes.subarray(0, tile.width * HASH_BYTES);
  return encodeBundle(decodeBundle(bytes).entries.slice(0, tile.width));
}
