/**
 * From a drawing to a project, and back.
 *
 * @module
 */
export type {
  Design,
  DesignActor,
  DesignChannel,
  DesignEnd,
  DesignLane,
  DesignMessage,
  DesignModule,
  DesignPort,
  DesignSupervisor,
  DesignTroupe,
  DesignType,
  Driver,
} from "./design.ts";
export {
  linesOf,
  type NormalActor,
  type NormalForm,
  normalFormOf,
  type NormalLane,
  sortedForm,
} from "./normal_form.ts";
export { type ReadDesign, readDesign, turnRemarks } from "./read/mod.ts";
export { type ProjectImports, remarksOf, renderProject } from "./render/mod.ts";
export { drawDesign } from "./draw/mod.ts";
