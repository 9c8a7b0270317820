/** A process that takes a folder and keeps it until it is killed or told to give it back by a line on its input. */
import { once } from "node:events";
import { lockFolder } from "./folder-lock.ts";

const lock = lockFolder(process.argv[2] ?? "");
process.stdout.write("held\n");
await once(process.stdin, "data");
lock.release();
process.stdout.write("released\n");
process.stdin.destroy();
