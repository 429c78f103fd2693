/** What is printed for launchd and Windows: XML that others read. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parsePrint } from "../../../src/cli/service/options.ts";
import { printService } from "../../../src/cli/service/print.ts";
import type { ProgramPlace } from "../../../src/cli/service/program.ts";
import { quoteForWindows } from "../../../src/cli/service/windows_task.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";
import { callCli, MAIN, SCRIPTS } from "../call_cli.ts";

const MAC: ProgramPlace = { execPath: "/Users/me/.deno/bin/deno", cwd: "/Users/me/a <b> & c" };
const PC: ProgramPlace = { execPath: "C:\\Program Files\\deno.exe", cwd: "C:\\shop" };

function printed(args: readonly string[], place: ProgramPlace, account?: string): string {
  return printService(parsePrint(args)!, place, account).text;
}

/** What a parser of Python makes of a text; `undefined` where there is none. */
async function pythonReads(program: string, text: string): Promise<unknown> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    const { code, stdout, stderr } = await new Deno.Command("python3", {
      args: ["-c", program, path],
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    return JSON.parse(new TextDecoder().decode(stdout));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  } finally {
    await Deno.remove(path);
  }
}

const READ_PLIST = `import json, plistlib, sys
print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))`;

/** The elements of a task that have a text, by their names. */
const READ_TASK = `import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
print(json.dumps({e.tag.split("}")[1]: e.text for e in root.iter() if e.text and e.text.strip()}))`;

/** What `cli run` is called with, from behind its own address on. */
function wordsForRun(words: readonly string[]): readonly string[] {
  assertEquals(words.slice(1, 5), ["run", "-A", MAIN, "run"]);
  return words.slice(5);
}

Deno.test("launchd is told to keep cli run, with what holds for it", async () => {
  const text = printed(
    ["launchd", "--scope=user", "--restarts=2", "--grace=1500ms", "--deno=-A -q", "main.ts", "<&>"],
    MAC,
  );
  const words = [...text.matchAll(/^ {4}<string>(.*)<\/string>$/gm)].map(([, word]) => word!);
  assertEquals(wordsForRun(words), [
    ...["--restarts=2", "--grace=1500ms", "--deno=-A", "--deno=-q"],
    ...["/Users/me/a &lt;b&gt; &amp; c/main.ts", "&lt;&amp;&gt;"],
  ]);
  assertMatch(text, /launchctl bootout gui\/\$UID\/a-b-c$/m);
  const plist = await pythonReads(READ_PLIST, text);
  if (plist === undefined) return;
  const { ProgramArguments, ...rest } = plist as Record<string, unknown>;
  assertEquals((ProgramArguments as string[]).slice(-2), ["/Users/me/a <b> & c/main.ts", "<&>"]);
  assertEquals(rest, {
    Label: "a-b-c",
    WorkingDirectory: "/Users/me/a <b> & c",
    RunAtLoad: true,
    ExitTimeOut: 7,
    StandardOutPath: "/Users/me/a <b> & c/a-b-c.log",
    StandardErrorPath: "/Users/me/a <b> & c/a-b-c.log",
  });
});

Deno.test("launchd keeps nothing as root unless that is said", async () => {
  assertThrows(() => printed(["launchd", "main.ts"], MAC), UsageError, "runs as root");
  const text = printed(["launchd", "--user=_shop", "--name=com.example.shop", "main.ts"], MAC);
  assertMatch(text, /sudo launchctl bootout system\/com\.example\.shop$/m);
  const plist = await pythonReads(READ_PLIST, text) as Record<string, unknown> | undefined;
  if (plist === undefined) return;
  assertEquals([plist.UserName, plist.StandardErrorPath, plist.ExitTimeOut], [
    "_shop",
    "/Library/Logs/com.example.shop.log",
    35,
  ]);
});

Deno.test("Windows is told to keep cli run, under an account that may do little", async () => {
  const text = printed(["windows", "--name=shop", "--deno=--allow-read=a b", "main.ts", "<&>"], PC);
  assertMatch(text, /^ {4}schtasks \/Delete \/TN shop$/m);
  assertMatch(text, /<BootTrigger>/);
  const task = await pythonReads(READ_TASK, text) as Record<string, string> | undefined;
  if (task === undefined) return;
  const { Arguments, ...rest } = task;
  assertMatch(
    Arguments!,
    /^run -A \S+main\.ts run "--deno=--allow-read=a b" \S*main\.ts <&>$/,
  );
  assertEquals(rest, {
    Description: "shop (Deno)",
    Enabled: "true",
    UserId: "S-1-5-19",
    MultipleInstancesPolicy: "IgnoreNew",
    DisallowStartIfOnBatteries: "false",
    StopIfGoingOnBatteries: "false",
    ExecutionTimeLimit: "PT0S",
    Command: "C:\\Program Files\\deno.exe",
    WorkingDirectory: "C:\\shop",
  });
});

Deno.test("a task of one's own runs as oneself, from the logon on", async () => {
  const own = ["windows", "--scope=user", "main.ts"];
  assertThrows(() => printed(own, PC), UsageError, "with --allow-env=USERNAME");
  const text = printed(own, PC, "Ada & co");
  assertMatch(text, /<LogonTrigger>/);
  const task = await pythonReads(READ_TASK, text) as Record<string, string> | undefined;
  if (task !== undefined) {
    assertEquals([task.UserId, task.LogonType], ["Ada & co", "InteractiveToken"]);
  }
  const other = printed(["windows", "--user=shop", "main.ts"], PC);
  assertMatch(other, /<UserId>shop<\/UserId>\n\s*<LogonType>S4U<\/LogonType>/);
});

/** Takes a line apart as the C runtime of Windows does. */
function splitAsWindows(line: string): string[] {
  const words: string[] = [];
  let word = "";
  let isQuoted = false;
  let isOpen = false;
  for (let at = 0; at < line.length; at++) {
    const slashes = /^\\*/.exec(line.slice(at))![0].length;
    const isBeforeQuote = line[at + slashes] === '"';
    word += "\\".repeat(isBeforeQuote ? Math.floor(slashes / 2) : slashes);
    isOpen ||= slashes > 0;
    at += slashes;
    const char = line[at];
    if (char === undefined) break;
    if (char === '"' && slashes % 2 === 0) {
      isQuoted = !isQuoted;
      isOpen = true;
    } else if (/\s/.test(char) && !isQuoted) {
      if (isOpen) words.push(word);
      [word, isOpen] = ["", false];
    } else {
      word += char;
      isOpen = true;
    }
  }
  return isOpen ? [...words, word] : words;
}

Deno.test("words of a line for Windows come out as they went in", () => {
  const words = ["a", "", "a b", "C:\\x y\\", "C:\\x", 'say "hi"', '\\"', '\\\\" \\', "\t", "ü"];
  assertEquals(splitAsWindows(words.map(quoteForWindows).join(" ")), words);
});

Deno.test("print says so where the paths are of another machine, and writes nothing else", async () => {
  const { code, stdout, stderr } = await callCli(["print", "launchd", "--scope=user", SCRIPTS]);
  assertEquals(code, 0);
  assertMatch(stdout, /^<\?xml version="1\.0"/);
  const isMac = Deno.build.os === "darwin";
  assertEquals(stderr.startsWith("Note: the paths are those of this machine"), !isMac);
});
