import type { Properties, Value } from "../../protocol/resource-type.ts";
import { equal, isObject } from "../../protocol/values.ts";

/** Rules that a program switches on with `true`, in the order in which the provider sends them. */
const switches: [property: string, type: string][] = [
  ["creation", "creation"],
  ["update", "update"],
  ["deletion", "deletion"],
  ["requiredLinearHistory", "required_linear_history"],
  ["requiredSignatures", "required_signatures"],
  ["nonFastForward", "non_fast_forward"],
];

/** Rules with parameters, and what the provider fills in for those that a program leaves out. */
const parametered: [property: string, type: string, defaults: Properties][] = [
  [
    "pullRequest",
    "pull_request",
    {
      dismissStaleReviewsOnPush: false,
      requireCodeOwnerReview: false,
      requireLastPushApproval: false,
      requiredApprovingReviewCount: 0,
      requiredReviewThreadResolution: false,
    },
  ],
  [
    "requiredStatusChecks",
    "required_status_checks",
    { doNotEnforceOnCreate: false, strictRequiredStatusChecksPolicy: false },
  ],
  ["requiredDeployments", "required_deployments", {}],
  [
    "mergeQueue",
    "merge_queue",
    {
      checkResponseTimeoutMinutes: 60,
      groupingStrategy: "ALLGREEN",
      maxEntriesToBuild: 5,
      maxEntriesToMerge: 5,
      mergeMethod: "MERGE",
      minEntriesToMerge: 1,
      minEntriesToMergeWaitMinutes: 5,
    },
  ],
  ["commitMessagePattern", "commit_message_pattern", {}],
  ["commitAuthorEmailPattern", "commit_author_email_pattern", {}],
  ["committerEmailPattern", "committer_email_pattern", {}],
  ["branchNamePattern", "branch_name_pattern", {}],
  ["tagNamePattern", "tag_name_pattern", {}],
  ["requiredCodeScanning", "code_scanning", {}],
  ["copilotCodeReview", "copilot_code_review", {}],
  ["filePathRestriction", "file_path_restriction", {}],
  ["maxFilePathLength", "max_file_path_length", {}],
  ["fileExtensionRestriction", "file_extension_restriction", {}],
  ["maxFileSize", "max_file_size", {}],
];

/** Names that the two sides do not derive from each other by case alone. */
const irregular: [program: string, api: string][] = [
  ["requiredChecks", "required_status_checks"],
  ["requiredCodeScanningTools", "code_scanning_tools"],
];

const snake = (name: string): string =>
  irregular.find(([program]) => program === name)?.[1] ??
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const camel = (name: string): string =>
  irregular.find(([, api]) => api === name)?.[0] ??
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function renamed(value: Value, rename: (name: string) => string): Value {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [rename(key), renamed(inner, rename)]),
  );
}

/** A program's rules as the API takes them. */
export function apiRules(rules: Properties): Properties[] {
  const on = switches
    .filter(([property]) => rules[property] === true)
    .map(([property, type]): Properties => {
      const fetches = property === "update" && rules["updateAllowsFetchAndMerge"] === true;
      return { type, ...(fetches ? { parameters: { update_allows_fetch_and_merge: true } } : {}) };
    });
  const withParameters = parametered.flatMap(([property, type, defaults]): Properties[] => {
    const given = rules[property];
    return isObject(given) ? [{ type, parameters: renamed({ ...defaults, ...given }, snake) }] : [];
  });
  return [...on, ...withParameters];
}

/** Leaves out what the provider filled in: a default that the last known rule does not name. */
function asWritten(found: Properties, defaults: Properties, last: Value | undefined): Properties {
  const known = isObject(last) ? last : {};
  return Object.fromEntries(
    Object.entries(found).filter(([key, value]) => key in known || !equal(value, defaults[key])),
  );
}

/**
 * The API's rules as a program writes them.
 *
 * @param last the last known rules, empty on import.
 */
export function programRules(
  rules: { type: string; parameters?: Properties | undefined }[],
  last: Properties,
): Properties {
  const program: Properties = {};
  for (const { type, parameters } of rules) {
    const switched = switches.find(([, api]) => api === type);
    if (switched) program[switched[0]] = true;
    const [property, , defaults] = parametered.find(([, api]) => api === type) ?? [];
    if (property && defaults) {
      const found = renamed(parameters ?? {}, camel);
      program[property] = isObject(found) ? asWritten(found, defaults, last[property]) : {};
    }
  }
  return program;
}
