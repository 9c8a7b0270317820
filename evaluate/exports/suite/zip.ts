import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** 1 January 2026, as DOS date: a fixed one, so that the same seed gives the same bytes. */
const DOS_DATE = ((2026 - 1980) << 9) | (1 << 5) | 1;
/** Names are UTF-8 (bit 11), as Excel and 7-Zip write them. */
const FLAG_UTF8 = 0x800;
const FLAG_ENCRYPTED = 0x1;

/** Entries → a zip archive, deflated. `locked` marks them encrypted (and makes them unreadable). */
export function zip(entries: readonly ZipEntry[], locked = false): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, "utf8");
    const deflated = deflateRawSync(entry.bytes);
    const body = locked ? Buffer.concat([Buffer.alloc(12, 0x5a), deflated.map((b) => b ^ 0x5a)]) : deflated;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(locked ? FLAG_UTF8 | FLAG_ENCRYPTED : FLAG_UTF8, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(entry.bytes), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(entry.bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const head = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, tail, name]));
    parts.push(head, body);
    offset += head.length + body.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}
