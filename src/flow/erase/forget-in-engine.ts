import { DAY_MS } from "../../nouns/durations.ts";
import type { Erasure } from "../../nouns/erasure.ts";
import type { EngineParts } from "../engine-parts.ts";
import { forgetActor } from "./forget-actor.ts";

/** Whoever erases an account through the running engine: a program with the API's token; keys have no names yet. */
const OVER_HTTP = { kind: "api_key", name: "http" } as const;

/** Erases an account's name from a running engine: from what it holds in memory first, then as `forgetActor` does. */
export function forgetInEngine(
  parts: EngineParts,
  policies: { forget(actor: string): void },
  actor: string,
): Promise<Erasure> {
  const { keepDays, payees, statistics } = parts;
  statistics.forgetActor(actor);
  payees.forget(actor);
  parts.lists.forget(actor);
  policies.forget(actor);
  const keepMs = keepDays === null ? null : keepDays * DAY_MS;
  return forgetActor({ ...parts, keepMs, by: OVER_HTTP }, actor);
}
