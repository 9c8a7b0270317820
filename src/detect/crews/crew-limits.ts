/** Fewest accounts at a target that is looked at: below it nobody's company is beyond chance. */
export const CREW_AUDIENCE_MIN = 8;
/** Most accounts at a target that a crew is begun from: what half of a platform saw was not filled by hands. */
export const CREW_AUDIENCE_MAX = 2000;
/** Acts of one account that lead from a target to others, evenly over its time: bounds what busy accounts cost. */
export const CREW_ACTS_MAX = 256;
/** Targets that crews are begun from, beside those that a crew found before explains: bounds what settling costs. */
export const CREW_SEEDS_MAX = 300;
/** Fewest owners of targets that share accounts with one: an order is told by those who were sent to several. */
export const CREW_SIDES_MIN = 3;
/** Fewest accounts of a crew: fewer are friends, a household, a class. */
export const CREW_MEMBERS_MIN = 20;
/** Fewest targets of a crew. */
export const CREW_TARGETS_MIN = 4;
/** Accounts of a device from which on it is a rack's: a person has two or three, a household a tablet of four. */
export const RACK_ACCOUNTS_MIN = 4;
/** Most accounts of a device that still says so: an id that a maker gave to thousands joins nobody. */
export const RACK_ACCOUNTS_MAX = 64;
/** Fewest days of a file that crews are looked for in: in less, hands are met on too few occasions to be told from those who came to one show. */
export const CREW_DAYS_MIN = 1.5;
