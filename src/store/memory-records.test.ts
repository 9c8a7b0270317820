import { describeRecords } from "../ports/records.conformance.ts";
import { openMemoryRecords } from "./memory-records.ts";

describeRecords("in memory", () => openMemoryRecords(), { durable: false });
