import type { Act } from "./acts.ts";
import { gz, zstFrames } from "./containers.ts";
import { idOf } from "./ids.ts";
import { nickname } from "./remarks.ts";
import { type TableSpec, tableCase } from "./table-case.ts";
import type { SuiteCase, Truth } from "./truth.ts";

/** The table of a spec as objects, one a row: what a tool writes that exports JSON. */
interface JsonSpec extends TableSpec {
  readonly write: (rows: readonly Record<string, unknown>[], acts: readonly Act[]) => string;
  readonly pack?: (bytes: Buffer) => Buffer;
  /** Columns written as numbers, not as text. */
  readonly numbers?: readonly string[];
  readonly path: string;
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Digits of marked strings become numbers in the text itself, as 64-bit ids are in many an API's JSON. */
const bare = (text: string): string => text.replace(/"(\d{16,20})"/g, "$1");

const thread = (row: Record<string, unknown>): unknown => ({
  kind: "youtube#commentThread",
  id: row.id,
  snippet: {
    channelId: "UCbrandbrandbrandbrandbr",
    videoId: row.video,
    topLevelComment: {
      kind: "youtube#comment",
      id: row.id,
      snippet: {
        textDisplay: row.text,
        authorDisplayName: `@${String(row.name)}`,
        authorChannelId: { value: row.user },
        likeCount: 3,
        publishedAt: row.at,
        updatedAt: row.at,
      },
    },
    canReply: true,
    totalReplyCount: 0,
    isPublic: true,
  },
});

const plain = (acts: readonly Act[]): Record<string, unknown>[] =>
  acts.map((act) => ({
    id: `Ug${idOf("hex24", act.nth, "thread")}`,
    video: idOf("handle", act.what, "video"),
    user: `UC${idOf("hex24", act.who, "person")}`,
    name: nickname(act.who, "en"),
    text: act.text,
    at: new Date(act.atMs).toISOString().replace(".000", ""),
  }));

const SPECS: readonly JsonSpec[] = [
  {
    name: "ndjson-crawler",
    layout: "crawler-douyin",
    rows: 1500,
    time: "epoch-s",
    order: "newest",
    numbers: ["create_time", "last_modify_ts", "like_count"],
    path: "search_comments_2026-11-29.jsonl",
    write: lines,
  },
  {
    name: "json-array",
    layout: "crawler-notes",
    rows: 1200,
    time: "epoch-ms",
    person: "hex24",
    target: "hex24",
    numbers: ["create_time", "last_modify_ts"],
    path: "search_comments.json",
    write: (rows) => JSON.stringify(rows, null, 2),
  },
  {
    name: "json-ids-as-numbers",
    layout: "likes-en",
    rows: 1500,
    time: "epoch-s",
    numbers: ["liked_at"],
    path: "likes.json",
    about: "19-digit ids as JSON numbers",
    write: (rows) => bare(JSON.stringify(rows)),
  },
  {
    name: "ndjson-ids-as-numbers",
    layout: "plays-en",
    rows: 2000,
    time: "epoch-ms",
    numbers: ["ts", "play_ms"],
    path: "plays.ndjson",
    about: "19-digit ids as JSON numbers",
    write: (rows) => bare(lines(rows)),
  },
  {
    name: "json-envelope",
    layout: "crawler-douyin",
    rows: 900,
    time: "epoch-s",
    path: "comment_list.json",
    numbers: ["create_time"],
    write: (rows) =>
      JSON.stringify({
        status_code: 0,
        message: "success",
        data: { total: rows.length, has_more: 0, comments: rows },
      }),
  },
  {
    name: "json-envelope-zh",
    layout: "likes-zh",
    rows: 700,
    time: "dashed",
    path: "点赞列表.json",
    write: (rows) =>
      JSON.stringify({ code: 0, msg: "成功", result: { 总数: rows.length, 列表: rows }, tips: ["a", "b"] }),
  },
  {
    name: "json-pages",
    layout: "data-broker",
    rows: 1000,
    time: "iso-millis-z",
    path: "pages.ndjson",
    about: "one page of an API a line, fifty rows in each",
    write: (rows) => {
      const pages = Array.from({ length: Math.ceil(rows.length / 50) }, (_, i) =>
        rows.slice(i * 50, i * 50 + 50),
      );
      return lines(pages.map((items, page) => ({ page, items })));
    },
    truth: {
      outcome: "either",
      refusal: { reason: "rows lie inside pages", patterns: ["items", "list", "列表", "数组", "array"] },
    },
  },
  {
    name: "array-named-ndjson",
    layout: "mixed-en",
    rows: 1000,
    time: "iso-z",
    path: "events.ndjson",
    write: (rows) => JSON.stringify(rows),
  },
  {
    name: "lines-named-json",
    layout: "mixed-en",
    rows: 1000,
    time: "iso-z",
    path: "events.json",
    write: lines,
  },
  {
    name: "youtube-threads",
    layout: "video-and-comment",
    rows: 1200,
    time: "iso-z",
    path: "commentThreads.json",
    person: "hex24",
    target: "handle",
    write: (_rows, acts) =>
      JSON.stringify({
        kind: "youtube#commentThreadListResponse",
        etag: "x",
        pageInfo: { totalResults: acts.length, resultsPerPage: 100 },
        items: plain(acts).map(thread),
      }),
  },
  {
    name: "github-stargazers",
    layout: "fans-en",
    rows: 800,
    time: "iso-z",
    types: ["favorite"],
    person: "digits10",
    path: "stargazers_octo_repo.json",
    about: "answer of the stargazers API, one repository",
    write: (_rows, acts) =>
      JSON.stringify(
        acts.map((act) => ({
          starred_at: new Date(act.atMs).toISOString().replace(".000", ""),
          user: {
            login: nickname(act.who, "en"),
            id: 1_000_007 + act.who * 13,
            type: "User",
            site_admin: false,
          },
        })),
      ),
  },
  {
    name: "contract-ndjson-zst",
    layout: "mixed-en",
    rows: 6000,
    time: "iso-z",
    path: "events.ndjson.zst",
    pack: zstFrames,
    bought: 150,
    about: "the product's own contract, zstd in several frames",
    write: (rows) => lines(rows.map(contract)),
  },
  {
    name: "contract-ndjson-gz",
    layout: "mixed-en",
    rows: 12_000,
    time: "iso-z",
    targets: 120,
    path: "events.ndjson.gz",
    pack: gz,
    order: "shuffled",
    about: "the product's own contract, gzip, shuffled",
    write: (rows) => lines(rows.map(contract)),
  },
  {
    name: "ndjson-with-torn-line",
    layout: "mixed-en",
    rows: 1000,
    time: "iso-z",
    path: "torn.ndjson",
    about: "the last line was cut while it was written",
    write: (rows) => `${lines(rows)}{"event_id":"999","event_time":"2026-11-2`,
    truth: {
      refusedRows: [{ count: 1, why: "the last line is torn" }],
      mustSay: [
        {
          about: "one torn line",
          patterns: ['"invalid":\\s*1\\b', "1 (line|row|record)", "torn", "bad_json", "不完整", "1 行"],
        },
      ],
    },
  },
];

function contract(row: Record<string, unknown>): unknown {
  return {
    id: row.event_id,
    type: row.event_type,
    at: row.event_time,
    actor: { id: row.user_id },
    target: { kind: "video", id: row.item_id, owner: row.author_id },
    context: { ip: row.ip, device: row.device_id },
  };
}

/** The JSON files of a seed. */
export function jsonCases(seed: number): SuiteCase[] {
  return SPECS.map((spec) => jsonCase(spec, seed));
}

function jsonCase(spec: JsonSpec, seed: number): SuiteCase {
  let bytes: Buffer = Buffer.alloc(0);
  const made = tableCase(
    {
      ...spec,
      edit: (table) => {
        const rows = table.rows.map((row) => {
          const pairs = row.cells.map((cell, i): [string, unknown] => {
            const header = table.header[i]!;
            return [header, spec.numbers?.includes(header) === true ? Number(cell) : cell];
          });
          return Object.fromEntries(pairs);
        });
        bytes = Buffer.from(
          spec.write(
            rows,
            table.rows.map((row) => row.act),
          ),
          "utf8",
        );
        return undefined;
      },
    },
    seed,
  );
  const truth: Truth = {
    ...made.truth,
    about: spec.about ?? `${spec.layout} as JSON`,
    paths: [`${spec.name}/${spec.path}`],
    traits: { ...made.truth.traits, container: spec.path.replace(/^[^.]*\./, "") },
  };
  return { truth, files: [{ path: `${spec.name}/${spec.path}`, bytes: spec.pack?.(bytes) ?? bytes }] };
}
