/** One account of a follower list, as far as the list tells. NaN and null = not told. */
export interface Follower {
  readonly id: string;
  /** When the account was registered, and when it began to follow: ms since 1970. */
  readonly registeredAtMs: number;
  readonly followedAtMs: number;
  /** When the account last did anything that the list shows: ms since 1970. */
  readonly lastActiveAtMs: number;
  readonly name: string | null;
  readonly posts: number;
  readonly followers: number;
  readonly following: number;
  readonly hasPicture: boolean | null;
  readonly hasBio: boolean | null;
}

/** What a list tells of most of its accounts. */
export interface KnownFields {
  readonly registered: boolean;
  readonly followed: boolean;
  readonly names: boolean;
  readonly profiles: boolean;
}

/** Part of the rows that must carry a field before anything is concluded from it. */
const KNOWN_PART = 0.5;

export function knownFields(rows: readonly Follower[]): KnownFields {
  const part = (known: (row: Follower) => boolean): boolean =>
    rows.length > 0 && rows.filter(known).length >= KNOWN_PART * rows.length;
  return {
    registered: part((row) => !Number.isNaN(row.registeredAtMs)),
    followed: part((row) => !Number.isNaN(row.followedAtMs)),
    names: part((row) => row.name !== null && row.name !== ""),
    profiles: part((row) => emptiness(row) !== null || !Number.isNaN(row.following)),
  };
}

/** Whether a profile says nothing of its owner: no post, no picture, no text. Null when fewer than two of them are told. */
export function emptiness(row: Follower): boolean | null {
  let told = 0;
  let empty = 0;
  if (!Number.isNaN(row.posts)) {
    told++;
    if (row.posts === 0) empty++;
  }
  for (const has of [row.hasPicture, row.hasBio]) {
    if (has === null) continue;
    told++;
    if (!has) empty++;
  }
  return told < 2 ? null : empty >= Math.max(2, told - 1);
}
