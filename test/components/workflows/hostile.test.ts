import { beforeAll, describe, expect, it } from "vitest";
import { ownWorkflows } from "../../../components/workflows/own/index.ts";
import { readyAct, setUpTimeout } from "../../checkers/index.ts";
import { activated, seeds, settingsOf, textsOf } from "./files/pipelines.ts";
import { tryOut } from "./hostile/act.ts";
import { type Script, scriptsOf, writtenInto } from "./hostile/steps.ts";
import { hostileValues } from "./hostile/values.ts";

/** Every file of every specification in use, and this repository's own. */
function everyFile(): Map<string, string> {
  const delivered = seeds.flatMap((seed) =>
    [...textsOf(activated(settingsOf(seed)))].map(([path, text]) => [`${seed}: ${path}`, text] as const),
  );
  return new Map([...delivered, ...ownWorkflows()]);
}

const titles = hostileValues("").map(({ title }) => title);
type Title = (typeof titles)[number];

/** The value of a title, for the folder that nothing may write to. */
function textOf(title: Title): (folder: string) => string {
  return (folder) => {
    const found = hostileValues(folder).find((value) => value.title === title);
    if (!found) throw new Error(`There is no value of the title ${title}`);
    return found.text;
  };
}

let scripts: Script[];

beforeAll(async () => {
  scripts = scriptsOf(everyFile());
  await readyAct();
}, setUpTimeout);

describe.each(titles)("somebody's text in every script of every workflow: %s", (title) => {
  it.each(["found", "none"] as const)(
    "stays a text, and what the script asks for is %s",
    {
      timeout: setUpTimeout,
    },
    async (answers) => {
      const { faults, missed, reached } = await tryOut(scripts, textOf(title), { answers });
      expect(faults).toEqual([]);
      expect(missed).toEqual([]);
      expect(reached).toBeGreaterThan(scripts.length / 2);
    },
  );
});

const inScript = `\${{ inputs.value }}`;
const careless: [string, string, Title, RegExp][] = [
  ["in double quotes", `git log "${inScript}"`, "substitutions", /run, or written to a file: (dollar|tick)/],
  ["in double quotes", `git log "${inScript}"`, "the end of a quoted text", /written to a file: quote/],
  ["in double quotes", `git log "${inScript}"`, "a branch name", /written to a file: branch/],
  ["in single quotes", `git log '${inScript}'`, "the end of a text in single", /written to a file: single/],
  ["bare", `git log ${inScript}`, "the end of a command", /written to a file: semicolon/],
  ["bare", `git log ${inScript}`, "more lines: a command", /written to a file: line/],
  ["bare", `git log ${inScript}`, "letters that hide", /written to a file: bidi/],
  ["run again", 'eval "git log $VALUE"', "substitutions", /written to a file: dollar/],
  ["counted with", "[[ 1 -eq $VALUE ]]", "an index", /written to a file: index/],
  ["without quotes", "git log $VALUE", "the end of a command", /split the value/],
  [
    "kept as a variable",
    'echo "name=$VALUE" >> "$GITHUB_ENV"',
    "more lines: variables",
    /variable was set: INJECTED/,
  ],
  [
    "kept as an output",
    'echo "name=$VALUE" >> "$GITHUB_OUTPUT"',
    "more lines: variables",
    /has an output that .*: INJECTED/,
  ],
  [
    "kept up to a known end",
    '{ echo "name<<EOF"; echo "$VALUE"; echo EOF; } >> "$GITHUB_OUTPUT"',
    "more lines: the usual end",
    /has an output that .*: INJECTED_EOF/,
  ],
  ["shown", 'echo "It is $VALUE"', "commands for the runner", /gave the runner a command: ::add-mask/],
  [
    "shown",
    'echo "It is $VALUE"',
    "a command of old",
    /gave the runner a command: It is outsider ##.add-mask/,
  ],
  ["a file's name", 'echo text > "$VALUE"', "a path outside", /written to a file: outsider-path/],
];

it.each(careless)(
  "finds a script that has the value %s: %s",
  {
    timeout: setUpTimeout,
  },
  async (where, run, start, fault) => {
    const title = titles.find((one) => one.startsWith(start)) ?? start;
    const script = { where, run, env: { VALUE: inScript }, folder: undefined };
    expect((await tryOut([script], textOf(title))).faults).toContainEqual(expect.stringMatching(fault));
  },
);

it("finds the scripts of the workflows when their values are written into them", {
  timeout: setUpTimeout,
}, async () => {
  const { faults } = await tryOut(scripts.map(writtenInto), textOf("the end of a quoted text"));
  expect(faults).toContainEqual(expect.stringMatching(/written to a file: quote/));
});
