import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Policy } from "../../src/nouns/policy.ts";
import type { Verdict } from "../../src/nouns/verdict.ts";
import { loadPolicy } from "../../src/policy/load.ts";

/** What a story expects of the events whose ids begin with `ids`. */
export interface Bound {
  readonly ids: string;
  readonly atLeast?: Verdict;
  readonly atMost?: Verdict;
  /** Part of them that must keep the bound, in (0, 1]. */
  readonly share: number;
}

/** Raw, public, held and rejected count of one target and type after the story. */
export interface StoryCount {
  readonly target: string;
  readonly type: string;
  readonly raw: number;
  readonly public: number;
  readonly held: number;
  readonly rejected: number;
}

/** The committed head of a story, beside its `events.ndjson`. */
export interface StoryHead {
  readonly about: string;
  /** A shipped policy's name, or a file beside the story. */
  readonly policy: string;
  /** The decisions are committed too and compared byte for byte; else only the bounds are held. */
  readonly exact: boolean;
  /** Events stand in order of time: then the engine decides as a replay does. */
  readonly ordered: boolean;
  readonly bounds: readonly Bound[];
  readonly counts: readonly StoryCount[];
}

export interface Story extends StoryHead {
  readonly name: string;
  readonly folder: string;
  readonly eventsFile: string;
  readonly decisionsFile: string;
  readonly policyFile: string;
}

export const STORIES = fileURLToPath(new URL("./stories/", import.meta.url));
const POLICIES = fileURLToPath(new URL("../../policies/", import.meta.url));

/** Reads a story's head. */
export function openStory(name: string): Story {
  const folder = join(STORIES, name);
  const head = JSON.parse(readFileSync(join(folder, "story.json"), "utf8")) as StoryHead;
  return { ...head, ...storyFiles(name, head.policy) };
}

/** Where a story's files are. */
export function storyFiles(name: string, policy: string) {
  const folder = join(STORIES, name);
  const shipped = !policy.endsWith(".yaml");
  return {
    name,
    folder,
    eventsFile: join(folder, "events.ndjson"),
    decisionsFile: join(folder, "decisions.ndjson"),
    policyFile: shipped ? join(POLICIES, `${policy}.yaml`) : join(folder, policy),
  };
}

/** Reads and compiles a policy file. */
export function policyOf(file: string): Policy {
  const loaded = loadPolicy(readFileSync(file, "utf8"), file);
  if (!loaded.ok) throw new Error(`${file}: ${loaded.diagnostics.map(({ message }) => message).join("; ")}`);
  return loaded.policy;
}
