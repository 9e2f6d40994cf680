import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { githubAccount, openGithub } from "../../../sandbox/github/index.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-github-"));
const { provider } = openGithub({
  folder,
  account: githubAccount.parse({
    organization: "acme",
    plan: "enterprise",
    teams: { core: [] },
    repositories: { app: {} },
  }),
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packageFile = (name: string): string =>
  readFileSync(new URL(`../../../node_modules/@pulumi/github/${name}`, import.meta.url), "utf8");

/** The property names of an interface or a class in a declaration file. */
function propertiesOf(declaration: string, name: string): string[] {
  const plain = declaration.replace(/\/\*\*[\s\S]*?\*\//g, "");
  const [, body = ""] = new RegExp(`export interface ${name}\\s*\\{([\\s\\S]*?)\\n\\}`).exec(plain) ?? [];
  return [...body.matchAll(/^ {4}(?:readonly )?(\w+)\??:/gm)].map(([, property = ""]) => property);
}

/** Properties that the published provider makes up a name for when the program gives none. */
const named = new Set(["Repository", "RepositoryRuleset", "IssueLabel", "Team"]);

describe("against the package @pulumi/github", () => {
  it("follows the version that is installed", () => {
    expect(JSON.parse(packageFile("package.json"))).toMatchObject({ version: provider.version });
  });

  describe.each(provider.types.map((type) => ({ type, name: type.token.split(":").at(-1) ?? "" })))(
    "$name",
    ({ type, name }) => {
      const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      const declaration = packageFile(`${file}.d.ts`);

      it("takes exactly the package's inputs", () => {
        expect(Object.keys(type.inputs).toSorted()).toEqual(
          propertiesOf(declaration, `${name}Args`).toSorted(),
        );
      });

      it("requires what the package requires", () => {
        const required = [...packageFile(`${file}.js`).matchAll(/Missing required property '(\w+)'/g)].map(
          ([, property]) => property,
        );
        const ours = Object.keys(type.inputs).filter(
          (property) => type.inputs[property]?.required && property !== type.autoName?.property,
        );
        expect(ours.toSorted()).toEqual(required.toSorted());
        expect(type.autoName !== undefined).toBe(named.has(name));
      });

      it("names only outputs that the package has", () => {
        const state = propertiesOf(declaration, `${name}State`);
        expect(type.computed.filter((property) => !state.includes(property))).toEqual([]);
      });
    },
  );

  it.each(provider.functions.map((one) => one.token.split(":").at(-1) ?? ""))(
    "answers all fields of %s",
    (name) => {
      const call = provider.functions.find((one) => one.token.endsWith(`:${name}`));
      const args = {
        slug: "core",
        username: "acme-admin",
        repository: "app",
        name: name === "getOrganization" ? "acme" : "app",
      };
      const fields = propertiesOf(
        packageFile(`${name}.d.ts`),
        `${name.charAt(0).toUpperCase()}${name.slice(1)}Result`,
      );
      const answer = Object.keys(call?.call(args) ?? {});
      // What a program may pass is echoed; only what it did pass is in the answer.
      const optional = ["resultsPerPage", "membershipType", "summaryOnly", "ignoreArchivedRepos"];
      expect(fields.filter((field) => !answer.includes(field) && !optional.includes(field))).toEqual([]);
    },
  );
});
