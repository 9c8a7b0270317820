import type { ClusterCalibration } from "./cluster-calibration.ts";

/** Written by `node evaluate/calibration-clusters.ts`; write it again when the detector's weights change. */
export const CLUSTER_TABLE: ClusterCalibration = {
  provenance:
    "simulated days of 150000 events: honest, seeds 11, 12, 13, 21, 22, 23, each also as decoy; with every family of attack, seeds 11, 12, 13, each also as decoy",
  millions: 2.1965,
  falseClusters: [],
  truth: {
    from: [0.6084],
    value: [0.9881],
    weight: [41],
  },
  membership: {
    from: [0.5185, 0.5344, 0.5902, 0.7856, 0.9153, 0.9347, 0.9995],
    value: [0.1667, 0.7222, 0.8214, 0.8534, 0.8534, 0.9531, 0.9992],
    weight: [2, 8, 41, 57, 8, 31, 3299],
  },
};
