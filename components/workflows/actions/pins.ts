// The pins of public GitHub Actions: for each action a release, its full commit SHA and what its action.yml says at
// that commit. `npm run actions:update` rewrites this file; a note stays with its pin.
import type { Pins } from "./pin.ts";

export const pins = {
  "actions/checkout": {
    version: "v7.0.1",
    sha: "3d3c42e5aac5ba805825da76410c181273ba90b1",
    runs: "node24",
    inputs:
      "repository ref token ssh-key ssh-known-hosts ssh-strict ssh-user persist-credentials path clean filter sparse-checkout sparse-checkout-cone-mode fetch-depth fetch-tags show-progress lfs submodules set-safe-directory github-server-url allow-unsafe-pr-checkout",
    required: "",
  },
  "actions/setup-node": {
    version: "v7.0.0",
    sha: "820762786026740c76f36085b0efc47a31fe5020",
    runs: "node24",
    inputs:
      "node-version node-version-file architecture check-latest registry-url scope token cache package-manager-cache cache-dependency-path mirror mirror-token",
    required: "",
  },
  "actions/setup-python": {
    version: "v7.0.0",
    sha: "5fda3b95a4ea91299a34e894583c3862153e4b97",
    runs: "node24",
    inputs:
      "python-version python-version-file cache architecture check-latest token cache-dependency-path update-environment allow-prereleases freethreaded pip-version",
    required: "",
  },
  "actions/cache": {
    version: "v5.0.5",
    sha: "27d5ce7f107fe9357f9df03efb73ab90386fccae",
    runs: "node24",
    inputs:
      "path key restore-keys upload-chunk-size enableCrossOsArchive fail-on-cache-miss lookup-only save-always",
    required: "path key",
  },
  "actions/cache/restore": {
    version: "v5.0.5",
    sha: "27d5ce7f107fe9357f9df03efb73ab90386fccae",
    runs: "node24",
    inputs: "path key restore-keys enableCrossOsArchive fail-on-cache-miss lookup-only",
    required: "path key",
  },
  "actions/cache/save": {
    version: "v5.0.5",
    sha: "27d5ce7f107fe9357f9df03efb73ab90386fccae",
    runs: "node24",
    inputs: "path key upload-chunk-size enableCrossOsArchive",
    required: "path key",
  },
  "actions/upload-artifact": {
    version: "v7.0.0",
    sha: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
    runs: "node24",
    inputs:
      "name path if-no-files-found retention-days compression-level overwrite include-hidden-files archive",
    required: "path",
  },
  "actions/upload-artifact/merge": {
    version: "v7.0.0",
    sha: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
    runs: "node24",
    inputs:
      "name pattern separate-directories retention-days compression-level delete-merged include-hidden-files",
    required: "",
  },
  "actions/download-artifact": {
    version: "v8.0.1",
    sha: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
    runs: "node24",
    inputs:
      "name artifact-ids path pattern merge-multiple github-token repository run-id skip-decompress digest-mismatch",
    required: "",
  },
  "actions/github-script": {
    version: "v8.0.0",
    sha: "ed597411d8f924073f98dfc5c65a23a2325f34cd",
    runs: "node24",
    inputs:
      "script github-token debug user-agent previews result-encoding retries retry-exempt-status-codes base-url",
    required: "script",
  },
  "actions/attest-build-provenance": {
    version: "v4.1.0",
    sha: "a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32",
    runs: "composite",
    inputs:
      "subject-path subject-digest subject-name subject-checksums predicate-type predicate predicate-path push-to-registry create-storage-record show-summary github-token",
    required: "",
  },
  "actions/attest": {
    version: "v4.2.2",
    sha: "1e69f48acb82d1966a394da916b4c1698aa569d6",
    runs: "node24",
    inputs:
      "subject-path subject-digest subject-name subject-checksums subject-version sbom-path predicate-type predicate predicate-path push-to-registry create-storage-record show-summary github-token",
    required: "",
  },
  "actions/create-github-app-token": {
    version: "v3.1.1",
    sha: "1b10c78c7865c340bc4f6099eb2f838309f1e8c3",
    runs: "node24",
    inputs:
      "client-id app-id private-key owner repositories skip-token-revoke github-api-url permission-actions permission-administration permission-artifact-metadata permission-attestations permission-checks permission-codespaces permission-contents permission-custom-properties-for-organizations permission-dependabot-secrets permission-deployments permission-discussions permission-email-addresses permission-enterprise-custom-properties-for-organizations permission-environments permission-followers permission-git-ssh-keys permission-gpg-keys permission-interaction-limits permission-issues permission-members permission-merge-queues permission-metadata permission-organization-administration permission-organization-announcement-banners permission-organization-copilot-seat-management permission-organization-custom-org-roles permission-organization-custom-properties permission-organization-custom-roles permission-organization-events permission-organization-hooks permission-organization-packages permission-organization-personal-access-token-requests permission-organization-personal-access-tokens permission-organization-plan permission-organization-projects permission-organization-secrets permission-organization-self-hosted-runners permission-organization-user-blocking permission-packages permission-pages permission-profile permission-pull-requests permission-repository-custom-properties permission-repository-hooks permission-repository-projects permission-secret-scanning-alerts permission-secrets permission-security-events permission-single-file permission-starring permission-statuses permission-team-discussions permission-vulnerability-alerts permission-workflows",
    required: "private-key",
  },
  "actions/dependency-review-action": {
    version: "v4.9.0",
    sha: "2031cfc080254a8a887f58cffee85186f0e49e48",
    runs: "node20",
    inputs:
      "repo-token fail-on-severity fail-on-scopes base-ref head-ref config-file allow-licenses deny-licenses allow-dependencies-licenses allow-ghsas external-repo-token license-check vulnerability-check comment-summary-in-pr deny-packages deny-groups retry-on-snapshot-warnings retry-on-snapshot-warnings-timeout warn-only show-openssf-scorecard warn-on-openssf-scorecard-level show-patched-versions",
    required: "",
  },
  "azure/login": {
    version: "v3.0.1",
    sha: "f5d393ae46f8fde4be8b75f32e3fc50e654ad0ca",
    runs: "node24",
    inputs:
      "creds client-id tenant-id subscription-id enable-AzPSSession environment allow-no-subscriptions audience auth-type",
    required: "",
    note: "the tag is on the branch releases/v3.0.1, not on the main branch",
  },
  "azure/functions-action": {
    version: "v1.5.7",
    sha: "c5060b3b8bb1ebbcb531abd00c822ecbaa8ea656",
    runs: "node24",
    inputs:
      "app-name package slot-name publish-profile respect-pom-xml respect-funcignore scm-do-build-during-deployment enable-oryx-build sku remote-build",
    required: "app-name",
    note: "the tag is on the branch releases/v1, not on the main branch",
  },
  "azure/container-apps-deploy-action": {
    version: "v2",
    sha: "8dff69dac3367c32ceb2690d8f13adbeab462703",
    runs: "node16",
    inputs:
      "appSourcePath acrName acrUsername acrPassword registryUrl registryUsername registryPassword azureCredentials imageToBuild imageToDeploy dockerfilePath containerAppName resourceGroup containerAppEnvironment runtimeStack builderStack buildArguments targetPort location environmentVariables ingress yamlConfigPath disableTelemetry targetLabel",
    required: "",
    note: "no full semver tag exists; this is the commit of the major tag, and that tag moves. Its kind is still node16",
  },
  "aws-actions/configure-aws-credentials": {
    version: "v6.2.3",
    sha: "e6de054238d6b7531b4efff3b6587d9aade6a06c",
    runs: "node24",
    inputs:
      "aws-region aws-profile overwrite-aws-profile role-to-assume aws-access-key-id aws-secret-access-key aws-session-token web-identity-token-file role-chaining audience http-proxy no-proxy mask-aws-account-id role-duration-seconds role-external-id role-session-name role-skip-session-tagging transitive-tag-keys inline-session-policy managed-session-policies output-credentials output-env-credentials unset-current-credentials disable-retry retry-max-attempts special-characters-workaround use-existing-credentials allowed-account-ids force-skip-oidc action-timeout-s custom-tags sts-endpoint",
    required: "aws-region",
  },
  "dopplerhq/cli-action": {
    version: "v3",
    sha: "014df23b1329b615816a38eb5f473bb9000700b1",
    runs: "node20",
    inputs: "",
    required: "",
    note: "no full semver tag exists; this is the commit of the major tag, also seen pinned as v3 in public workflows",
  },
  "dopplerhq/secrets-fetch-action": {
    version: "v1.3.0",
    sha: "cd2efbf9a404504316435873eff298b82f7e0562",
    runs: "node20",
    inputs:
      "auth-method doppler-token doppler-project doppler-config inject-env-vars doppler-identity-id doppler-api-domain",
    required: "",
    note: "v2.0.0 was seen pinned, but its action.yml could not be read",
  },
  "docker/setup-buildx-action": {
    version: "v4.3.0",
    sha: "37fe631027851001ddb9b187196cc803df7f5f0e",
    runs: "node24",
    inputs:
      "version driver driver-opts buildkitd-flags buildkitd-config buildkitd-config-inline use name endpoint platforms append keep-state cache-binary cleanup",
    required: "",
  },
  "docker/login-action": {
    version: "v4.1.0",
    sha: "4907a6ddec9925e35a0a9e82d7399ccc52663121",
    runs: "node24",
    inputs: "registry username password ecr scope logout registry-auth",
    required: "",
  },
  "docker/metadata-action": {
    version: "v6.2.0",
    sha: "dc802804100637a589fabce1cb79ff13a1411302",
    runs: "node24",
    inputs:
      "context images tags flavor labels annotations sep-tags sep-labels sep-annotations bake-target github-token",
    required: "",
  },
  "docker/build-push-action": {
    version: "v7.3.0",
    sha: "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a",
    runs: "node24",
    inputs:
      "add-hosts allow annotations attests build-args build-contexts builder cache-from cache-to call cgroup-parent context file labels load network no-cache no-cache-filters outputs platforms provenance pull push sbom secrets secret-envs secret-files shm-size ssh tags target ulimit github-token",
    required: "",
  },
  "pulumi/actions": {
    version: "v7.0.0",
    sha: "8e5e406f4007fca908480587cb9893c07090f58d",
    runs: "node24",
    inputs:
      "command stack-name pulumi-version pulumi-version-file work-dir comment-on-pr comment-on-pr-number comment-on-summary github-token cloud-url secrets-provider parallel message config-map expect-no-changes diff replace exclude exclude-dependents target target-dependents policyPacks policyPackConfigs refresh upsert remove edit-pr-comment color exclude-protected plan suppress-outputs suppress-progress always-include-summary continue-on-error log-verbosity log-flow debug",
    required: "",
  },
  "pulumi/auth-actions": {
    version: "v2.1.0",
    sha: "141415910c3beb54e03b48e9057c204c97b956f2",
    runs: "node24",
    inputs: "organization requested-token-type scope token-expiration export-environment-variables cloud-url",
    required: "organization",
  },
  "supabase/setup-cli": {
    version: "v2.0.0",
    sha: "df56b21da46c98abb12a9804e4fb1f657773e333",
    runs: "composite",
    inputs: "version",
    required: "",
  },
  "anchore/sbom-action": {
    version: "v0.24.0",
    sha: "e22c389904149dbc22b58101806040fa8d37a610",
    runs: "node24",
    inputs:
      "path file image registry-username registry-password format github-token artifact-name output-file syft-version dependency-snapshot upload-artifact upload-artifact-retention upload-release-assets config",
    required: "",
  },
  "anchore/sbom-action/download-syft": {
    version: "v0.24.0",
    sha: "e22c389904149dbc22b58101806040fa8d37a610",
    runs: "node24",
    inputs: "run syft-version",
    required: "",
  },
  "anchore/sbom-action/publish-sbom": {
    version: "v0.24.0",
    sha: "e22c389904149dbc22b58101806040fa8d37a610",
    runs: "node24",
    inputs: "run sbom-artifact-match github-token",
    required: "",
  },
  "dtolnay/rust-toolchain": {
    version: "v1",
    sha: "e97e2d8cc328f1b50210efc529dca0028893a2d9",
    runs: "composite",
    inputs: "toolchain targets target components",
    required: "toolchain",
    note: "no full semver tag exists; v1 is its only tag (2025-08-22). Pinned by sha it needs the input toolchain",
  },
  "Swatinem/rust-cache": {
    version: "v2.9.2",
    sha: "6323deb102c322ba6fcbdcafc7e3dddab59af2b6",
    runs: "node24",
    inputs:
      "prefix-key shared-key key add-job-id-key add-rust-environment-hash-key env-vars workspaces cache-directories cache-targets cache-on-failure cache-all-crates cache-workspace-crates save-if cache-provider cache-bin lookup-only cmd-format",
    required: "",
  },
  "github/codeql-action/init": {
    version: "v4.36.2",
    sha: "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
    runs: "node24",
    inputs:
      "tools languages build-mode analysis-kinds token registries matrix config-file db-location config queries quality-queries packs external-repository-token setup-python-dependencies source-root ram threads debug debug-artifact-name debug-database-name trap-caching dependency-caching check-run-id",
    required: "",
  },
  "github/codeql-action/analyze": {
    version: "v4.36.2",
    sha: "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
    runs: "node24",
    inputs:
      "check_name output upload cleanup-level ram add-snippets skip-queries threads checkout_path ref sha category upload-database post-processed-sarif-path wait-for-processing token matrix expect-error",
    required: "",
  },
  "github/codeql-action/autobuild": {
    version: "v4.36.2",
    sha: "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
    runs: "node24",
    inputs: "token matrix working-directory",
    required: "",
  },
  "github/codeql-action/upload-sarif": {
    version: "v4.36.2",
    sha: "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
    runs: "node24",
    inputs: "sarif_file checkout_path ref sha token matrix category wait-for-processing",
    required: "",
  },
  "github/codeql-action/resolve-environment": {
    version: "v4.36.2",
    sha: "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
    runs: "node24",
    inputs: "token matrix language working-directory",
    required: "language",
  },
  "github/codeql-action/setup-codeql": {
    version: "v4.36.2",
    sha: "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
    runs: "node24",
    inputs: "tools languages analysis-kinds token matrix external-repository-token",
    required: "",
  },
  "github/codeql-action/start-proxy": {
    version: "v4.36.2",
    sha: "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
    runs: "node24",
    inputs: "registry_secrets registries_credentials token language matrix",
    required: "",
  },
  "rustsec/audit-check": {
    version: "v2.0.0",
    sha: "69366f33c96575abad1ee0dba8212993eecbe998",
    runs: "node20",
    inputs: "token ignore working-directory",
    required: "token",
  },
  "gitleaks/gitleaks-action": {
    version: "v3.0.0",
    sha: "e0c47f4f8be36e29cdc102c57e68cb5cbf0e8d1e",
    runs: "node24",
    inputs: "",
    required: "",
    note: "no inputs: it is configured by environment variables",
  },
  "trufflesecurity/trufflehog": {
    version: "v3.97.0",
    sha: "bcfcf73aaf4759d4dadc2783177c245a02792318",
    runs: "composite",
    inputs: "path base head extra_args version image",
    required: "",
  },
  "step-security/harden-runner": {
    version: "v2.20.1",
    sha: "b09bb98e06d4d774595224525879c09bc6e98c40",
    runs: "node24",
    inputs:
      "allowed-endpoints egress-policy token disable-telemetry disable-sudo disable-sudo-and-containers disable-file-monitoring policy api-key use-policy-store deploy-on-self-hosted-vm",
    required: "",
  },
  "astral-sh/setup-uv": {
    version: "v10.0.1",
    sha: "20cfd1bf945f4377ade1205e4dbc17946fc9a30d",
    runs: "node24",
    inputs:
      "version version-file python-version activate-environment venv-path no-project working-directory checksum github-token enable-cache cache-dependency-glob restore-cache save-cache cache-suffix cache-local-path prune-cache cache-python ignore-nothing-to-cache ignore-empty-workdir tool-dir tool-bin-dir manifest-file download-from-astral-mirror add-problem-matchers quiet resolution-strategy",
    required: "",
  },
  "dart-lang/setup-dart": {
    version: "v1.7.2",
    sha: "65eb853c7ba17dde3be364c3d2858773e7144260",
    runs: "node24",
    inputs: "sdk architecture flavor",
    required: "",
  },
  "codecov/codecov-action": {
    version: "v5.5.2",
    sha: "671740ac38dd9b0130fbe1cec585b89eea48d3de",
    runs: "composite",
    inputs:
      "base_sha binary codecov_yml_path commit_parent directory disable_file_fixes disable_search disable_safe_directory disable_telem dry_run env_vars exclude fail_ci_if_error files flags force git_service gcov_args gcov_executable gcov_ignore gcov_include handle_no_reports_found job_code name network_filter network_prefix os override_branch override_build override_build_url override_commit override_pr plugins recurse_submodules report_code report_type root_dir run_command skip_validation slug swift_project token url use_legacy_upload_endpoint use_oidc use_pypi verbose version working-directory",
    required: "",
    note: "the newer sha is named both v6.0.2 and v7.0.0 in public workflows",
  },
  "subosito/flutter-action": {
    version: "v2.23.0",
    sha: "1a449444c387b1966244ae4d4f8c696479add0b2",
    runs: "composite",
    inputs:
      "channel flutter-version flutter-version-file architecture cache cache-key cache-path pub-cache pub-cache-key pub-cache-path dry-run git-source",
    required: "",
  },
  "pypa/gh-action-pip-audit": {
    version: "v1.1.0",
    sha: "1220774d901786e6f652ae159f7b6bc8fea6d266",
    runs: "composite",
    inputs:
      "summary no-deps require-hashes vulnerability-service inputs virtual-environment local index-url extra-index-urls ignore-vulns internal-be-careful-allow-failure internal-be-careful-extra-flags",
    required: "",
  },
  "slackapi/slack-github-action": {
    version: "v4.0.0",
    sha: "dcb1066f776dd043e64d0e8ba94ca15cc7e1875d",
    runs: "node24",
    inputs:
      "api errors method payload payload-delimiter payload-file-path payload-templated proxy retries token webhook webhook-type",
    required: "",
    note: "the tag is on the branch release/v4.0.0, not on the main branch, as its earlier releases are",
  },
  "slackapi/slack-github-action/cli": {
    version: "v4.0.0",
    sha: "dcb1066f776dd043e64d0e8ba94ca15cc7e1875d",
    runs: "composite",
    inputs: "command token version",
    required: "command",
  },
  "EnricoMi/publish-unit-test-result-action": {
    version: "v2.24.0",
    sha: "d0a4676d0e0b938bc201470d88276b7c74c712b3",
    runs: "docker",
    inputs:
      "github_token github_token_actor github_retries ssl_verify commit check_name comment_title comment_mode fail_on action_fail action_fail_on_inconclusive files junit_files nunit_files xunit_files trx_files time_unit test_file_prefix report_individual_runs report_suite_logs deduplicate_classes_by_file_name large_files ignore_runs check_run job_summary compare_to_earlier_commit pull_request_build event_file event_name test_changes_limit check_run_annotations check_run_annotations_branch seconds_between_github_reads seconds_between_github_writes secondary_rate_limit_wait_seconds json_file json_thousands_separator json_suite_details json_test_case_results search_pull_requests",
    required: "",
  },
  "EnricoMi/publish-unit-test-result-action/linux": {
    version: "v2.24.0",
    sha: "d0a4676d0e0b938bc201470d88276b7c74c712b3",
    runs: "composite",
    inputs:
      "github_token github_token_actor github_retries ssl_verify commit check_name comment_title comment_mode fail_on action_fail action_fail_on_inconclusive files junit_files nunit_files xunit_files trx_files time_unit test_file_prefix report_individual_runs report_suite_logs deduplicate_classes_by_file_name large_files ignore_runs check_run job_summary compare_to_earlier_commit pull_request_build event_file event_name test_changes_limit check_run_annotations check_run_annotations_branch seconds_between_github_reads seconds_between_github_writes secondary_rate_limit_wait_seconds json_file json_thousands_separator json_suite_details json_test_case_results search_pull_requests",
    required: "",
  },
} as const satisfies Pins;
