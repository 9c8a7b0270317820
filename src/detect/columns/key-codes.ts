export { KeyCodes } from "../../kernels/key-codes.ts";
