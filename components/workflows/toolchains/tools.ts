/**
 * What Gatehouse itself brings into jobs from registries of packages, each at one exact version. The linters, type checkers and test runners are
 * the application's own, at the versions of its lockfile.
 */
export const tools = {
  /** npm: brings pnpm at the version that package.json names. */
  corepack: "0.36.0",
  /** npm: Snyk's command line. */
  snyk: "1.1307.4",
  /** PyPI: the package manager, where the service uses it. */
  uv: "0.13.9",
  /** PyPI: known weaknesses of Python packages. */
  safety: "3.8.1",
  /** PyPI: insecure Python code. */
  bandit: "1.9.4",
  /** PyPI: the advisories of the Python Packaging Authority. */
  "pip-audit": "2.10.1",
  /** PyPI: holds a service against its OpenAPI description. */
  schemathesis: "4.32.5",
  /** Go module: secrets in what is about to be committed. */
  gitleaks: "v8.30.1",
  /** pub.dev: JUnit's XML from the report of Dart's test runner. */
  junitreport: "2.0.2",
} as const;
