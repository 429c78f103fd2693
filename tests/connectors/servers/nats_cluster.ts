/**
 * A cluster of three NATS servers with JetStream: a stream with three replicas is at all of them, and two suffice.
 *
 * @module
 */
import { freePort } from "./find.ts";
import { natsPrograms, noNats } from "./nats.ts";
import { ServerProcess } from "./server_process.ts";

/** How many servers there are. */
export const NATS_NODES = 3;

/** No server takes longer to come up again and catch up with the others. */
const PATIENCE_MS = 60_000;

/** A running cluster. */
export interface NatsCluster extends AsyncDisposable {
  /** Where all of them are, with commas. */
  readonly url: string;
  readonly version: string;
  /** SIGKILL of one of them. */
  kill(node: number): Promise<void>;
  /** Starts it again, and resolves once it has all that the others have. */
  restart(node: number): Promise<void>;
}

/** Starts one. Look at {@link noNats} before. */
export async function startNatsCluster(): Promise<NatsCluster> {
  const [program] = natsPrograms;
  if (program === undefined) throw new Error(`Cannot start NATS servers: ${noNats}`);
  const folder = await Deno.makeTempDir({ prefix: "nats-" });
  const nodes = Array.from({ length: NATS_NODES }, (_, i) => {
    const [client, route, monitor] = [freePort(), freePort(), freePort()];
    return { name: `node${i + 1}`, client, route, monitor, file: `${folder}/${i + 1}.conf` };
  });
  const routes = nodes.map(({ route }) => `"nats://127.0.0.1:${route}"`).join(", ");
  for (const { name, client, route, monitor, file } of nodes) {
    await Deno.writeTextFile(
      file,
      `
server_name: ${name}
listen: "127.0.0.1:${client}"
http: "127.0.0.1:${monitor}"
jetstream { store_dir: "${folder}/${name}" }
cluster { name: pods, listen: "127.0.0.1:${route}", routes: [ ${routes} ] }
`,
    );
  }
  // One alone is not healthy before another one has come: so each is waited for once all have been started.
  const processes = await Promise.all(nodes.map(({ file, monitor }) =>
    ServerProcess.start({
      program: program.path,
      args: ["-c", file],
      answers: () => isHealthy(monitor),
    })
  ));
  return {
    url: nodes.map(({ client }) => `nats://127.0.0.1:${client}`).join(","),
    version: program.version,
    kill: (node) => processes[node]!.kill(),
    async restart(node) {
      await processes[node]!.restart();
      const begun = performance.now();
      for (const { monitor } of nodes) {
        while (!await isHealthy(monitor)) {
          if (performance.now() - begun > PATIENCE_MS) {
            throw new Error(`The cluster is not whole again after ${PATIENCE_MS} ms`);
          }
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map((process) => process[Symbol.asyncDispose]()));
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Whether a server says that it, its streams and their consumers are as far as those of the others. */
async function isHealthy(monitor: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${monitor}/healthz`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
