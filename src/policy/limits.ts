/** Every stated limit of a policy file, with its reason. A test stands at each and one past it. */

/** Largest policy file. The default policy takes 30 kB. */
export const POLICY_BYTES_MAX = 1024 * 1024;
/** Most features, and most rules: each costs time on every event; the default policy has about 40 and 30. */
export const FEATURES_MAX = 256;
export const RULES_MAX = 256;
/** Longest condition, in characters, and its deepest nesting: a person must be able to read it. */
export const CONDITION_CHARS_MAX = 4096;
export const CONDITION_DEPTH_MAX = 32;
/** Deepest nesting of the YAML itself; the format needs 5. */
export const YAML_DEPTH_MAX = 32;
/** Longest window or baseline: state is kept for it. */
export const WINDOW_MS_MAX = 30 * 86_400_000;
/** Latest events that a sample may hold: entropy and the like cost time in proportion, on every event. */
export const SAMPLE_MAX = 256;
/** Longest lateness: events wait this long in memory to be put in order. */
export const LATENESS_MS_MAX = 3_600_000;
/** Bounds of `keys_max`: live keys of one table. For fewer than 1,024 there is room for 1,024, four in each of 256 slots; 100 M keys are beyond one machine. */
export const KEYS_MAX_MIN = 16;
export const KEYS_MAX_MAX = 100_000_000;
/** Bounds of `exact_max`: entries of one window kept one by one. A hot key costs up to 24 bytes an entry in each window. */
export const EXACT_MAX_MIN = 8;
export const EXACT_MAX_MAX = 65_536;
/** Most networks and ASNs in `infrastructure`; the full list of one cloud provider's networks is about 5,000. */
export const NETWORKS_MAX = 65_536;
/** Longest name of a feature, rule, family or infrastructure kind. */
export const NAME_CHARS_MAX = 64;
/** Longest text of a reason, per language. */
export const TEXT_CHARS_MAX = 400;
/** Longest regular expression, and how much of a text it is tried on: time is linear in both. */
export const PATTERN_CHARS_MAX = 128;
export const MATCHED_CHARS_MAX = 1024;
/** Bounds of `members_min`: two make no campaign; a threshold of more than 100,000 is `never` in other words. */
export const CAMPAIGN_MEMBERS_MIN = 3;
export const CAMPAIGN_MEMBERS_MAX = 100_000;
/** Bounds of `near_line.every`: a second keeps a core from being read to death, and a campaign is to show within a minute. */
export const NEAR_LINE_MS_MIN = 1_000;
export const NEAR_LINE_MS_MAX = 60_000;
/** Bounds of `near_line.events_max`: fewer hold no order, and more than 20 M take 4 GB while they are looked at. */
export const NEAR_LINE_EVENTS_MIN = 10_000;
export const NEAR_LINE_EVENTS_MAX = 20_000_000;
/** Bounds of `nightly.days`: less than a week is what the near-line detector sees, and nobody sells an order of more than a quarter. */
export const NIGHTLY_DAYS_MIN = 5;
export const NIGHTLY_DAYS_MAX = 90;
/** Bounds of `nightly.acts_max`: fewer hold no order, and 40 M take 9 GB while they are looked at. */
export const NIGHTLY_ACTS_MIN = 10_000;
export const NIGHTLY_ACTS_MAX = 40_000_000;
/** Values and networks of a policy that stand for "none": each network is tried on every event. */
export const PLACEHOLDERS_MAX = 1000;
