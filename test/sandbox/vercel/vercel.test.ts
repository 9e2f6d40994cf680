import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const project = "vercel:index/project:Project";
const domain = "vercel:index/projectDomain:ProjectDomain";
const variable = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable";

function team() {
  const folder = temporaryFolder();
  const vercel = deploymentOf(openers.vercel(folder));
  const site = vercel.create(project, { name: "acme" });
  return { folder, vercel, site, projectId: site.id };
}

describe("a project", () => {
  it("has an id of Vercel's, the team, and no Git link unless asked for", () => {
    const { site } = team();
    expect(site.id).toMatch(/^prj_/);
    expect(site.state).toMatchObject({ teamId: "team_acme" });
    expect(site.state).not.toHaveProperty("gitRepository");
  });

  it("has a name that is free in the team", () => {
    const { vercel } = team();
    for (const name of ["acme", "theirs"]) {
      expect(() => vercel.create(project, { name })).toThrow(/conflict - Project ".*" already exists/);
    }
    expect(vercel.objections(project, { name: "Acme" })[0]).toMatch(/lower-case/);
  });

  it("belongs to the team of the account", () => {
    expect(() => team().vercel.create(project, { name: "other", teamId: "team_other" })).toThrow(/forbidden/);
  });

  it("takes its domains and variables with it", () => {
    const { vercel, site, projectId } = team();
    const made = vercel.create(domain, { projectId, domain: "acme.example" });
    vercel.delete(project, site);
    expect(vercel.read(domain, made.id)).toBeUndefined();
  });
});

describe("a domain", () => {
  it("belongs to one project", () => {
    const { vercel, projectId } = team();
    expect(vercel.create(domain, { projectId, domain: "acme.example" }).state["verified"]).toBe(true);
    const other = vercel.create(project, { name: "other" });
    expect(() => vercel.create(domain, { projectId: other.id, domain: "acme.example" })).toThrow(
      /domain_already_in_use - .* assigned to another project/,
    );
  });

  it("that another team uses serves nothing before a TXT record proves who owns it", () => {
    const { vercel, projectId } = team();
    const { state } = vercel.create(domain, { projectId, domain: "theirs.example" });
    expect(state["verified"]).toBe(false);
    expect(state["verifications"]).toMatchObject([{ type: "TXT", domain: "_vercel.theirs.example" }]);
  });

  it("needs its project", () => {
    expect(() => team().vercel.create(domain, { projectId: "prj_ghost", domain: "a.example" })).toThrow(
      /not_found/,
    );
  });
});

describe("an environment variable", () => {
  const secret = { key: "TOKEN", value: "marker-of-a-test", sensitive: true, targets: ["production"] };

  it("is one for each key and target", () => {
    const { vercel, projectId } = team();
    vercel.create(variable, { ...secret, projectId });
    expect(() => vercel.create(variable, { ...secret, projectId })).toThrow(/ENV_CONFLICT/);
    expect(vercel.create(variable, { ...secret, projectId, targets: ["preview"] }).id).toMatch(/^prj_/);
  });

  it("cannot be read again when it is sensitive: a refresh keeps the last known value", () => {
    const { folder, vercel, projectId } = team();
    const { id, state } = vercel.create(variable, { ...secret, projectId });
    expect(readFileSync(join(folder, "vercel.json"), "utf8")).not.toContain(secret.value);
    expect(vercel.read(variable, id)?.inputs).not.toHaveProperty("value");
    expect(
      vercel.read(variable, id, { inputs: { ...secret, projectId }, outputs: state })?.inputs["value"],
    ).toBe(secret.value);
  });

  it("is found after a killed create, its value unread", () => {
    const { vercel, projectId } = team();
    const { id } = vercel.create(variable, { ...secret, projectId });
    expect(vercel.find(variable, { ...secret, projectId })).toBe(id);
  });

  it("must have one value and a target that can hold it", () => {
    const { vercel, projectId } = team();
    const { value: _, ...empty } = secret;
    expect(vercel.objections(variable, { ...empty, projectId })[0]).toMatch(/exactly one of "value"/);
    expect(vercel.objections(variable, { ...secret, projectId, targets: ["prod"] })[0]).toMatch(
      /to be one of/,
    );
    expect(() => vercel.create(variable, { ...secret, projectId, targets: ["development"] })).toThrow(
      /Sensitive Environment Variable's target to development/,
    );
  });
});
