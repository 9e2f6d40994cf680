import { createHash } from "node:crypto";
import type { CheckFailure, Properties, ResourceType } from "../protocol/resource-type.ts";
import { list, matching, oneOf, text, texts } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { VercelDocument } from "./account.ts";
import { madeId, projectOf, teamOf, vercelError } from "./errors.ts";

const token = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable";

export function projectEnvironmentVariable(cloud: Cloud<VercelDocument>): ResourceType {
  return storedType(cloud, {
    token,
    inputs: inputRules({
      required: "key projectId sensitive",
      optional: "comment customEnvironmentIds gitBranch targets teamId value valueWo",
      replaces: "projectId teamId",
    }),
    computed: ["comment", "customEnvironmentIds", "targets", "teamId"],
    check: failures,
    newId: (inputs) => `${text(inputs, "projectId")}/${madeId("")}`,
    same: (left, right) =>
      ["projectId", "key"].every((name) => left[name] === right[name]) && overlaps(left, right),
    admit({ id, inputs, document, old }) {
      const doing = old
        ? "updating project environment variable: Could not update project environment variable"
        : "creating project environment variable: Could not create project environment variable";
      projectOf(document, inputs, doing);
      teamOf(document, inputs, doing);
      if (inputs["sensitive"] === true && texts(inputs, "targets").includes("development")) {
        throw vercelError(
          400,
          doing,
          "bad_request",
          "You cannot set a Sensitive Environment Variable's target to development.",
        );
      }
      const clash = Object.entries(document.resources[token] ?? {}).some(
        ([other, stored]) =>
          other !== id &&
          ["projectId", "key"].every((name) => stored.inputs[name] === inputs[name]) &&
          overlaps(stored.inputs, inputs),
      );
      if (clash) {
        throw vercelError(
          409,
          doing,
          "ENV_CONFLICT",
          `A variable with the name \`${text(inputs, "key")}\` already exists for the target ` +
            `${texts(inputs, "targets").join(",")} on branch ${text(inputs, "gitBranch") || "undefined"}`,
        );
      }
    },
    outputs: ({ inputs, document }) => ({
      comment: inputs["comment"] ?? "",
      customEnvironmentIds: inputs["customEnvironmentIds"] ?? [],
      targets: inputs["targets"] ?? [],
      teamId: inputs["teamId"] ?? document.account.team,
    }),
    // Vercel shows a sensitive value to nobody again: what is kept can be compared, not read.
    keep: (inputs) => {
      const { valueWo, value, ...rest } = inputs;
      const secret = inputs["sensitive"] === true || value === undefined;
      return secret ? { ...rest, valueDigest: digest(value ?? valueWo ?? "") } : { ...rest, value };
    },
    recall: (kept, state) => {
      const { valueDigest, ...rest } = kept;
      const known = state["value"];
      return valueDigest !== undefined && known !== undefined ? { ...rest, value: known } : rest;
    },
  });
}

function digest(value: unknown): string {
  return createHash("sha256").update(String(value)).digest("hex");
}

/** Whether two variables of the same name would meet in some environment and branch. */
function overlaps(left: Properties, right: Properties): boolean {
  if (text(left, "gitBranch") !== text(right, "gitBranch")) return false;
  return ["targets", "customEnvironmentIds"].some((name) =>
    list(left, name).some((entry) => list(right, name).includes(entry)),
  );
}

function failures(inputs: Properties, unknown: ReadonlySet<string>): CheckFailure[] {
  const given = (name: string) => inputs[name] !== undefined || unknown.has(name);
  const found = [
    ...matching(
      "key",
      inputs["key"],
      /^[A-Za-z_][A-Za-z0-9_]*$/,
      "letters, digits and '_', not starting with a digit",
    ),
    ...texts(inputs, "targets").flatMap((target) =>
      oneOf("targets", target, ["production", "preview", "development"]),
    ),
  ];
  if (given("value") === given("valueWo")) {
    found.push({ property: "value", reason: 'exactly one of "value" and "valueWo" must be given' });
  }
  if (!given("targets") && !given("customEnvironmentIds")) {
    found.push({
      property: "targets",
      reason: 'at least one of "targets" and "customEnvironmentIds" must be given',
    });
  }
  return found;
}
