import { InvalidArgumentError } from "commander";
import { createZone, machineZone, notAZone, UTC, type Zone } from "../words/zone.ts";
import { spokenLanguage } from "./language.ts";

/** The zone that `--zone` names. Throws what commander reports for a bad argument. */
export function zoneOf(name: string): Zone {
  const zone = createZone(name);
  if (zone === null) throw new InvalidArgumentError(notAZone(name)[spokenLanguage()]);
  return zone;
}

/** Zone whose clock an answer shows: the one asked for, else that of the files' mappings, else the machine's. */
export function reportZone(asked: Zone | undefined, mapped: string | null): Zone {
  return asked ?? (mapped === null ? null : createZone(mapped)) ?? createZone(machineZone()) ?? UTC;
}
