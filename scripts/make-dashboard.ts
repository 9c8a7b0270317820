/**
 * Writes `deploy/grafana-dashboard.json` from the list below: a board for the engineer on call. `npm run reference` does not do it;
 * run this after changing it. `test/deploy.test.ts` compares the file with what this makes, and every metric with the engine's.
 */
import { writeFileSync } from "node:fs";

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly says: string;
  readonly queries: readonly (readonly [expression: string, legend: string])[];
}

const PANELS: readonly Panel[] = [
  {
    title: "Events a second, by verdict",
    unit: "ops",
    says: "Does the share of hold and reject move without a change of policy?",
    queries: [["sum by (verdict) (rate(touchstone_events_total[1m]))", "{{verdict}}"]],
  },
  {
    title: "Time to a durable verdict",
    unit: "s",
    says: "From handing lines to the engine to their being on disk and decided.",
    queries: [
      [
        "histogram_quantile(0.5, sum by (le) (rate(touchstone_submit_duration_seconds_bucket[1m])))",
        "median",
      ],
      ["histogram_quantile(0.99, sum by (le) (rate(touchstone_submit_duration_seconds_bucket[1m])))", "p99"],
    ],
  },
  {
    title: "Refused and repeated",
    unit: "ops",
    says: "A sender that changed its form, or times out and sends again.",
    queries: [
      ["sum by (code) (rate(touchstone_http_rejections_total[5m]))", "refused: {{code}}"],
      ["rate(touchstone_duplicates_total[5m])", "sent again"],
      ["rate(touchstone_late_total[5m])", "late"],
    ],
  },
  {
    title: "Campaigns on record",
    unit: "none",
    says: "Open ones wait for a review, by the policy or by a person.",
    queries: [["touchstone_campaigns", "{{status}}"]],
  },
  {
    title: "Detection behind the log",
    unit: "none",
    says: "Events that near-line detection has not looked at yet.",
    queries: [["touchstone_detection_behind_events", "events"]],
  },
  {
    title: "Duration of the latest look",
    unit: "s",
    says: "Near-line by window, and the night.",
    queries: [
      ["touchstone_detection_pass_seconds", "{{window}}"],
      ["touchstone_nightly_pass_seconds", "night"],
    ],
  },
  {
    title: "False alarms: empirical over nominal",
    unit: "none",
    says: "1 is as it should be; above 3 for long, hold automatic confirmation back.",
    queries: [["touchstone_false_alarm_empirical / touchstone_false_alarm_nominal", "nominal {{nominal}}"]],
  },
  {
    title: "Memory",
    unit: "bytes",
    says: "Resident, and the parts that are bounded by the policy.",
    queries: [
      ["process_resident_memory_bytes", "resident"],
      ["touchstone_state_bytes", "windows"],
      ["touchstone_detection_bytes", "near-line detection"],
      ["touchstone_nightly_bytes", "nightly"],
    ],
  },
  {
    title: "CPU and the event loop",
    unit: "none",
    says: "Cores in use; the longest wait of a caller, in seconds.",
    queries: [
      ["rate(process_cpu_seconds_total[1m])", "cores"],
      ["touchstone_event_loop_delay_max_seconds", "longest delay, s"],
    ],
  },
  {
    title: "Keys",
    unit: "none",
    says: "A trickle of evictions is fine; as many as events is too small a table.",
    queries: [
      ["touchstone_keys_live", "live"],
      ["rate(touchstone_keys_evicted_total[5m])", "evicted a second"],
    ],
  },
  {
    title: "Connections",
    unit: "none",
    says: "Streams open, connections cut and why, wrong tokens.",
    queries: [
      ["touchstone_http_streams_open", "streams"],
      ["rate(touchstone_http_cut_total[5m])", "cut: {{why}}"],
      ["rate(touchstone_http_wrong_tokens_total[5m])", "wrong tokens"],
    ],
  },
  {
    title: "The log",
    unit: "none",
    says: "Events kept: end and begin of the log.",
    queries: [
      ["touchstone_log_position", "end"],
      ["touchstone_log_begin_position", "begin"],
    ],
  },
];

/** The board as Grafana imports it. */
export function dashboard(): object {
  return {
    title: "Touchstone",
    uid: "touchstone",
    schemaVersion: 39,
    editable: true,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [{ name: "source", label: "Prometheus", type: "datasource", query: "prometheus" }],
    },
    panels: PANELS.map(({ title, unit, says, queries }, place) => ({
      id: place + 1,
      type: "timeseries",
      title,
      description: says,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
      datasource: { type: "prometheus", uid: "${source}" },
      gridPos: { x: (place % 3) * 8, y: Math.floor(place / 3) * 8, w: 8, h: 8 },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      targets: queries.map(([expr, legendFormat], query) => ({
        refId: String.fromCharCode(65 + query),
        expr,
        legendFormat,
      })),
    })),
  };
}

if (import.meta.main) {
  const file = new URL("../deploy/grafana-dashboard.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify(dashboard(), null, 2)}\n`);
}
