import { beforeAll, expect, it } from "vitest";
import { contractFile, runtimeFile, runtimeFiles } from "../../../components/runtime/index.ts";
import { rulesOf } from "../../../stacks/shared/contract.ts";
import { readyAct, setUpTimeout } from "../../checkers/index.ts";
import { activated, settingsOf, textsOf } from "./files/pipelines.ts";
import { tryOut } from "./hostile/act.ts";
import type { Runtime } from "./hostile/stand-ins.ts";
import { runtimeScriptsOf, type Script } from "./hostile/steps.ts";
import { hostileValues } from "./hostile/values.ts";

let runtime: Runtime;
let scripts: Script[];

beforeAll(async () => {
  const settings = activated(settingsOf("000"));
  const { files } = await runtimeFiles(rulesOf(settings, []));
  const text = (path: string) => {
    const content = files[path]?.content;
    if (typeof content !== "string") throw new Error(`${path} is no text that is known yet`);
    return content;
  };
  const { owner, repository } = settings.github;
  runtime = { code: text(runtimeFile), contract: text(contractFile), repository: `${owner}/${repository}` };
  scripts = runtimeScriptsOf(textsOf(settings));
  await readyAct();
}, setUpTimeout);

it.each(["more lines: variables and outputs", "commands for the runner"])(
  "the delivered runtime takes somebody's text for a text in every command that a workflow calls: %s",
  { timeout: setUpTimeout },
  async (title) => {
    const make = (folder: string) => hostileValues(folder).find((value) => value.title === title)?.text ?? "";
    const { faults, missed, reached } = await tryOut(scripts, make, { runtime });
    expect(faults).toEqual([]);
    expect(missed).toEqual([]);
    expect(reached).toBeGreaterThan(0);
  },
);
