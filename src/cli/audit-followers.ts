import type { AskedColumns } from "../flow/accounts/follower-columns.ts";
import { type JudgedFollowers, reportFollowers } from "../flow/accounts/follower-report.ts";
import { type FollowerTable, readFollowerTable } from "../flow/accounts/follower-table.ts";
import type { AuditReport } from "../nouns/audit-report.ts";
import { type Code, type Rejection, TouchstoneError } from "../nouns/codes.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import type { RejectedFollowers } from "../nouns/follower-report.ts";
import type { FollowerRow } from "../report/accounts-csv.ts";
import { createRejectionReport } from "./rejections.ts";

const ACTOR = keyColumn("actor");
/** Chance of the interval and of the planted tries, as in `touchstone followers`: the same list gives the same answer. */
const SEED = 1;
/** Types of a file that is a follower list. */
const FOLLOWS = new Set(["follow", "unfollow"]);

/** What becomes of a follower list in an audit. */
export interface ListedFollowers {
  readonly report: NonNullable<AuditReport["followers"]>;
  /** By name, for the list of accounts. */
  readonly rows: readonly FollowerRow[];
}

/** A follower list, and who of it did something in the events that are shown to it. */
export interface FollowerWatch {
  readonly see: (row: EventRow) => void;
  readonly finish: () => ListedFollowers;
}

/** A list beside the events. `named`: events name actors as the list does (no pseudonyms). Throws what `readFollowerTable` throws. */
export async function watchFollowers(
  file: string,
  named: boolean,
  asked: AskedColumns,
): Promise<FollowerWatch> {
  const rejections = createRejectionReport(() => {}, {
    keptBy: { zh: "`touchstone followers` 亦会列出", en: "`touchstone followers` tells them too" },
  });
  const left = createLeftOut();
  const table = await readFollowerTable(file, {
    ...asked,
    missing: [],
    rejected(rejection, input) {
      left.add(rejection);
      rejections.add(rejection, input);
    },
  });
  const ids = new Set(table.followers.map(({ id }) => id));
  const engaged = new Set<string>();
  return {
    see(row) {
      if (!named) return;
      const actor = keyText(row, ACTOR);
      if (actor !== null && ids.has(actor)) engaged.add(actor);
    },
    finish: () => listed(file, table, named ? engaged.size : null, left.told()),
  };
}

/**
 * A file of follows alone that carries registrations or profiles of its accounts is a follower list itself → what it says; null for any other, and for a
 * form that tables of accounts are not read from.
 */
export async function followersOf(report: AuditReport, asked: AskedColumns): Promise<ListedFollowers | null> {
  const [file, ...others] = report.files;
  if (file === undefined || others.length > 0 || file.sha256 === "" || report.types.length === 0) return null;
  if (!report.types.every(({ type }) => FOLLOWS.has(type))) return null;
  const left = createLeftOut();
  let table: FollowerTable;
  try {
    table = await readFollowerTable(file.name, { ...asked, missing: [], rejected: left.add });
  } catch (error) {
    if (error instanceof TouchstoneError) return null;
    throw error;
  }
  const told = table.columns;
  const profiles = [told.posts, told.followers, told.following, told.picture, told.bio].filter(
    Boolean,
  ).length;
  if (told.registered === undefined && profiles < 2) return null;
  return listed(file.name, table, null, left.told());
}

/** Counts the rows of a list that are left out. */
function createLeftOut(): { readonly add: (rejection: Rejection) => void; told(): RejectedFollowers } {
  const byCode = new Map<Code, number>();
  let rows = 0;
  let first: RejectedFollowers["first"] = null;
  return {
    add({ line, code, value }) {
      rows++;
      byCode.set(code, (byCode.get(code) ?? 0) + 1);
      first ??= { line, code, value };
    },
    told: () => ({ rows, by_code: Object.fromEntries(byCode), first }),
  };
}

function listed(
  file: string,
  { followers }: FollowerTable,
  engaged: number | null,
  rejected: RejectedFollowers,
): ListedFollowers {
  const { report, probability, looks }: JudgedFollowers = reportFollowers(followers, { seed: SEED });
  return {
    report: { ...report, file, engaged, rejected },
    rows: followers.map(({ id }, row) => ({ id, probability: probability[row]!, look: looks[row] ?? null })),
  };
}
