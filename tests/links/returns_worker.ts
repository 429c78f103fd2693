/** Tells from another thread that somebody is to be had at a place, then that it has told. */
import { Returns } from "../../src/links/returns.ts";

const scope = globalThis as unknown as Pick<Worker, "postMessage" | "onmessage">;

scope.onmessage = ({ data }: MessageEvent<string>) => new Returns().tell(data);
scope.postMessage("ready");
