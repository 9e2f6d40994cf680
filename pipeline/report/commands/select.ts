import { writeFileSync } from "node:fs";
import { canonicalJson } from "../../canonical.ts";
import { type Command, WrongUse } from "../../cli/command.ts";
import { commandOptions } from "../../contract/commands.ts";
import { changedFiles } from "../changed-files.ts";
import { cargoMetadata, nextestFilter, select } from "../selection.ts";
import { parsed } from "./given.ts";

export const selectTests: Command = {
  name: "select tests",
  purpose: "which tests of a Cargo workspace does a change reach?",
  help: `Looks up which packages of the workspace the changed files belong to. Their tests are run, and those of all packages
that are built upon them. Every test is run where a file belongs to no package (the lockfile, the workspace's own
manifest, a file of another service), where nothing changed, and where git cannot tell what did.`,
  options: commandOptions["select tests"],
  examples: ["select tests --metadata metadata.json --output selection.json --base 3f2a..."],
  async run(given) {
    const file = given.need("metadata");
    const metadata = cargoMetadata.safeParse(parsed(file));
    if (!metadata.success) {
      throw new WrongUse(
        `--metadata is ${file}, which \`cargo metadata\` did not write: ${metadata.error.issues[0]?.message}.`,
      );
    }
    const { root, files, why } = changedFiles(given.text("base"), given.text("head"));
    const chosen = select(files, metadata.data, root, why);
    const filter = nextestFilter(chosen);
    const output = given.need("output");
    writeFileSync(output, `${canonicalJson(chosen)}\n`);
    writeFileSync(`${output}.filter`, filter);
    return {
      verdict: "yes",
      report: {
        verdict: "yes",
        title: chosen.all ? `Every test is run: ${chosen.why}.` : `Tests are selected: ${chosen.why}.`,
        rows: [],
        notes: [`Filter of nextest: ${filter}`],
      },
      json: { ...chosen, filter },
      record: canonicalJson({ ...chosen, filter, files: files ?? null }),
    };
  },
};
