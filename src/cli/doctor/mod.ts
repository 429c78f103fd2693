/**
 * Tries what a program of this framework may need, and says what would not work. It loads what it tries only then.
 *
 * @module
 */
export { describeFindings, examine, findingsAsJson, isFit } from "./doctor.ts";
export { type DoctorOptions, parseDoctorOptions } from "./options.ts";
