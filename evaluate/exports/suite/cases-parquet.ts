import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { SPOILT_IDS } from "./spoilt-ids.ts";
import { type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase } from "./truth.ts";

interface ParquetSpec extends TableSpec {
  /** What stands in the file, as SQL over the table's texts. */
  readonly select: string;
  /** Path of a file of some rows, where the rows go to several files; the argument is the first folder. */
  readonly folderOf?: (row: { readonly cells: readonly string[] }, header: readonly string[]) => string;
}

const REST = "device_id, ip";
/** Warehouses and Spark write Parquet: the same tables in the types that they have there. */
const SPECS: readonly ParquetSpec[] = [
  {
    name: "parquet-texts",
    layout: "likes-en",
    rows: 1500,
    time: "iso-z",
    select: "*",
    about: "every column is text",
  },
  {
    name: "parquet-instants",
    layout: "likes-en",
    rows: 1500,
    time: "iso-z",
    order: "shuffled",
    select: `CAST(user_id AS BIGINT) AS user_id, CAST(video_id AS BIGINT) AS video_id, CAST(liked_at AS TIMESTAMPTZ) AS liked_at, ${REST}`,
    about: "ids of 64 bits as whole numbers, times as instants",
  },
  {
    name: "parquet-wall-clocks",
    layout: "likes-en",
    rows: 1200,
    time: "dashed",
    order: "newest",
    select: `CAST(user_id AS UBIGINT) AS user_id, video_id, CAST(liked_at AS TIMESTAMP_NS) AS liked_at, ${REST}`,
    about: "unsigned ids, times of nanoseconds that name no zone",
  },
  {
    name: "parquet-epoch-millis",
    layout: "likes-en",
    rows: 2000,
    time: "epoch-ms",
    select: `CAST(user_id AS HUGEINT)::DECIMAL(20, 0) AS user_id, CAST(video_id AS BIGINT) AS video_id, CAST(liked_at AS BIGINT) AS liked_at, ${REST}`,
    about: "decimals without fraction as ids, milliseconds as times",
  },
  {
    name: "parquet-bytes",
    layout: "likes-en",
    rows: 1000,
    time: "iso-z",
    person: "openid",
    select:
      "user_id::BLOB AS user_id, video_id::BLOB AS video_id, liked_at::BLOB AS liked_at, device_id::BLOB AS device_id, ip",
    about: "texts as bytes without the mark of UTF-8, as Impala writes them",
  },
  {
    name: "parquet-words-and-lists",
    layout: "mixed-en",
    rows: 2400,
    time: "iso-z",
    select:
      "event_id, CAST(event_time AS TIMESTAMPTZ) AS event_time, CAST(event_type AS ENUM('view', 'like', 'comment', 'share', 'follow')) AS event_type, user_id, item_id, author_id, {'id': device_id, 'os': 'android'} AS device, ip, ['a', 'b'] AS labels, MAP {'k': 1} AS more",
    about: "kinds from a dictionary, a list, a map and a structure beside the plain columns",
  },
  {
    name: "parquet-uuids",
    layout: "likes-en",
    rows: 900,
    time: "iso-z",
    person: "uuid",
    target: "uuid",
    select: `CAST(user_id AS UUID) AS user_id, CAST(video_id AS UUID) AS video_id, CAST(liked_at AS TIMESTAMPTZ) AS liked_at, ${REST}`,
    about: "ids as UUID",
  },
  {
    name: "parquet-doubles",
    layout: "likes-en",
    rows: 800,
    time: "iso-z",
    select: `CAST(user_id AS DOUBLE) AS user_id, CAST(video_id AS DOUBLE) AS video_id, liked_at, ${REST}`,
    about: "ids of 19 digits went through a column of doubles: people and works are joined",
    truth: SPOILT_IDS,
  },
  {
    name: "parquet-partitions",
    layout: "likes-en",
    rows: 1500,
    time: "iso-z",
    select: `user_id, video_id, CAST(liked_at AS TIMESTAMPTZ) AS liked_at, ${REST}`,
    folderOf: ({ cells }, header) =>
      `likes/dt=${cells[header.indexOf("liked_at")]!.slice(0, 10)}/part-0.parquet`,
    about: "a folder a day, as Hive and Spark lay them out",
  },
];

/** The Parquet files of a seed. */
export function parquetCases(seed: number): SuiteCase[] {
  const jobs: { header: readonly string[]; rows: readonly (readonly string[])[]; select: string }[] = [];
  const made = SPECS.map((spec) => {
    let files: string[] = [];
    const { truth } = tableCase(
      {
        ...spec,
        edit: (table, help) => {
          const changed = spec.edit?.(table, help);
          const parts = new Map<string, string[][]>();
          for (const row of table.rows) {
            const path =
              spec.folderOf === undefined
                ? `${spec.name}.parquet`
                : `${spec.name}/${spec.folderOf(row, table.header)}`;
            parts.set(path, [...(parts.get(path) ?? []), row.cells]);
          }
          files = [...parts.keys()];
          for (const rows of parts.values()) jobs.push({ header: table.header, rows, select: spec.select });
          return changed;
        },
      },
      seed,
    );
    const paths = spec.folderOf === undefined ? files : [files[0]!.split("/").slice(0, 2).join("/")];
    const traits = { ...truth.traits, encoding: "-", delimiter: "-", container: "parquet" };
    return { files, truth: { ...truth, paths, traits } };
  });
  const written = execFileSync(process.execPath, [join(import.meta.dirname, "write-parquet.ts")], {
    input: JSON.stringify(jobs),
    maxBuffer: 256 * 1024 * 1024,
  });
  const bytes = (JSON.parse(written.toString()) as string[]).map((text) => Buffer.from(text, "base64"));
  return made.map(({ files, truth }) => ({
    truth,
    files: files.map((path) => ({ path, bytes: bytes.shift()! })),
  }));
}
