/** A systemctl that keeps no programs: it notes what it is told, and answers as the real one would. */

/**
 * `$SYSTEMCTL_HOME` has the log of what it was told, a file each for what is enabled, what runs and what has failed, and copies of
 * the units that it has read. `$UNITS` is the folder of the units.
 */
const SCRIPT = `#!/bin/sh
said="$*"
[ "$1" = --user ] && shift
verb=$1
for unit; do :; done
home=$SYSTEMCTL_HOME
if [ -e "$home/unreachable" ]; then
  echo "Failed to connect to bus: No medium found" >&2
  exit 1
fi
if [ "$verb" = show ]; then
  load=not-found file= reload=no enabled= active=inactive
  if [ -e "$UNITS/$unit" ]; then
    file=$UNITS/$unit
    if [ -e "$home/read/$unit" ]; then
      load=loaded
      cmp -s "$UNITS/$unit" "$home/read/$unit" || reload=yes
    fi
  fi
  [ -e "$home/elsewhere" ] && load=loaded file=$(cat "$home/elsewhere")
  [ -e "$home/enabled" ] && enabled=enabled
  [ -e "$home/running" ] && active=active
  [ -e "$home/failed" ] && active=failed
  printf 'LoadState=%s\\nFragmentPath=%s\\nNeedDaemonReload=%s\\nUnitFileState=%s\\nActiveState=%s\\n' \\
    "$load" "$file" "$reload" "$enabled" "$active"
  exit 0
fi
echo "$said" >> "$home/log"
if [ -e "$home/refuse" ] && [ "$verb" = "$(cat "$home/refuse")" ]; then
  echo "Job for $unit failed." >&2
  exit 5
fi
case "$said" in
  *daemon-reload) rm -rf "$home/read"; mkdir "$home/read"; cp "$UNITS"/*.service "$home/read" 2>/dev/null ;;
  *"enable --now $unit"|*"restart $unit") ;;
  *"disable --now $unit") ;;
  *"reset-failed $unit") rm -f "$home/failed" ;;
  *) echo "Unknown command verb $said" >&2; exit 1 ;;
esac
case "$verb" in
  enable) touch "$home/enabled" "$home/running" ;;
  disable) rm -f "$home/enabled" "$home/running" ;;
esac
exit 0
`;

/** That systemctl, in a folder of its own that is gone when it goes out of scope. */
export interface FakeSystemctl extends AsyncDisposable {
  /** The folder that all is in. */
  readonly root: string;
  /** The folder of the units of whoever installs for oneself. */
  readonly units: string;
  /** The environment in which it is found, and nothing else is installed for. */
  readonly env: Readonly<Record<string, string>>;
  /** What it was told since this was last asked, but for what changes nothing. */
  told(): Promise<string[]>;
  /** Sets one of its states: `running`, `enabled`, `failed`, `unreachable`, `elsewhere`, `refuse`. */
  set(state: string, value?: string): Promise<void>;
}

/** Makes one. */
export async function fakeSystemctl(): Promise<FakeSystemctl> {
  const root = await Deno.makeTempDir();
  const home = `${root}/systemctl`;
  const units = `${root}/config/systemd/user`;
  await Deno.mkdir(`${root}/bin`);
  await Deno.mkdir(home);
  await Deno.writeTextFile(`${root}/bin/systemctl`, SCRIPT, { mode: 0o755 });
  const log = `${home}/log`;
  await Deno.writeTextFile(log, "");
  return {
    root,
    units,
    env: {
      PATH: `${root}/bin:/usr/bin:/bin`,
      XDG_CONFIG_HOME: `${root}/config`,
      SYSTEMCTL_HOME: home,
      UNITS: units,
    },
    async told() {
      const lines = (await Deno.readTextFile(log)).split("\n").filter((line) => line !== "");
      await Deno.writeTextFile(log, "");
      return lines;
    },
    set: (state, value = "") => Deno.writeTextFile(`${home}/${state}`, value),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}
