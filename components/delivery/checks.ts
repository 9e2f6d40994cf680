/** Contexts of checks by the workflow file that reports them. */
export type Checks = Readonly<Record<string, readonly string[]>>;

/**
 * The checks that a pull request must pass while files are on their way: those that every open pull request can report,
 * the one that delivers the files among them.
 *
 * A check appears once the workflow that reports it is on the default branch; it goes as soon as its workflow is to
 * leave or no longer reports it, and so before the change is merged. While a workflow is being changed, what both
 * versions report stays required.
 *
 * @param declared what the workflow files report as declared.
 * @param live what they report as the default branch has them.
 */
export function requiredChecks(declared: Checks, live: Checks): string[] {
  const contexts = Object.entries(declared).flatMap(([path, checks]) =>
    checks.filter((context) => live[path]?.includes(context)),
  );
  return [...new Set(contexts)].sort();
}
