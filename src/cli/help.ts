import type { Topic } from "./command_line.ts";

const CALL = "deno run -A jsr:@steady-state/deno/cli";

const LIMIT = `  --restarts N          restarts within the window before it gives up [5]
  --within TIME         the window [60s]; pauses do not count`;

const WHEN = `  --on-exit WHEN        failure: exit code 0 is the end
                        always: restarted after exit code 0 too [failure]`;

const FLAGS = `  --deno "FLAGS"        flags for deno run, as in --deno "--allow-net --quiet";
                        join a flag and its value by "="; may be repeated`;

const TIMES = `TIME is a number with ms, s, m, h or d, as in 500ms or 1.5m.`;

const ALL = `Makes a first project, keeps drawing and code together, keeps a Deno program
running or installs it, and says whether a graph can run here.

Usage: ${CALL} \\
         COMMAND [OPTIONS] NAME_OR_SCRIPT [ARGS]

Commands:
  create    make a small project that runs, with its permissions and a test, or
            one from a drawing
  check     hold a drawing against the code, or against a graph that runs
  draw      print the drawing of a program
  prompt    print what has a language model help to draw a graph
  run       start the script, and start it again when it dies
  install   have systemd do the same, from each start of the machine on
  uninstall take away what install has put there
  pods      do what run does for each of several programs
  hub       show the graphs of many programs on one page
  print     print a unit of systemd, a file for launchd, a task for Windows,
            or objects of Kubernetes
  doctor    try what a graph needs here, and say what would not work

COMMAND --help tells the options.`;

const CREATE = `Makes a small project in a new folder: a graph of two actors that runs, the
permissions that it needs, and a test that has its threads die. Nothing that is
there is changed. NAME may be a path; its last part names the project.

With --dot the project is what a drawing says. Later on the same line, or
create . --dot graph.dot within the project, brings it in step with what the
drawing says then: files in generated/ are overwritten, all others keep what you
wrote in them and get what has changed. Where both have changed the same lines,
both stand in the file, between <<<<<<< yours and >>>>>>> generated now; choose,
and delete the marks. What you delete stays so, and nothing of yours is deleted.
All of it is written or nothing; if it is interrupted, the next run finishes it.
Of two runs at the same moment the second is refused.
What was generated last is kept in .steady: put it under version control.

Usage: ${CALL} create [OPTIONS] NAME

  --from PLACE          where the project has the package from: a version, as in
                        ^0.1.0, or the path or URL of a clone [this one]
  --dot FILE            a drawing in the language of Graphviz
  --dry-run             show what would change, and write nothing
  --force               overwrite generated files that somebody has edited; what
                        was in them is kept beside them, in NAME.orig
  --rename OLD=NEW      a module has another name, and its files move; the names
                        are those of its files, as in tick_source; may be
                        repeated, also to exchange two names
  -h, --help            this text

Exit code: 1 when conflicts are left to you, or nothing is written because there
are some, or a generated file was edited; 2 when the command line or the drawing
makes no sense, the folder has files of others in it, or PLACE is no clone.

Permissions: --allow-write and --allow-read for the folder and the drawing, and
--allow-read for the folders that it is in, to see whether it is under version
control; --allow-net for the URL of a clone.`;

const RUN = `Starts the script as a process, and starts it again when it dies: by an exit
code, by a signal, or out of memory. Standard input, output and error are the
script's; the supervisor adds lines to standard error.

Usage: ${CALL} run [OPTIONS] [--] SCRIPT [ARGS]

${LIMIT}
  --backoff MIN..MAX    the first restart in the window is immediate; before the
                        second it waits up to MIN, then twice as long each time,
                        up to MAX; how much of it is left to chance [1s..30s]
${WHEN}
  --grace TIME          from SIGINT or SIGTERM to SIGKILL [30s]
  --now                 SIGKILL in place of SIGINT and SIGTERM: a graph with a
                        region is not drained, and the next process goes on from
                        where it was; the same as --grace 0s
${FLAGS}
  -h, --help            this text

${TIMES}

SIGINT, SIGTERM and SIGHUP are passed on to the script; when it ends after that,
so does the supervisor. The same signal within a second is passed on once. After
SIGHUP there is no SIGKILL: a script that goes on is supervised as before.
Started by nohup, with SIGHUP ignored, the supervisor ignores it, as does a
script that calls run(). Only Linux tells, and only with -A; else SIGHUP counts
if standard input, output or error is a terminal.
If the supervisor is killed, a shell (sh) sends the script SIGTERM, and SIGKILL
after --grace; with --now it sends SIGKILL at once. Without sh, or on Windows,
the script goes on alone. In a systemd unit, leave KillMode=control-group.

Exit code: the script's own, 128 and the number if a signal ended it; 75 when it
is given up; 2 when the command line makes no sense or there is no such script.

Permissions: --allow-run, or for less --allow-run=PATH_OF_DENO,sh with
--allow-read=SCRIPT (without it a missing script is told by Deno, too often).`;

const SERVICE = `${LIMIT}
  --backoff MIN..MAX    it waits MIN before a restart; MAX is for systemd 254 or
                        later, once its lines are uncommented [1s..30s]
${WHEN}
  --grace TIME          from SIGTERM to SIGKILL [30s]; 0s for SIGKILL alone
${FLAGS}
  --name NAME           its name [the script's, or its folder's]
  --user NAME           the account it runs under [one made by systemd]
  --scope system|user   for the machine, or for you alone: your account, from
                        when you log in [system]`;

const PRINT = `Prints what has a machine keep the script, and changes nothing: restarts,
signals and time limits as in run. The first lines say where it goes, how it is
started and how it is removed.

Usage: ${CALL} print systemd \\
         [OPTIONS] [--] SCRIPT [ARGS] > NAME.service
       ${CALL} print launchd \\
         [OPTIONS] [--] SCRIPT [ARGS] > NAME.plist
       ${CALL} print windows \\
         [OPTIONS] [--] SCRIPT [ARGS] > NAME.xml
       ${CALL} print systemd \\
         --pods FILE [--user NAME] [--scope SCOPE] [POD...]
       ${CALL} print kubernetes \\
         --image IMAGE [--pods FILE] [POD...] > NAME.yaml

  systemd               a unit: systemd restarts the script itself; "systemd"
                        alone says the same as "print systemd"
  launchd               for macOS, which keeps run, which keeps the script
  windows               a task of its scheduler, which keeps run, likewise
  kubernetes            a workload for each pod of a manifest (see pods --help),
                        and a service where it has ports

  --pods FILE           units for all pods of a manifest, or for those named
  --image IMAGE         the image that has Deno and the folder of the manifest,
                        with that as its working directory
${SERVICE}
  -h, --help            this text

${TIMES}

The working directory is the one you are in. A unit for the machine may write to
its state and cache directories only. For launchd, --scope system wants a
--user, for it would be root; for Windows the account is LOCAL SERVICE where
none is given, and a --user is not asked for a password. --backoff MAX holds
there.

Permissions: --allow-read=SCRIPT, or none; --allow-env=USERNAME on Windows with
--scope user.`;

const PODS = `Runs the pods of a manifest, each as a process that is started again when it
dies, as run does it. Lines that they print get the pod's name before them.

Usage: ${CALL} pods up [OPTIONS] [POD...]

  --file FILE           the manifest [pods.ts]
  -h, --help            this text

The manifest is a module whose default export has the pods by name:

  import type { PodManifest } from "@steady-state/deno/cli";

  export default {
    shop: { script: "./shop.ts", deno: ["--allow-net"], feeds: ["billing"] },
    billing: { script: "./billing.ts", durable: true, graceMs: 60_000 },
  } satisfies PodManifest;

  script                the program, seen from the manifest's folder, which is
                        the working directory, too
  deno, args, env       flags of deno run, arguments, environment variables
  feeds                 the pods that it sends to
  page                  the port of its page, by which Kubernetes asks if it lives
  ports                 ports at which others reach it
  durable               whether it keeps files, in STATE_DIRECTORY: for systemd
                        and Kubernetes
  restarts, withinMs, firstMs, maxMs, onExit, graceMs
                        as --restarts, --within, --backoff, --on-exit and
                        --grace of run, in milliseconds

At SIGINT, SIGTERM and SIGHUP a pod ends before those that it feeds: each is
asked once all that feed it have ended. The second signal goes to all at once.
One that dies too often is given up, and the others go on.

Exit code: 75 when a pod was given up; else that of the first pod whose own is
not 0; 2 when the command line or the manifest makes no sense.

Permissions: --allow-run and --allow-read, or for less
--allow-run=PATH_OF_DENO,sh; the manifest is run with the same.`;

const HUB = `Serves one page for many pods: one graph of all of them, which it makes of what
each tells its own page. A pod that is not heard of any more stays on it, grey,
until it is dismissed there. Pods do not notice whether there is a hub.

Usage: ${CALL} hub [OPTIONS] POD...

  POD                   host:port of its page, or its http:// address, or
                        dns:NAME[:PORT] for all addresses of a name; a name that
                        begins with "_" is that of a service, which tells the
                        ports, too [9900]; or nats://host:port, a server of NATS
                        at which pods with that token tell where they are
  --token-env [POD=]VAR the environment variable that has the read token of that
                        pod, or of all others; may be repeated
  --port PORT           where the page is served [the first free one from 9900]
  --host NAME           the interface; any but loopback needs a token in the
                        environment variable TELEMETRY_TOKEN [127.0.0.1]
  --allow-host NAME     a name by which a proxy passes requests on; may be
                        repeated
  --name NAME           what the graph of all is called [pods]
  --record DIR          write what happens to files that the page can play
  -h, --help            this text

Exit code: 0 after SIGINT, SIGTERM or SIGHUP; 2 when the command line makes no
sense.

Permissions: --allow-net for the page, the pods and NATS; --allow-env for the
tokens; --allow-write=DIR and --allow-read=DIR with --record.`;

const INSTALL = `Writes the unit that print systemd prints to where systemd looks for it, and
has it read. Done twice, it changes nothing; with other options, the unit is
changed. A unit that install did not write, or that somebody has edited, is left
alone.

Usage: ${CALL} install \\
         [OPTIONS] [--] SCRIPT [ARGS]

  --now                 enable and start it, too; one that runs is restarted if
                        it was changed
  --dry-run             show every step, and do none
${SERVICE}
  -h, --help            this text

${TIMES}

Exit code: 1 when systemd refused a step: what is done stays, and uninstall
takes it back; 2 when the command line makes no sense or it cannot be done:
there is no systemd, it takes root, a unit of others is in the way. Nothing is
changed then.

Permissions: --allow-run=systemctl, --allow-read, and --allow-write for the
folder of the units, /etc/systemd/system or ~/.config/systemd/user;
--allow-env=XDG_CONFIG_HOME,HOME for --scope user.`;

const UNINSTALL = `Undoes what install did, and nothing else: ends and disables the unit if
install --now started it, removes its file, and the folders that were made for
it if they are empty. What the program keeps stays. Where there is no such unit,
nothing is changed; one that install did not write, or that somebody has edited,
or started otherwise, is left alone.

Usage: ${CALL} uninstall \\
         [OPTIONS] NAME

  --scope system|user   as it was installed [system]
  --dry-run             show every step, and do none
  -h, --help            this text

Exit code and permissions: as for install.`;

const DOCTOR = `Tries what a graph needs and what it can use, with the permissions that the
doctor itself is given, and prints a line on each: what works, or what would
not, and what to do about it. Give it the flags of your program. It runs a
graph of two actors, ends a thread that hangs (Deno prints lines about a
debugger to standard error then), and listens for an instant where the page
would be served. It asks for no permission, and changes nothing.

Usage: deno run FLAGS jsr:@steady-state/deno/cli doctor [OPTIONS]

  --write PATH          a file or folder that the program writes to: durable
                        state, recordings, dead letters; may be repeated
  --connect HOST[:PORT] a host that it connects to: where alerts are posted, or
                        what its actors use; may be repeated
  --no-telemetry        the program serves no page
  --json                print { fit, package, deno, findings }; each finding has
                        a name, a state, a text and what mends it, or null
  -h, --help            this text

Each line begins with ok, with off (a graph runs without it), or with fails (it
is needed: a Deno that is new enough, shared memory, workers, the page unless
there is to be none, every PATH and every HOST).

Exit code: 0 when all that is needed works; 69 when something does not; 2 when
the command line makes no sense.`;

const MODULES = `If the program exports buildGraph, with a default for all that it takes, that is
asked for the graph. Any other program, or one with arguments behind --, is run
as its users run it, but may only read: up to where it would start its graph,
or asks for more, and no further. No actor starts in either way, and one that is
not there in a minute is given up. What it prints goes to standard error.`;

const MESSAGES = `  --messages FILE       the module that exports the kinds of its messages
                        [messages.ts beside the program, if it is there]`;

const CHECK = `Says where a drawing and the graph of a program differ, in the words of the
drawing, a line each: actors and their modules, who shares a thread, who starts
them again and when, channels, who is at their ends, what they carry, and how
many messages they hold. It also tells of ports that are declared and nowhere
used, and of files in generated/ that are not what is made of the drawing: it
was changed since, or somebody has edited them.

Usage: ${CALL} check [OPTIONS] \\
         [graph.dot] [main.ts] [-- ARGS]

  --against URL         compare with the graph whose page is there, and not with
                        the program, as in --against http://127.0.0.1:9900
  --token TOKEN         the token of that page [TELEMETRY_TOKEN, if it is set
                        and may be read]
${MESSAGES}
  -h, --help            this text

${MODULES}

A graph that runs tells of its kinds how they are built, and not what they are
called: two that are built alike are the same there.

Exit code: 0 when they say the same; 1 when they differ; 2 when the command line
makes no sense, the drawing has faults (all of them are told), or there is
nothing to compare it with.

Permissions: --allow-read for the project; --allow-net for the host of URL;
--allow-run for a program that has to be run.`;

const DRAW = `Prints the drawing of a program that began without one: actors with modules,
numbers, troupes and supervisors, channels with names, kinds and capacities.
When an actor has something to do, and what is written for people, no program
tells: --keep has it from a drawing that there is already.

Usage: ${CALL} draw [OPTIONS] \\
         [main.ts] [-- ARGS] > graph.dot

  --keep FILE           a drawing whose ids, drivers, texts and documentation
                        are kept. Write into another file: the shell empties
                        the one behind > before it is read
${MESSAGES}
  -h, --help            this text

${MODULES}

Exit code: 2 when the command line makes no sense, the program draws no graph,
or FILE has faults.

Permissions: --allow-read for the project; --allow-run for a program that has to
be run.`;

const PROMPT = `Prints a text to begin a talk with a language model, whichever you use, that
ends in a drawing: what it is to ask first, how to think in turns, capacities
from rates, cycles, the grammar, a whole example. With a drawing, that one and
its faults. Nothing is sent anywhere.

Usage: ${CALL} prompt [graph.dot]

  -h, --help            this text

Exit code: 2 when the command line makes no sense, or there is no such drawing.

Permissions: --allow-read for the drawing, or none.`;

/** What there is to know about a command, or about all of them. */
export function helpOn(topic: Topic): string {
  return {
    all: ALL,
    create: CREATE,
    check: CHECK,
    draw: DRAW,
    prompt: PROMPT,
    run: RUN,
    pods: PODS,
    hub: HUB,
    print: PRINT,
    install: INSTALL,
    uninstall: UNINSTALL,
    doctor: DOCTOR,
  }[topic];
}
