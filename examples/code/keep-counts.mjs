// Keeps a copy of the counts that misses nothing: stop it, restart the engine, start it again.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createClient } from "touchstone/client";

const client = createClient({
  url: process.env.TOUCHSTONE_URL ?? "http://127.0.0.1:8787",
  token: process.env.TOUCHSTONE_TOKEN,
});
process.once("SIGINT", () => client.close());

const FILE = "touchstone-position.txt";
const kept = existsSync(FILE) ? { after: readFileSync(FILE, "utf8") } : {};
for await (const message of client.changes(kept)) {
  if (message.kind === "counts")
    for (const { kind, id, counts } of message.targets)
      console.log(kind, id, counts.map((one) => `${one.type} ${one.public} of ${one.raw}`).join(", "));
  if (message.kind === "campaign") console.log("campaign", message.campaign.id, message.campaign.status);
  if (message.position !== null) writeFileSync(FILE, message.position); // all before it is dealt with
}
