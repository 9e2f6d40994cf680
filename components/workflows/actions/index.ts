import type { Value } from "../model/expression.ts";
import type { Permissions } from "../model/permissions.ts";
import { pins } from "./pins.ts";
import { type ActionRule, rules } from "./rules.ts";

/** An action that is pinned: `actions/checkout`, `actions/cache/restore`. */
export type ActionName = keyof typeof pins;

/** The words of a text, as a union. */
type Words<Text extends string, Found = never> = Text extends `${infer First} ${infer Rest}`
  ? Words<Rest, Found | First>
  : Text extends ""
    ? Found
    : Found | Text;

type Fixed<Name> = Name extends keyof typeof rules
  ? (typeof rules)[Name] extends { fixed: infer Inputs }
    ? keyof Inputs
    : never
  : never;
type Required<Name extends ActionName> = Words<(typeof pins)[Name]["required"]>;
type Settable<Name extends ActionName> = Exclude<Words<(typeof pins)[Name]["inputs"]>, Fixed<Name>>;

type With<Name extends ActionName> = { readonly [Input in Required<Name> & string]: Value } & {
  readonly [Input in Exclude<Settable<Name>, Required<Name>> & string]?: Value;
};

/** The `with` of an action: known names only, and required where the action requires any. */
export type InputsOf<Name extends ActionName> = [Required<Name>] extends [never]
  ? { readonly with?: With<Name> }
  : { readonly with: With<Name> };

export interface Pinned {
  /** `owner/name@sha` */
  readonly reference: string;
  /** The release that the commit is of: `v7.0.1`. */
  readonly version: string;
  readonly inputs: readonly string[];
  readonly required: readonly string[];
  /** Set in every step, and by nobody else. */
  readonly fixed: Readonly<Record<string, string | number | boolean>>;
  /** Inputs that are code. */
  readonly code: readonly string[];
}

/** All that is known of a pinned action. */
export function pinned(name: ActionName): Pinned {
  const { version, sha, inputs, required } = pins[name];
  const { fixed = {}, code = "" } = ruleOf(name);
  return {
    reference: `${name}@${sha}`,
    version,
    inputs: words(inputs),
    required: words(required),
    fixed,
    code: words(code),
  };
}

/** What an action asks of the job's token. */
export function actionPermissions(name: ActionName): Permissions {
  return ruleOf(name).permissions ?? {};
}

function ruleOf(name: ActionName): ActionRule {
  const known: Readonly<Record<string, ActionRule>> = rules;
  return known[name] ?? {};
}

/** The words of a text; none of an empty one. */
export function words(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}
