/**
 * Programs that their machine starts and keeps: the texts by which systemd, launchd and Windows do, printed, and units of systemd
 * installed and taken away again.
 *
 * @module
 */
export { type Installer, installUnit, uninstallUnit } from "./install.ts";
export {
  type InstallJob,
  parseInstall,
  parsePrint,
  parseUninstall,
  parseUnits,
  type PrintOptions,
  type ServiceJob,
  type ServiceScope,
  type UninstallOptions,
  type UnitsOptions,
} from "./options.ts";
export { type PrintedService, printService, printUnit } from "./print.ts";
export type { UnitCompany } from "./systemd_unit.ts";
export type { ProgramPlace } from "./program.ts";
export { StepError } from "./steps.ts";
