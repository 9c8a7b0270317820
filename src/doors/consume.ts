/** `touchstone/consume`: hands a queue's events to a running engine, and loses none. */
export { type ConsumeOptions, type ConsumeTotals, consume } from "../client/consume/consume.ts";
export type { EventSource, SourceMessage } from "../client/consume/event-source.ts";
export { type KafkaSourceOptions, openKafkaSource } from "../client/consume/kafka-source.ts";
export { type NatsSourceOptions, openNatsSource } from "../client/consume/nats-source.ts";
