// Follows a running engine: events so far, and each campaign that is found, changed or reviewed.
import { createClient } from "touchstone/client";

const client = createClient({
  url: process.env.TOUCHSTONE_URL ?? "http://127.0.0.1:8787",
  token: process.env.TOUCHSTONE_TOKEN,
});
process.once("SIGINT", () => client.close());

for await (const { kind, value } of client.live()) {
  if (kind === "overview")
    console.log(`${value.events_total} events, ${value.campaigns.open} open campaigns`);
  else console.log(`campaign ${value.id}: ${value.status}, score ${value.score}`);
}
