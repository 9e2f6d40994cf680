import {
  call,
  called,
  dispatch,
  environment,
  eq,
  failure,
  github,
  job,
  matrix,
  RepositorySecret,
  repositoryVariables,
  run,
  text,
  uses,
  type Workflow,
  workflow,
} from "../../../../components/workflows/model/index.ts";

/** Three files that use every part of the model: a matrix, a called workflow, gates and deployments. */
export function sampleWorkflows(): Workflow[] {
  const checks = reusableChecks();
  return [checks, ci(checks), deploy()];
}

function reusableChecks() {
  const suite = called({
    folder: { description: "Where the code is", type: "string", required: true },
    coverage: { description: "Least coverage in percent", type: "number", default: 80 },
  });
  const versions = matrix({ node: ["22", "24"] }, [{ node: "24", report: true }]);
  const measure = run("Measure coverage", {
    id: "measure",
    outputs: ["percent"],
    run: ["percent=91", 'echo "percent=$percent" >> "$GITHUB_OUTPUT"'],
  });
  const test = job("test", {
    name: "Tests",
    timeoutMinutes: 10,
    matrix: versions,
    services: {
      database: { image: "postgres:17", env: { POSTGRES_HOST_AUTH_METHOD: "trust" }, ports: ["5432:5432"] },
    },
    outputs: { percent: measure.outputs.percent },
    steps: [
      uses("Check out", { uses: "actions/checkout", with: { "fetch-depth": 0 } }),
      uses("Set up Node", {
        uses: "actions/setup-node",
        with: { "node-version": versions.values.node, "package-manager-cache": false },
      }),
      run("Run the tests", {
        env: { FOLDER: suite.inputs.folder, LEAST: suite.inputs.coverage },
        run: ['cd "$FOLDER"', "npm ci", 'npm test -- --coverage="$LEAST"'],
      }),
      measure,
      uses("Keep the report", {
        uses: "actions/upload-artifact",
        if: eq(versions.values.report, true),
        with: { name: "report", path: "report.json" },
      }),
    ],
  });
  return workflow({
    file: "checks.yml",
    name: "Checks",
    on: { call: suite },
    jobs: [test],
    outputs: { percent: test.outputs.percent },
  });
}

function ci(checks: ReturnType<typeof reusableChecks>) {
  const suite = call("suite", { name: "Backend", workflow: checks, with: { folder: "backend" } });
  const title = job("title", {
    name: "Title",
    needs: [suite],
    timeoutMinutes: 5,
    steps: [
      run("Show the title", {
        env: {
          TITLE: github.event("pull_request", "title"),
          BRANCH: github.headRef,
          PERCENT: suite.outputs.percent,
        },
        run: `printf '%s: %s (%s)\\n' "$BRANCH" "$TITLE" "$PERCENT"`,
      }),
    ],
  });
  return workflow({
    file: "ci.yml",
    name: "CI",
    on: { push: { branches: ["main"] }, pullRequest: {} },
    concurrency: { group: text`ci-${github.ref}`, cancelInProgress: true },
    jobs: [suite, title],
  });
}

function deploy() {
  const hand = dispatch({
    version: { description: "Version to deploy", type: "string", required: true },
    target: { description: "How much of it", type: "choice", options: ["canary", "all"], default: "canary" },
  });
  const { REGION } = repositoryVariables("REGION");
  const scanner = new RepositorySecret("SCANNER_TOKEN", {
    reason: "the scan runs before any environment opens",
    until: "2027-06-30",
  });
  const approval = environment("production-tech-lead");
  const production = environment("production", { secrets: ["HOST_TOKEN"], variables: ["HEALTH_URL"] });
  const scan = job("scan", {
    name: "Scan",
    timeoutMinutes: 5,
    steps: [run("Scan", { env: { TOKEN: scanner.value }, run: 'test -n "$TOKEN"' })],
  });
  const release = run("Resolve the release", {
    id: "release",
    outputs: ["sha"],
    env: { VERSION: hand.inputs.version, GH_TOKEN: github.token },
    permissions: { contents: "read" },
    run: [
      'sha="$(gh api "repos/$GITHUB_REPOSITORY/commits/$VERSION" --jq .sha)"',
      'echo "sha=$sha" >> "$GITHUB_OUTPUT"',
    ],
  });
  const gate = job("gate", {
    name: "Approval of the tech lead",
    needs: [scan],
    timeoutMinutes: 5,
    environment: { environment: approval, deployment: false },
    outputs: { sha: release.outputs.sha },
    steps: [release],
  });
  const entry = job("deploy", {
    name: "Deploy",
    needs: [gate],
    if: eq(github.ref, "refs/heads/main"),
    timeoutMinutes: 20,
    environment: { environment: production, url: production.variables.HEALTH_URL },
    concurrency: { group: "production", queue: "max" },
    steps: [
      uses("checkout", { uses: "actions/checkout", with: { ref: gate.outputs.sha } }),
      uses("Take the role", {
        uses: "aws-actions/configure-aws-credentials",
        with: { "aws-region": REGION, "role-to-assume": "arn:aws:iam::111122223333:role/deploy" },
      }),
      run("Deploy", {
        env: { TOKEN: production.secrets.HOST_TOKEN, TARGET: hand.inputs.target },
        run: './deploy.sh "$TARGET"',
      }),
      run("Roll back", { if: failure(), run: "./rollback.sh" }),
    ],
  });
  return workflow({
    file: "deploy.yml",
    name: "Deploy to Production",
    runName: text`Deploy ${hand.inputs.version}`,
    on: { dispatch: hand, schedule: [{ cron: "7 10 * * 1-4", timezone: "America/New_York" }] },
    concurrency: { group: "deploy" },
    jobs: [scan, gate, entry],
  });
}
