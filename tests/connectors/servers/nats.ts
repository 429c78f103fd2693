/**
 * Real NATS servers with JetStream, for tests: of each version that is here.
 *
 * @module
 */
import { freePort, serverProgram } from "./find.ts";
import { listens, ServerProcess } from "./server_process.ts";

/** A nats-server that is here. */
export interface NatsProgram {
  /** As it calls itself: `v2.15.3`. */
  readonly version: string;
  readonly path: string;
}

/** How a server lets clients in. */
export type NatsLogin =
  | { readonly token: string }
  | {
    readonly user: string;
    readonly password: string;
    /** What this user may publish to, and subscribe to: everything, unless it is given. */
    readonly may?: { readonly publish: readonly string[]; readonly subscribe: readonly string[] };
  }
  | { readonly nkey: string };

/** With what a server speaks TLS: files, as PEM. */
export interface NatsCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Where a server keeps its streams, and how much of them. */
export interface NatsStore {
  /** A folder that is there; a temporary one of the server's own, unless it is given. */
  readonly within?: string;
  /** As its configuration says it: `1GB`, unless it is given. */
  readonly most?: string;
}

/** A running server. It keeps its streams over {@link NatsServer.restart}. */
export interface NatsServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly version: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM: it ends in good order. */
  stop(): Promise<void>;
  /** After a kill or a stop, at the same port, with the same streams. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay, and are not answered. */
  pause(): void;
  resume(): void;
}

/** The servers that are here, each version once: that of STEADY_SERVERS or PATH, and Debian's. */
export const natsPrograms: readonly NatsProgram[] = await programs();

/** Why there is no NATS here, or `undefined` if there is. */
export const noNats: string | undefined = natsPrograms.length === 0
  ? "there is no nats-server on PATH or in STEADY_SERVERS"
  : undefined;

async function programs(): Promise<NatsProgram[]> {
  const paths = [serverProgram("nats-server"), "/usr/sbin/nats-server"];
  const found = new Map<string, NatsProgram>();
  for (const path of paths) {
    const version = path === undefined ? undefined : await versionOf(path);
    if (version !== undefined && !found.has(version)) found.set(version, { version, path: path! });
  }
  return [...found.values()];
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(path, { args: ["--version"] }).output();
    return new TextDecoder().decode(stdout).trim().split(" ").at(-1);
  } catch {
    return undefined;
  }
}

/** Starts one, at a free port, with its streams in a temporary folder. Look at {@link noNats} before. */
export async function startNats(
  login?: NatsLogin,
  program: NatsProgram | undefined = natsPrograms[0],
  certificate?: NatsCertificate,
  store: NatsStore = {},
): Promise<NatsServer> {
  if (program === undefined) throw new Error(`Cannot start a NATS server: ${noNats}`);
  const folder = await Deno.makeTempDir({ prefix: "nats-" });
  const port = freePort();
  await Deno.writeTextFile(
    `${folder}/nats.conf`,
    configuration({ within: `${folder}/streams`, ...store }, port, login, certificate),
  );
  const process = await ServerProcess.start({
    program: program.path,
    args: ["-c", `${folder}/nats.conf`],
    answers: () => listens(port),
  });
  return {
    port,
    url: `nats://127.0.0.1:${port}`,
    version: program.version,
    kill: () => process.kill(),
    stop: () => process.stop(),
    restart: () => process.restart(),
    pause: () => process.pause(),
    resume: () => process.resume(),
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function configuration(
  { within, most = "1GB" }: NatsStore,
  port: number,
  login: NatsLogin | undefined,
  certificate: NatsCertificate | undefined,
): string {
  const { cert, key } = certificate ?? {};
  return `
listen: "127.0.0.1:${port}"
jetstream { store_dir: "${within}", max_file_store: ${most} }
${login === undefined ? "" : `authorization { ${authorization(login)} }`}
${cert === undefined ? "" : `tls { cert_file: "${cert}", key_file: "${key}" }`}
`;
}

function authorization(login: NatsLogin): string {
  if ("token" in login) return `token: "${login.token}"`;
  if ("nkey" in login) return `users: [ { nkey: "${login.nkey}" } ]`;
  const { user, password, may } = login;
  const permissions = may === undefined ? "" : `, permissions: ${JSON.stringify(may)}`;
  return `users: [ { user: "${user}", password: "${password}"${permissions} } ]`;
}
