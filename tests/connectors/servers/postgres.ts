/**
 * A PostgreSQL of its own for a test file: in a temporary folder, at a free port of loopback, with a password and logical replication.
 * The server refuses to run as root, so then it runs as the user `postgres`.
 *
 * @module
 */
import postgres from "postgres";
import { freePort, serverProgram } from "./find.ts";
import { tailOf } from "./server_process.ts";

/** Why there is no server here, or `undefined` if there is one. */
export const POSTGRES_MISSING: string | undefined = missing();

/** The name of the environment variable with the password of the server's one user. */
export const PASSWORD_ENV = "STEADY_TEST_POSTGRES_PASSWORD";
const PASSWORD = "steady's own: s3cret";
const USER = "steady";
const DATABASE = "shop";

interface Account {
  readonly uid: number;
  readonly gid: number;
}

function missing(): string | undefined {
  if (Deno.build.os === "windows") return "the server is not started on Windows";
  if (serverProgram("initdb") === undefined) return "no PostgreSQL is installed";
  if (Deno.uid() === 0 && account() === undefined) {
    return "there is no user postgres, and the server does not run as root";
  }
}

/** The user that the server runs as, where that is not who runs the tests. */
function account(): Account | undefined {
  if (Deno.uid() !== 0) return undefined;
  const line = Deno.readTextFileSync("/etc/passwd").split("\n")
    .find((line) => line.startsWith("postgres:"));
  if (line === undefined) return undefined;
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  wal_level: "logical",
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "32MB",
  max_connections: "60",
  max_wal_senders: "20",
  max_replication_slots: "20",
  jit: "off",
};

/** A server that a test has for itself. */
export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  #process: Deno.ChildProcess | undefined;
  /** What it has said, once it has ended. */
  #said: Promise<string> = Promise.resolve("");

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  /** Makes a server, starts it, and waits until it answers. Sets the variable of the password. */
  static async start(): Promise<PostgresServer> {
    const folder = await Deno.makeTempDir({ prefix: "steady_postgres_" });
    const owner = account();
    if (owner !== undefined) await Deno.chown(folder, owner.uid, owner.gid);
    const server = new PostgresServer(freePort(), folder);
    const passwordFile = `${folder}/password`;
    await Deno.writeTextFile(passwordFile, PASSWORD);
    if (owner !== undefined) await Deno.chown(passwordFile, owner.uid, owner.gid);
    const { success, stderr } = await server.#command("initdb", [
      ...["-D", `${folder}/data`, "-U", USER, "--pwfile", passwordFile, "-A", "scram-sha-256"],
      ...["--no-sync", "-E", "UTF8", "--locale", "C"],
    ]).output();
    if (!success) {
      await Deno.remove(folder, { recursive: true });
      throw new Error(`Cannot make a PostgreSQL: ${new TextDecoder().decode(stderr)}`);
    }
    Deno.env.set(PASSWORD_ENV, PASSWORD);
    await server.restart();
    await using admin = server.client("postgres");
    await admin.sql.unsafe(`CREATE DATABASE ${DATABASE}`);
    return server;
  }

  /** What it is, with its version: `PostgreSQL 15.14`. */
  static version(): string {
    const { stdout } = new Deno.Command(serverProgram("postgres")!, { args: ["--version"] })
      .outputSync();
    return `PostgreSQL ${new TextDecoder().decode(stdout).match(/[\d.]+/)?.[0]}`;
  }

  /** The arg `url` of a wire; with `port` by way of a proxy. */
  url(port = this.port): string {
    return `postgres://${USER}@127.0.0.1:${port}/${DATABASE}`;
  }

  /** A client of the test's own. */
  client(database = DATABASE): { readonly sql: postgres.Sql } & AsyncDisposable {
    const sql = postgres({
      ...{ host: "127.0.0.1", port: this.port, user: USER, password: PASSWORD, database },
      ...{ max: 4, onnotice: () => {}, max_lifetime: null },
    });
    return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) };
  }

  /** Starts it with the data that it has. */
  async restart(): Promise<void> {
    await this.kill();
    const settings = Object.entries(SETTINGS).flatMap((
      [name, value],
    ) => ["-c", `${name}=${value}`]);
    const process = this.#process = this.#command("postgres", [
      ...["-D", `${this.#folder}/data`, "-p", String(this.port)],
      ...settings,
    ]).spawn();
    const said = this.#said = tailOf(process.stderr);
    const ended = process.status.then(() => "ended");
    while (true) {
      const { code } = await this.#command("pg_isready", [
        ...["-h", "127.0.0.1", "-p", String(this.port), "-t", "1", "-q"],
      ]).output();
      if (code === 0) return;
      const moment = new Promise((resolve) => setTimeout(resolve, 20));
      if (await Promise.race([ended, moment]) === "ended") {
        throw new Error(
          `Cannot start PostgreSQL at port ${this.port}: it has ended. It said:\n${await said}`,
        );
      }
    }
  }

  /** Gives it a certificate that it has issued itself, for 127.0.0.1, and starts it again. Needs `openssl`. */
  async speakTls(): Promise<void> {
    const [key, certificate] = [`${this.#folder}/key`, `${this.#folder}/certificate`];
    const { success, stderr } = await this.#command("openssl", [
      ...["req", "-new", "-x509", "-nodes", "-days", "2", "-subj", "/CN=steady"],
      ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
    ]).output();
    if (!success) throw new Error(`Cannot make a key: ${new TextDecoder().decode(stderr)}`);
    await Deno.chmod(key, 0o600);
    await using client = this.client();
    await client.sql.unsafe(`ALTER SYSTEM SET ssl_key_file = '${key}'`);
    await client.sql.unsafe(`ALTER SYSTEM SET ssl_cert_file = '${certificate}'`);
    await client.sql.unsafe("ALTER SYSTEM SET ssl = on");
    await this.restart();
  }

  /**
   * Ends it and all that it has started by SIGKILL: what it does next is to recover. When it resolves, all of them are gone: as long as one
   * is left that has its memory, it does not start again.
   */
  async kill(): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    this.#process = undefined;
    // So that it starts nobody else.
    signal([process.pid], "SIGSTOP");
    const children = await childrenOf(process.pid);
    signal([process.pid, ...children], "SIGKILL");
    await process.status;
    // To its end: so none of them is left that could say more.
    await this.#said;
  }

  /** Ends it in good order, with all connections. */
  async shutDown(): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    this.#process = undefined;
    process.kill("SIGINT");
    await process.status;
    await this.#said;
  }

  /** Stops it and all that it has started, as a machine that hangs. */
  async pause(): Promise<void> {
    if (this.#process !== undefined) await signalAll(this.#process.pid, "SIGSTOP");
  }

  /** Goes on after {@link pause}. */
  async resume(): Promise<void> {
    if (this.#process !== undefined) await signalAll(this.#process.pid, "SIGCONT");
  }

  #command(name: string, args: string[]): Deno.Command {
    return new Deno.Command(serverProgram(name)!, {
      args,
      cwd: this.#folder,
      stdin: "null",
      stdout: "null",
      stderr: name === "pg_isready" ? "null" : "piped",
      ...account(),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Signals a process, and those that it has started. */
async function signalAll(pid: number, name: Deno.Signal): Promise<void> {
  signal([pid, ...await childrenOf(pid)], name);
}

function signal(pids: readonly number[], name: Deno.Signal): void {
  for (const pid of pids) {
    try {
      Deno.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  if (Deno.build.os === "linux") {
    // Not every Linux has a ps.
    try {
      const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
      return children.split(" ").filter((text) => text !== "").map(Number);
    } catch {
      return []; // It has ended.
    }
  }
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "pid=", "--ppid", `${pid}`] })
    .output();
  return new TextDecoder().decode(stdout).split(/\s+/).filter((text) => text !== "").map(Number);
}
