/** Owners that people come to together without being sent: an idol, the idol's partner, the show, the fan page. */
export const OWNERS_OF_FANS = 4.5;
/** Targets that one owner has served within weeks; whoever is served more often has regulars. */
export const ORDERS_PER_OWNER = 3.5;
