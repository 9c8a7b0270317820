import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Follower } from "../../src/learn/batches/follower.ts";

/** A follower of a real data set; `group` is the shop, community or rule it is from. */
export interface LabelledFollower extends Follower {
  readonly bought: boolean;
  readonly group: string;
}

export interface RealList {
  readonly name: string;
  readonly rows: readonly LabelledFollower[];
}

const BARE: Follower = {
  id: "",
  registeredAtMs: Number.NaN,
  followedAtMs: Number.NaN,
  lastActiveAtMs: Number.NaN,
  name: null,
  posts: Number.NaN,
  followers: Number.NaN,
  following: Number.NaN,
  hasPicture: null,
  hasBio: null,
};

type Row = Readonly<Record<string, string>>;

/** Real lists that are there; none of them was learned from or tuned on. `data`: the folder of the data sets, with a slash at its end. */
export function readRealLists(data: string): { readonly lists: RealList[]; readonly absent: string[] } {
  const lists: RealList[] = [];
  const absent: string[] = [];
  const sets: readonly (readonly [string, string, () => readonly LabelledFollower[]])[] = [
    ["VK, bought and real", "vk-bought-accounts/friends.csv.gz", () => vkRows(`${data}vk-bought-accounts/`)],
    ["Instagram followers", "instagram-followers/labelled.csv", () => instagramRows(data)],
    ["GitHub stars", "fake-stars/fake_accounts.csv", () => starRows(`${data}fake-stars/`)],
    ["Kuaishou users, all genuine", "kuairand/user_features.csv", () => kuaishouRows(data)],
  ];
  for (const [name, file, read] of sets) {
    if (existsSync(`${data}${file}`)) lists.push({ name, rows: read() });
    else absent.push(file);
  }
  return { lists, absent };
}

/** Accounts whose profile another account's friend list shows: followed are friends and subscriptions, followers are followers and friends. */
function vkRows(folder: string): LabelledFollower[] {
  const groups = new Map<string, Row>();
  for (const row of tableOf(`${folder}accounts.csv`))
    if (!groups.has(row.account!)) groups.set(row.account!, row);
  const seen = new Set<string>();
  return tableOf(`${folder}friends.csv.gz`).flatMap((row) => {
    const own = groups.get(row.friend!);
    const closed = Number(row.posts_count) < 0 || Number(row.friends_count) < 0;
    if (own === undefined || closed || seen.has(row.friend!)) return [];
    seen.add(row.friend!);
    return [
      {
        ...BARE,
        id: row.friend!,
        posts: Number(row.posts_count),
        followers: Number(row.followers_count) + Number(row.friends_count),
        following: Number(row.subscriptions_count) + Number(row.friends_count),
        bought: own.bought === "1",
        group: own.group!,
      },
    ];
  });
}

function instagramRows(data: string): LabelledFollower[] {
  return tableOf(`${data}instagram-followers/labelled.csv`).map((row, at) => ({
    ...BARE,
    id: String(at),
    name: `n${"1".repeat(Number(row.username_digits))}`,
    posts: Number(row["Number.of.posts"]),
    following: Number(row["Number.of.people.they.follow"]),
    followers: Number(row["Number.of.followers"]),
    hasPicture: row.has_profile_picture === "True",
    bought: row.rating === "True",
    group: "journalists' label",
  }));
}

/** Accounts that are still there; a repository stands for a post. A flagged one with an empty profile is as the low-activity rule has it. */
function starRows(folder: string): LabelledFollower[] {
  return ["fake_accounts.csv", "sample_accounts.csv"].flatMap((file) =>
    tableOf(`${folder}${file}`)
      .filter((row) => row.deleted === "0" && row.followers !== "")
      .map((row) => {
        const empty = ["has_name", "has_bio", "has_company", "has_location", "has_blog"].every(
          (c) => row[c] !== "1",
        );
        return {
          ...BARE,
          id: row.actor!,
          name: `n${"1".repeat(Number(row.login_digits))}`,
          posts: Number(row.public_repos),
          followers: Number(row.followers),
          following: Number(row.following),
          hasBio: row.has_bio === "1",
          registeredAtMs: Date.parse(row.created_at!),
          lastActiveAtMs: Date.parse(row.updated_at!),
          bought: row.label_fake === "1",
          group: row.label_fake === "1" ? (empty ? "low activity" : "lockstep") : "sample",
        };
      }),
  );
}

function kuaishouRows(data: string): LabelledFollower[] {
  const asOfMs = Date.UTC(2022, 4, 1);
  return tableOf(`${data}kuairand/user_features.csv`).map((row) => ({
    ...BARE,
    id: row.user_id!,
    followers: Number(row.fans_user_num),
    following: Number(row.follow_user_num),
    registeredAtMs: asOfMs - Number(row.register_days) * 86_400_000,
    bought: false,
    group: row.user_active_degree!,
  }));
}

/** The sets' cells hold neither commas nor quotes but these. */
function tableOf(path: string): Row[] {
  const bytes = readFileSync(path);
  const text = path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  const [head = "", ...lines] = text.toString("utf8").trimEnd().split(/\r?\n/);
  const names = head.split(",").map((name) => name.replaceAll('"', ""));
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
}
