import { describeCampaignRecords } from "../ports/campaigns.conformance.ts";
import { describeRecords } from "../ports/records.conformance.ts";
import { openMemoryRecords } from "./memory-records.ts";

describeRecords("in memory", openMemoryRecords, { durable: false });
describeCampaignRecords("in memory", openMemoryRecords);
