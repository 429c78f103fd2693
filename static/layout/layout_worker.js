// Lays a graph out, away from the thread that paints.

import { readGeometry } from "./geometry.js";

let engine = null;

addEventListener("message", async ({ data: { job, viz, dot } }) => {
  try {
    engine ??= import(viz).then(({ instance }) => instance());
    const { status, output, errors } = (await engine).render(dot, { format: "json0" });
    if (status !== "success") throw new Error(errors[0]?.message ?? "Graphviz gave no reason");
    postMessage({ job, geometry: readGeometry(JSON.parse(output)) });
  } catch (error) {
    postMessage({ job, error: String(error?.message ?? error) });
  }
});
