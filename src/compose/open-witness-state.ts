/** What a witness remembers, in its folder. */
export { openWitnessState } from "../store/witness-state.ts";
