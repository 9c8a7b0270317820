import { withoutWhose } from "../../ingest/guess/platform-account.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { mustFind } from "./account-table.ts";

/** What a column of a follower list can tell. */
export const FOLLOWER_FIELDS = [
  "registered",
  "followed",
  "active",
  "name",
  "posts",
  "followers",
  "following",
  "picture",
  "bio",
] as const;
export type FollowerField = (typeof FOLLOWER_FIELDS)[number];

/** Usual names of columns in exports, without case and signs; the first that is there is taken. */
const USUAL_NAMES: Readonly<Record<FollowerField, readonly string[]>> = {
  registered: [
    "registered_at",
    "registered_at_ms",
    "registered",
    "registration_time",
    "registration_date",
    "registered_time",
    "actor_registered_at",
    "account_created_at",
    "created_at",
    "join_date",
    "joined_at",
    "注册时间",
    "注册日期",
    "账号注册时间",
    "账号创建时间",
  ],
  followed: [
    "followed_at",
    "followed_at_ms",
    "followed",
    "follow_time",
    "follow_date",
    "followed_time",
    "at",
    "time",
    "关注时间",
    "关注日期",
  ],
  active: [
    "last_active_at",
    "last_active",
    "last_active_time",
    "last_activity",
    "last_seen",
    "last_post_at",
    "last_post_date",
    "last_posted_at",
    "latest_post",
    "最近活跃时间",
    "最后活跃时间",
    "最近活跃",
    "最近发布时间",
    "最近发布",
    "最近登录时间",
  ],
  name: [
    "name",
    "username",
    "user_name",
    "nickname",
    "nick_name",
    "screen_name",
    "display_name",
    "昵称",
    "用户名",
    "用户昵称",
    "名称",
  ],
  posts: [
    "posts",
    "post_count",
    "posts_count",
    "number_of_posts",
    "media_count",
    "statuses_count",
    "videos",
    "video_count",
    "作品数",
    "作品",
    "发布数",
    "帖子数",
    "笔记数",
  ],
  followers: [
    "followers",
    "follower_count",
    "followers_count",
    "number_of_followers",
    "fans",
    "粉丝数",
    "粉丝",
  ],
  following: [
    "following",
    "following_count",
    "followings",
    "followings_count",
    "friends_count",
    "number_of_people_they_follow",
    "关注数",
    "关注",
  ],
  picture: [
    "has_picture",
    "has_profile_picture",
    "picture",
    "avatar",
    "has_avatar",
    "profile_pic_url",
    "avatar_url",
    "头像",
    "有头像",
    "是否有头像",
  ],
  bio: [
    "bio",
    "has_bio",
    "biography",
    "description",
    "signature",
    "简介",
    "个人简介",
    "签名",
    "个性签名",
    "有简介",
  ],
};

/** Place of each field's column; −1 where none has it. */
export type FollowerPlaces = Readonly<Record<FollowerField, number>>;

/**
 * Columns → where each field stands: as `asked` says, else by the usual names in English and Chinese. Throws `bad_schema` for a column asked for that
 * is not there.
 */
export function followerPlaces(
  columns: readonly string[],
  asked: ReadonlyMap<FollowerField, string>,
  path: string,
): FollowerPlaces {
  const plain = columns.map(plainName);
  const whose = columns.map((name) => plainName(withoutWhose(name)));
  const placeOf = (field: FollowerField): number => {
    const name = asked.get(field);
    if (name !== undefined) return mustFind(columns, name, path);
    for (const usual of USUAL_NAMES[field]) {
      const at = plain.indexOf(usual);
      if (at >= 0) return at;
    }
    // `粉丝昵称`, `用户注册时间`: whose it is goes without saying in a list of accounts.
    return whose.findIndex((name, at) => name !== plain[at] && USUAL_NAMES[field].includes(name));
  };
  return Object.fromEntries(FOLLOWER_FIELDS.map((field) => [field, placeOf(field)])) as FollowerPlaces;
}

/** What a person said of the columns of a follower list. */
export interface AskedColumns {
  /** Column that names the account. */
  readonly idColumn?: string;
  readonly columns: ReadonlyMap<FollowerField, string>;
}

/** `id=抖音号,registered=注册时间,name=昵称` → columns by field. Throws `bad_schema` for what is no field. */
export function askedColumns(text: string): AskedColumns {
  const out = new Map<FollowerField, string>();
  let idColumn: string | undefined;
  for (const pair of text.split(",")) {
    const cut = pair.indexOf("=");
    const named = pair.slice(0, Math.max(0, cut)).trim();
    const field = FOLLOWER_FIELDS.find((one) => one === named);
    const column = pair.slice(cut + 1).trim();
    if (named === "id" && column !== "") {
      idColumn = column;
      continue;
    }
    if (cut < 0 || field === undefined || column === "") {
      throw new TouchstoneError(
        "bad_schema",
        `\`${pair}\` in the columns: write field=column, the field one of id, ${FOLLOWER_FIELDS.join(", ")}`,
      );
    }
    out.set(field, column);
  }
  return { ...(idColumn === undefined ? {} : { idColumn }), columns: out };
}

/** `hasPicture`, `Number.of.posts` → `has_picture`, `number_of_posts`. */
function plainName(name: string): string {
  return name
    .trim()
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
}
