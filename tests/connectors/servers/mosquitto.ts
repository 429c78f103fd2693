/**
 * A real MQTT broker that keeps what it has on disk, for tests.
 *
 * @module
 */
import { MqttLink, type MqttListener } from "../../../src/connectors/mqtt/mqtt_link.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import type { Certificate } from "./certificates.ts";
import { freePort, serverProgram } from "./find.ts";
import { listens, ServerProcess } from "./server_process.ts";

/** Why there is no broker here, or `undefined` if there is. */
export const noMosquitto: string | undefined =
  ["mosquitto", "mosquitto_passwd"].some((name) => serverProgram(name) === undefined)
    ? "there is no mosquitto on PATH or in STEADY_SERVERS"
    : undefined;

/** The version of the broker that is here. */
export const mosquittoVersion: string = await version();

async function version(): Promise<string> {
  const program = serverProgram("mosquitto");
  if (program === undefined) return "none";
  const { stdout } = await new Deno.Command(program, { args: ["-h"] }).output();
  return /version (\S+)/.exec(new TextDecoder().decode(stdout))?.[1] ?? "unknown";
}

/** A user of the broker. Who gives no user at all is let in, too, unless that is `closed`. */
export interface MosquittoLogin {
  readonly user: string;
  readonly password: string;
}

/** A running broker. It keeps sessions over a stop and a restart. */
export interface Mosquitto extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly tlsUrl: string;
  /** Where it reads who may do what, when it starts with `withAcl`. */
  readonly aclFile: string;
  /** SIGKILL: what it has is what it wrote at its last stop. */
  kill(): Promise<void>;
  /** SIGTERM: it writes what it has. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** A connection to it. */
  connect(clientId: string, listener?: Partial<MqttListener>): Promise<MqttLink>;
}

/** How it is started. */
export interface MosquittoStart {
  readonly login?: MosquittoLogin;
  /** Whether nobody is let in without a login. */
  readonly closed?: boolean;
  /** Whether it has a file that says who may do what, at first everybody everything. */
  readonly withAcl?: boolean;
  /** How many messages it keeps for a client, a million if it is not given. With 0 it ends the connection of whoever sends what it refuses. */
  readonly mostQueued?: number;
  /** With it, it listens with TLS at {@link Mosquitto.tlsUrl} as well. */
  readonly certificate?: Certificate;
  /** Lines for its configuration. */
  readonly lines?: readonly string[];
}

/** Starts one at a free port, with its data in a temporary folder. Look at {@link noMosquitto} before. */
export async function startMosquitto(
  { login, closed = false, withAcl = false, mostQueued = 1_000_000, certificate, lines = [] }:
    MosquittoStart = {},
): Promise<Mosquitto> {
  const program = serverProgram("mosquitto");
  if (program === undefined) throw new Error(`Cannot start mosquitto: ${noMosquitto}`);
  const folder = await Deno.makeTempDir({ prefix: "mosquitto-" });
  const port = freePort();
  const tlsPort = freePort();
  const url = `mqtt://127.0.0.1:${port}`;
  if (login !== undefined) await writePasswords(`${folder}/passwords`, login);
  const aclFile = `${folder}/acl`;
  if (withAcl) await Deno.writeTextFile(aclFile, "topic readwrite #\n");
  await Deno.writeTextFile(
    `${folder}/mosquitto.conf`,
    [
      `listener ${port} 127.0.0.1`,
      `allow_anonymous ${!closed}`,
      ...(login === undefined ? [] : [`password_file ${folder}/passwords`]),
      ...(withAcl ? [`acl_file ${aclFile}`] : []),
      "persistence true",
      `persistence_location ${folder}/`,
      `max_queued_messages ${mostQueued}`,
      // It would give root up, and the folder is root's where tests are run as that.
      "user root",
      ...lines,
      ...tlsLines(tlsPort, certificate),
    ].join("\n") + "\n",
  );
  const connect: Mosquitto["connect"] = (clientId, listener = {}) =>
    MqttLink.open(
      { server: url, user: "", passwordEnv: "", caFile: "" },
      { clientId, expiryS: 3600, receiveMaximum: 0xffff },
      { signal: new AbortController().signal, world: wireWorld(Date), log() {} },
      { message() {}, lost() {}, ...listener },
    );
  const process = await ServerProcess.start({
    program,
    args: ["-c", `${folder}/mosquitto.conf`],
    answers: () => listens(port),
  });
  return {
    port,
    url,
    tlsUrl: `mqtts://127.0.0.1:${tlsPort}`,
    aclFile,
    kill: () => process.kill(),
    stop: () => process.stop(),
    restart: () => process.restart(),
    connect,
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function writePasswords(file: string, { user, password }: MosquittoLogin): Promise<void> {
  const { success, stderr } = await new Deno.Command(serverProgram("mosquitto_passwd")!, {
    args: ["-b", "-c", file, user, password],
  }).output();
  if (!success) throw new Error(`Cannot write ${file}: ${new TextDecoder().decode(stderr)}`);
}

function tlsLines(port: number, certificate: Certificate | undefined): string[] {
  if (certificate === undefined) return [];
  const { cert, key } = certificate;
  return [`listener ${port} 127.0.0.1`, `certfile ${cert}`, `keyfile ${key}`];
}
