// @ts-check
// Lays a graph out, away from the thread that paints.

import { readGeometry } from "./geometry.js";
import { messageOf } from "../words/error_text.js";

/**
 * @typedef {{ status: string, output: string, errors: readonly { message: string }[] }} Rendered
 * @typedef {{ render(dot: string, options: { format: string }): Rendered }} Engine
 */

/** @type {Promise<Engine> | null} */
let engine = null;

addEventListener("message", async ({ data: { job, viz, dot } }) => {
  try {
    engine ??= import(viz).then(({ instance }) => instance());
    const { status, output, errors } = (await engine).render(dot, { format: "json0" });
    if (status !== "success") throw new Error(errors[0]?.message ?? "Graphviz gave no reason");
    postMessage({ job, geometry: readGeometry(JSON.parse(output)) });
  } catch (error) {
    postMessage({ job, error: messageOf(error) });
  }
});
