import { fromJson } from "../form/json.ts";
import { asList, at, isRecord, isText, notKnown, type Properties, type Value } from "../form/value.ts";

/** The host of the tokens that GitHub Actions issues; every OIDC provider for them has it in its ARN and URL. */
export const githubHost = "token.actions.githubusercontent.com";

/** Whether a statement lets tokens of GitHub Actions in. */
export type Trust = "yes" | "no" | "perhaps";

/** The statements of an IAM policy document, given as JSON or as an object. Undefined when it is not one. */
export function statementsOf(document: Value | undefined): readonly Value[] | undefined {
  const parsed = isText(document) ? fromJson(document) : document;
  return isRecord(parsed) && parsed["Statement"] !== undefined ? asList(parsed["Statement"]) : undefined;
}

/** Everybody (`*`) and everybody but somebody (NotPrincipal) include GitHub. */
export function trustOf(statement: Properties): Trust {
  if (statement["Effect"] === "Deny") return "no";
  if (statement["NotPrincipal"] !== undefined) return "yes";
  const principal = statement["Principal"];
  if (principal === notKnown) return "perhaps";
  if (principal === "*") return "yes";
  if (!isRecord(principal)) return "no";
  const federated = asList(principal["Federated"]);
  const named = federated.some(
    (arn) => isText(arn) && (arn === "*" || arn.toLowerCase().includes(githubHost)),
  );
  if (named || asList(principal["AWS"]).includes("*")) return "yes";
  return federated.includes(notKnown) ? "perhaps" : "no";
}

/** One condition on a claim of GitHub's token. */
export interface Condition {
  /** For example `StringEquals`. */
  operator: string;
  /** The claim, for example `sub`. */
  claim: string;
  values: readonly Value[];
}

/**
 * The conditions of a statement on claims of GitHub's token. AWS compares condition keys without case, and an
 * enterprise with a provider of its own has a path behind the host. Where it is not known which claims a condition is
 * on, it counts as one on each of the two that every trust must bind.
 */
export function githubConditions(statement: Properties): Condition[] {
  const operators = at(statement, "Condition");
  if (operators === notKnown) return openConditions("StringEquals");
  if (!isRecord(operators)) return [];
  return Object.entries(operators).flatMap(([operator, keys]) => {
    if (keys === notKnown) return openConditions(operator);
    return isRecord(keys)
      ? Object.entries(keys).flatMap(([key, given]) => conditionOn(key, operator, given))
      : [];
  });
}

function conditionOn(key: string, operator: string, given: Value): Condition[] {
  const lower = key.toLowerCase();
  if (!lower.startsWith(githubHost)) return [];
  return [{ operator, claim: lower.slice(lower.lastIndexOf(":") + 1), values: asList(given) }];
}

function openConditions(operator: string): Condition[] {
  return ["aud", "sub"].map((claim) => ({ operator, claim, values: [notKnown] }));
}
