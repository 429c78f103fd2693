/**
 * A NATS server of the example's own, if there is one on this machine: found, installed if that is asked for, started, and ended.
 *
 * @module
 */

/** What can be installed by Go. */
const GO_PACKAGE = "github.com/nats-io/nats-server/v2@v2.15.3";

/** How long a server has to answer at first. */
const START_MS = 10_000;

/** A server that runs. */
export interface OwnServer extends AsyncDisposable {
  readonly url: string;
}

/** Where the program is, or `undefined`: in `bin` of the example's folder, in the folder that STEADY_SERVERS names, on PATH. */
export function natsProgram(dir: string): string | undefined {
  const servers = Deno.env.get("STEADY_SERVERS");
  const folders = [
    `${dir}/bin`,
    ...(servers === undefined ? [] : [servers, `${servers}/bin`]),
    ...(Deno.env.get("PATH") ?? "").split(":"),
    "/usr/sbin",
  ];
  return folders.map((folder) => `${folder}/nats-server`).find(isFile);
}

/** What to say to somebody who has none. */
export const HOW_TO_GET_ONE = `there is no nats-server on PATH, nor in the folder STEADY_SERVERS.
To have one: apt-get install nats-server, brew install nats-server, or start again with --install if you have Go`;

/** Has Go build one, into `bin` of the folder. It takes minutes. Throws if there is no Go, or it fails. */
export async function installNats(dir: string): Promise<void> {
  const bin = await Deno.realPath(dir).then((path) => `${path}/bin`);
  const go = new Deno.Command("go", {
    args: ["install", GO_PACKAGE],
    env: { GOBIN: bin },
    stdout: "inherit",
    stderr: "inherit",
  });
  const { code } = await go.output().catch((cause) => {
    throw new Error("Cannot install nats-server: there is no Go on PATH, get it at go.dev", {
      cause,
    });
  });
  if (code !== 0) throw new Error(`Cannot install nats-server: go install has ended with ${code}`);
}

/**
 * Starts the server with its streams in the folder. One that an earlier process has left there is taken over: who is killed does not end
 * what he has started.
 */
export async function startNats(program: string, dir: string): Promise<OwnServer> {
  const note = `${dir}/nats.json`;
  const left = await readNote(note);
  if (left !== undefined && await listens(left.port)) return serverOf(left, note);
  const port = freePort();
  const child = new Deno.Command(program, {
    args: ["-a", "127.0.0.1", "-p", `${port}`, "-js", "-sd", `${dir}/streams`],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    // A Ctrl-C does not end it before those that use it.
    detached: true,
  }).spawn();
  // It goes on if this process is killed, and does not keep it from ending.
  child.unref();
  const started = { pid: child.pid, port };
  await Deno.writeTextFile(note, JSON.stringify(started));
  const begun = performance.now();
  while (!(await listens(port))) {
    if (performance.now() - begun > START_MS) {
      throw new Error(`Cannot start ${program}: it does not answer within ${START_MS} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return serverOf(started, note);
}

interface Note {
  readonly pid: number;
  readonly port: number;
}

function serverOf({ pid, port }: Note, note: string): OwnServer {
  return {
    url: `nats://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      try {
        Deno.kill(pid, "SIGTERM");
      } catch {
        // It has ended by itself.
      }
      while (await listens(port)) await new Promise((resolve) => setTimeout(resolve, 20));
      await Deno.remove(note);
    },
  };
}

async function readNote(path: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined;
  }
}

async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
