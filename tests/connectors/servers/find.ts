/**
 * Where the programs of real servers are: in the folder that the environment variable STEADY_SERVERS names, on PATH, and where Debian puts
 * those that are not meant for PATH.
 *
 * @module
 */

const HIDDEN = [
  "/usr/sbin",
  "/usr/lib/postgresql/15/bin",
  "/usr/lib/postgresql/16/bin",
  "/usr/lib/postgresql/17/bin",
];

/** The path of a program, or `undefined` if it is not here. */
export function serverProgram(name: string): string | undefined {
  const own = Deno.env.get("STEADY_SERVERS");
  const folders = [
    ...(own === undefined ? [] : [own, `${own}/bin`]),
    ...(Deno.env.get("PATH") ?? "").split(":"),
    ...HIDDEN,
  ];
  return folders.map((folder) => `${folder}/${name}`).find(isFile);
}

/** The path of something in the folder STEADY_SERVERS, or `undefined` if it is not there. */
export function serverFile(path: string): string | undefined {
  const own = Deno.env.get("STEADY_SERVERS");
  if (own === undefined) return undefined;
  try {
    Deno.statSync(`${own}/${path}`);
    return `${own}/${path}`;
  } catch {
    return undefined;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A port of loopback that nobody listens at. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
