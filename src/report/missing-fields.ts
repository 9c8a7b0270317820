import type { AuditReport, FieldCoverage } from "../nouns/audit-report.ts";

/** Fields the policy reads that some events could carry and did not, those missing most first. */
export function missingFields(report: AuditReport): FieldCoverage[] {
  return report.coverage
    .filter((c) => c.events > 0 && c.present < c.events && (c.features.length > 0 || c.rules.length > 0))
    .toSorted((a, b) => a.present / a.events - b.present / b.events || b.rules.length - a.rules.length);
}
