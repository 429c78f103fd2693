import { assertEquals, assertThrows } from "@std/assert";
import { type Command, parseCommandLine } from "../../src/cli/command_line.ts";
import { MAX_DURATION_MS, parseDuration, printDuration } from "../../src/cli/duration.ts";
import { DEFAULTS, type Options } from "../../src/cli/options.ts";
import type { KeepOptions } from "../../src/cli/service/options.ts";
import { UsageError } from "../../src/cli/usage_error.ts";

function run(options: Partial<Options>, script: string, ...args: string[]): Command {
  return { kind: "run", job: { options: { ...DEFAULTS, ...options }, script, args } };
}

const SERVICE: KeepOptions = { ...DEFAULTS, name: undefined, user: undefined, scope: "system" };

Deno.test("a command line is read: options, then the script, then what is the script's own", () => {
  const lines: [line: string[], command: Command][] = [
    [["run", "main.ts"], run({}, "main.ts")],
    [["run", "main.ts", "--restarts", "-x", "--"], run({}, "main.ts", "--restarts", "-x", "--")],
    [["run", "--restarts", "9", "main.ts"], run({ restarts: 9 }, "main.ts")],
    [["run", "--restarts=0", "--restarts=2", "main.ts"], run({ restarts: 2 }, "main.ts")],
    [["run", "--within", "1.5m", "main.ts"], run({ withinMs: 90_000 }, "main.ts")],
    [["run", "--backoff=0s..500ms", "x"], run({ firstMs: 0, maxMs: 500 }, "x")],
    [["run", "--on-exit", "always", "x"], run({ onExit: "always" }, "x")],
    [["run", "--grace=0s", "x"], run({ graceMs: 0 }, "x")],
    [["run", "--now", "x", "--now"], run({ graceMs: 0 }, "x", "--now")],
    [["run", "--now", "--grace=1s", "x"], run({ graceMs: 1000 }, "x")],
    [["run", "--deno", "-A", "x"], run({ deno: ["-A"] }, "x")],
    [
      ["run", "--deno", " --allow-net=a  --allow-read=/a b -q ", "--deno=--v8-flags=--x=1", "x"],
      run({ deno: ["--allow-net=a", "--allow-read=/a b", "-q", "--v8-flags=--x=1"] }, "x"),
    ],
    [["run", "--", "main.ts", "--"], run({}, "main.ts", "--")],
    [["run", "--", "-odd.ts"], run({}, "./-odd.ts")],
    [["run", "jsr:@a/b", "c"], run({}, "jsr:@a/b", "c")],
    [["--help"], { kind: "help", topic: "all" }],
    [["run", "-h"], { kind: "help", topic: "run" }],
    [["create", "hello"], { kind: "create", options: { folder: "hello" } }],
    [["create", "--from", "0.1", "a/b"], {
      kind: "create",
      options: { folder: "a/b", from: "0.1" },
    }],
    [["create", "a", "--from=.."], { kind: "create", options: { folder: "a", from: ".." } }],
    [["create", "a", "-h"], { kind: "help", topic: "create" }],
    [["doctor"], {
      kind: "doctor",
      options: { write: [], connect: [], telemetry: true, json: false },
    }],
    [[
      "doctor",
      "--json",
      "--no-telemetry",
      "--write",
      "a b",
      "--write=c=d",
      "--connect=[::1]:80",
      "--connect",
      "a.b",
    ], {
      kind: "doctor",
      options: {
        write: ["a b", "c=d"],
        connect: ["[::1]:80", "a.b"],
        telemetry: false,
        json: true,
      },
    }],
    [["doctor", "--json", "-h"], { kind: "help", topic: "doctor" }],
    [["check", "a.dot"], { kind: "check", options: { drawing: "a.dot", main: "main.ts" } }],
    [["draw", "--help"], { kind: "help", topic: "draw" }],
    [["prompt"], { kind: "prompt", options: {} }],
    [["run", "main.ts", "--help"], run({}, "main.ts", "--help")],
    [["print", "-h"], { kind: "help", topic: "print" }],
    [["print", "systemd", "--restarts", "1", "--help"], { kind: "help", topic: "print" }],
    [["print", "systemd", "--name", "a.b-c", "--user=me", "x"], {
      kind: "print",
      options: {
        manager: "systemd",
        job: { options: { ...SERVICE, name: "a.b-c", user: "me" }, script: "x", args: [] },
      },
    }],
    [["print", "windows", "--", "-x", "--now"], {
      kind: "print",
      options: {
        manager: "windows",
        job: { options: SERVICE, script: "./-x", args: ["--now"] },
      },
    }],
    [["systemd", "x"], {
      kind: "print",
      options: { manager: "systemd", job: { options: SERVICE, script: "x", args: [] } },
    }],
    [["print", "systemd", "--name=a", "x", "--pods", "y"], {
      kind: "print",
      options: {
        manager: "systemd",
        job: { options: { ...SERVICE, name: "a" }, script: "x", args: ["--pods", "y"] },
      },
    }],
    [["print", "systemd", "--user", "me", "--pods", "a.ts", "shop"], {
      kind: "printUnits",
      options: { file: "a.ts", user: "me", scope: "system", names: ["shop"] },
    }],
    [["print", "systemd", "--pods", "a.ts", "-h"], { kind: "help", topic: "print" }],
    [["print", "kubernetes", "--image=shop:1"], {
      kind: "printKubernetes",
      options: { file: "pods.ts", image: "shop:1", names: [] },
    }],
    [["print", "kubernetes", "-h"], { kind: "help", topic: "print" }],
    [["pods", "up"], { kind: "pods", options: { file: "pods.ts", names: [] } }],
    [["pods", "up", "--file", "a.ts", "shop", "till"], {
      kind: "pods",
      options: { file: "a.ts", names: ["shop", "till"] },
    }],
    [["pods", "-h"], { kind: "help", topic: "pods" }],
    [["pods", "up", "--help"], { kind: "help", topic: "pods" }],
    [["install", "--now", "--dry-run", "--scope=user", "--name=a.service", "x", "--now"], {
      kind: "install",
      options: {
        options: { ...SERVICE, name: "a", scope: "user", now: true, dryRun: true },
        script: "x",
        args: ["--now"],
      },
    }],
    [["hub", "--help"], { kind: "help", topic: "hub" }],
    [["hub", "10.0.0.7", "http://b:80/shop", "dns:till.internal:9901", "[::1]:9902"], {
      kind: "hub",
      options: {
        tokenVariables: new Map(),
        allowedHosts: [],
        pods: [
          { kind: "url", word: "10.0.0.7", url: new URL("http://10.0.0.7:9900/") },
          { kind: "url", word: "http://b:80/shop", url: new URL("http://b/shop/") },
          {
            kind: "name",
            word: "dns:till.internal:9901",
            name: "till.internal",
            port: 9901,
          },
          { kind: "url", word: "[::1]:9902", url: new URL("http://[::1]:9902/") },
        ],
      },
    }],
    [["hub", "--token-env", "T", "--token-env=a:1=A", "--port", "0", "--record", "d", "a:1"], {
      kind: "hub",
      options: {
        tokenVariables: new Map([["", "T"], ["a:1", "A"]]),
        allowedHosts: [],
        port: 0,
        recordDir: "d",
        pods: [{ kind: "url", word: "a:1", url: new URL("http://a:1/") }],
      },
    }],
    [["install", "--help"], { kind: "help", topic: "install" }],
    [["uninstall", "shop", "-h"], { kind: "help", topic: "uninstall" }],
    [["uninstall", "shop"], {
      kind: "uninstall",
      options: { name: "shop", scope: "system", dryRun: false },
    }],
    [["uninstall", "--dry-run", "shop.service", "--scope", "user"], {
      kind: "uninstall",
      options: { name: "shop", scope: "user", dryRun: true },
    }],
  ];
  for (const [line, command] of lines) assertEquals(parseCommandLine(line), command);
});

Deno.test("a command line that makes no sense is refused with what to do about it", () => {
  const lines: [line: string[], says: string][] = [
    [
      [],
      "no command is given, say create, run, install, uninstall, pods, hub, print, systemd, check, draw, prompt or doctor",
    ],
    [["main.ts"], 'Cannot do "main.ts"'],
    [["run"], "no script is given, as in run main.ts"],
    [["run", "--"], "no script is given"],
    [["pods"], "it is not said what, say pods up"],
    [["pods", "down"], '"down" is not known, say pods up'],
    [["pods", "up", "--image=x"], '"--image=x" is not an option of pods up'],
    [["hub"], "Cannot show pods: none is given, as in hub 10.0.0.7:9900"],
    [["hub", "dns:"], 'Cannot show pod "dns:": that is no address'],
    [["hub", "http://me@host/"], 'Cannot show pod "http://me@host/"'],
    [["hub", "dns:shop:0"], 'Cannot read the port of dns:shop:0: "0" is no whole number from 1'],
    [["hub", "--port", "x", "a:1"], 'Cannot read the port of --port: "x"'],
    [["hub", "--token-env", "b:1=T", "a:1"], '"b:1" is none of the pods'],
    [["hub", "--token-env", "a:1=", "a:1"], "give the name of an environment variable"],
    [["print", "kubernetes"], "no image is given, say which has the folder of the manifest"],
    [["print", "systemd", "--pods", "a.ts", "--user", "a b"], 'Cannot read --user "a b"'],
    [["print"], "it is not said for whom, say systemd, launchd, windows or kubernetes"],
    [["print", "main.ts"], 'Cannot print: "main.ts" keeps no programs, say systemd'],
    [["print", "systemd", "--grace", "1s"], "no script is given, as in print systemd main.ts"],
    [["print", "systemd", "--now", "x"], '"--now" is not an option of print systemd'],
    [["install"], "Cannot install: no script is given, as in install main.ts"],
    [["install", "--now=yes", "x"], '"--now=yes" is not an option of install'],
    [["uninstall"], "Cannot uninstall: no name is given, give that of the unit"],
    [["uninstall", "a", "b"], "Cannot uninstall: 2 names are given"],
    [["uninstall", "../a"], 'Cannot read the name "../a"'],
    [["uninstall", "--now", "a"], '"--now" is not an option of uninstall (see uninstall --help)'],
    [["run", "--allow-net=x", "main.ts"], 'pass a flag of Deno as --deno "--allow-net=x"'],
    [["run", "-A", "main.ts"], 'pass a flag of Deno as --deno "-A"'],
    [["run", "--name", "x", "main.ts"], '"--name" is not an option of run'],
    [["run", "--toString", "main.ts"], '"--toString" is not an option of run'],
    [["run", "--restarts"], "--restarts: it has no value"],
    [["run", "--restarts", "-1", "x"], 'Cannot read --restarts "-1"'],
    [["run", "--restarts", "1.5", "x"], 'Cannot read --restarts "1.5"'],
    [["run", "--restarts=", "x"], 'Cannot read --restarts ""'],
    [["run", "--within", "60", "x"], "as in --within 60s"],
    [["run", "--within", "0s", "x"], "a duration of at least 1ms and at most 24d"],
    [["run", "--grace", "25d", "x"], 'Cannot read --grace "25d"'],
    [["run", "--backoff", "1s", "x"], "as in --backoff 1s..30s"],
    [["run", "--backoff", "2s..1s", "x"], 'Cannot read --backoff "2s..1s"'],
    [["run", "--backoff", "1s..2s..3s", "x"], 'Cannot read --backoff "1s..2s..3s"'],
    [["run", "--on-exit", "never", "x"], "it is neither failure nor always"],
    [["run", "--deno", "allow-net", "x"], '"allow-net" is not a flag of deno run'],
    [["run", "--deno", "", "x"], '"" is not a flag of deno run'],
    [["run", "--deno", "-A --config a.json", "x"], 'join a flag and its value by "="'],
    [["create"], "Cannot create a project: no name is given, give one, as in create hello"],
    [["create", "a", "b"], "2 names are given"],
    [["create", "--to", "b"], '"--to" is not an option of create'],
    [["create", "a", "--from"], "Cannot read --from: it has no value"],
    [["doctor", "--write"], "Cannot read --write: it has no value"],
    [["doctor", "--write="], "Cannot read --write: it has no value"],
    [["doctor", "--connect", "http://a.b/"], 'Cannot read --connect "http://a.b/": it is no host'],
    [["doctor", "--connect", "a:99999"], 'Cannot read --connect "a:99999": it is no host'],
    [["doctor", "--connect=a..b"], 'Cannot read --connect "a..b": it is no host'],
    [["doctor", "--json=1"], '"--json=1" is not an option of doctor'],
    [["doctor", "--toString"], '"--toString" is not an option of doctor'],
    [
      ["doctor", "main.ts"],
      'Cannot examine "main.ts": the doctor loads no program, it tries what the permissions allow',
    ],
    [["print", "systemd", "--name", "a/b", "x"], 'Cannot read --name "a/b"'],
    [["print", "systemd", "--name", "a--b", "x"], "but not of two dashes in a row"],
    [["print", "systemd", "--user", "a b", "x"], 'Cannot read --user "a b"'],
    [
      ["print", "systemd", "--scope", "all", "x"],
      'Cannot read --scope "all": it is neither system nor user',
    ],
    [["print", "systemd", "--scope", "user", "--user", "me", "x"], "leave --user out"],
    [["print", "systemd", "--user", "me", "--scope", "user", "x"], "leave --user out"],
  ];
  for (const [line, says] of lines) assertThrows(() => parseCommandLine(line), UsageError, says);
});

Deno.test("a duration has a unit, and is short enough for a timer", () => {
  const durations: [text: string, ms: number | undefined][] = [
    ["0s", 0],
    ["250ms", 250],
    ["1.5s", 1500],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["24d", MAX_DURATION_MS],
    ["577h", undefined],
    ["5", undefined],
    ["s", undefined],
    ["-1s", undefined],
    ["1 s", undefined],
    ["1S", undefined],
    ["1e3s", undefined],
  ];
  for (const [text, ms] of durations) assertEquals(parseDuration(text), ms, text);
  assertEquals([0, 999.4, 1000, 1250, 90_000].map(printDuration), [
    "0 ms",
    "999 ms",
    "1 s",
    "1.3 s",
    "90 s",
  ]);
});
