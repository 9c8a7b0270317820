import { describeEventLog } from "../ports/event-log.conformance.ts";
import { openMemoryEventLog } from "./memory-event-log.ts";

describeEventLog("in memory", async () => openMemoryEventLog(), { durable: false });
