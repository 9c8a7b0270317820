import type { ClusterCalibration } from "./cluster-calibration.ts";

/** Written by `node evaluate/calibration-clusters.ts`; write it again when the detector's weights change. */
export const CLUSTER_TABLE: ClusterCalibration = {
  provenance:
    "simulated days of 150000 events: honest, seeds 11, 12, 13, 21, 22, 23, each also as decoy; with every family of attack, seeds 11, 12, 13, each also as decoy",
  millions: 2.1965,
  falseClusters: [],
  truth: {
    from: [0.6084],
    value: [1],
    weight: [40],
  },
  membership: {
    from: [0.5181, 0.5347, 0.5888, 0.7867, 0.9151, 0.9347, 0.9995],
    value: [0, 0.7143, 0.8372, 0.8571, 0.875, 0.9677, 0.9994],
    weight: [1, 13, 29, 20, 40, 25, 3330],
  },
};
