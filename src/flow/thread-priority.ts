import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";

/** Lowers the priority of the thread that calls, 1 to 19, where the system tells threads apart (Linux); elsewhere it stays. */
export function lowerPriority(niceness: number): void {
  if (process.platform !== "linux") return;
  const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  setPriority(thread, niceness);
}
