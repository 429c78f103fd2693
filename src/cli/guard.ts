/**
 * A supervisor that is killed cannot end its process any more, and the process does not notice. So a shell watches over
 * both: its standard input is a pipe from the supervisor, which the system closes when the supervisor is gone, however it
 * went. A parent-death signal would be simpler, but only Linux has it, and it cannot be set from here.
 *
 * $1 is the process, $2 the seconds that it gets to end (0: it is killed without being asked), $3 what it is called. What is said is said on the side: where nobody
 * reads standard error, that never ends.
 *
 * When the supervisor is gone, its process belongs to the first one of the system, or of the container, which may be slow to take note of
 * its end, or never do. Such a process is still there, and dead: state Z.
 */
const SCRIPT = `lives() {
  kill -0 "$1" 2>&- || return 1
  read -r stat 2>&- < "/proc/$1/stat" || return 0
  case $stat in *") Z "*) return 1 ;; esac
}
read -r _
signal=TERM
[ "$2" -eq 0 ] && signal=KILL
lives "$1" && kill -"$signal" "$1" || exit 0
echo "supervisor: gone; $3 (pid $1) gets SIG$signal" >&2 &
said=$!
waited=0
while lives "$1"; do
  if [ "$waited" -ge "$2" ]; then kill -KILL "$1"; break; fi
  sleep 1
  waited=$((waited + 1))
done
lives "$said" && sleep 1
kill -KILL "$said" 2>&-`;

/** Ends a process when the supervisor is gone. */
export interface Guard {
  /** The process has ended by itself. */
  dismiss(): void;
}

/** May a guard be posted here, without anybody being asked for a permission? */
export function mayGuard(): boolean {
  if (Deno.build.os === "windows") return false;
  return Deno.permissions.querySync({ name: "run", command: "sh" }).state === "granted";
}

/**
 * Posts a guard.
 *
 * @throws if there is no `sh`
 */
export function postGuard(pid: number, graceMs: number, name: string): Guard {
  const seconds = Math.ceil(graceMs / 1000);
  const shell = new Deno.Command("sh", {
    args: ["-c", SCRIPT, "sh", `${pid}`, `${seconds}`, name],
    stdin: "piped",
    stdout: "null",
    // In a process group of its own it outlives what ends the supervisor's.
    detached: true,
  }).spawn();
  shell.unref();
  return {
    dismiss() {
      try {
        shell.kill("SIGKILL");
      } catch {
        // Somebody has killed it.
      }
    },
  };
}
