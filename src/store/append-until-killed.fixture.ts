/** A process that appends until it is killed, telling of each acknowledged run: `first count label`. Arguments: folder, label, seed. */
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { openEventLog } from "./sqlite-event-log.ts";

const [folder = "", label = "", seed = "1"] = process.argv.slice(2);
const log = await openEventLog(folder);
writeSync(1, `opened ${log.end("events")}\n`);

async function appendForEver(writer: number): Promise<void> {
  let state = Number(seed) * 31 + writer;
  for (let n = 0; ; n++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const count = 1 + ((state >>> 16) % 5);
    const name = `${label}.${writer}.${n}`;
    // Noise, so that the write-ahead log grows fast enough to be folded while the process lives.
    const noise = randomBytes(1 + ((state >>> 8) % 6000)).toString("base64");
    const lines = Array.from({ length: count }, (_, i) => `{"id":"${name}/${i}","noise":"${noise}"}\n`).join(
      "",
    );
    const batch = { count, bytes: Buffer.from(lines), ids: new Uint8Array(0), policy: name, receivedAtMs: n };
    const { first } = await log.append("events", batch);
    writeSync(1, `${first} ${count} ${name}\n`);
  }
}
await Promise.all([0, 1, 2, 3].map(appendForEver));
