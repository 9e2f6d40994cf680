export const checkerNames = ["actionlint", "zizmor", "workflow-parser", "checkov"] as const;
export type CheckerName = (typeof checkerNames)[number];

/** What a checker finds fault with. */
export interface Finding {
  /** The path within the repository: `.github/workflows/ci.yml`. */
  readonly file: string;
  readonly line: number;
  /** The checker's own name for the rule. */
  readonly rule: string;
  readonly message: string;
}

/** Files of a repository, by path. */
export type Files = ReadonlyMap<string, string>;
