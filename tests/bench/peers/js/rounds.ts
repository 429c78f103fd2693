/** Round trips between two workers by bare means. `by`: `waitAsync` (two words of shared memory), `postMessage`, `comlink`. */
const worker = (name: string) =>
  new Worker(new URL("./rounds_stage.ts", import.meta.url), { type: "module", name });
const words = new SharedArrayBuffer(1024);
const { port1, port2 } = new MessageChannel();
const [ping, pong] = [worker("ping"), worker("pong")];
pong.postMessage({ role: "pong", args: Deno.args, words, port: port2 }, [port2]);
ping.postMessage({ role: "ping", args: Deno.args, words, port: port1 }, [port1]);
ping.onmessage = ({ data }) => {
  console.log(JSON.stringify(data));
  Deno.exit(0);
};
