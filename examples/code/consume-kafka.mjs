// Hands the events of a Kafka topic to a running engine. It needs `npm install @platformatic/kafka` (Node 22.22 or newer).
import { createClient } from "touchstone/client";
import { consume, openKafkaSource } from "touchstone/consume";

const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort());

const client = createClient({
  url: process.env.TOUCHSTONE_URL ?? "http://127.0.0.1:8787",
  attemptsMax: 1000,
});
const source = await openKafkaSource({
  brokers: process.env.KAFKA_BROKERS ?? "127.0.0.1:9092",
  topic: "events",
  group: "touchstone",
});
const totals = await consume({
  client,
  source,
  signal: stopping.signal,
  onRefused: (place, line, { code, hint }) => console.error(place, code, hint, line),
});
console.log(totals);
await client.close();
