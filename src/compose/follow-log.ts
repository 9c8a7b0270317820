import type { LogFollower } from "../ports/log-follower.ts";
import type { StoreDescription } from "../ports/store-description.ts";
import { openEventLogReader } from "../store/sqlite-event-log.ts";

/** Opens the event log of an engine's stores to follow it, as a thread beside the engine does. Throws the world's errors, also where there is no log yet. */
export function followLog({ path }: StoreDescription): LogFollower {
  return openEventLogReader(path);
}
