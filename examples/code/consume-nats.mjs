// Hands the events of a JetStream stream to a running engine: `node consume-nats.mjs`, with both on this machine.
import { createClient } from "touchstone/client";
import { consume, openNatsSource } from "touchstone/consume";

const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort());

const client = createClient({
  url: process.env.TOUCHSTONE_URL ?? "http://127.0.0.1:8787",
  attemptsMax: 1000,
});
const source = await openNatsSource({
  servers: process.env.NATS_URL ?? "nats://127.0.0.1:4222",
  stream: "events",
  consumer: "touchstone",
});
const totals = await consume({
  client,
  source,
  signal: stopping.signal,
  onRefused: (place, line, { code, hint }) => console.error(place, code, hint, line),
});
console.log(totals);
await client.close();
