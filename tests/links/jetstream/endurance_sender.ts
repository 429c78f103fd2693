/**
 * The pod that sends and is killed: the numbers from 0 on, whatever was sent before. Its arguments are the address of the server, how many, and of
 * how many servers the log is at.
 *
 * @module
 */
import { run } from "@steady-state/deno";
import { sendingPod } from "./pods.ts";

const [servers = "", count = "0", replicas = "1"] = Deno.args;
await run(sendingPod({ servers, first: 0, replicas: Number(replicas) }, { to: Number(count) }), {
  telemetry: false,
});
