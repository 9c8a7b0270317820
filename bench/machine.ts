import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

/** What a figure must be published with, beside its data set and seeds. */
export interface RunContext {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly node: string;
}

/** Today, the commit checked out and whether the code that runs differs from it, this machine and this Node. Runs `git`. */
export function runContext(): RunContext {
  const git = (...args: string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();
  const changed =
    git(
      "status",
      "--porcelain",
      "--untracked-files=no",
      "--",
      ":/src",
      ":/policies",
      ":/bench",
      ":/evaluate",
    ) !== "";
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: git("rev-parse", "--short", "HEAD") + (changed ? " with uncommitted changes" : ""),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
  };
}
