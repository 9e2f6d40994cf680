import type { z } from "zod";
import type { Stage } from "./environment.ts";

interface Given {
  roles: Record<string, unknown>;
  releases: {
    startedBy?: string | undefined;
    overriddenBy?: string | undefined;
    firstReleaseBy?: string | undefined;
  };
  protection: { protectedPaths: readonly { owners?: string | undefined }[] };
  environments: Record<string, Stage>;
}

/** The rules that tie keys to each other. */
export function checkAcross(given: Given, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  const checkRole = (role: string | undefined, path: (string | number)[]) => {
    if (role !== undefined && !Object.hasOwn(given.roles, role)) {
      refuse(path, `a role of the contract: ${Object.keys(given.roles).join(", ")}`);
    }
  };
  for (const key of ["startedBy", "overriddenBy", "firstReleaseBy"] as const) {
    checkRole(given.releases[key], ["releases", key]);
  }
  given.protection.protectedPaths.forEach(({ owners }, index) => {
    checkRole(owners, ["protection", "protectedPaths", index, "owners"]);
  });
  for (const [name, stage] of Object.entries(given.environments)) {
    const path = ["environments", name];
    stage.doors.forEach((door, index) => {
      checkRole(door.role, [...path, "doors", index, "role"]);
      door.promotion?.roles.forEach((role, at) => {
        checkRole(role, [...path, "doors", index, "promotion", "roles", at]);
      });
    });
    if (stage.doors.filter(({ purpose }) => purpose === "entry").length !== 1) {
      refuse([...path, "doors"], "exactly one door of purpose entry");
    }
    checkApproval(stage, (message) => refuse([...path, "approval"], message));
    const before = stage.requires?.environment;
    if (before !== undefined && (before === name || !Object.hasOwn(given.environments, before))) {
      refuse([...path, "requires", "environment"], "another environment of the contract");
    }
  }
}

function checkApproval({ approval, doors, tier }: Stage, refuse: (message: string) => void): void {
  const promoted = doors.some(({ promotion }) => promotion);
  const reviewed = doors.some(({ role }) => role !== undefined);
  if (promoted && approval !== "pull-request") refuse("pull-request where a door has a promotion branch");
  if (!promoted && approval === "pull-request") {
    refuse("reviewers, or a promotion branch at the entry");
  }
  if (promoted && reviewed) refuse("one way to say yes: roles at doors, or a promotion branch");
  if (tier === "production" && !promoted && !reviewed) {
    refuse("at least one role at a door in production: a person opens it");
  }
}
