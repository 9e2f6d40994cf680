import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readWanted } from "../../doctor/settings.ts";
import { type Edits, edit, layOut, type Place, repository } from "../e2e/harness.ts";

const places: Place[] = [];
afterEach(() => {
  for (const place of places.splice(0)) place.remove();
});

function wantedWith(edits: Edits) {
  const place = layOut();
  places.push(place);
  edit(place, edits);
  return readWanted(place.config);
}

describe("what the settings say of the accounts", () => {
  it("is read from this repository's own files", () => {
    const wanted = readWanted(repository);
    expect(wanted).toMatchObject({
      title: "MayAssistant",
      sharedStack: "shared",
      github: {
        owner: "mayassistant-org",
        repository: "mayassistant",
        manage: "existing",
        branches: ["main", "develop"],
      },
      aws: { region: "us-east-1", oidcProvider: "create", zone: "mayassistant.example" },
      doppler: { project: "mayassistant", manage: "existing" },
      appAuth: false,
    });
    expect(wanted.stages.map(({ stack, tier, dopplerConfig }) => [stack, tier, dopplerConfig])).toEqual([
      ["development", "development", "dev"],
      ["staging", "staging", "stg"],
      ["production", "production", "prd"],
    ]);
    expect(wanted.stages.map(({ azure, vercel }) => [azure, vercel?.project])).toEqual([
      [false, undefined],
      [true, "mayassistant-staging"],
      [true, "mayassistant"],
    ]);
    expect(wanted.github.teams.get("release-approvers")).toBe("roles.release-approver");
    expect([...wanted.github.approvers]).toEqual(["release-approvers"]);
    expect(wanted.doppler.secrets).toContain("ENCRYPTION_KEY");
  });

  it("has each stack's secrets provider", () => {
    const { files } = wantedWith({
      "Pulumi.production.yaml": (file) => file.set("encryptionsalt", "v1:salt"),
      "Pulumi.shared.yaml": (file) => file.set("secretsprovider", "awskms://alias/x"),
    });
    expect(files.get("production")).toEqual({ salted: true });
    expect(files.get("shared")).toEqual({ salted: false, secretsProvider: "awskms://alias/x" });
    expect(files.get("staging")).toEqual({ salted: false });
  });

  it("has the providers' plain settings, and never what is secret", () => {
    const { providerConfig, appAuth } = wantedWith({
      "Pulumi.yaml": (file) => {
        file.setIn(["config", "aws:region"], { value: "eu-west-1" });
        file.setIn(["config", "vercel:team"], "team_acme");
        file.setIn(["config", "github:appAuth"], { secure: "v1:cipher" });
        file.setIn(["config", "github:token"], { secure: "v1:cipher" });
      },
    });
    expect(providerConfig).toEqual({ "aws:region": "eu-west-1", "vercel:team": "team_acme" });
    expect(appAuth).toBe(true);
  });
});

describe("settings that are not sound", () => {
  it("are refused with the message of npm run settings", () => {
    expect(() =>
      wantedWith({ "Pulumi.yaml": (file) => file.setIn(["config", "github", "value", "plan"], "gold") }),
    ).toThrow(/^Settings: github\.plan is "gold" \(Pulumi\.yaml, line \d+\)/);
  });

  it("are refused without a project, or without a shared stack", () => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-doctor-"));
    try {
      expect(() => readWanted(folder)).toThrow(/^Settings: there is no Pulumi\.yaml in /);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const place = layOut();
    places.push(place);
    rmSync(join(place.config, "Pulumi.shared.yaml"));
    expect(() => readWanted(place.config)).toThrow(
      /^Settings: no stack file in .* has gatehouse:kind: shared/,
    );
  });
});
